"""The project's own files, not those that users leave among them."""

from pathlib import Path

from tests.children import run

ROOT = Path(__file__).resolve().parents[1]


def tracked(folder: str, ending: str = ".py") -> list[Path]:
    """The files of a folder that git tracks, in order; all that are there where there is no git, as in an archive."""
    try:
        told = run(["git", "ls-files", "-z", folder], cwd=ROOT).stdout.split("\0")
    except FileNotFoundError:
        told = []
    found = [ROOT / name for name in told if name.endswith(ending)]
    # A file that was moved away is tracked until that is committed.
    return sorted(path for path in found if path.is_file()) or sorted((ROOT / folder).rglob(f"*{ending}"))
