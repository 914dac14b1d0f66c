"""The options that describe a layer and its numbers, shared by ``render`` and ``trace``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE = click.Path(path_type=Path)
_OPTIONS = (
    click.option("--channels", "in_channels", type=int, metavar="N", help="Channels of the input."),
    click.option("--filters", "out_channels", type=int, metavar="N", help="Filters, and so channels of the output."),
    click.option("--groups", type=int, metavar="N", help="Groups that channels and filters fall into."),
    click.option("--size", metavar="6|5x7", help="Height and width of the input."),
    click.option("--kernel", metavar="3|2x3", help="Height and width of the kernel."),
    click.option("--stride", metavar="2|2x1", help="Cells from one window to the next."),
    click.option("--padding", metavar="1|1x0|same|valid", help="Cells of zeros around the input."),
    click.option("--dilation", metavar="2|2x1", help="Cells from one tap to the next."),
    click.option("--bias/--no-bias", default=None, help="Whether each filter adds a number of its own."),
    click.option("--seed", type=int, metavar="N", help="Draw other numbers."),
    click.option(
        "--values",
        "kind",
        type=click.Choice(["integers", "normal"]),
        help="Draw whole numbers, whose equations are exact, or normally distributed ones.",
    ),
    click.option(
        "--input", "input_file", type=_FILE, metavar="FILE.npy", help="Your own input, (channels, height, width)."
    ),
    click.option(
        "--weights",
        "weight_file",
        type=_FILE,
        metavar="FILE.npy",
        help="Your own weights, (filters, channels per group, height, width); of separable, the depthwise ones.",
    ),
)
_LAYER = ("in_channels", "out_channels", "groups", "size", "kernel", "stride", "padding", "dilation", "bias")


_FILM = (
    click.option(
        "-q",
        "--quality",
        type=click.Choice(list("lmhpk")),
        default="m",
        show_default=True,
        help="480p15, 720p30, 1080p60, 1440p60 or 2160p60.",
    ),
    click.option("--theme", type=click.Choice(["dark", "light"]), help="For screens, or for paper and bright rooms."),
    click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        default=Path("media"),
        show_default=True,
        metavar="DIR",
        help="Where the files go; made where missing.",
    ),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1),
        metavar="N",
        help="Processes that draw at once.  [default: as many as cores]",
    ),
    click.option(
        "--crf", type=float, metavar="N", help="How closely to encode: 0 is lossless, 51 tiny.  [default: 22.2]"
    ),
    click.option("--preset", metavar="NAME", help="x264's, ultrafast to veryslow, in place of our own."),
    click.option(
        "--cache/--no-cache", "use_cache", default=True, help="Whether to use what earlier renders have kept."
    ),
    click.option("--quiet", is_flag=True, help="Say nothing but errors."),
)


def layer_options(command: Command) -> Command:
    """Add the options to a command, which gets them as one ``given``."""

    @wraps(command)
    def gathered(**arguments: Any) -> Any:
        from convanim.cli.given import gather

        layer = {name: arguments.pop(name) for name in _LAYER}
        drawn = {name: arguments.pop(name) for name in ("seed", "kind")}
        given = gather(layer, drawn, arguments.pop("input_file"), arguments.pop("weight_file"))
        return command(given=given, **arguments)

    result: Any = gathered
    for option in reversed(_OPTIONS):
        result = option(result)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate


def film_options(command: Command) -> Command:
    """Add the options of rendering, of which crf and preset reach the command as one ``encoding``."""

    @wraps(command)
    def gathered(crf: float | None, preset: str | None, **arguments: Any) -> Any:
        from convanim.export.quality import USUAL, Encoding

        return command(encoding=Encoding(USUAL.crf if crf is None else crf, preset), **arguments)

    result: Any = gathered
    for option in reversed(_FILM):
        result = option(result)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate
