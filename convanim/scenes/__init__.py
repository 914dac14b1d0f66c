"""The built-in stories, one a file; in a working copy they lie in the folder ``scenes`` beside the package."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
# An installed package has them in here.
_INSTALLED = any(file.name != "__init__.py" for file in _HERE.glob("*.py"))

FOLDER = _HERE if _INSTALLED else _HERE.parents[1] / "scenes"
"""Where the stories are."""

__path__ = [str(FOLDER)]
