"""The options that describe a layer and its numbers, shared by ``render`` and ``trace``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from convanim.cli.arrays import read_array
from convanim.lessons import FIXED
from convanim.spec import Layer, Values

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


@dataclass(frozen=True)
class Given:
    """What the command line says about layer and values; everything else is left to the scene.

    ``layer`` holds fields of ``Layer`` by name, ``values`` fields of ``Values``.
    """

    layer: Mapping[str, Any]
    values: Mapping[str, Any]

    def layer_for(self, lesson: str, fit: Callable[[Mapping[str, Any]], Layer], base: Layer) -> Layer:
        """The layer of one scene: options first, then what the given arrays say, then ``base``.

        Arrays cannot change what the subject of ``lesson`` fixes. Raises SpecError where the layer cannot be.
        """
        fixed = FIXED.get(lesson, frozenset())
        found = {name: value for name, value in self._from_arrays(lesson, base).items() if name not in fixed}
        options = {**found, **self.layer}
        return fit(options) if options else base

    def values_for(self, base: Values) -> Values:
        """The scene's values with those given."""
        return replace(base, **self.values)

    def without(self, options: Collection[str]) -> Given:
        """The same without some options of the layer."""
        return replace(self, layer={name: value for name, value in self.layer.items() if name not in options})

    def _from_arrays(self, lesson: str, base: Layer) -> dict[str, Any]:
        said: dict[str, Any] = {}
        image, weight = self.values.get("input"), self.values.get("weight")
        if image is not None:
            said |= {"in_channels": image.shape[0], "size": image.shape[1:]}
        if weight is not None and lesson == "separable":
            # These are the depthwise half's: a filter a channel.
            said |= {"in_channels": weight.shape[0], "kernel": weight.shape[2:]}
        elif weight is not None:
            said |= {"out_channels": weight.shape[0], "kernel": weight.shape[2:]}
            channels = self.layer.get("in_channels", said.get("in_channels", base.in_channels))
            if channels % weight.shape[1] == 0:
                said["groups"] = channels // weight.shape[1]
        return said


def layer_options(command: Command) -> Command:
    """Add the options to a command, which gets them as one ``given``."""

    @wraps(command)
    def gathered(**arguments: Any) -> Any:
        taken = {name: arguments.pop(name) for name in (*_LAYER, "seed", "kind", "input_file", "weight_file")}
        layer = {name: taken[name] for name in _LAYER if taken[name] is not None}
        values = {name: taken[name] for name in ("seed", "kind") if taken[name] is not None}
        Values(**values)  # says what is wrong with a seed before any file is read
        if taken["input_file"] is not None:
            values["input"] = read_array("--input", taken["input_file"], ("channels", "height", "width"))
        if taken["weight_file"] is not None:
            axes = ("filters", "channels per group", "kernel height", "kernel width")
            values["weight"] = read_array("--weights", taken["weight_file"], axes)
        return command(given=Given(layer, values), **arguments)

    result: Any = gathered
    for option in reversed(_OPTIONS):
        result = option(result)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate
