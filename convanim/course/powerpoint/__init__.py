"""Decks for PowerPoint: a slide a beat, whose film plays by itself."""
