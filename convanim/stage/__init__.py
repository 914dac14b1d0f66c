"""Everything that is drawn: tensors, windows, formulas, captions and the meter."""
