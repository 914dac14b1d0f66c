"""What a shell offers for a word that is begun: scenes, kinds of files, or files."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def scenes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Scenes that are built in or registered, with ``all`` where several may be named; and else files."""
    from convanim.lessons import ALIASES, BUILT_IN
    from convanim.plugins import plugins

    known = [*BUILT_IN, *ALIASES, *plugins(), *(["all"] if param.nargs != 1 else [])]
    return _begun(known, incomplete) or [CompletionItem(incomplete, type="file")]


def kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Kinds of files that ``publish`` makes, after those that stand there already."""
    from convanim.course.kinds import KINDS

    before, comma, last = incomplete.rpartition(",")
    there = before.split(",")
    return _begun([f"{before}{comma}{kind}" for kind in KINDS if kind not in there], f"{before}{comma}{last}")


def lessons(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Lessons that a longer film tells."""
    from convanim.lessons import LESSONS

    return _begun([*LESSONS], incomplete)


def _begun(known: list[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(one) for one in known if one.startswith(incomplete)]
