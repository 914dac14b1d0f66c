"""WebM: every frame is there, colours are right, and over any page the transparent one shows no fringes."""

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from convanim.course.media.bleed import bled
from convanim.course.media.frames import Strip, view
from convanim.course.media.webm import ClearScreen, Webm
from convanim.draw.compositor import Compositor, Patch
from convanim.draw.items import Plate, Words
from convanim.draw.typeface import FAMILY
from convanim.errors import RenderError
from convanim.film.clip import Clip
from convanim.film.quality import quality_of
from convanim.film.shoot import Take
from convanim.layout.canvas import WIDE
from convanim.spec import Layer

LAYER = Layer(2, 2, size=(4, 4), groups=2)
SIZE = quality_of("l")


@pytest.fixture(scope="module")
def take():
    whole = Clip("depthwise", layer=LAYER).take(SIZE)
    return Take(whole.scene, whole.given, whole.size, beats=frozenset({"keep_splitting"}))


def write(take, path, clear=False):
    film = Webm(path, take.size, clear)
    view(take, film, clear=clear)
    film.close()


def truth(take, clear):
    strip = Strip(take.size)
    view(take, strip, clear=clear)
    return [(frame.rgba, frame.repeat) for frame in strip.frames()]


def decoded(path, codec=None):
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        decoder = av.CodecContext.create(codec or "libdav1d", "r")
        decoder.extradata = stream.codec_context.extradata
        for packet in container.demux(stream):
            yield from decoder.decode(packet)


def in_rgba(frame):
    form = "rgba" if frame.format.name == "yuva420p" else "rgb24"
    given = frame.reformat(format=form, src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG)
    return given.to_ndarray().astype(float)


def over(rgba, ground):
    alpha = rgba[..., 3:] / 255
    return rgba[..., :3] * alpha + np.array(ground) * (1 - alpha)


def test_a_webm_shows_every_frame(take, tmp_path):
    write(take, tmp_path / "a.webm")
    shown = truth(take, clear=False)
    frames = list(decoded(tmp_path / "a.webm"))
    assert len(frames) == sum(repeat for _, repeat in shown)
    assert {(f.width, f.height, f.format.name) for f in frames} == {(854, 480, "yuv420p")}
    with av.open(str(tmp_path / "a.webm")) as container:
        context = container.streams.video[0].codec_context
        assert (context.codec.canonical_name, context.colorspace, context.color_primaries, context.color_trc) == (
            "av1",
            1,
            1,
            1,
        )
    place = 0
    for right, repeat in shown:
        place += repeat
        error = np.abs(in_rgba(frames[place - 1]) - right[..., :3])
        assert error.mean() < 2.5
    assert np.abs(in_rgba(frames[-1])[4, 4] - shown[-1][0][4, 4, :3]).max() <= 3


def test_a_transparent_webm_is_right_over_any_page(take, tmp_path):
    write(take, tmp_path / "a.webm", clear=True)
    shown = truth(take, clear=True)
    frames = list(decoded(tmp_path / "a.webm", "libvpx-vp9"))
    assert {f.format.name for f in frames} == {"yuva420p"}
    assert len(frames) == sum(repeat for _, repeat in shown)
    last, given = shown[-1][0].astype(float), in_rgba(frames[-1])
    assert (last[..., 3] == 0).any()
    assert (last[..., 3] == 255).any()
    assert np.abs(given[..., 3] - last[..., 3]).mean() < 1.5
    for ground in ((255, 255, 255), (255, 0, 255), (0, 0, 0)):
        assert np.abs(over(given, ground) - over(last, ground)).mean() < 2.5
    # Edges of light letters on nothing: where they fade out, they are as light as where they are full.
    title = np.s_[20:60, 30:420]
    edge = (last[title][..., 3] > 40) & (last[title][..., 3] < 200)
    assert edge.sum() > 200
    luma = given[title][..., :3] @ (0.2126, 0.7152, 0.0722)
    right = last[title][..., :3] @ (0.2126, 0.7152, 0.0722)
    assert luma[edge].mean() > right[edge].mean() - 8
    assert np.quantile(luma[edge] - right[edge], 0.1) > -30


def test_a_frame_without_ground_is_the_one_with_it_less_the_ground():
    ground = (0.2, 0.1, 0.6)
    items = [
        Plate((100, 100, 900, 500), 40.0, (1, 0.5, 0, 0.5), (1, 1, 1, 1), 3.0),
        Words("gj −28", 300, 700, 90.0, (1, 1, 1, 1), ground),
    ]
    clear, full = (Compositor(480, 270, plain, FAMILY, WIDE) for plain in (None, ground))
    for shown in ([(1, items)], [(1, items[:1])], [(1, items)]):
        clear.show(shown)
        full.show(shown)
        alpha = clear.pixels[..., 3:] / 255
        behind = np.array(ground)[::-1] * 255 * (1 - alpha)
        assert np.abs(clear.pixels[..., :3] + behind - full.pixels[..., :3]).max() <= 2
    assert clear.pixels[0, 0].tolist() == [0, 0, 0, 0]


def test_colours_bleed_into_what_is_transparent():
    pixels = np.zeros((24, 40, 4), np.uint8)
    pixels[3, 3] = (200, 100, 50, 60)
    filled = bled(pixels)
    assert np.array_equal(filled[..., 3], pixels[..., 3])
    assert (filled[:16, :16, :3] == (200, 100, 50)).all()
    assert (filled[16:, :, :3] == 0).all()
    assert (filled[:, 16:, :3] == 0).all()


def test_what_changes_is_converted_as_the_whole():
    random = np.random.default_rng(3)
    one, now = ClearScreen(64, 48), np.zeros((48, 64, 4), np.uint8)
    for number in range(12):
        left, top = (int(random.integers(0, 7)) * 8 for _ in range(2)) if number else (0, 0)
        top = min(top, 40)
        part = np.zeros((8, 8, 4) if number else now.shape, np.uint8)
        alpha = random.integers(0, 256, part.shape[:2]) * (random.random(part.shape[:2]) < 0.2)
        part[..., 3] = alpha
        part[..., :3] = np.rint(random.random((*part.shape[:2], 3)) * alpha[..., None])
        now[top : top + part.shape[0], left : left + part.shape[1]] = part
        one.put(Patch(left, top, part))
        fresh = ClearScreen(64, 48)
        fresh.put(Patch(0, 0, now.copy()))
        for mine, whole in zip(one.planes, fresh.planes, strict=True):
            assert np.array_equal(mine, whole)


def test_a_film_that_cannot_be_written_leaves_nothing(take, tmp_path):
    with pytest.raises(RenderError, match="cannot be written"):
        write(take, tmp_path / "missing" / "a.webm")
    film = Webm(tmp_path / "a.webm", take.size)
    view(take, film)
    film.abort()
    assert list(tmp_path.iterdir()) == []
