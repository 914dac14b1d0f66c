"""No word on stage escapes translation: scenes are played in a language that has other letters for every message."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from convanim.catalog import load_scene
from convanim.draw.items import Words
from convanim.errors import UnknownNameError
from convanim.lessons import LESSONS
from convanim.networks import NETWORKS, network_of
from convanim.scene import ConvScene
from tests.language.test_catalogs import bring
from tests.messages import extracted, write
from tests.pairs import pairwise
from tests.scenes.asked import FILMED
from tests.scenes.films import layer_of
from tests.scenes.playing import play

GREEK = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 2 * "αβψδεφγηιξκλμνοπθρστθωςχυζ")
NAMES = re.compile(
    r"[A-Z]{1,2}(–[A-Z]{1,2})?"  # groups
    r"|[ymxuvpz]\[[\d, ]*\]"  # cells
    r"|(torch\.nn\.functional\.)?(pixel_shuffle\()?(conv(_transpose)?|(max|avg)_pool)2d(\(.*)?|[a-z_]+=.*|max"
    r"|torch\.nn\.ChannelShuffle\(\d+\)?|ReLU6?|SiLU"  # torch's, and Python's
    r"|TensorFlow|PyTorch"
    r"|[CO\d\s·+=/]+"  # channels and filters in formulas
    rf"|{'|'.join(re.escape(network_of(name).title) for name in NETWORKS)}"
)


def without_names(line: Words) -> str:
    """What a line says in Greek besides names, which are said as they are in every language; all of any other line."""
    kept = list(line.text)
    for span in line.spans:
        if span.source is None:
            kept[span.start : span.end] = " " * (span.end - span.start)
    told = "".join(kept)
    return told if re.search("[α-ω]", told) else line.text


def in_greek(message: str) -> str:
    """The message with Greek letters outside of braces, and in its plural forms."""
    parts = re.split(r"(\{[^{}?]*\??|\}|\|)", message)
    return "".join(part if part.startswith(("{", "}", "|")) else part.translate(GREEK) for part in parts)


@pytest.fixture(scope="module")
def greek(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes scenes of one's own that speak it."""
    home = tmp_path_factory.mktemp("greek")
    folder = bring(home / "locale", "el", "")
    body = [f'msgid "{message}"\nmsgstr "{in_greek(message)}"\n' for message in extracted()]
    path = folder / "el" / "LC_MESSAGES" / "mine.po"
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(body), encoding="utf-8")

    def scene(name: str) -> type[ConvScene]:
        file = home / f"{name}.py"
        base = LESSONS[name].scene
        file.write_text(f"from convanim import {base}\n\n\nclass Greek({base}):\n    pass\n")
        return load_scene(str(file))

    return scene


@pytest.mark.parametrize(
    ("name", "label", "aspect"),
    [tuple(choice.values()) for choice in pairwise(name=FILMED, label=("default", "odd"), aspect=("16:9", "1:1"))],
)
def test_no_english_is_left(greek: Any, name: str, label: str, aspect: str) -> None:
    options, look = layer_of(name, label)
    scene = greek(name)
    played = play(scene, options, skip=True, aspect=aspect, language=scene.fit_language("el"), **look)
    words = {without_names(item) for _, _, items in played.pictures for item in items if isinstance(item, Words)}
    left = [text for text in words if re.search("[A-Za-z]", text) and not NAMES.fullmatch(text.strip(" ()"))]
    # Named in what a caption says: groups, and whose output it is compared with.
    left = [text for text in left if re.search("[a-z]|[A-Z]{3}", text) or not re.search("[α-ω]", text)]
    assert not left
    assert any(re.search("[α-ω]", text) for text in words)


def test_a_scene_speaks_what_it_has_catalogs_for(greek: Any, tmp_path: Path) -> None:
    scene = greek("depthwise")
    assert [scene.fit_language(language) for language in (None, "de", "el")] == ["en", "de", "el"]
    with pytest.raises(UnknownNameError, match="Greek does not speak 'sv'; allowed: en, de, el, es, fr, hi, zh"):
        scene.fit_language("sv")

    class Schwedisch(ConvScene):
        language = "sv"

    assert Schwedisch.fit_language() == Schwedisch.fit_language("sv") == "sv"
    with pytest.raises(UnknownNameError, match=r"does not speak 'de'; allowed: sv$"):
        Schwedisch.fit_language("de")


def test_captions_in_an_authors_own_language_stay_as_they_are() -> None:
    class Eigene(load_scene("depthwise")):  # type: ignore[misc]
        language = "de"
        title = "Meine Faltung"
        beats = ("one_channel_slowly",)

        def say(self, template: str, **more: Any) -> None:
            super().say("Von mir: {in_channels:w} Kanäle.", **more)

    played = play(Eigene, skip=True)
    words = {item.text for _, _, items in played.pictures for item in items if isinstance(item, Words)}
    assert {"Meine Faltung", "Von mir: 8 Kanäle.", "Eingabe", "8 Gruppen", "Fenster"} <= words


def test_catalogs_are_written_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import messages

    monkeypatch.setattr(messages, "path_of", lambda language: tmp_path / "convanim.po")
    write("eo", {"input": "enigo", "{n?a|b}": ""})
    assert {one.id: one.string for one in messages.catalog("eo") if one.id} == {"input": "enigo", "{n?a|b}": ""}
