"""Tableaux of a measurement: arithmetic saved beside time saved."""
