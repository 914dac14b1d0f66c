"""Films in other languages, as the command line asks for them."""

import json

import pytest

from convanim.draw import outlines

SCENE = """
from convanim import ConvScene, Layer


class Mine(ConvScene):
    title = "Mine"
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("only_one",)

    def only_one(self):
        self.say("It has {in_channels:w} channels.")
        self.arrange(facts=self.layer_facts())
"""
CATALOG = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Mine"
msgstr "Mein"

msgid "Only one"
msgstr "Nur eins"

msgid "It has {in_channels:w} channels."
msgstr "Es hat {in_channels} {in_channels?Kanal|Kanäle}."
"""


def test_a_scene_of_ones_own_brings_its_catalog(run, tmp_path):
    (tmp_path / "mine.py").write_text(SCENE)
    folder = tmp_path / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "mine.po").write_text(CATALOG, encoding="utf-8")
    render = ("render", "mine.py", "--language", "de", "--decimal-mark", "point", "-q", "l", "-j", "1")
    assert run(*render).code == 0
    told = json.loads((tmp_path / "media" / "mine.json").read_text(encoding="utf-8"))
    assert (told["title"], told["language"], told["decimal_mark"]) == ("Mein", "de", "point")
    assert told["chapters"] == {"only_one": "Nur eins"}
    assert [one["text"] for one in told["captions"]] == ["Es hat 2 Kanäle."]
    assert "Es hat 2 Kanäle." in (tmp_path / "media" / "mine.srt").read_text(encoding="utf-8")
    assert {"2 Gruppen", "Eingabe 2×4×4"} & {one["text"] for one in told["numbers"]} == set()
    assert "1 of 1 beats as before" in run(*render).out
    # Another text is another film.
    (folder / "mine.po").write_text(CATALOG.replace("Es hat", "Da sind"), encoding="utf-8")
    assert "as before" not in run(*render).out
    assert "Da sind 2 Kanäle." in (tmp_path / "media" / "mine.srt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--language", "xx"], "Depthwise does not speak 'xx'; allowed: en, de, es, fr, hi, zh"),
        (["--language", "de_DE"], "the language is 'de_DE'; allowed: a tag of BCP 47"),
        (["--language", "hi"], "no font for Hindi is installed; allowed: one of Noto Sans Devanagari"),
    ],
)
def test_what_cannot_be_said_is_refused_before_anything_is_drawn(run, monkeypatch, tmp_path, options, said):
    monkeypatch.setattr(outlines, "installed", frozenset)
    done = run("render", "depthwise", "-q", "l", *options)
    assert done.code and said in done.err, done.err
    assert not (tmp_path / "media").exists() or not list((tmp_path / "media").iterdir())
