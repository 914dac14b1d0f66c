"""Clips as files: complete or not there, playable, and with their ledger."""

import json
import os
import platform
import resource
from importlib.metadata import version
from pathlib import Path

import av
import numpy as np
import pytest
import srt
from manim import config, tempconfig
from PIL import Image

from convanim.draw.outlines import font_for
from convanim.errors import RenderError, ReplacedWarning, SpecError, UnknownNameError
from convanim.film.clip import Clip
from convanim.film.quality import Encoding
from convanim.film.render import render_all
from convanim.film.store.cache import Cache
from convanim.request.render import render
from convanim.scene import ConvScene
from convanim.spec import Layer, Values
from convanim.spec.look import Look

SMALL = Layer(2, 2, size=4, groups=2)


class TinyLesson(ConvScene):
    title = "Tiny"
    layer = SMALL
    beats = ("first_words", "last_words")

    def first_words(self):
        self.say("{in_channels:W} channels.")
        self.arrange(facts=self.facts("{weights} weights"))

    def last_words(self):
        self.say("{groups:W} groups.")
        self.arrange(facts=self.facts("groups {groups}"))


class Failing(TinyLesson):
    def last_words(self):
        raise ZeroDivisionError("on purpose")


def left_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    # A folder that neither Manim's path templates nor an FFmpeg list of pieces would survive.
    return render(TinyLesson, quality="l", out=tmp_path_factory.mktemp("out") / "Bob's {lessons}")


def test_three_files_and_nothing_else(clip):
    assert left_in(clip.path.parent) == ["tiny-lesson.json", "tiny-lesson.mp4", "tiny-lesson.srt"]
    assert clip.files == (clip.path, clip.captions, clip.ledger)


def test_the_film_plays_everywhere(clip):
    with av.open(str(clip.path)) as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.average_rate) == (854, 480, 15)
        assert stream.codec_context.colorspace == 1  # BT.709
        frames = list(film.decode(video=0))
    assert len(frames) == clip.frames == round(clip.seconds * clip.fps)
    keys = [round(frame.time * clip.fps) for frame in frames if frame.key_frame]
    for section in clip.sections:
        assert round(section.start * clip.fps) in keys
    data = clip.path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_film_shows_the_themes_colour(clip):
    with av.open(str(clip.path)) as film:
        corner = next(film.decode(video=0)).to_ndarray(format="rgb24", src_colorspace="ITU709")[0, 0]
    assert np.abs(corner.astype(int) - np.round(255 * np.array(TinyLesson.theme.background))).max() <= 2


def test_sections_cover_the_clip(clip):
    assert [section.name for section in clip.sections] == ["first_words", "last_words"]
    assert clip.sections[0].start == 0
    assert clip.sections[0].end == clip.sections[1].start
    assert clip.sections[1].end == pytest.approx(clip.seconds)


def test_the_ledger_lies_beside_the_clip(clip):
    ledger = json.loads(clip.ledger.read_text(encoding="utf-8"))
    assert ledger["scene"] == "TinyLesson"
    assert ledger["layer"]["groups"] == 2
    assert ledger["values"] == {"kind": "integers", "seed": 0, "input": "drawn", "weight": "drawn", "bias": "drawn"}
    assert (ledger["width"], ledger["height"], ledger["fps"]) == (854, 480, 15)
    assert ledger["seconds"] == clip.seconds
    assert len(ledger["numbers"]) == clip.numbers > 0
    assert all(0 <= number["start"] < number["end"] <= clip.seconds for number in ledger["numbers"])


def test_captions_follow_one_another_within_the_clip(clip):
    captions = list(srt.parse(clip.captions.read_text(encoding="utf-8")))
    assert [caption.content for caption in captions] == ["Two channels.", "Two groups."]
    assert captions[0].end <= captions[1].start
    assert captions[1].end.total_seconds() <= clip.seconds


@pytest.mark.parametrize("folder", ["week:3", "file:a", "-o", "%d of %03d", "a b/Übung 漢"])
def test_a_folder_may_be_called_anything(tmp_path, monkeypatch, folder):
    """A path from here, as on the command line: its beginning must not be taken for a protocol."""
    monkeypatch.chdir(tmp_path)
    clip = render(TinyLesson, quality="l", out=folder)
    assert clip.path == Path(folder) / "tiny-lesson.mp4"
    assert left_in(tmp_path / folder) == ["tiny-lesson.json", "tiny-lesson.mp4", "tiny-lesson.srt"]


class Silent(ConvScene):
    layer = SMALL
    beats = ("look",)

    def look(self):
        self.arrange(0.2, facts=self.facts("{weights} weights"))


def test_a_clip_may_say_nothing(tmp_path):
    clip = render(Silent, quality="l", out=tmp_path)
    assert clip.captions.read_text(encoding="utf-8") == ""


