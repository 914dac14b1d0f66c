"""Tableaux of a whole network, stage by stage."""
