"""Tableaux of grouped layers."""
