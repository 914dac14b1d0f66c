"""What beats show of a block of the user's own model."""
