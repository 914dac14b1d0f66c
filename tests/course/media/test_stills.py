"""Stills, posters and clips: the pictures and packets of the film itself."""

import re
import shutil
import zlib
from dataclasses import replace
from xml.etree import ElementTree

import av
import cairo
import numpy as np
import pytest
from manim import RIGHT, Square
from PIL import Image

from convanim.catalog import load_scene
from convanim.course.media.clips import cut_sections
from convanim.course.media.stills import stops_of, telling, write_poster, write_still, write_stills
from convanim.draw.paint import Painter
from convanim.errors import RenderError, UnknownNameError
from convanim.film.assemble import Section
from convanim.film.clip import Clip
from convanim.film.quality import quality_of
from convanim.film.shoot import Take
from convanim.layout.regions import WIDTH
from convanim.request.render import render
from convanim.scene import ConvScene
from convanim.spec import Layer
from convanim.spec.look import Look
from tests.children import run

LAYER = Layer(2, 2, size=(4, 4), groups=2)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def take():
    return Clip("depthwise", layer=LAYER).take(quality_of("l"))


@pytest.fixture(scope="module")
def stops(take):
    return stops_of(take)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    short = type("Depthwise", (load_scene("depthwise"),), {"beats": ("keep_splitting", "count_the_cost")})
    return render(short, layer=LAYER, quality="l", out=tmp_path_factory.mktemp("clip"), cache=False)


class Foreign(ConvScene):
    """A scene that shows a mobject of Manim's own."""

    beats = ("one", "two")

    def one(self):
        self.arrange(facts=self.layer_facts())

    def two(self):
        self.add(Square(fill_opacity=1.0, color="#FF8000").shift(RIGHT))


def test_pngs_are_those_of_render(take, stops, tmp_path):
    paths = write_stills(take, tmp_path, "png", stops)
    (tmp_path / "render").mkdir()
    wanted = render("depthwise", layer=LAYER, quality="l", out=tmp_path / "render", stills=True).stills
    assert [path.name for path in paths] == [path.name for path in wanted]
    for mine, right in zip(paths, wanted, strict=True):
        with Image.open(mine) as one, Image.open(right) as other:
            assert np.array_equal(np.asarray(one), np.asarray(other))


def test_the_display_lists_are_the_pictures(stops):
    for stop in stops:
        rows, columns = stop.pixels.shape[:2]
        with cairo.ImageSurface(cairo.Format.ARGB32, columns, rows) as surface:
            context = cairo.Context(surface)
            context.scale(columns / WIDTH, columns / WIDTH)
            context.set_source_rgb(*stop.ground)
            context.paint()
            Painter(context, stop.family).paint(stop.items)
            surface.flush()
            shown = np.ndarray((rows, columns, 4), np.uint8, surface.get_data())[..., [2, 1, 0]].copy()
        assert np.abs(shown.astype(int) - stop.pixels[..., :3]).max() <= 16


def test_an_svg_is_vectors_in_the_right_colours(stops, tmp_path):
    write_still(stops[0], tmp_path / "a.svg")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.get("viewBox") == "0 0 1920 1080"
    assert not list(root.iter(f"{SVG}image"))
    assert len(list(root.iter(f"{SVG}path"))) > 50
    # The first thing painted; Cairo writes its colour as a style or, in later versions, as an attribute.
    ground = next(e for e in root if e.tag.removeprefix(SVG) not in ("defs", "title", "desc"))
    ground = next(e for e in ground.iter() if "rgb" in str(e.attrib))
    shares = [float(part) for part in re.findall(r"([\d.]+)%", str(ground.attrib))]
    assert shares == pytest.approx([100 * part for part in stops[0].ground], abs=0.01)


