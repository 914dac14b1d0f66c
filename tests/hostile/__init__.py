"""Input that nobody means well by, or that is only odd: refused at the door, in words, quickly."""
