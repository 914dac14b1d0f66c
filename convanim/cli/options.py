"""The options that describe a layer and its numbers, shared by ``render`` and ``trace``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from convanim.language.catalogs import LOCALE, SOURCE, languages

if TYPE_CHECKING:
    from convanim.cli.wanted import Listed

LIST = ".toml"
"""How the names of files end that list clips."""

THEMES = ("dark", "light", "contrast", "print")
ASPECTS = ("16:9", "1:1", "9:16")
MARKS = ("point", "comma")
"""As themes, aspects and languages have them; a list of options loads none."""
LANGUAGES = (SOURCE, *languages(LOCALE))


def _theme(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A built-in theme or a file, of which ``Look`` says whether it holds one."""
    if value is not None and value not in THEMES and not value.endswith(LIST):
        raise click.BadParameter(f"{value!r} is not one of {', '.join(map(repr, THEMES))}, nor a file FILE{LIST}.")
    return value


def _themes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    named = [CompletionItem(theme) for theme in THEMES if theme.startswith(incomplete)]
    return named or [CompletionItem(incomplete, type="file")]


Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--channels", "in_channels", type=int, metavar="N", help="Channels of the input."),
    click.option("--filters", "out_channels", type=int, metavar="N", help="Filters, and so channels of the output."),
    click.option("--groups", type=int, metavar="N", help="Groups that channels and filters fall into."),
    click.option("--size", metavar="6|5x7", help="Height and width of the input."),
    click.option("--kernel", metavar="3|2x3", help="Height and width of the kernel."),
    click.option("--stride", metavar="2|2x1", help="Cells from one window to the next."),
    click.option(
        "--padding",
        metavar="1|1x0|0,1,0,1|same|valid",
        help="Cells of zeros around the input; four numbers are those at top, bottom, left and right.",
    ),
    click.option("--dilation", metavar="2|2x1", help="Cells from one tap to the next."),
    click.option("--bias/--no-bias", default=None, help="Whether each filter adds a number of its own."),
    click.option("--seed", type=int, metavar="N", help="Draw other numbers."),
    click.option(
        "--values",
        "kind",
        type=click.Choice(["integers", "normal"]),
        help="Draw whole numbers, whose equations are exact, or normally distributed ones.",
    ),
    click.option(
        "--input",
        "input_file",
        metavar="FILE[:NAME]",
        help="Your own input: a picture (.png, .jpg, .webp, .gif, .bmp, .tif), or a tensor (channels, height, width).",
    ),
    click.option(
        "--resize", metavar="12|12x16", help="Height and width of the photo: each cell averages the pixels under it."
    ),
    click.option(
        "--normalise", metavar="MEANS:STDS", help="Normalise the photo, 0 to 1 otherwise; or imagenet, for its means."
    ),
    click.option(
        "--weights",
        "weight_file",
        metavar="FILE[:NAME]",
        help="Your own weights, (filters, channels per group, height, width), and the bias beside them; of a "
        "depthwise-separable layer, the depthwise ones. From .safetensors, .pt, .npz or .npy.",
    ),
    click.option("--biases", "bias_file", metavar="FILE[:NAME]", help="The bias, where it is called otherwise."),
    click.option(
        "--mixing",
        "mixing_file",
        metavar="FILE[:NAME]",
        help="Of a depthwise-separable layer, the pointwise weights.",
    ),
    click.option("--mixing-biases", "mixing_bias_file", metavar="FILE[:NAME]", help="And their bias."),
    click.option(
        "--model",
        metavar="MODULE:FACTORY",
        help="Your own model, which --input goes through: package.module:Net or FILE.py:Net. Runs your code.",
    ),
    click.option("--layer-name", metavar="NAME", help="The layer in the model, such as features.3.conv.0."),
    click.option(
        "--state",
        type=click.Path(path_type=Path),
        metavar="FILE[:NAME]",
        help="The model's weights, where it loads none; NAME is that of a dict in a checkpoint.",
    ),
)
LAYER = ("in_channels", "out_channels", "groups", "size", "kernel", "stride", "padding", "dilation", "bias")
LOOK = ("theme", "aspect", "show_channels", "crop", "fps", "pace", "language", "decimals", "decimal_mark")
"""As ``convanim.spec.look`` has it."""
NUMBERS = ("seed", "kind")
OWN = (
    *("input_file", "resize", "normalise", "weight_file", "bias_file", "mixing_file", "mixing_bias_file"),
    *("model", "layer_name", "state"),
)
_LOOK = (
    click.option(
        "--theme",
        metavar=f"[{'|'.join(THEMES)}|FILE{LIST}]",
        callback=_theme,
        shell_complete=_themes,
        help="For screens, bright rooms, weak projectors and eyes, or paper; or a file with colours of your own.",
    ),
    click.option("--aspect", type=click.Choice(ASPECTS), help="Laid out again for a square or an upright frame."),
    click.option("--fps", type=int, metavar="N", help="Frames a second, 10 to 120, in place of the quality's."),
    click.option("--pace", type=float, metavar="N", help="Slower below 1, faster above; captions can still be read."),
    click.option("--language", metavar="|".join(LANGUAGES), help="What captions and words on stage are in."),
    click.option("--decimals", type=click.IntRange(0, 6), metavar="N", help="Decimals of real values."),
    click.option("--decimal-mark", type=click.Choice(MARKS), help="In place of the language's own."),
    click.option("--show-channels", metavar="0,5,9", help="Which channels to show of many; sums have all of them."),
    click.option("--crop", metavar="40:52,60:72", help="Which rows and columns of a large input to show in numbers."),
)
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
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Where the files go; made where missing.  [default: media]",
    ),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1),
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


