"""Tableaux of depthwise-separable layers."""
