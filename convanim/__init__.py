"""Films of how convolutions save work, with true numbers in every frame."""

__version__ = "0.1.0"
