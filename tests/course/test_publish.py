"""``publish``: a folder of everything, complete or not there."""

from pathlib import Path

import av
import pytest

from convanim.course.publish import MAKERS, Wish, publish, write_page
from convanim.errors import RenderError, UnknownNameError
from convanim.export.render import Clip
from convanim.spec import Layer

LAYER = Layer(2, 2, size=3, groups=2)


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    out = tmp_path_factory.mktemp("course")
    asked = []
    (made,) = publish(
        [Clip("depthwise", LAYER)],
        wish=Wish(frozenset(MAKERS), max_size=900_000),
        quality="l",
        out=out,
        on_kind=lambda name, kind: asked.append((name, kind)),
    )
    return made, out, asked


def test_every_file_is_there_and_no_other(everything):
    made, out, _ = everything
    assert made.folder == out / "depthwise"
    assert {path.name for path in made.folder.iterdir()} == set(made.files.values())
    assert list(out.iterdir()) == [made.folder]
    assert all((made.folder / file).stat().st_size for file in made.files.values())


def test_kinds_are_told_as_they_are_made(everything):
    _, _, asked = everything
    assert {name for name, _ in asked} == {"depthwise"}
    assert {kind for _, kind in asked} == set(MAKERS) - {"gif", "webp"}  # drawn with the WebM, in one pass


def test_films_last_equally_long(everything):
    made, _, _ = everything
    for kind in ("mp4", "webm", "transparent"):
        with av.open(str(made.folder / made.files[kind])) as film:
            assert film.duration / 1e6 == pytest.approx(made.story.seconds, abs=0.1)
    for kind in ("gif", "webp"):
        assert (made.folder / made.files[kind]).stat().st_size <= 900_000
    parts = [file for kind, file in made.files.items() if kind.startswith("section ")]
    assert len(parts) == len(made.story.beats)


def test_snippets_name_files_that_are_there(everything):
    made, _, _ = everything
    text = (made.folder / "snippet.html").read_text(encoding="utf-8")
    for kind in ("mp4", "webm", "poster", "captions"):
        assert made.files[kind] in text
        assert (made.folder / made.files[kind]).is_file()


def test_the_page_leads_to_the_files(everything):
    made, out, _ = everything
    page = write_page([made], out, "Our <course>")
    text = page.read_text(encoding="utf-8")
    assert "Our &lt;course&gt;" in text
    assert "depthwise/depthwise.mp4" in text
    page.unlink()


def test_some_kinds_only(tmp_path):
    (made,) = publish([Clip("depthwise", LAYER)], wish=Wish(frozenset({"words"})), quality="l", out=tmp_path)
    assert set(made.files) == {"mp4", "ledger", "captions", "srt", "chapters", "transcript", "alt"}


def test_an_unknown_kind_names_the_known():
    with pytest.raises(UnknownNameError, match="words, poster, webm"):
        Wish(frozenset({"mov"}))


def test_what_cannot_fit_leaves_nothing(tmp_path):
    wish = Wish(frozenset({"words", "gif"}), max_size=500)
    with pytest.raises(RenderError, match="GIF"):
        list(publish([Clip("depthwise", LAYER)], wish=wish, quality="l", out=tmp_path / "out"))
    assert list(Path(tmp_path).iterdir()) == []
