"""Transposed convolution: one number times the filter, stamped where a window had read."""
