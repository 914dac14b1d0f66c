"""Single pictures out of a film."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import av
from PIL import Image

from convanim.errors import RenderError
from convanim.film.store.address import address

if TYPE_CHECKING:
    from convanim.course.text.story import Beat, Story


def poster_beat(story: Story) -> Beat:
    """The beat whose last picture stands for the clip: the lesson's choice, else the middle one."""
    named = [beat for beat in story.beats if beat.name == story.lesson.poster]
    return named[0] if named else story.beats[len(story.beats) // 2]


def last_frame(story: Story, beat: Beat) -> float:
    """When the last picture of a beat comes up, in seconds of the clip."""
    return max(beat.start, beat.end - 1 / story.fps)


def picture(film: Path | bytes, seconds: float) -> bytes:
    """The picture that a film, or what is in its file, shows at a time, as PNG.

    Raises RenderError where there is none.
    """
    with av.open(BytesIO(film) if isinstance(film, bytes) else address(film), "r") as source:
        stream = source.streams.video[0]
        assert stream.time_base is not None and stream.average_rate is not None
        half = 0.5 / float(stream.average_rate)
        source.seek(round(seconds / stream.time_base), stream=stream)
        for frame in source.decode(stream):
            if frame.time is not None and frame.time > seconds - half:
                png = BytesIO()
                shown = Image.fromarray(frame.to_ndarray(format="rgb24"))
                shown.quantize(256, dither=Image.Dither.NONE).save(png, "PNG", optimize=True)
                return png.getvalue()
    raise RenderError(f"the film shows nothing at {seconds:.2f} s", "a time within the film")
