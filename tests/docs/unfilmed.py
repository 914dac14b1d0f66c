"""An extension for pages without films: each stands as an empty picture, its options read and its scene found."""

from pathlib import Path

from PIL import Image
from sphinx.application import Sphinx

from convanim.course import sphinx
from convanim.course.keeping import Keepsake
from convanim.request.request import Request


def keep(request: Request, folder: Path) -> Keepsake:
    """What stands for a clip that nobody draws."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = Keepsake(folder, "unfilmed", "", "", "", 16, 9, "en")
    for kind in ("film", "captions", "chapters", "transcript"):
        kept.path(kind).touch()
    Image.new("L", (16, 9)).save(kept.path("poster"))
    return kept


def setup(app: Sphinx) -> None:
    """What Sphinx calls, after the extension whose films are left out."""
    sphinx.keep = keep
