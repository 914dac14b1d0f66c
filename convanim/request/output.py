"""What comes out of a render, and where."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from os import PathLike

from convanim.errors import Name, SpecError, quoted
from convanim.film.naming import Naming
from convanim.film.quality import USUAL, Encoding, quality_of
from convanim.folders import place_of
from convanim.spec.layer import whole

MOST_JOBS = 1024
"""Processes that draw at once: more than there are cores in one machine."""


@dataclass(frozen=True)
class Output:
    """What comes out of a render, where it goes and how it is made.

    ``quality`` is a letter: l (854x480, 15 frames a second), m (1280x720, 30), h (1920x1080, 60), p (1440 lines) or k
    (2160 lines). ``out`` is the folder that the files go into, made where missing. ``name`` is what they are called
    (None: after the scene), and may hold fields as ``"{scene}-{channels}-{aspect}"`` does. ``stills`` are asked for in
    place of a film: the picture at the end of each beat. ``encoding`` is how closely films are compressed. So many
    ``jobs`` draw at once (None: as many as ``render`` and ``show`` find good). With ``cache``, beats that look as they
    did in an earlier render are taken from there.

    Raises UnknownNameError for a quality or a field of a name that nobody knows, SpecError for what can be no file's
    name, and for no jobs.

    >>> Output(quality="h", name="{scene}-{aspect}").quality
    'h'
    """

    quality: str = field(default="m", metadata={"help": "How large and how smooth: l, m, h, p or k."})
    out: PathLike[str] | str = field(default="media", metadata={"help": "Folder for the files."})
    name: str | None = field(default=None, metadata={"help": "What the files are called, with fields in braces."})
    stills: bool = field(default=False, metadata={"help": "The picture at the end of each beat, in place of a film."})
    encoding: Encoding = field(
        default=USUAL, metadata={"help": "An Encoding: x264's crf and preset, as --crf and --preset give them."}
    )
    jobs: int | None = field(default=None, metadata={"help": "Processes that draw at once."})
    cache: bool = field(default=True, metadata={"help": "Take beats from earlier renders, and keep these."})

    def __post_init__(self) -> None:
        quality_of(self.quality)
        if self.name is not None:
            Naming.of(self.name)
        encoding: object = self.encoding
        if not isinstance(encoding, Encoding):
            raise SpecError((Name("encoding"), f" is {quoted(encoding)}"), "an Encoding", "encoding=Encoding(crf=18)")
        if not isinstance(self.out, str | PathLike):
            raise SpecError((Name("out"), f" is {quoted(self.out)}"), "a folder", 'out="media"')
        if isinstance(place_of(os.fspath(self.out)), str):
            raise SpecError((Name("out"), f" is {quoted(self.out)}"), "a folder of this machine", 'out="media"')
        if self.jobs is not None and whole(Name("jobs"), self.jobs, 1) > MOST_JOBS:
            raise SpecError((Name("jobs"), f" is {self.jobs}"), f"1 to {MOST_JOBS}")


OUTPUT = tuple(field.name for field in fields(Output))
"""What an output may say, which every door takes beside the options of a clip."""
