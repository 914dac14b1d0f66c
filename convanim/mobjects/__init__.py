"""What stands on Manim's stage: tensors, windows, lines, words and the meter."""
