"""Pooling: of each window the largest number, or the mean."""
