"""The page that plays the clips: one file, that works without a network."""
