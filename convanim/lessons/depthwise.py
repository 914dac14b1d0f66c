"""As many groups as channels."""

from __future__ import annotations

from convanim.errors import Name, SpecError
from convanim.language.tongue import message
from convanim.lessons.fitting import count
from convanim.lessons.lesson import Lesson, Options
from convanim.spec import Layer


def fit(options: Options, base: Layer) -> Layer:
    """A layer whose groups follow its channels; its filters too, as many for each channel as in ``base``.

    >>> fit({"in_channels": 6}, Layer(8, 16, groups=8)).weight_shape
    (12, 1, 3, 3)
    """
    channels = count("in_channels", options.get("in_channels", base.in_channels))
    multiplier = max(1, base.out_channels // base.in_channels)
    filters = count("out_channels", options.get("out_channels", channels * multiplier))
    if filters % channels:
        raise SpecError(
            f"{filters} filters for {channels} channels in a depthwise layer",
            f"as many filters for each channel: a multiple of {channels}",
            f"{max(1, round(filters / channels)) * channels} filters",
            field="out_channels",
        )
    if options.get("groups", channels) != channels:
        raise SpecError(
            (Name("groups"), f" is {options['groups']} for {channels} channels in a depthwise layer"),
            f"as many groups as channels: {channels}",
            ("leaving ", Name("groups"), " out"),
        )
    return base.with_(**{**options, "in_channels": channels, "out_channels": filters, "groups": channels})


LESSON = Lesson(
    name="depthwise",
    order=30,
    scene="Depthwise",
    summary=message("As many groups as channels: every filter reads a single channel."),
    layer=Layer(groups=8),
    subject="as many groups as channels",
    fit=fit,
    poster="one_channel_slowly",
    loop=message("Each filter sweeps its own channel and fills its own output, all at the same time."),
    fixed={"groups": "as many groups as channels"},
)
