"""Which films are looked at: few in which any two choices meet, and all that there are to choose from."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from itertools import product
from typing import Any

from convanim.language.catalogs import LOCALE, SOURCE, languages
from convanim.spec import Values
from convanim.spec.aspect import ASPECTS, WIDESCREEN
from convanim.theme.theme import Theme
from tests.pairs import pairwise
from tests.scenes.playing import Played, play

SCENES = ("split", "aggregate", "depthwise", "pointwise", "separable")

LAYERS: dict[str, dict[str, dict[str, Any]]] = {
    "default": {},
    "odd": {
        "split": {
            "in_channels": 6,
            "out_channels": 6,
            "groups": 3,
            "size": (5, 7),
            "kernel": (2, 3),
            "stride": (2, 1),
            "padding": (1, 0),
            "dilation": (1, 2),
            "bias": True,
        },
        "depthwise": {
            "in_channels": 6,
            "size": (5, 7),
            "kernel": (2, 3),
            "stride": (2, 1),
            "padding": (1, 0),
            "dilation": (1, 2),
            "bias": True,
        },
        "pointwise": {"in_channels": 6, "out_channels": 4, "size": (5, 7), "bias": True},
        "separable": {
            "in_channels": 6,
            "out_channels": 9,
            "size": (5, 7),
            "kernel": (2, 3),
            "stride": (2, 1),
            "padding": (1, 0),
            "dilation": (1, 2),
            "bias": True,
        },
    },
    "many": {
        "split": {"in_channels": 64, "out_channels": 64, "groups": 4, "size": 56, "padding": 1},
        "depthwise": {"in_channels": 64, "size": 56, "padding": 1},
        "pointwise": {"in_channels": 64, "out_channels": 32, "size": 56},
        "separable": {"in_channels": 64, "out_channels": 128, "size": 56, "padding": 1},
    },
}
CROPPED: dict[str, tuple[dict[str, Any], tuple[int, ...], str]] = {
    "split": ({"in_channels": 64, "out_channels": 64, "groups": 4, "size": 56, "padding": 1}, (), "20:30,:9"),
    "aggregate": ({"in_channels": 96, "out_channels": 96, "groups": 2, "size": 56}, (), "40:52,30:42"),
    "depthwise": ({"in_channels": 96, "size": (24, 112)}, (0, 5, 9), "10:22,60:72"),
    "pointwise": ({"in_channels": 96, "out_channels": 32, "size": (112, 24)}, (0, 5, 9), "100:112,10:22"),
    "separable": ({"in_channels": 24, "size": 56, "padding": 1, "stride": (2, 1)}, (), "3:12,-8:"),
}
"""Layers whose maps are shown in part: their options, the channels that are shown, and the crop."""
LANGUAGES = (SOURCE, *languages(LOCALE))
THEMES = {name: Theme.named(name) for name in ("dark", "light", "contrast", "print")} | {
    "own": Theme.dark().with_(
        background="#0B2545",
        dim="#B7C4D6",
        accent="#FFD166",
        whole="#13A89E",
        groups=["#F26419", "#6CB4EE", "#F6D55C", ("#7A2FC0", "#D9A8FF")],
    )
}
NUMBERS: dict[str, tuple[Values, int | None]] = {
    "whole": (Values(), None),
    "real": (Values("normal", seed=3), None),
    "real rounded": (Values("normal", seed=3), 0),
    "real exact": (Values("normal", seed=3), 6),
}
"""Values, and the decimals that they are written with."""


@dataclass(frozen=True)
class Film:
    """What is chosen of each kind, by name."""

    scene: str
    layer: str = "default"
    aspect: str = WIDESCREEN
    language: str = SOURCE
    theme: str = "dark"
    numbers: str = "whole"

    def __str__(self) -> str:
        return "-".join(astuple(self))

    def play(self) -> Played:
        """The film, of which only what rests is drawn."""
        options, look = layer_of(self.scene, self.layer)
        values, decimals = NUMBERS[self.numbers]
        look |= {"aspect": self.aspect, "language": self.language, "decimals": decimals}
        return play(self.scene, options, values, THEMES[self.theme], skip=True, **look)


def layer_of(scene: str, layer: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A layer's options in a scene, and what of it is shown."""
    if layer == "cropped":
        options, channels, crop = CROPPED[scene]
        return options, {"show_channels": channels, "crop": crop}
    layers = LAYERS[layer]
    return layers.get(scene, layers.get("split", {})), {}


CHOICES = {
    "scene": SCENES,
    "layer": (*LAYERS, "cropped"),
    "aspect": tuple(ASPECTS),
    "language": LANGUAGES,
    "theme": tuple(THEMES),
    "numbers": tuple(NUMBERS),
}
FEW = [Film(**choice) for choice in pairwise(**CHOICES)]
"""Films in which any scene meets any layer, any layer any language, and so on."""
MANY = [
    film
    for varied in (("layer", "aspect", "language"), ("aspect", "theme", "numbers"))
    for chosen in product(SCENES, *(CHOICES[name] for name in varied))
    if (film := Film(**dict(zip(("scene", *varied), chosen, strict=True)))) not in FEW
]
"""All layers in all aspects and languages, and all themes and numbers in all aspects."""
