"""Colours: of whom (hue) and how much (lightness), and whether every eye can tell."""
