"""What the options of a layer and its numbers say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convanim.cli.report import warned
from convanim.errors import SpecError
from convanim.film.owned import of_arrays, of_module, own_input, own_weights
from convanim.spec import Values

if TYPE_CHECKING:
    from convanim.sources.found import Own


@dataclass(frozen=True)
class Model:
    """A model to show a layer of: its factory, the file of its weights, and the layer's name in it."""

    factory: str
    state: Path | None
    layer: str | None


@dataclass(frozen=True)
class Given:
    """What the command line says about layer and values; everything else is left to the scene.

    ``layer`` holds fields of ``Layer`` by name, ``values`` fields of ``Values`` as ``of_arrays`` takes them; ``mixing``
    are the second layer's numbers where two stand in a row, ``model`` is one that the layer is taken from.
    """

    layer: Mapping[str, Any]
    values: Mapping[str, Any]
    mixing: Values | None = None
    model: Model | None = None

    def own(self, name: str) -> Own:
        """The layer of one scene and its values; raises SpecError and its kin where they cannot be."""
        if self.model is None:
            return of_arrays(name, self.layer, self.values, self.mixing)
        from convanim.sources.factories import load_model

        context = click.get_current_context(silent=True)
        with warned(bool(context and context.params.get("quiet"))):
            module = load_model(self.model.factory, self.model.state)
        if "input" not in self.values:
            raise SpecError("--model without --input", "a photo or tensor that the model reads", "--input photo.png")
        return of_module(name, module, self.values["input"], name=self.model.layer)

    def without(self, options: Collection[str]) -> Given:
        """The same without some options of the layer."""
        return replace(self, layer={name: value for name, value in self.layer.items() if name not in options})


def gather(layer: Mapping[str, Any], drawn: Mapping[str, Any], files: Mapping[str, Any]) -> Given:
    """What the options say, each None where it was left out; arrays are read from their files.

    ``files`` are the options that name the user's own numbers, by the names that commands have for them.
    """
    values = {name: value for name, value in drawn.items() if value is not None}
    Values(**values)  # says what is wrong with a seed before any file is read
    told = {name: value for name, value in layer.items() if value is not None}
    model = _model(files, told, values)
    taken = own_input(files["input_file"], None, files["resize"], files["normalise"], called="--input")
    if taken is not None:
        values["input"] = taken
    values |= own_weights("--weights", files["weight_file"], "--biases", files["bias_file"])
    mixing = own_weights("--mixing", files["mixing_file"], "--mixing-biases", files["mixing_bias_file"])
    kept = {name: value for name, value in values.items() if name in ("kind", "seed")}
    return Given(told, values, Values(**{**kept, **mixing}) if mixing else None, model)


def _model(files: Mapping[str, Any], layer: Mapping[str, Any], values: Mapping[str, Any]) -> Model | None:
    if files["model"] is None:
        for option in ("state", "layer_name"):
            if files[option] is not None:
                raise SpecError(f"--{option.replace('_', '-')} without --model", "a model to take the layer from")
        return None
    idle = [*layer, *values, *(name for name in ("weight_file", "bias_file", "mixing_file") if files[name])]
    if idle:
        said = ", ".join(name.removesuffix("_file") for name in idle)
        raise SpecError(f"{said} beside --model", "the model alone, which gives layer and weights", "--state for those")
    return Model(files["model"], files["state"], files["layer_name"])
