"""What a stride shows."""
