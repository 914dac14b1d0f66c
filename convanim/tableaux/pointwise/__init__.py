"""Tableaux of pointwise layers."""
