"""Layers without groups that the tableaux of a standard convolution are looked at with."""

from convanim.spec import Layer

LAYERS = [
    Layer(),
    Layer(6, 9, (5, 7), (2, 3), (2, 1), (1, 0), (1, 2), bias=True),
    Layer(64, 32, 56, padding=1),
    Layer(1, 1, 4),
    Layer(1, 1, 1, 1),
    Layer(2, 3, 3),
    Layer(3, 512, 9, 5, padding="same"),
]
