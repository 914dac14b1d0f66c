"""Options that several commands share: those of a clip, as their fields declare them, and those of a render."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from convanim.cli.completing import lessons
from convanim.spec import Layer, Values
from convanim.spec.look import Look
from convanim.spec.option import Option, options_of
from convanim.spec.own import OwnNumbers
from convanim.spec.topic import CHAPTER, Topic
from convanim.spec.voice import Voice

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from convanim.request.tables import ClipList

LIST = ".toml"
"""How the names of files end that list clips."""

SECTIONS = {
    "Layer": options_of(Layer),
    "Numbers": options_of(Values, OwnNumbers),
    "Topic": options_of(Topic),
    "Look": options_of(Look),
    "Voice": options_of(Voice),
}
"""The options of a clip, by what stands above them in help."""

Command = TypeVar("Command", bound=Callable[..., Any])


def made(option: Option) -> Callable[[Command], Command]:
    """An option of a clip as click has it, whose parameter is called by its word."""
    more: dict[str, Any] = {"help": option.help, "metavar": option.metavar or None}
    flag = option.flag
    if option.choices and option.kind == "factory":
        more |= {"metavar": f"[{'|'.join(option.choices)}|FILE.py:Net]", "shell_complete": _ones_or_files(option)}
    elif option.choices and option.ending:
        more |= {"metavar": f"[{'|'.join(option.choices)}|FILE{option.ending}]"}
        more |= {"callback": _one_or_file(option), "shell_complete": _ones_or_files(option)}
    elif option.choices:
        more["type"] = click.Choice(option.choices)
    elif option.kind == "folder":
        more["shell_complete"] = _ones_or_files(option._replace(choices=tuple(option.known() if option.known else ())))
    elif option.known is not None:
        more["metavar"] = "|".join(option.known())
    elif option.kind == "whole":
        bounded = option.least is not None or option.most is not None
        more["type"] = click.IntRange(option.least, option.most) if bounded else int
    elif option.kind == "real":
        more["type"] = float
    elif option.kind == "truth":
        flag, more["default"] = f"{flag}/{flag.replace('--', '--no-', 1)}", None
    elif option.kind == "file":
        more["type"] = click.Path()
    elif option.metavar == CHAPTER:
        more["shell_complete"] = lessons
    return click.option(flag, option.word, **more)


def _one_or_file(option: Option) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    def checked(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        """One of the choices or a file, of which its own record says whether it can be used."""
        if value is not None and value not in option.choices and not value.endswith(option.ending):
            from difflib import get_close_matches

            known = ", ".join(map(repr, option.choices))
            meant = "".join(f" (did you mean {one!r}?)" for one in get_close_matches(value, option.choices, n=1))
            raise click.BadParameter(f"{value!r} is not one of {known}, nor a file FILE{option.ending}{meant}.")
        return value

    return checked


def _ones_or_files(option: Option) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    def completed(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        named = [CompletionItem(choice) for choice in option.choices if choice.startswith(incomplete)]
        return named or [CompletionItem(incomplete, type="file")]

    return completed


def request_options(*sections: str, without: Collection[str] = ()) -> Callable[[Command], Command]:
    """Add the options of some sections to a command, which gets what they ask for as one ``request``, of no scene.

    Those whose words are ``without`` are left out.
    """
    options = [option for section in sections for option in SECTIONS[section] if option.word not in without]

    def added(command: Command) -> Command:
        @wraps(command)
        def gathered(**arguments: Any) -> Any:
            from convanim.cli.report import warned
            from convanim.request.request import Request

            words = {option.word: arguments.pop(option.word) for option in options}
            with warned(arguments.get("quiet", False)):
                request = Request.of("", words)
            return command(request=request, **arguments)

        result: Any = gathered
        for option in reversed(options):
            result = made(option)(result)
        return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate

    return added


_FILM = (
    click.option(
        "-q",
        "--quality",
        type=click.Choice(list("lmhpk")),
        help="480p15, 720p30, 1080p60, 1440p60 or 2160p60.  [default: m]",
    ),
    click.option(
        "-o",
        "--out",
        type=click.Path(),
        metavar="DIR",
        help="Where the files go; made where missing.  [default: media]",
    ),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1, 1024),
        metavar="N",
        help="Processes that draw at once.  [default: as many as cores]",
    ),
    click.option(
        "--crf", type=float, metavar="N", help="How closely to encode: 0 is lossless, 51 tiny.  [default: 22]"
    ),
    click.option("--preset", metavar="NAME", help="x264's, ultrafast to veryslow, in place of our own."),
    click.option(
        "--cache/--no-cache", "use_cache", default=True, help="Whether to use what earlier renders have kept."
    ),
    click.option("--quiet", is_flag=True, help="Say nothing but errors."),
)


def film_options(command: Command) -> Command:
    """Add the options of rendering, of which crf and preset reach the command as one ``encoding``.

    Names of files that list clips reach it as what they list, and what these say of quality and folder counts
    where the command line says nothing. The folder is one of this machine.
    """

    @wraps(command)
    def local(out: Path | str, **arguments: Any) -> Any:
        return command(out=on_this_machine(out), **arguments)

    result: Any = anywhere_options(local)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate


def on_this_machine(out: Path | str) -> Path:
    """A place on this machine; raises SpecError for an address, to which no more than renders are sent.

    >>> on_this_machine("media").name
    'media'
    """
    from convanim.errors import SpecError, quoted
    from convanim.folders import place_of

    where = place_of(str(out))
    if isinstance(where, str):
        raise SpecError(f"-o is {quoted(where)}", "a place on this machine; to addresses convanim render alone sends")
    return where


def anywhere_options(command: Command) -> Command:
    """The same of a command that takes an address in place of a folder."""

    @wraps(command)
    def gathered(
        names: tuple[str, ...],
        crf: float | None,
        preset: str | None,
        quality: str | None,
        out: str | None,
        **arguments: Any,
    ) -> Any:
        from pathlib import Path

        from convanim.film.quality import USUAL, Encoding
        from convanim.folders import place_of

        read = tuple(_listed(name, arguments["quiet"]) for name in names)
        files = [name for name in read if not isinstance(name, str)]
        return command(
            names=read,
            encoding=Encoding(USUAL.crf if crf is None else crf, preset),
            quality=quality or next((file.quality for file in files if file.quality), "m"),
            out=place_of(out) if out else next((file.out for file in files if file.out), Path("media")),
            **arguments,
        )

    result: Any = gathered
    for option in reversed(_FILM):
        result = option(result)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate


def page_language_option(command: Command) -> Command:
    """Add the option that says in which language a page's own words are."""
    option = click.option(
        "--page-language",
        metavar="TAG",
        callback=_tag,
        help="Of what the page itself says, such as de; what stands round a film is in the film's."
        "  [default: the first film's]",
    )
    result: Any = option(command)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate


def _tag(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    from convanim.language.tags import tag_of

    return None if value is None else tag_of(value)


def name_option(command: Command) -> Command:
    """Add the option that says what clips are called."""
    option = click.option(
        "--name",
        metavar="NAME",
        help="What the files are called, such as {scene}-{aspect}-{language}; {name} is what they would be otherwise."
        "  [default: after the scene]",
    )
    result: Any = option(command)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate


def clip_names(command: Command) -> Command:
    """Have names of files that list clips reach a command as what they list."""

    @wraps(command)
    def gathered(names: tuple[str, ...], **arguments: Any) -> Any:
        return command(names=tuple(_listed(name, arguments["quiet"]) for name in names), **arguments)

    result: Any = gathered
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate


def _listed(name: str, quiet: bool) -> str | ClipList:
    if not name.endswith(LIST):
        return name
    from pathlib import Path

    from convanim.cli.report import warned
    from convanim.request.tables import read_list

    with warned(quiet):
        return read_list(Path(name))
