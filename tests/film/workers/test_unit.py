"""A unit is drawn from what it says alone, and what comes back for it is what was drawn."""

import pickle
from dataclasses import replace

import pytest

from convanim.errors import RenderError
from convanim.film.clip import Clip
from convanim.film.quality import QUALITIES
from convanim.film.shoot import shoot
from convanim.film.workers.unit import OtherCode, draw, received, units_of
from convanim.spec import Layer, Values

SCENE = """
from convanim import ConvScene, Layer


class Two(ConvScene):
    layer = Layer(1, 1, size=4)
    beats = ("one", "two")

    def one(self):
        self.say("{in_channels:W} channel.")
        self.arrange(facts=self.facts("in"))

    def two(self):
        self.rest(0.2)
"""


@pytest.fixture(scope="module")
def take(tmp_path_factory):
    file = tmp_path_factory.mktemp("u") / "two.py"
    file.write_text(SCENE)
    return Clip(f"{file}:Two", values=Values(seed=3)).take(QUALITIES["l"])


@pytest.fixture(scope="module")
def unit(take):
    return units_of(take, ("one", "two"))[1]


@pytest.fixture(scope="module")
def drawn(unit):
    return pickle.loads(pickle.dumps(draw(pickle.loads(pickle.dumps(unit)))))


def test_it_is_drawn_as_here(take, unit, drawn, tmp_path):
    (tmp_path / "sent").mkdir()
    here = shoot(replace(take, beats=frozenset({"two"})), tmp_path)
    reel = received(unit, drawn, tmp_path / "sent", 1)
    (own,), (other,) = here.footage, reel.footage
    assert other.stream.read_bytes() == own.stream.read_bytes()
    assert replace(other, stream=own.stream, took=own.took) == own
    assert reel.about == here.about


def test_its_name_tells_it_from_others(take):
    names = {one.name for one in units_of(take, ("one", "two"))}
    other = replace(take, given={**take.given, "layer": Layer(1, 1, size=5)})
    names |= {one.name for one in units_of(other, ("one", "two"))}
    assert len(names) == 4
    assert {one.name for one in units_of(replace(take), ("one",))} < names


@pytest.mark.parametrize("field", ["code", "letters"])
def test_who_would_draw_otherwise_refuses(unit, field):
    with pytest.raises(OtherCode, match="another version of convanim" if field == "code" else "another font"):
        draw(replace(unit, **{field: "other"}))


def cut(drawn):
    other = replace(drawn, stream=drawn.stream[:200])
    return replace(other, seal=other.content())


def short(drawn):
    other = replace(drawn, footage=replace(drawn.footage, frames=1))
    return replace(other, seal=other.content())


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (lambda drawn: "a film", "of another beat"),
        (lambda drawn: replace(drawn, unit="0" * 40), "of another beat"),
        (lambda drawn: replace(drawn, stream=drawn.stream[:-1] + b"?"), "not what was sent"),
        (cut, "is no film"),
        (short, "frames in place of 1"),
    ],
)
def test_what_is_not_what_was_asked_for_is_refused(unit, drawn, tmp_path, lie, said):
    with pytest.raises(RenderError, match=said):
        received(unit, lie(drawn), tmp_path, 0)
