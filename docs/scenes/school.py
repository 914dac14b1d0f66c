"""A theme of a school's own."""

from convanim import Depthwise, Layer, Theme

SCHOOL = Theme.light().with_(
    name="school",
    background="#FFFCF5",
    accent="#1A3373",
    channels=["#2C6FBB", "#B07A1E"],
)


class School(Depthwise):
    layer = Layer(in_channels=2, out_channels=2, groups=2, size=4)
    theme = SCHOOL
    beats = ("one_channel_slowly",)