def test_plain_data_for_json(clip):
    data = json.loads(json.dumps(clip.as_dict()))
    assert data["path"] == str(clip.path)
    assert data["sections"][1]["name"] == "last_words"
    assert data["stills"] == []


def test_layer_values_theme_and_name_stand_in(tmp_path):
    seen = []
    clip = render(
        TinyLesson,
        layer=Layer(3, 3, size=3),
        values=Values(seed=5),
        theme="light",
        quality="l",
        out=tmp_path,
        name="mine",
        on_progress=seen.append,
    )
    assert clip.path == tmp_path / "mine.mp4"
    ledger = json.loads(clip.ledger.read_text(encoding="utf-8"))
    assert (ledger["layer"]["in_channels"], ledger["values"]["seed"], ledger["theme"]) == (3, 5, "light")
    assert TinyLesson.layer is SMALL
    assert [progress.seconds for progress in seen] == sorted(progress.seconds for progress in seen)
    assert seen[-1].seconds == clip.seconds
    assert {progress.beats for progress in seen} == {2}
    # Whoever shows it knows when it is over.
    assert (seen[0].beats_done, seen[-1].beats_done) == (0, 2)


def test_stills(tmp_path):
    clip = render(TinyLesson, quality="l", out=tmp_path, stills=True)
    assert left_in(tmp_path) == ["tiny-lesson-1-first-words.png", "tiny-lesson-2-last-words.png"]
    assert clip.files == clip.stills
    pictures = [Image.open(path) for path in clip.stills]
    assert [(picture.size, picture.mode) for picture in pictures] == [((854, 480), "RGB")] * 2
    assert pictures[0].tobytes() != pictures[1].tobytes()


def test_manims_configuration_stays_as_it_was(tmp_path, capfd):
    before = {key: config[key] for key in ("pixel_width", "frame_rate", "media_dir", "disable_caching", "dry_run")}
    render(TinyLesson, quality="l", out=tmp_path, stills=True)
    with pytest.raises(ZeroDivisionError):
        render(Failing, quality="l", out=tmp_path)
    assert {key: config[key] for key in before} == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("stills", [True, False])
def test_a_failing_scene_leaves_nothing(tmp_path, stills):
    with pytest.raises(ZeroDivisionError):
        render(Failing, quality="l", out=tmp_path / "new" / "folders", stills=stills)
    assert left_in(tmp_path) == []


def test_an_interrupted_render_leaves_what_was_there(tmp_path, press_ctrl_c):
    (tmp_path / "tiny-lesson.mp4").write_text("old")

    def interrupt(progress):
        if progress.seconds > 0.5:
            press_ctrl_c()

    with pytest.raises(KeyboardInterrupt), pytest.warns(ReplacedWarning, match="nothing beside it tells"):
        render(TinyLesson, quality="l", out=tmp_path, on_progress=interrupt)
    assert left_in(tmp_path) == ["tiny-lesson.mp4"]
    assert (tmp_path / "tiny-lesson.mp4").read_text() == "old"


def test_a_new_clip_replaces_the_old_one(tmp_path):
    (tmp_path / "tiny-lesson.srt").write_text("old")
    clip = render(TinyLesson, quality="l", out=tmp_path)
    assert "Two channels." in clip.captions.read_text(encoding="utf-8")
    assert len(left_in(tmp_path)) == 3


def test_a_full_disk_is_one_message(tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(RenderError, match=r"the film cannot be written: File too large; .*more free space"):
            render(TinyLesson, quality="l", out=tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert left_in(tmp_path) == []


def test_a_folder_in_the_way(tmp_path):
    (tmp_path / "tiny-lesson.srt").mkdir()
    with pytest.raises(RenderError, match=r"tiny-lesson.srt is a folder"):
        render(TinyLesson, quality="l", out=tmp_path)
    assert left_in(tmp_path) == ["tiny-lesson.srt"]


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "media").write_text("")
    for out in (tmp_path / "media", tmp_path / "media" / "deeper"):
        with pytest.raises(RenderError, match=r"cannot be written to: .*; allowed: a folder"):
            render(TinyLesson, quality="l", out=out)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(RenderError, match="Permission denied"):
        render(TinyLesson, quality="l", out=tmp_path)


def test_a_scene_without_beats(tmp_path):
    class Empty(ConvScene):
        pass

    for stills in (True, False):
        with pytest.raises(RenderError, match="Empty has nothing to show"):
            render(Empty, quality="l", out=tmp_path, stills=stills)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "kind", "part"),
    [
        ({"quality": "x"}, UnknownNameError, "l (854x480 at 15)"),
        ({"theme": "pink"}, UnknownNameError, "dark, light"),
        ({"name": "a/b"}, SpecError, "without folders"),
        ({"name": ""}, SpecError, "without folders"),
    ],
)
def test_wrong_arguments(tmp_path, arguments, kind, part):
    with pytest.raises(kind) as caught:
        render(TinyLesson, out=tmp_path, **arguments)
    assert part in str(caught.value)
    assert left_in(tmp_path) == []


