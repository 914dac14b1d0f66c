"""Processes that draw side by side."""
