"""Which beats are worth a look after a change."""

from hypothesis import given
from hypothesis import strategies as st

from convanim.preview.film import DrawnFilm, Film, changed, worth_showing
from convanim.request.render import render

BEFORE = {"split": "a", "slowly": "b", "cost": "c"}

KEYS = st.dictionaries(st.sampled_from("pqrst"), st.sampled_from("xyz"), max_size=5)


def test_nothing_changed():
    assert changed(BEFORE, BEFORE) == worth_showing(BEFORE, BEFORE) == ()


def test_the_beat_that_changed():
    assert worth_showing(BEFORE, {**BEFORE, "slowly": "new"}) == ("slowly",)


def test_several_in_the_order_of_the_film():
    assert worth_showing(BEFORE, {**BEFORE, "cost": "new", "split": "new"}) == ("split", "cost")


def test_a_beat_that_was_added_comes_before_those_that_count_it():
    after = {"split": "a'", "slowly": "b'", "inserted": "d", "cost": "c'"}
    assert worth_showing(BEFORE, after) == ("inserted",)
    assert changed(BEFORE, after) == tuple(after)


def test_a_beat_that_was_left_out_or_moved():
    assert worth_showing(BEFORE, {"split": "a", "cost": "c"}) == ()
    assert worth_showing(BEFORE, {"cost": "c", "slowly": "b", "split": "a"}) == ()


@given(KEYS, KEYS)
def test_only_what_is_there_and_differs_is_shown(before, after):
    shown = worth_showing(before, after)
    assert set(shown) <= set(changed(before, after)) <= set(after)
    assert bool(shown) == any(before.get(beat) != key for beat, key in after.items())


TINY = """
from convanim import ConvScene, Layer


class Tiny(ConvScene):
    title = "Tiny"
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("only",)

    def only(self):
        self.say("{in_channels:W} channels.")
        self.arrange(facts=self.facts("groups {groups}"))
"""


def test_a_film_out_of_what_was_drawn(tmp_path):
    (tmp_path / "tiny.py").write_text(TINY)
    clip = render(f"{tmp_path / 'tiny.py'}", quality="l", out=tmp_path, cache=False)
    film = Film.read(DrawnFilm(clip.path, clip.ledger, ("key",)))
    assert film.keys == {"only": "key"}
    told = film.as_dict()
    assert (told["title"], told["width"], told["height"], told["fps"]) == ("Tiny", 854, 480, 15)
    assert told["beats"] == [
        {"name": "only", "title": "Only", "start": 0.0, "end": clip.seconds, "said": ["Two channels."]}
    ]
    unknown = Film.read(DrawnFilm(clip.path, clip.ledger))
    assert unknown.address == film.address
    clip.path.write_bytes(film.data + b"more")
    other = Film.read(DrawnFilm(clip.path, clip.ledger))
    assert other.address != film.address
    assert changed(unknown.keys, other.keys) == ("only",)
