"""Tableaux of depthwise layers."""
