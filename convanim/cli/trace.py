"""``convanim trace``: a layer's arithmetic as text, without a film."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from convanim.cli.completing import scenes
from convanim.cli.options import request_options
from convanim.cli.output import tell, tell_json
from convanim.cli.sections import Sectioned
from convanim.errors import Setting, SpecError, quoted
from convanim.spec.topic import TOPICS

if TYPE_CHECKING:
    from convanim.lessons import Lesson
    from convanim.request.request import Request
    from convanim.spec import Layer
    from convanim.spec.upward import Upward
    from convanim.trace import Gathered, Gathering, Shuffled, Shuffling, Step, Trace

SHOWN = 8


@click.command("trace", cls=Sectioned)
@click.argument("name", metavar="SCENE", shell_complete=scenes)
@request_options("Layer", "Numbers", "Topic", without=[one.word for one in TOPICS if one.word != "upscale_factor"])
@click.option(
    "--limit", type=click.IntRange(min=0), default=SHOWN, show_default=True, metavar="N", help="Output cells to print."
)
@click.option("--all", "everything", is_flag=True, help="Print every output cell.")
@click.option("--cell", metavar="O,Y,X", help="Only this output cell, channel by channel.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per output cell.")
def trace_command(name: str, request: Request, limit: int, everything: bool, cell: str | None, as_json: bool) -> None:
    """Print the equations behind a scene, one output cell after the other.

    SCENE is a scene's name, or one of your own, FILE.py[:Class].
    """
    from dataclasses import replace

    from convanim.cli.report import warned
    from convanim.cli.stages import gathering, pooled, shuffling, stages
    from convanim.lessons import LESSONS
    from convanim.request.numbers import topics_of

    scene, name, lesson = _found(name)
    if lesson is None or not lesson.of_layer:
        traced = ", ".join(one.name for one in LESSONS.values() if one.of_layer)
        raise SpecError(f"{name} shows no layer whose cells could be traced", traced)
    if (factor := request.topic.upscale_factor) is not None and "upscale_factor" not in topics_of(scene):
        raise SpecError((Setting("upscale_factor", factor), f" in {name}"), "the scene pixel_shuffle")
    with warned(quiet=False):
        asked = replace(request, scene=scene)
        own = asked.own
    from convanim.trace import Gathering, Shuffling, Trace

    index = None if cell is None else _index(cell)
    traces: list[tuple[str, Trace | Gathering | Shuffling]] = []
    for stage, tensors in stages(lesson.name, own):
        traces += [(stage, Trace(tensors))] if lesson.has_weights else pooled(tensors)
    if lesson.transposes:
        traces.append(("transpose" if traces else name, gathering(own)))
    if lesson.name == "pixel_shuffle":
        traces.append(("shuffle", shuffling(asked)))
    if index is not None:
        # Where one stage makes more cells than another, those that make this one.
        traces = [one for one in traces if _makes(one[1], index)] or traces[-1:]
    for stage, trace in traces:
        shown = len(trace) if everything else min(limit, len(trace))
        steps: Iterable[Step | Gathered | Shuffled] = (
            islice(trace.steps(), shown) if index is None else (trace.step(*index),)
        )
        if as_json:
            for step in steps:
                tell_json({"stage": stage, **step.as_dict(), "equation": step.equation()})
            continue
        called = stage if stage in ("", name) else f"{name}, {stage}"
        if isinstance(trace, Shuffling):
            tell(_heading_of_shuffle(called, trace))
        elif isinstance(trace, Gathering):
            tell(_heading_back(called, trace, own.upward))
        else:
            tell(_heading(called or name, trace.layer, lesson.has_weights))
        for step in steps:
            for line in (step.equation(),) if index is None else _cell(step):
                tell(line)
        if index is None and (more := len(trace) - shown):
            tell(f"… and {more} more; --all prints them, --cell O,Y,X takes one apart")


def _found(name: str) -> tuple[str, str, Lesson | None]:
    """A scene as it is asked for, what it is called, and its lesson (None: it has several).

    Manim is loaded for those of users alone.
    """
    from convanim.lessons import BUILT_IN, LESSONS, lesson_of, own_name

    name = own_name(name)
    if name in BUILT_IN:
        return name, name, LESSONS.get(name)
    from convanim.catalog import load_scene
    from convanim.scene.anthology import Anthology

    scene = load_scene(name)
    if issubclass(scene, Anthology):
        return name, name, None
    return name, scene.__name__, lesson_of(scene.lesson)


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


def _heading_back(stage: str, trace: Gathering, part: Upward | None) -> str:
    layer = trace.stamps.trace.layer
    shapes = ["x".join(map(str, shape)) for shape in (layer.output_shape, layer.weight_shape, layer.input_shape)]
    said = f"{stage}: input {shapes[0]}, weights {shapes[1]}, output {shapes[2]}, a sum of stamps in each cell"
    if part is None or part.is_lone:
        return said
    return f"{said}; channel {part.in_channel} of {part.in_channels} into {part.out_channel} of {part.out_channels}"


def _heading_of_shuffle(stage: str, trace: Shuffling) -> str:
    small, large = ("x".join(map(str, shape)) for shape in (trace.upscaled.trace.layer.output_shape, trace.shape))
    return f"{stage}: small maps {small}, upscale factor {trace.upscaled.factor}, large maps {large}"


def _makes(trace: Trace | Gathering | Shuffling, index: tuple[int, int, int]) -> bool:
    shape = trace.shape
    return all(0 <= at < size for at, size in zip(index, shape, strict=True))


def _cell(step: Step | Gathered | Shuffled) -> Iterator[str]:
    from convanim.trace import Gathered, Shuffled

    if isinstance(step, Gathered | Shuffled):
        yield from step.lines()
        return
    rows, columns = (f"{taps[0]}-{taps[-1]}" if len(taps) > 1 else str(taps[0]) for taps in (step.rows, step.columns))
    first, last = step.channels.start, step.channels.stop - 1
    channels = f"channel {first}" if first == last else f"channels {first}-{last}"
    yield f"{step.name} reads rows {rows}, columns {columns} of {channels}"
    if first == last:
        yield step.equation()
        return
    for place, channel in enumerate(step.channels):
        yield f"  channel {channel}: {step.channel_equation(place)}"
    yield step.sums_equation()
