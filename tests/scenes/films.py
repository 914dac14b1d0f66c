"""Which films are looked at: few in which any two choices meet, and all that there are to choose from."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from itertools import product
from typing import Any

from convanim.catalog import load_scene
from convanim.language.catalogs import LOCALE, SOURCE, languages
from convanim.lessons import LESSONS
from convanim.spec import Values
from convanim.spec.aspect import ASPECTS, LARGE, NORMAL, TEXTS, WIDESCREEN
from convanim.spec.cut import FILM, LOOP
from convanim.theme.theme import Theme
from tests.pairs import pairwise
from tests.scenes.asked import CROPPED, FILMED, LAYERS, NETWORKS, OF_LAYERS
from tests.scenes.playing import Played, play

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
    "known": (Values("classic"), None),
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
    text: str = NORMAL
    cut: str = FILM

    def __str__(self) -> str:
        return "-".join(astuple(self))

    def play(self) -> Played:
        """The film, of which only what rests is drawn."""
        options, look = layer_of(self.scene, self.layer)
        values, decimals = NUMBERS[self.numbers]
        look |= {"aspect": self.aspect, "language": self.language, "decimals": decimals, "text": self.text}
        scene = type(self.scene, (load_scene(self.scene),), {"cut": self.cut})
        return play(scene, options, values, THEMES[self.theme], skip=True, **look)


def layer_of(scene: str, layer: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A layer's options in a scene, and what of it is shown."""
    if scene not in OF_LAYERS:
        return {}, {"network": NETWORKS[layer]} if layer in NETWORKS else {}
    if layer == "cropped":
        options, channels, crop = CROPPED[scene]
        return options, {"show_channels": channels, "crop": crop}
    return LAYERS[scene][layer], {}


CHOICES = {
    "scene": FILMED,
    "layer": ("default", "odd", "many", "cropped"),
    "aspect": tuple(ASPECTS),
    "language": LANGUAGES,
    "theme": tuple(THEMES),
    "numbers": tuple(NUMBERS),
    "text": TEXTS,
}
OFTEN = {
    **CHOICES,
    "layer": ("odd", "many", "cropped"),
    "language": (SOURCE, "fr", "hi"),
    "theme": ("dark", "light", "own"),
    "numbers": ("whole", "known", "real exact"),
}
"""Of each kind three: with more, every scene would be played more often. Usual layers are played by other tests."""
FEW = [Film(**choice) for choice in pairwise(**OFTEN)]
"""Films in which any scene meets any layer, any layer any language, and so on."""
MANY = [
    film
    for varied in (("layer", "aspect", "language", "text"), ("aspect", "theme", "numbers"))
    for chosen in product(FILMED, *(CHOICES[name] for name in varied))
    if (film := Film(**dict(zip(("scene", *varied), chosen, strict=True)))) not in FEW
]
"""All layers in all aspects, languages and texts, and all themes and numbers in all aspects."""

WITHOUT_LOOP = {"conclusion": "it is one picture, and little moves"}
"""Lessons whose scenes have no loop, and why."""
LOOPED = tuple(name for name in LESSONS if name not in WITHOUT_LOOP)
FEW_CHOICES = {
    "scene": LOOPED,
    "layer": ("default", "odd", "cropped"),
    "aspect": CHOICES["aspect"],
    "language": (SOURCE, "de", "hi"),
}
FEW_LOOPS = [Film(**choice, cut=LOOP) for choice in pairwise(**FEW_CHOICES, theme=("dark", "own"))]
"""Loops, which say next to nothing, in which any scene meets any layer, any layer any aspect, and so on."""
MANY_LOOPS = [
    loop
    for scene, layer, aspect, language in product(LOOPED, *(CHOICES[name] for name in ("layer", "aspect", "language")))
    if (loop := Film(scene, layer, aspect, language, text=LARGE, cut=LOOP)) not in FEW_LOOPS
]
"""All layers in all aspects and languages."""
