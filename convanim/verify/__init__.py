"""Whether a clip is true, and as it was delivered."""
