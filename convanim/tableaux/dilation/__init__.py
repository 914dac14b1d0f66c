"""What dilation shows."""
