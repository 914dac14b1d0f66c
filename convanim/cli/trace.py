"""``convanim trace``: a layer's arithmetic as text, without a film."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from convanim.cli.options import request_options
from convanim.cli.output import tell, tell_json
from convanim.cli.sections import Sectioned
from convanim.errors import SpecError, UnknownNameError, quoted

if TYPE_CHECKING:
    from convanim.request.request import Request
    from convanim.sources.found import Own
    from convanim.spec import Layer
    from convanim.trace import Step, Trace
    from convanim.trace.pooled import Way

SHOWN = 8
WAYS: tuple[Way, ...] = ("largest", "average")


@click.command("trace", cls=Sectioned)
@click.argument("name")
@request_options("Layer", "Numbers")
@click.option(
    "--limit", type=click.IntRange(min=0), default=SHOWN, show_default=True, metavar="N", help="Output cells to print."
)
@click.option("--all", "everything", is_flag=True, help="Print every output cell.")
@click.option("--cell", metavar="O,Y,X", help="Only this output cell, channel by channel.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per output cell.")
def trace_command(name: str, request: Request, limit: int, everything: bool, cell: str | None, as_json: bool) -> None:
    """Print the equations behind a built-in scene, one output cell after the other."""
    from dataclasses import replace

    from convanim.cli.report import warned
    from convanim.lessons import LESSONS, own_name

    name = own_name(name)
    if name not in LESSONS:
        from difflib import get_close_matches

        raise UnknownNameError(
            f"no scene is called {quoted(name)}", ", ".join(LESSONS), *get_close_matches(name, LESSONS, 1)
        )
    if not LESSONS[name].of_layer:
        traced = ", ".join(one.name for one in LESSONS.values() if one.of_layer)
        raise SpecError(f"{name} shows no layer whose cells could be traced", traced)
    with warned(quiet=False):
        own = replace(request, scene=name).own
    index = None if cell is None else _index(cell)
    for stage, trace in _traces(name, own):
        shown = len(trace) if everything else min(limit, len(trace))
        steps: Iterable[Step] = islice(trace.steps(), shown) if index is None else (trace.step(*index),)
        if as_json:
            for step in steps:
                tell_json({"stage": stage, **trace.told(step), "equation": trace.equation(step)})
            continue
        tell(_heading(stage if stage == name else f"{name}, {stage}", trace.layer, LESSONS[name].has_weights))
        for step in steps:
            for line in (trace.equation(step),) if index is None else _cell(trace, step):
                tell(line)
        if index is None and (more := len(trace) - shown):
            tell(f"… and {more} more; --all prints them, --cell O,Y,X takes one apart")


def _traces(name: str, own: Own) -> Iterator[tuple[str, Trace]]:
    """What a lesson's stages do, by their names; of pooling, both ways."""
    from convanim.cli.stages import stages
    from convanim.lessons import LESSONS
    from convanim.trace import Pooled, Trace

    for stage, tensors in stages(name, own):
        if LESSONS[name].has_weights:
            yield stage, Trace(tensors)
        else:
            yield from ((way, Pooled(tensors, way)) for way in WAYS)


def _index(text: str) -> tuple[int, int, int]:
    if not re.fullmatch(r"\s*-?\d{1,18}\s*,\s*-?\d{1,18}\s*,\s*-?\d{1,18}\s*", text):
        raise SpecError(f"--cell is {quoted(text)}", "three whole numbers: output channel, row, column", "--cell 0,0,0")
    channel, row, column = (int(part) for part in text.split(","))
    return channel, row, column


def _heading(stage: str, layer: Layer, has_weights: bool) -> str:
    if not has_weights:
        read, window, made = (
            "x".join(map(str, shape)) for shape in (layer.input_shape, layer.kernel, layer.output_shape)
        )
        return f"{stage}: input {read}, windows {window}, output {made}"
    shapes = ["x".join(map(str, shape)) for shape in (layer.input_shape, layer.weight_shape, layer.output_shape)]
    return f"{stage}: input {shapes[0]}, weights {shapes[1]}, groups {layer.groups}, output {shapes[2]}"


def _cell(trace: Trace, step: Step) -> Iterator[str]:
    rows, columns = (f"{taps[0]}-{taps[-1]}" if len(taps) > 1 else str(taps[0]) for taps in (step.rows, step.columns))
    first, last = step.channels.start, step.channels.stop - 1
    channels = f"channel {first}" if first == last else f"channels {first}-{last}"
    yield f"{step.name} reads rows {rows}, columns {columns} of {channels}"
    if first == last:
        yield trace.equation(step)
        return
    for place, channel in enumerate(step.channels):
        yield f"  channel {channel}: {step.channel_equation(place)}"
    yield step.sums_equation()
