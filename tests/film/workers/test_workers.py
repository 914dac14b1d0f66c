"""Several processes make the film that one makes, and end when they are told to."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress

import av
import numpy as np
import pytest

from convanim.errors import JobsWarning
from convanim.film.clip import Clip
from convanim.film.render import render_all
from convanim.lessons import LESSONS
from convanim.scene import ConvScene
from convanim.spec import Layer
from tests.children import SOON, session_of, started, until

SCENES = """
from convanim import Depthwise as WholeDepthwise, Split as WholeSplit


class Depthwise(WholeDepthwise):
    beats = ("keep_splitting", "count_the_cost")


class Split(WholeSplit):
    beats = ("one_block", "count_the_cost")
"""


@pytest.fixture
def short(tmp_path):
    """Two short lessons, which other processes find in their file."""
    path = tmp_path / "short.py"
    path.write_text(SCENES, encoding="utf-8")
    return (
        Clip(f"{path}:Depthwise", layer=Layer(2, 2, size=4, groups=2)),
        Clip(f"{path}:Split", layer=Layer(4, 4, size=4, groups=2)),
    )


def frames(path):
    with av.open(str(path)) as film:
        return np.stack([frame.to_ndarray(format="gray") for frame in film.decode(video=0)])


def test_the_film_captions_and_ledger_are_the_same(short, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    alone = list(render_all(short, quality="l", out=one, jobs=1))
    together = list(render_all(short, quality="l", out=two, jobs=2))
    assert [clip.sections for clip in alone] == [clip.sections for clip in together]
    for name in ("depthwise", "split"):
        here, there = frames(one / f"{name}.mp4"), frames(two / f"{name}.mp4")
        assert here.shape == there.shape
        assert np.array_equal(here, there)
        assert (one / f"{name}.srt").read_text() == (two / f"{name}.srt").read_text()
        assert json.loads((one / f"{name}.json").read_text()) == json.loads((two / f"{name}.json").read_text())


def test_every_frame_has_its_time_in_the_joined_film(short, tmp_path):
    (clip,) = render_all(short[:1], quality="l", out=tmp_path)
    with av.open(str(clip.path)) as film:
        times = [frame.time for frame in film.decode(video=0)]
    assert np.allclose(times, np.arange(clip.frames) / clip.fps, atol=1e-4)
    with av.open(str(clip.path)) as film:
        starts = {round(float(p.pts * p.time_base), 3) for p in film.demux(video=0) if p.is_keyframe}
    assert {round(section.start, 3) for section in clip.sections} <= starts


class Elsewhere:
    """Where a class is made that no other process can find."""

    @staticmethod
    def scene():
        class Hidden(ConvScene):
            beats = ("nothing",)

            def nothing(self):
                self.rest(0.2)

        return Hidden


def test_a_class_that_others_cannot_find_is_drawn_all_the_same(tmp_path):
    with pytest.warns(JobsWarning, match="one process draws Hidden"):
        (clip,) = render_all([Clip(Elsewhere.scene())], quality="l", out=tmp_path, jobs=2)
    assert clip.frames == 15


def interrupted(out, begun):
    """Render all and press Ctrl-C as soon as it has ``begun``: what it says, and what it leaves running."""
    command = [sys.executable, "-m", "convanim", "render", "all", "-q", "h", "-j", "2", "-o", str(out)]
    with started(command, stderr=subprocess.PIPE) as running:
        until(lambda: begun(running.pid), running)
        os.killpg(running.pid, signal.SIGINT)
        # About a second on an idle machine; what it breaks off takes minutes there.
        _, errors = running.communicate(timeout=SOON)
        assert running.returncode == 130
        # What has ended may take the system a moment to clear away.
        with suppress(AssertionError):
            until(lambda: not session_of(running.pid), patience=5)
        return errors, session_of(running.pid)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals")
def test_an_interrupt_ends_all_workers_at_once(tmp_path):
    out = tmp_path / "out"
    errors, left = interrupted(out, lambda _: list(out.glob(".convanim-*/beats/*.mp4")))
    assert f"0 of {len(LESSONS)} clips finished" in errors
    assert "Traceback" not in errors
    assert "leaked" not in errors
    assert not out.exists()
    assert left == []


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals")
def test_an_interrupt_while_workers_load_says_nothing_of_them(tmp_path):
    errors, left = interrupted(
        tmp_path / "out", lambda session: any("forkserver" in line for line in session_of(session))
    )
    assert errors.strip() == "interrupted; nothing half-written was left behind"
    assert left == []
