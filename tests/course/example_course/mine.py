"""A scene of the course's own."""

from convanim import Pointwise


class Mixing(Pointwise):
    beats = ("needle_through_channels",)
