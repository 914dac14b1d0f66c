"""A theme of a school's own."""

from dataclasses import replace

from convanim import Depthwise, Layer, Ramp, Theme

BLUE_AND_OCHRE = (
    Ramp.between((0.55, 0.14, 255), (0.86, 0.08, 255)),
    Ramp.between((0.62, 0.12, 70), (0.90, 0.08, 80)),
)

SCHOOL = replace(
    Theme.light(),
    name="school",
    background=(1.0, 0.99, 0.96),
    panel=(0.97, 0.95, 0.90),
    accent=(0.10, 0.20, 0.45),
    channels=BLUE_AND_OCHRE,
)


class School(Depthwise):
    layer = Layer(in_channels=2, out_channels=2, groups=2, size=4)
    theme = SCHOOL
    beats = ("one_channel_slowly",)
