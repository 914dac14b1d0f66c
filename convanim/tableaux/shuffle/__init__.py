"""Two grouped layers in a row, and the shuffle of channels between them."""
