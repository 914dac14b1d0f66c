"""The user's own numbers: modules, arrays, files and photos become frozen layers and values. Knows no Manim."""
