"""What comes out of a render, and where."""

from __future__ import annotations

from dataclasses import dataclass, fields
from os import PathLike

from convanim.errors import Name, SpecError
from convanim.film.naming import Naming
from convanim.film.quality import USUAL, Encoding, quality_of


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

    quality: str = "m"
    out: PathLike[str] | str = "media"
    name: str | None = None
    stills: bool = False
    encoding: Encoding = USUAL
    jobs: int | None = None
    cache: bool = True

    def __post_init__(self) -> None:
        quality_of(self.quality)
        if self.name is not None:
            Naming.of(self.name)
        if self.jobs is not None and self.jobs < 1:
            raise SpecError((Name("jobs"), f" is {self.jobs}"), "1 or more")


OUTPUT = tuple(field.name for field in fields(Output))
"""What an output may say, which every door takes beside the options of a clip."""
