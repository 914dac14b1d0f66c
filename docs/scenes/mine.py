"""A built-in scene with another layer, another theme and fewer beats."""

from convanim import Depthwise, Layer, Theme


class Mine(Depthwise):
    layer = Layer(in_channels=3, out_channels=3, groups=3, size=(4, 5))
    theme = Theme.light()
    beats = ("one_channel_slowly", "count_the_cost")
