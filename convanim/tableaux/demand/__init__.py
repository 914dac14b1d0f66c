"""Tableaux of what features cost as there are more and more of them."""
