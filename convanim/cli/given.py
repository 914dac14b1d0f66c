"""What the options of ``render`` and ``trace`` say about a layer and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from convanim.cli.arrays import read_array
from convanim.lessons import FIXED
from convanim.spec import Layer, Values


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


def gather(
    layer: Mapping[str, Any], drawn: Mapping[str, Any], input_file: Path | None, weight_file: Path | None
) -> Given:
    """What the options say, each None where it was left out; arrays are read from their files."""
    values = {name: value for name, value in drawn.items() if value is not None}
    Values(**values)  # says what is wrong with a seed before any file is read
    if input_file is not None:
        values["input"] = read_array("--input", input_file, ("channels", "height", "width"))
    if weight_file is not None:
        axes = ("filters", "channels per group", "kernel height", "kernel width")
        values["weight"] = read_array("--weights", weight_file, axes)
    return Given({name: value for name, value in layer.items() if value is not None}, values)
