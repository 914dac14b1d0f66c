"""What a clip tells, in words."""
