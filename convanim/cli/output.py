"""What commands say: results on stdout, which nobody else writes to, and all else on stderr."""

from __future__ import annotations

import codecs
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any, Protocol, TextIO

import click

from convanim.errors import RenderError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

_RESULTS = "convanim.results"
_DRAWN = "convanim.drawn"


class Live(Protocol):
    """Something that is drawn at the foot of the terminal, and drawn again, until it is stopped."""

    def start(self) -> None:
        """Draw it."""

    def stop(self) -> None:
        """Take it away."""


class Reporting(click.Command):
    """A command whose stdout belongs to what it tells: what scenes, models and libraries print goes to stderr."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        gc.enable()  # from here on, there is garbage
        ctx.meta[_RESULTS] = sys.stdout
        with redirect_stdout(sys.stderr):
            return super().invoke(ctx)


def tell(text: str) -> None:
    """Write a result, on lines of its own."""
    _write_result(_results(), text)


def tell_drawn(*drawn: RenderableType) -> None:
    """Write what rich draws as a result: in colour and within the window on a terminal, plain and in full elsewhere."""
    import io

    from rich.console import Console, detect_legacy_windows

    stream, width = _results(), room()
    terminal = stream is not None and stream.isatty() and not detect_legacy_windows()
    text = io.StringIO()
    console = Console(file=text, width=width or 10_000, force_terminal=terminal, legacy_windows=False, highlight=False)
    console.print(*drawn, sep="\n")
    lines = text.getvalue().rstrip().splitlines()
    tell("\n".join(line.rstrip() for line in lines))


def room() -> int | None:
    """How many letters a line of results has room for; None where nobody says."""
    stream = _results()
    if (columns := os.environ.get("COLUMNS", "")).isdecimal() and len(columns) < 10 and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or None if stream is not None else None
    except (OSError, ValueError):  # it is no terminal
        return None


def tell_json(value: Any, indent: int | None = None) -> None:
    """Write a result as JSON, which is JSON in whatever encoding it arrives.

    Letters that the encoding lacks, and bytes of a file's name that are no text, become JSON's escapes.
    """
    import json

    stream = _results()
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # Whoever reads JSON takes it for UTF-8, which these bytes are too.
    if not _is_utf8(stream) or any("\ud800" <= letter <= "\udfff" for letter in text):
        text = json.dumps(value, indent=indent)
    _write_result(stream, text)


def tell_file(path: Path) -> None:
    """Write a text file as a result, so that it can be pasted in whatever encoding it arrives.

    Letters that the encoding lacks become references in HTML and Markdown, and escapes in JSON; of other files it is
    said that they have them.
    """
    text, encoding = path.read_text(encoding="utf-8"), getattr(_results(), "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        if path.suffix == ".ipynb":
            import json

            text = json.dumps(json.loads(text), indent=1)
        elif path.suffix == ".tex":
            say(f"note: {encoding} lacks letters that {path} has")
        else:
            text = text.encode(encoding, "xmlcharrefreplace").decode(encoding)
    tell(text)


@contextmanager
def aside(drawn: Live) -> Iterator[None]:
    """Take away what is drawn on the terminal whenever a result is written there."""
    meta = click.get_current_context().meta
    meta[_DRAWN] = drawn
    try:
        yield
    finally:
        del meta[_DRAWN]


def say(text: str) -> None:
    """Write to stderr what is no result: a warning, an error, how far it is."""
    _write(sys.stderr, text)


def _results() -> TextIO | None:
    stream: TextIO | None = click.get_current_context().meta[_RESULTS]
    return stream


def _write_result(stream: TextIO | None, text: str) -> None:
    drawn: Live | None = click.get_current_context().meta.get(_DRAWN)
    if drawn is None:
        _write(stream, text)
        return
    drawn.stop()
    _write(stream, text)
    drawn.start()


def _is_utf8(stream: TextIO | None) -> bool:
    return codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name == "utf-8"


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # as it is where there is no terminal at all
        return
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is left of it Python would write once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        reason = error.strerror or str(error)
        raise RenderError(
            f"what there is to tell cannot be written: {reason}", "", "another place to write to"
        ) from error