def layer_options(command: Command) -> Command:
    """Add the options to a command, which gets them as one ``given``."""

    @wraps(command)
    def gathered(**arguments: Any) -> Any:
        from convanim.cli.given import gather
        from convanim.cli.report import warned

        layer = {name: arguments.pop(name) for name in LAYER}
        drawn = {name: arguments.pop(name) for name in NUMBERS}
        with warned(arguments.get("quiet", False)):
            given = gather(layer, drawn, {name: arguments.pop(name) for name in OWN})
        return command(given=given, **arguments)

    result: Any = gathered
    for option in reversed(_OPTIONS):
        result = option(result)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate


def look_options(command: Command) -> Command:
    """Add the options of a clip's look, which reach the command as one ``look``."""

    @wraps(command)
    def gathered(**arguments: Any) -> Any:
        from convanim.cli.report import warned
        from convanim.spec.look import Look

        with warned(arguments.get("quiet", False)):
            look = Look.of({name: arguments.pop(name) for name in LOOK})
        return command(look=look, **arguments)

    result: Any = gathered
    for option in reversed(_LOOK):
        result = option(result)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate


def film_options(command: Command) -> Command:
    """Add the options of rendering, of which crf and preset reach the command as one ``encoding``.

    Names of files that list clips reach it as what they list, and what these say of quality and folder counts
    where the command line says nothing.
    """

    @wraps(command)
    def gathered(
        names: tuple[str, ...],
        crf: float | None,
        preset: str | None,
        quality: str | None,
        out: Path | None,
        **arguments: Any,
    ) -> Any:
        from convanim.film.quality import USUAL, Encoding

        read = tuple(_listed(name, arguments["quiet"]) for name in names)
        files = [name for name in read if not isinstance(name, str)]
        return command(
            names=read,
            encoding=Encoding(USUAL.crf if crf is None else crf, preset),
            quality=quality or next((file.quality for file in files if file.quality), "m"),
            out=out or next((file.out for file in files if file.out), Path("media")),
            **arguments,
        )

    result: Any = gathered
    for option in reversed(_FILM):
        result = option(result)
    return result  # type: ignore[no-any-return]  # click's decorators forget what they decorate


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


def _listed(name: str, quiet: bool) -> str | Listed:
    if not name.endswith(LIST):
        return name
    from convanim.cli.listed import read_list
    from convanim.cli.report import warned

    with warned(quiet):
        return read_list(Path(name))
