"""The display list, what a frame shows as data, and its painting with Cairo."""
