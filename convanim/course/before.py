"""What another clip leaves beside a new one's film, where both are published in one folder, one after the other.

Files that are made anew take their predecessors' place. The others show and tell what the film does not any more, so
they are set aside together with the film that they belong to, and nobody's work is lost.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from html import escape
from itertools import count
from pathlib import Path

from convanim.budgets import LEDGER_BYTES
from convanim.course.addresses import url
from convanim.course.kinds import GROUNDS
from convanim.course.snippets import NAMES
from convanim.course.upright import ENDING as UPRIGHT_ENDING
from convanim.errors import ReplacedWarning, warn
from convanim.film.naming import PAGE, About
from convanim.textfile import regular

BEFORE = "before"
"""The folder, beside the new clip's files, that those of the one before are set aside in."""
FEW = 3
"""So many files are told by name."""
ENDINGS = (".txt", ".alt.txt", ".vtt", ".srt", ".chapters.vtt", ".png", ".webm", ".gif", ".webp", ".pdf")
"""How files are called of which a clip has one, behind its name."""
LOOPS = ("-loop.gif", "-loop.webp")
OF_BEATS = (".png", ".svg", ".pdf", ".mp4")
"""How stills and sections end."""


def all_of(name: str, beats: Iterable[str]) -> list[str]:
    """What all the files are called that can be made of a clip of this name and with these beats, but for its film.

    >>> all_of("split", ["one_beat"])[-4:-2]
    ['split-1-one-beat.png', 'split-1-one-beat.svg']
    """
    films = [f"-over-{ground}.webm" for ground in GROUNDS["both"]]
    own = [f"{name}{ending}" for ending in (*ENDINGS, *LOOPS, *films)]
    stems = [f"{name}-{place}-{beat.replace('_', '-')}" for place, beat in enumerate(beats, 1)]
    cut = [f"{name}{UPRIGHT_ENDING}{ending}" for ending in (".mp4", ".json", *ENDINGS)]
    return [*own, *cut, *NAMES, *(f"{stem}{ending}" for stem in stems for ending in OF_BEATS)]


class Before:
    """The clip that a film and a ledger in ``folder`` are of, which are about to be replaced by another clip's.

    ``about`` is what its ledger says, whoever wrote it; ``name`` is what both clips' files are called.
    """

    def __init__(self, folder: Path, name: str, about: About) -> None:
        self.folder, self.name = folder, name
        sections = about.get("sections")
        told = sections if isinstance(sections, list) else []
        self._beats = [str(one.get("name")) for one in told if isinstance(one, dict)]

    def left_by(self, files: Collection[str]) -> list[str]:
        """Those of its files that stay where these are put into place."""
        # A ledger may name anything; outside of the folder nothing is this clip's.
        named = [file for file in all_of(self.name, self._beats) if Path(file).name == file and "\\" not in file]
        return [file for file in named if file not in files and (self.folder / file).is_file()]

    def keep(self, scratch: Path) -> list[Path]:
        """Its film and its ledger once more, in a folder that is made for them, before others take their place."""
        scratch.mkdir()
        pair = [self.folder / f"{self.name}{ending}" for ending in (".mp4", ".json")]
        return [_again(path, scratch / path.name) for path in pair if path.is_file()]

    def set_aside(self, kept: Sequence[Path], left: Sequence[str]) -> None:
        """Move them into a folder of their own, and warn of it; those that cannot be moved are told as well."""
        aside, stay = self._aside(), list[str]()
        for path in (*kept, *(self.folder / file for file in left)):
            try:
                aside.mkdir(exist_ok=True)
                os.rename(path, aside / path.name)
            except OSError:  # something has it open, or the folder may not be written to
                stay.append(path.name)
        if gone := [file for file in left if file not in stay]:
            moved = f"{'is' if len(gone) == 1 else 'are'} in {aside} now, with its film"
            warn(ReplacedWarning(f"{self._theirs(gone)}, and {moved}; publishing these kinds, too, makes them anew"))
        if still := [file for file in left if file in stay]:
            warn(ReplacedWarning(f"{self._theirs(still)}, and cannot be moved away"))

    def _theirs(self, files: Sequence[str]) -> str:
        verb = "belongs" if len(files) == 1 else "belong"
        return f"{_listed(files)} in {self.folder} {verb} to the clip that was there before"

    def _aside(self) -> Path:
        """A folder that is not there yet."""
        names = (BEFORE if number == 1 else f"{BEFORE}-{number}" for number in count(1))
        return next(path for name in names if not os.path.lexists(path := self.folder / name))


def warn_of_old_page(out: Path, films: Iterable[str]) -> None:
    """Warn (ReplacedWarning) where the page in a folder plays one of these films, which show another clip now.

    They are named relative to the folder. Nobody but who asks for a page writes it.
    """
    page, text = out / PAGE, ""
    with suppress(OSError, UnicodeError):
        regular(page, LEDGER_BYTES)
        text = page.read_text(encoding="utf-8")
    played = [film for film in films if url(film) in text or escape(url(film)) in text]
    if played:
        warn(
            ReplacedWarning(
                f"{page} tells of the clip that {_listed(played)} showed before; "
                "publishing all of its clips with --page writes it anew"
            )
        )


def _again(path: Path, copy: Path) -> Path:
    try:
        os.link(path, copy)
    except (OSError, NotImplementedError):  # where the file system has no links
        shutil.copy2(path, copy)
    return copy


def _listed(files: Sequence[str]) -> str:
    """The first few, and how many there are beside.

    >>> _listed(["a", "b"]), _listed(["a", "b", "c", "d", "e"])
    ('a, b', 'a, b, c and 2 more')
    """
    # One more by its name takes no more room than its number.
    shown = len(files) if len(files) <= FEW + 1 else FEW
    more = f" and {len(files) - shown} more" if len(files) > shown else ""
    return ", ".join(files[:shown]) + more
