"""What a standard convolution does: every filter goes over the whole input, and what that costs."""
