"""The upright cut of a film: made where its scene is laid out for it, beside the wide one, for phones."""

import json

import pytest

from convanim import Depthwise
from convanim.course.kinds import Wish
from convanim.course.publish import publish, write_page
from convanim.course.upright import upright_of
from convanim.errors import UprightNote
from convanim.film.clip import Clip
from convanim.film.naming import Naming
from convanim.spec import Layer
from convanim.spec.look import Look

LAYER = Layer(2, 2, size=3, groups=2)
SCENE = """
from convanim import ConvScene, Depthwise


class Short(Depthwise):
    beats = ("count_the_cost",)


class Wide(Short):
    aspects = ("16:9",)


class Turned(Short):
    aspect = "9:16"
"""


@pytest.fixture
def scenes(tmp_path):
    path = tmp_path / "short.py"
    path.write_text(SCENE, encoding="utf-8")
    return path


def test_the_cut_has_another_frame_and_a_name_of_its_own():
    found = []
    clip = Clip("depthwise", look=Look(theme="light"), name=Naming.of("{scene}"), whole=lambda: found.append(1) or clip)
    cut = upright_of(clip)
    assert cut.look == Look(theme="light", aspect="9:16")
    assert cut.called({"scene": "Depthwise"}) == "depthwise-9x16"
    assert found == [] and cut.whole().look.aspect == "9:16"
    assert upright_of(Clip(Depthwise)).look.aspect == "9:16"


def test_what_is_upright_already_has_none(scenes):
    assert upright_of(Clip("depthwise", look=Look(aspect="9:16"))) is None
    assert upright_of(Clip(f"{scenes}:Turned")) is None


def test_what_is_not_laid_out_for_it_is_passed_over_with_a_note(scenes):
    with pytest.warns(UprightNote, match="Wide is not laid out for 9:16"):
        assert upright_of(Clip(f"{scenes}:Wide")) is None


def test_it_lies_beside_the_film_and_page_and_snippet_play_it(scenes, tmp_path):
    told = []
    clips = [Clip(f"{scenes}:Short", LAYER), Clip(f"{scenes}:Wide", LAYER)]
    wish = Wish(frozenset({"upright", "words", "snippets"}))
    with pytest.warns(UprightNote):
        short, wide = publish(
            clips, wish=wish, quality="l", out=tmp_path / "out", on_kind=lambda *one: told.append(one[:2])
        )
    assert wide.upright is None and not [kind for kind in wide.files if "upright" in kind]
    assert {path.name for path in short.folder.iterdir()} == set(short.files.values())
    assert {"short-9x16.mp4", "short-9x16.json", "short-9x16.png", "short-9x16.vtt"} <= set(short.files.values())
    assert sorted(told) == [
        *[("short", kind) for kind in ("snippets", "words")],
        *[("short-9x16", kind) for kind in ("poster", "words")],
        *[("wide", kind) for kind in ("snippets", "words")],
    ]
    ledger = json.loads((short.folder / "short-9x16.json").read_text(encoding="utf-8"))
    assert (ledger["width"], ledger["height"]) == (short.upright.width, short.upright.height) == (480, 854)
    assert short.upright.name == "short-9x16" and short.story.name == "short"
    snippet = (short.folder / "snippet.html").read_text(encoding="utf-8")
    for kind in ("mp4", "poster", "captions", "chapters"):
        assert short.files[f"upright {kind}"] in snippet
    assert "upright" not in (wide.folder / "snippet.html").read_text(encoding="utf-8")
    assert "9x16" not in (short.folder / "snippet.md").read_text(encoding="utf-8")
    page = write_page([short, wide], tmp_path / "out").read_text(encoding="utf-8")
    assert page.count('<template class="upright">') == 1
    assert 'src="short/short-9x16.mp4"' in page and 'poster="short/short-9x16.png"' in page
    assert page.count('<a href="short/short-9x16.mp4" download>') == 1
