"""Everything that a page needs of a clip, as files named after their content.

So a page that is built again finds them, a browser never shows an old one, and several
processes may write them at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copyfile

from convanim.errors import RenderError
from convanim.film.assemble import ClipResult, made
from convanim.film.render import processes
from convanim.film.store.cache import Cache
from convanim.film.workers.parcel import Parcel
from convanim.film.workers.pool import ended_twice
from convanim.film.workers.processes import Spawning
from convanim.folders import complete, tidy, workplace
from convanim.request.request import Request

KINDS: Mapping[str, str] = {
    "film": "mp4",
    "captions": "vtt",
    "chapters": "chapters.vtt",
    "transcript": "txt",
    "poster": "png",
}
"""The files of a clip and how their names end."""
DRAWING = "convanim render, which draws it where it can be seen"
"""What tells more where the process that draws for a page has ended."""


@dataclass(frozen=True)
class Keepsake:
    """A clip's files in ``folder``, each called ``stem`` and the ending of its kind; its frame's size in pixels.

    ``opened`` are the author's files that were read for it: the scene's, its helpers', its data. Of one that
    ``is_loop``, captions and chapters say nothing; of one that ``has_voice``, something is heard.
    """

    folder: Path
    stem: str
    title: str
    alt: str
    transcript: str
    width: int
    height: int
    language: str
    opened: tuple[str, ...] = ()
    is_loop: bool = False
    has_voice: bool = False

    def name(self, kind: str) -> str:
        """What the file of a kind is called."""
        return f"{self.stem}.{KINDS[kind]}"

    def path(self, kind: str) -> Path:
        """Where it is."""
        return self.folder / self.name(kind)

    def copy(self, kind: str, folder: Path) -> None:
        """Put the file of a kind into a folder, unless it is there already, undamaged."""
        target, content = folder / self.name(kind), self.path(kind).read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            _put(target, content)


def keep(request: Request, folder: Path) -> Keepsake:
    """Render a clip, or fetch it from where earlier renders are kept, and put its files into a folder.

    Raises what a render does, and RenderError where the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with workplace(folder) as work:
            return _kept(_rendered(request, work), folder, request.opened(Cache()))
    except OSError as error:
        raise RenderError(f"the folder {folder} cannot be written to: {error.strerror or error}") from error


def _rendered(request: Request, out: Path) -> ClipResult:
    """A clip that has to be drawn is drawn by another process.

    So that whoever builds pages stays as it is, without Manim and torch and what they set; and so that
    pages that it reads are not taken for files of the scene.
    """
    if request.is_kept(Cache()):
        return request.render(out)
    parcel = Parcel.of(partial(request.render, out, jobs=processes(1, request.quality)))
    for again in (True, False):
        starting = Spawning()
        try:
            with ProcessPoolExecutor(1, mp_context=starting) as pool:
                answer = pool.submit(parcel).result()
        except BrokenProcessPool as error:
            tidy()
            if not again:
                raise ended_twice(f"drew {request.scene}", starting.started, DRAWING) from error
        else:
            drawn: ClipResult = answer.opened()
            return drawn
    raise AssertionError  # the loop returns or raises


def _kept(clip: ClipResult, folder: Path, opened: tuple[str, ...]) -> Keepsake:
    from convanim.course.frames import last_frame, picture, poster_beat
    from convanim.course.text.story import Story
    from convanim.course.text.subtitles import chapters, one_line, webvtt
    from convanim.course.text.texts import alt_text, transcript

    film = made(clip.path)
    story = Story.read(made(clip.ledger))
    said = transcript(story)
    files = {
        "captions": webvtt(story).encode(),
        "chapters": chapters(story).encode(),
        "transcript": said.encode(),
        "poster": picture(film, last_frame(story, poster_beat(story))),
    }
    sum_ = hashlib.blake2b(film.read_bytes(), digest_size=6)
    for content in files.values():
        sum_.update(content)
    kept = Keepsake(
        folder,
        f"{story.name}-{sum_.hexdigest()}",
        one_line(story.title),
        alt_text(story),
        said,
        story.width,
        story.height,
        story.language,
        opened,
        story.is_loop,
        story.has_voice,
    )
    for kind, content in files.items():
        _put(kept.path(kind), content)
    with complete(kept.path("film")) as part:
        copyfile(film, part)
    return kept


def _put(path: Path, content: bytes) -> None:
    with complete(path) as part:
        part.write_bytes(content)
