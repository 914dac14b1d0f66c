"""Tableaux of inverted residual blocks."""