def test_several_svgs_share_a_page(take, stops, tmp_path):
    """Their ids differ, every reference leads to one, and each says what it shows."""
    alts = [f"<What> it shows, & {number}" for number, _ in enumerate(stops)]
    paths = write_stills(take, tmp_path, "svg", stops, alts=alts, language="de")
    seen = set()
    for path, alt in zip(paths, alts, strict=True):
        text, root = path.read_text(encoding="utf-8"), ElementTree.parse(path).getroot()
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)) > 10
        assert not seen & set(ids)
        seen |= set(ids)
        assert set(re.findall(r'(?:href="|url\()#([^")]+)', text)) <= set(ids)
        named = {element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")}
        assert (root.get("role"), root.get("lang")) == ("img", "de")
        assert [named[one] for one in root.get("aria-labelledby").split()][1] == alt


def test_a_pdf_is_one_slide_of_vectors_and_always_the_same(stops, tmp_path):
    write_still(stops[0], tmp_path / "a.pdf")
    write_still(stops[0], tmp_path / "b.pdf")
    made = (tmp_path / "a.pdf").read_bytes()
    assert made == (tmp_path / "b.pdf").read_bytes()
    streams = [zlib.decompressobj().decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)endstream", made, re.S)]
    page = next(part for part in streams if b"BT" in part and b"Tf" in part)
    assert page.count(b"BT") > 10
    assert any(b"/MediaBox [ 0 0 960 540 ]" in part for part in (made, *streams))


@pytest.mark.skipif(not shutil.which("rsvg-convert"), reason="needs rsvg-convert")
def test_an_svg_looks_like_the_png(stops, tmp_path):
    write_still(stops[-1], tmp_path / "a.svg")
    run(["rsvg-convert", "-w", "854", "-o", tmp_path / "a.png", tmp_path / "a.svg"], check=True)
    alike(tmp_path / "a.png", stops[-1])


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs pdftoppm")
def test_a_pdf_looks_like_the_png(stops, tmp_path):
    write_still(stops[-1], tmp_path / "a.pdf")
    size = ["-scale-to-x", "854", "-scale-to-y", "480"]
    run(["pdftoppm", "-png", "-singlefile", *size, tmp_path / "a.pdf", tmp_path / "a"], check=True)
    alike(tmp_path / "a.png", stops[-1])


def alike(path, stop):
    with Image.open(path) as image:
        small = [
            each.convert("RGB").resize((427, 240), Image.Resampling.BOX)
            for each in (image, Image.fromarray(stop.pixels))
        ]
    assert np.abs(np.asarray(small[0]).astype(int) - np.asarray(small[1])).mean() < 2.5


def test_what_manim_draws_is_a_picture_among_vectors(tmp_path):
    take = Take(Foreign, {}, quality_of("l"))
    stops = stops_of(take)
    assert [stop.beat for stop in stops] == ["one", "two"]
    write_stills(take, tmp_path, "svg", stops)
    images = [len(list(ElementTree.parse(path).getroot().iter(f"{SVG}image"))) for path in sorted(tmp_path.iterdir())]
    assert images == [0, 1]


def test_the_poster_is_the_most_telling_picture(take, stops, tmp_path):
    assert telling(stops).beat == "one_channel_slowly"
    with_own_name = Take(type("Mine", (take.scene_class(),), {}), {}, take.size)
    stop = write_poster(with_own_name, tmp_path / "a.png")
    assert stop.beat == "one_channel_slowly"
    nameless = [replace(other, poster=False) for other in stops]
    assert telling(nameless).numbers == max(other.numbers for other in stops) > 0
    with Image.open(tmp_path / "a.png") as image:
        assert np.array_equal(np.asarray(image), stop.pixels[..., :3])


def test_what_cannot_be_written_is_said(take, stops, tmp_path):
    with pytest.raises(UnknownNameError, match="no kind of still is called 'gif'; allowed: png, svg, pdf"):
        write_stills(take, tmp_path, "gif", stops)
    for kind in ("png", "svg", "pdf"):
        with pytest.raises(RenderError, match="cannot be written"):
            write_stills(take, tmp_path / "missing", kind, stops)
    with pytest.raises(RenderError, match="the poster cannot be written"):
        write_poster(take, tmp_path / "missing" / "a.png", stops)


def pictures(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_clips_are_the_films_own_frames(clip, tmp_path):
    paths = cut_sections(clip.path, clip.sections, tmp_path)
    assert paths[0].name == "depthwise-1-keep-splitting.mp4"
    film, cut = pictures(clip.path), [pictures(path) for path in paths]
    assert [len(part) for part in cut] == [round((one.end - one.start) * clip.fps) for one in clip.sections]
    assert np.array_equal(film, np.concatenate(cut))
    for path, section in zip(paths, clip.sections, strict=True):
        made = path.read_bytes()
        assert made.index(b"moov") < made.index(b"mdat")
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            assert stream.average_rate == clip.fps
            assert float(stream.duration * stream.time_base) == pytest.approx(section.end - section.start, abs=1e-6)


def test_a_section_between_key_frames_is_refused(clip, tmp_path):
    sections = [clip.sections[0], Section("middle", 0.4, 2.0)]
    with pytest.raises(RenderError, match=r"has no key frame at 0\.4 seconds, where middle starts"):
        cut_sections(clip.path, sections, tmp_path)
    with pytest.raises(RenderError, match="cannot be cut"):
        cut_sections(tmp_path / "none.mp4", clip.sections, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_upright_frame_is_an_upright_picture(tmp_path):
    take = Clip("depthwise", layer=LAYER, look=Look(aspect="9:16")).take(quality_of("l"))
    stop = stops_of(take)[0]
    assert stop.pixels.shape[:2] == (854, 480)
    write_still(stop, tmp_path / "a.svg")
    assert ElementTree.parse(tmp_path / "a.svg").getroot().get("viewBox") == "0 0 1080 1920"
    write_still(stop, tmp_path / "a.pdf")
    assert b"/MediaBox [ 0 0 540 960 ]" in (tmp_path / "a.pdf").read_bytes()
