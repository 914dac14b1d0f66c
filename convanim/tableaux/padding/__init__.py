"""What padding shows."""