def test_the_encoding_is_what_was_asked_for(tmp_path):
    close, rough = (
        render(TinyLesson, quality="l", out=tmp_path / str(crf), encoding=Encoding(crf=crf)) for crf in (10, 40)
    )
    assert close.path.stat().st_size > 1.3 * rough.path.stat().st_size


class Upright(TinyLesson):
    aspects = ("16:9", "9:16")


def test_an_aspect_makes_another_frame(tmp_path):
    clip = render(Upright, aspect="9:16", quality="l", out=tmp_path)
    assert (clip.width, clip.height) == (480, 854)
    with av.open(str(clip.path)) as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (480, 854)
    shown = json.loads(clip.ledger.read_text())
    assert (shown["width"], shown["height"]) == (480, 854)
    boxes = [number["box"] for number in shown["numbers"] if number["box"] is not None]
    assert boxes and all(0 < left < right < 1 and 0 < top < bottom < 1 for left, top, right, bottom in boxes)


def test_a_scene_may_have_an_aspect_of_its_own(tmp_path):
    class Tall(Upright):
        aspect = "9:16"

    stills = render(Tall, quality="l", out=tmp_path, stills=True)
    assert (stills.width, stills.height) == (480, 854)
    with Image.open(stills.stills[0]) as picture:
        assert picture.size == (480, 854)
    with pytest.warns(ReplacedWarning, match="aspect 9x16, now 16x9"):
        assert render(Tall, aspect="16:9", quality="l", out=tmp_path, stills=True).width == 854


def test_an_aspect_that_a_scene_has_not_is_refused_with_those_it_has(tmp_path):
    with pytest.raises(SpecError, match=r"Upright is not laid out for 1:1.*16:9, 9:16"):
        render(Upright, aspect="1:1", quality="l", out=tmp_path)
    with pytest.raises(UnknownNameError, match="4:3"):
        render(Upright, aspect="4:3", quality="l", out=tmp_path)
    assert left_in(tmp_path) == []


@pytest.mark.full
def test_a_kept_clip_keeps_its_aspect(tmp_path):
    layer = Layer(2, 2, size=3, groups=2)
    clips = [Clip("depthwise", layer, look=Look(aspect=aspect), asked="same") for aspect in ("1:1", "9:16")]
    cache, sizes = Cache(tmp_path / "cache"), []
    for again in ("first", "second"):
        for place, clip in enumerate(clips):
            made = next(render_all([clip], quality="l", out=tmp_path / f"{again}{place}", cache=cache))
            sizes.append((made.width, made.height))
            assert made.kept == (len(made.sections) if again == "second" else 0)
    assert sizes == [(480, 480), (480, 854)] * 2


def test_a_frame_of_another_shape_is_refused():
    class Tall(TinyLesson):
        aspects = ("9:16",)
        aspect = "9:16"

    with tempconfig({"pixel_width": 160, "pixel_height": 90, "dry_run": True, "verbosity": "ERROR"}):
        with pytest.raises(RenderError, match="160x90, and Tall is laid out for 9:16; try convanim"):
            Tall().render()
        TinyLesson().render()


@pytest.mark.parametrize("name", ["n" * 300, "名" * 60])
def test_names_that_no_file_could_have_are_refused(tmp_path, name):
    with pytest.raises(SpecError, match=r"the name has \d+ bytes, .*…?'; allowed: at most 120"):
        render("depthwise", name=name, quality="l", out=tmp_path)
    assert not list(tmp_path.iterdir())
    with pytest.raises(SpecError, match=r"a beat's name has 301 bytes, '(count_)+.*…'; allowed: at most 100"):
        type("Own", (ConvScene,), {"beats": ("count_" * 50 + "x",)})


def test_the_ledger_names_the_fonts(tmp_path, fonts):
    fonts("he")

    class Hebrew(ConvScene):
        language = "he"
        title = "שלום"
        beats = ("only",)

        def only(self):
            self.say("שלום {in_channels}")
            self.arrange()

    told = json.loads(render(Hebrew, quality="l", out=tmp_path, cache=False).ledger.read_text(encoding="utf-8"))
    assert told["fonts"] == ["Convanim Sans", font_for("he")]
    installed = ("manim", "torch", "numpy", "av", "pycairo", "manimpango", "pillow")
    assert told["versions"].items() >= {name: version(name) for name in installed}.items()
    assert told["versions"]["python"] == platform.python_version()
    assert told["captions"][0]["text"] == "שלום 8"
