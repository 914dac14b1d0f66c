"""The picture that stays: every way in a row, with its filters, its wiring, what it costs and what it keeps."""
