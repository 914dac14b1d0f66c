"""GIF and WebP: made from the scene's own frames, steady in colour, as long as the clip, within a size."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from convanim.course.media import loops
from convanim.course.media.budget import bytes_of
from convanim.course.media.frames import Strip, every_for, frames, straight, view
from convanim.course.media.palette import Census
from convanim.draw.compositor import Patch
from convanim.errors import RenderError, SpecError
from convanim.film.clip import Clip
from convanim.film.quality import Quality, quality_of
from convanim.spec import Layer

LAYER = Layer(2, 2, size=(4, 4), groups=2)


@pytest.fixture(scope="module")
def take():
    whole = Clip("depthwise", layer=LAYER).take(quality_of("l"))
    return replace(whole, beats=frozenset({"keep_splitting", "count_the_cost"}))


@pytest.fixture(scope="module")
def strip(take):
    strip = loops.strip_for_loops(take.size)
    view(take, strip)
    return strip


def pictures(path):
    with Image.open(path) as image:
        for number in range(image.n_frames):
            image.seek(number)
            image.load()
            yield np.asarray(image.convert("RGB")).astype(int), image.info["duration"], image.info["loop"]


def test_sizes_are_read_as_people_write_them():
    assert [bytes_of(text) for text in ("5MB", "800kB", "5 MiB", "0.5 mb", "1000")] == [
        5_000_000,
        800_000,
        5 * 1024**2,
        500_000,
        1000,
    ]
    with pytest.raises(SpecError, match=r"the size is '5'; allowed: .*; try 5MB"):
        bytes_of("5")
    for text in ("", "MB", "999", "0.2kB", "-5MB", "0", "5 parsecs", "5,5MB", "1e6"):
        with pytest.raises(SpecError, match="the size is"):
            bytes_of(text)


def test_a_strip_gives_back_what_it_was_shown():
    size, random = Quality(32, 16, 30), np.random.default_rng(1)
    strip, screen, shown = Strip(size, 2), np.zeros((16, 32, 4), np.uint8), []
    for number in range(20):
        left, top = (0, 0) if number == 0 else (int(random.integers(0, 24)), int(random.integers(0, 8)))
        pixels = random.integers(0, 256, (16, 32, 4) if number == 0 else (4, 8, 4), dtype=np.uint8)
        screen[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
        repeat = int(random.integers(1, 4))
        strip.write([Patch(left, top, pixels)], repeat)
        shown += [screen.copy()] * repeat
    for every in (1, 3):
        given = [picture for f in strip.frames(every=every) for picture in [f.pixels.copy()] * f.repeat]
        assert np.array_equal(given, shown[:: 2 * every])
        assert strip.counts(every) == [f.repeat for f in strip.frames(every=every)]
    assert strip.seconds == len(shown) / 30


@pytest.mark.parametrize("every", [1, 2, 3])
def test_strips_of_parts_join_to_that_of_the_whole(tmp_path, every):
    size, random, begun = Quality(16, 8, 30), np.random.default_rng(2), 0
    whole, paths = Strip(size, every), []
    for length in (1, 5, 2, 7):
        part = Strip(size, every, begun)
        paths.append(tmp_path / f"{len(paths)}")
        for _ in range(length):
            pixels, repeat = random.integers(0, 256, (8, 16, 4), dtype=np.uint8), int(random.integers(1, 4))
            for strip in (whole, part):
                strip.write([Patch(0, 0, pixels)], repeat)
            begun += repeat
        part.save(paths[-1])
    joined = Strip.joined(size, every, paths)
    assert joined.seconds == whole.seconds
    for later in (1, 2):
        assert joined.counts(later) == whole.counts(later)
        pairs = zip(joined.frames(every=later), whole.frames(every=later), strict=True)
        assert all(np.array_equal(one.pixels, other.pixels) for one, other in pairs)


def test_what_no_step_comes_upon_is_left_out_and_nothing_else():
    size, random, begun = Quality(16, 8, 30), np.random.default_rng(3), 5
    whole, some = Strip(size, 1, begun), Strip(size, 1, begun, steps={2, 3})
    for _ in range(40):
        pixels, repeat = random.integers(0, 256, (8, 16, 4), dtype=np.uint8), int(random.integers(1, 3))
        for strip in (whole, some):
            strip.write([Patch(0, 0, pixels)], repeat)
    assert some.pictures < whole.pictures
    assert some.seconds == whole.seconds


@pytest.mark.parametrize("every", [2, 3, 6])
def test_steps_find_what_they_come_upon(every):
    size, random = Quality(16, 8, 30), np.random.default_rng(4)
    whole, some = Strip(size), Strip(size, steps={2, 3})
    for _ in range(40):
        pixels, repeat = random.integers(0, 256, (8, 16, 4), dtype=np.uint8), int(random.integers(1, 3))
        for strip in (whole, some):
            strip.write([Patch(0, 0, pixels)], repeat)
    assert some.counts(every) == whole.counts(every)
    pairs = zip(some.frames(every=every), whole.frames(every=every), strict=True)
    assert all(np.array_equal(one.pixels, other.pixels) for one, other in pairs)


@pytest.mark.parametrize("width", [480, 333])
def test_scaling_what_changed_is_scaling_all(strip, width):
    for number, (small, whole) in enumerate(zip(strip.frames(width), strip.frames(), strict=True)):
        if number % 29 == 0:
            full = Image.fromarray(whole.rgba[..., :3]).resize(small.pixels.shape[1::-1], Image.Resampling.LANCZOS)
            assert np.abs(small.rgba[..., :3].astype(int) - np.asarray(full)).max() <= 2


def test_frames_are_the_scenes_own(take, strip):
    given = list(frames(take, 7.5, 320))
    assert sum(repeat for _, repeat in given) == pytest.approx(strip.seconds * 7.5, abs=1)
    assert all(picture.shape == (180, 320, 4) and (picture[..., 3] == 255).all() for picture, _ in given)


def test_what_a_take_cannot_give_is_refused(take, strip):
    with pytest.raises(SpecError, match="the rate is 60"):
        every_for(take.size, 60)
    with pytest.raises(SpecError, match="the width is 1920"):
        next(strip.frames(1920))


def test_straight_colours_are_what_was_painted():
    painted = np.array([[[200, 100, 50]]]) / 255
    for alpha in (255, 128, 40):
        premultiplied = np.dstack([np.rint(painted[..., ::-1] * alpha), np.full((1, 1), alpha)]).astype(np.uint8)
        assert np.abs(straight(premultiplied)[0, 0, :3] - [200, 100, 50]).max() <= 127 / alpha + 1


def test_a_palette_keeps_what_fits_and_the_commonest_of_the_rest():
    random = np.random.default_rng(2)
    many = random.integers(0, 256, (200, 200, 4), dtype=np.uint8)
    many[50:] = (20, 17, 13, 255)
    census = Census()
    census.add(many)
    palette = census.palette(255)
    assert len(palette.colors) <= 255
    assert palette.colors[palette.indices(many[60:])].reshape(-1, 3).max(axis=0).tolist() == [13, 17, 20]
    few = np.array([[[255, 0, 0, 255], [0, 200, 0, 255]]], np.uint8)
    census = Census()
    census.add(few)
    palette = census.palette(255)
    assert palette.colors[palette.indices(few)].tolist() == [[[0, 0, 255], [0, 200, 0]]]


@pytest.fixture(scope="module")
def largest(strip, tmp_path_factory):
    """A loop of each kind as large as it may be, and what is told of it."""
    folder = tmp_path_factory.mktemp("largest")
    writers = {"gif": loops.gif_of, "webp": loops.webp_of}
    return {kind: (folder / f"a.{kind}", write(strip, folder / f"a.{kind}")) for kind, write in writers.items()}


def test_a_gif_shows_the_scene_at_its_pace(strip, largest):
    path, told = largest["gif"]
    step = loops.steps_of(strip)[0]
    shown, truth = list(pictures(path)), strip.frames(step.width, step.every, calm=True)
    assert len(shown) == told.pictures
    assert {loop for _, _, loop in shown} == {0}
    assert sum(duration for _, duration, _ in shown) == pytest.approx(strip.seconds * 1000, abs=10)
    before = None
    for (picture, _, _), frame in zip(shown, truth, strict=True):
        right = frame.rgba[..., :3].astype(int)
        assert np.abs(picture - right).mean() < 2
        # What stays keeps its colour to the last bit: nothing swims.
        if before is not None:
            same = (right == before[1]).all(axis=2)
            assert np.array_equal(picture[same], before[0][same])
        before = picture, right


def test_a_webp_shows_the_scene_at_its_pace(strip, largest):
    path, told = largest["webp"]
    shown = list(pictures(path))
    assert {loop for _, _, loop in shown} == {0}
    assert sum(duration for _, duration, _ in shown) == pytest.approx(strip.seconds * 1000, abs=50)
    *_, last = strip.frames(told.width)
    assert np.abs(shown[-1][0] - last.rgba[..., :3]).mean() < 3


@pytest.mark.parametrize(("write", "kind"), [(loops.gif_of, "gif"), (loops.webp_of, "webp")])
def test_a_loop_fits_its_size_or_is_not_there(strip, largest, tmp_path, write, kind):
    path, (_, whole) = tmp_path / f"a.{kind}", largest[kind]
    smaller = write(strip, path, whole.size * 2 // 3)
    assert path.stat().st_size == smaller.size <= whole.size * 2 // 3
    assert smaller.width < whole.width or smaller.fps < whole.fps
    with pytest.raises(RenderError, match="even at 320 pixels and 5 frames a second; allowed: at most 3 kB; try"):
        write(strip, path, 3000)
    assert not path.exists()
