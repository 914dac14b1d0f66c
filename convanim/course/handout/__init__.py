"""A clip on paper, as a PDF that screen readers can follow."""
