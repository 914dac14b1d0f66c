"""What was shown, and where it comes from."""
