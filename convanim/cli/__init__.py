"""The command line. A command is imported when it is asked for, and what it works with when it runs.

So help and lists come at once.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from convanim import __version__
from convanim.cli.output import say
from convanim.cli.signals import heeded
from convanim.errors import ConvanimError, SpecError, bounded
from convanim.streams import claim_stdout, take_any_text

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "list": (
        "convanim.cli.list_scenes",
        "list_command",
        "List the scenes: built-in ones, and those that other packages have registered.",
    ),
    "new": ("convanim.cli.new", "new_command", "Write a short scene file to edit, made from another scene."),
    "render": (
        "convanim.cli.render",
        "render_command",
        'Render scenes: built-in names, "all", or your own as FILE.py[:Class].',
    ),
    "preview": (
        "convanim.cli.preview",
        "preview_command",
        "Show a scene on a page that follows its file: saved, drawn, shown.",
    ),
    "publish": (
        "convanim.cli.publish",
        "publish_command",
        "Make course material of scenes: films, loops, pictures, captions, a handout and snippets to paste.",
    ),
    "slides": (
        "convanim.cli.slides",
        "slides_command",
        'Make slides of scenes: built-in names, "all", or your own as FILE.py[:Class].',
    ),
    "script": (
        "convanim.cli.script",
        "script_command",
        'Write what scenes say, beat by beat, to be read aloud: built-in names, "all", or your own as FILE.py[:Class].',
    ),
    "trace": (
        "convanim.cli.trace",
        "trace_command",
        "Print the equations behind a scene, one output cell after the other.",
    ),
    "verify": (
        "convanim.cli.verify",
        "verify_command",
        "Check clips: whether every number is torch's, and every frame, caption and ledger as it was delivered.",
    ),
    "measure": (
        "convanim.cli.measure",
        "measure_command",
        "Time standard, grouped, depthwise and separable layers on this machine, beside their multiply-adds.",
    ),
    "cost": (
        "convanim.cli.cost",
        "cost_command",
        "Count what every convolution of a network costs: your own, or a published one.",
    ),
    "schema": (
        "convanim.cli.schema",
        "schema_command",
        "Print the JSON Schema of files that list clips, for editors that check TOML.",
    ),
    "cache": (
        "convanim.cli.cache",
        "cache_command",
        "Show what is kept from one render to the next, check it, or remove some of it.",
    ),
    "doctor": (
        "convanim.cli.doctor",
        "doctor_command",
        "Check that everything a film needs is installed and works.",
    ),
}
"""Each command's module, its name in there, and the first paragraph of its help."""


class LazyGroup(click.Group):
    """Lists commands by stand-ins that hold only their help; the module of one is imported when it is run."""

    # Not get_command, which click also calls for each command that it lists in help or completes.
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None:
            module, attribute, _ = COMMANDS[name]
            command = getattr(import_module(module), attribute)
        return name, command, rest


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="convanim", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show Python's traceback where something goes wrong.")
def cli(debug: bool) -> None:
    """Films of how convolutions save work, with true numbers in every frame."""


for _name, (_, _, _help) in COMMANDS.items():
    cli.add_command(click.Command(_name, help=_help))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit: 0 done, 2 for what was asked wrongly, 1 for other failures, 130 after Ctrl-C."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Taken anywhere, because it is added to the end of a command that has just failed.
    debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"]
    take_any_text()
    claim_stdout()
    # All that is loaded until a command runs is there to stay; looking for garbage in it makes help wait.
    gc.disable()
    try:
        with heeded():
            outcome: Any = cli.main(given, prog_name="convanim", standalone_mode=False)
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has closed it. Python flushes it once more at exit, to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except click.ClickException as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show(sys.stderr)
        else:
            say(f"error: {_said(error)}")
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as error:
        # To click, whatever ended too early was interrupted.
        if isinstance(error.__cause__, EOFError):
            if debug:
                raise
            from convanim.cli.report import unexpected_text

            say(f"error: {unexpected_text(error.__cause__)}")
            sys.exit(1)
        say("interrupted; nothing half-written was left behind")
        sys.exit(INTERRUPTED)
    except ConvanimError as error:
        if debug:
            raise
        from convanim.request.wording import COMMAND

        say(f"error: {error.said(COMMAND)}")
        sys.exit(2 if isinstance(error, SpecError) else 1)
    except Exception as error:
        if debug:
            raise
        from convanim.cli.report import unexpected_text

        say(f"error: {unexpected_text(error)}")
        sys.exit(1)
    finally:
        # As Python ends, it looks for garbage among all that torch and Manim have made, for half a second.
        gc.freeze()
        gc.enable()
    sys.exit(outcome if isinstance(outcome, int) else 0)


def _said(error: click.ClickException) -> str:
    """What click finds wrong in one sentence, as all else is said."""
    message = bounded(" ".join(error.format_message().split())).rstrip(".")
    context = getattr(error, "ctx", None)
    return message[:1].lower() + message[1:] + (f"; {context.command_path} --help tells more" if context else "")
