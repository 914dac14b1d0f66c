"""What an author writes is said as it is written, and where it cannot be, their line is named."""

from pathlib import Path

import pytest

from convanim import Aggregate, Separable
from convanim.catalog import load_scene
from convanim.draw.items import Words
from convanim.errors import SpecError, UnknownNameError
from convanim.film.quality import quality_of
from convanim.film.shoot import about
from convanim.language.tongue import message
from convanim.scene import ConvScene
from convanim.spec import Layer
from tests.scenes.playing import play

OWN = """
from convanim import ConvScene, Layer


class Own(ConvScene):
    layer = Layer(1, 1, size=3)
    beats = ("own",)

    def own(self):
        {said}
        self.arrange(facts=self.facts("{{in_channels}} {{in_channels?channel|channels}}"))
"""


def own(folder: Path, said: str) -> type[ConvScene]:
    file = folder / "own.py"
    file.write_text(OWN.format(said=said), encoding="utf-8")
    return load_scene(str(file))


def captions(scene: ConvScene) -> list[str]:
    return [one.content for one in scene.renderer.file_writer.subcaptions]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Layer 1 weights are shared. In all one ...", "Layer 1 weights are shared. In all one ..."),
        ("1 filters and {in_channels} values", "1 filters and 1 values"),
        ("Weights from {{−1, 0, 1, 2}}, {in_channels?one|many}.", "Weights from {−1, 0, 1, 2}, one."),
    ],
)
def test_captions_are_said_as_they_are_written(tmp_path, template, said):
    assert captions(play(own(tmp_path, f"self.say({template!r})")).scene) == [said]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        ("self.say('From {−1, 0}.')", SpecError, "own.py, line 10: {−1, 0} in 'From {−1, 0}.'; allowed: {name}"),
        ("self.say('A { brace')", SpecError, "try 'A {{ brace' if braces are meant"),
        ("self.say('{weigths} weights')", UnknownNameError, "own.py, line 10: no count is called 'weigths' in"),
        (
            "self.facts('{x}')",
            UnknownNameError,
            "own.py, line 10: no count is called 'x' in '{x}'; allowed: in_channels",
        ),
        ("self.meter_of(self.layer, 'only {half}')", UnknownNameError, "try {{half}} if braces are meant"),
    ],
)
def test_what_cannot_be_said_names_the_authors_line(tmp_path, call, error, text):
    with pytest.raises(error) as raised:
        play(own(tmp_path, call))
    assert str(raised.value).startswith("own.py, line 10: ")
    assert text in str(raised.value)


def test_a_built_in_scene_names_no_line_of_whoever_plays_it():
    class Wrong(Aggregate):
        counts = {}
        beats = ("fill_both_outputs",)
        title = ""

    with pytest.raises(UnknownNameError) as raised:
        play(Wrong)
    assert str(raised.value).startswith("no count is called ")


def test_titles_are_templates_too():
    class Titled(Aggregate):
        title = "{in_channels:W} channels, {{x}}"
        beats = ("stack_outputs",)

    played = play(Titled, skip=True)
    assert played.scene.heading == "Eight channels, {x}"
    assert any(
        isinstance(item, Words) and item.text == "Eight channels, {x}"
        for _, _, items in played.pictures
        for item in items
    )

    class Wrong(Aggregate):
        title = "From {−1, 0}"

    with pytest.raises(SpecError, match=r"^the title of Wrong: \{−1, 0\} in"):
        play(Wrong, skip=True)


def test_chapters_of_ones_own_follow_the_layer_and_those_of_the_base_hold():
    class Mine(Separable):
        layer = Layer(2, 3, size=4, kernel=(2, 1))
        chapters = {"ask": message("{out_channels:W} {out_channels?filter|filters}, PyTorch and {{you}}")}
        beats = ("towards_nine", "ask")

        def ask(self) -> None:
            self.say("So?")

    scene = play(Mine, {"in_channels": 2, "out_channels": 3, "kernel": (2, 1), "size": 4}, skip=True).scene
    called = {"towards_nine": "Towards two", "ask": "Three filters, PyTorch and {you}"}
    assert {beat: scene.chapter(beat) for beat in scene.beats} == called
    # Whatever is made of the clip calls its beats as the ledger does.
    assert about(scene, quality_of("l"))["chapters"] == called


def test_a_chapter_of_no_beat_is_refused():
    with pytest.raises(SpecError, match="chapters of Wrong has 'towards_ten'"):

        class Wrong(Separable):
            chapters = {"towards_ten": "Towards ten"}
