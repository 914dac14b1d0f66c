"""How a clip is made again: the command, and the Python that does the same."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from convanim.catalog import CATALOG
from convanim.course.story import Story
from convanim.errors import ConvanimError
from convanim.export.quality import QUALITIES, Quality
from convanim.export.render import clip_name
from convanim.lessons import default_layer, fit_layer
from convanim.sizes import same_pads
from convanim.spec import Layer, Pair

INPUT, WEIGHTS = "FILE.npy", "WEIGHTS.npy"
"""What stands for arrays of the user's own, which the ledger does not hold."""

_FLAGS = {
    "in_channels": "--channels",
    "out_channels": "--filters",
    "groups": "--groups",
    "size": "--size",
    "kernel": "--kernel",
    "stride": "--stride",
    "padding": "--padding",
    "dilation": "--dilation",
    "bias": "--bias",
}


def command(story: Story) -> str:
    """The ``convanim render`` that makes this clip, with the options that differ from the lesson's defaults.

    Of a user's own scene, whose defaults the ledger does not know, every option. What the command line cannot
    say, and which files have to be at hand, follows in a shell comment.
    """
    lesson = lesson_of_scene(story)
    options: dict[str, Any] = (
        {field.name: getattr(story.layer, field.name) for field in fields(Layer)}
        if lesson is None
        else needed(lesson, story.layer)
    )
    words = ["convanim", "render", lesson or f"FILE.py:{story.scene}"]
    notes = [] if lesson else [f"FILE.py: the file with the scene {story.scene}"]
    for name, value in options.items():
        if name == "bias":
            words.append("--bias" if value else "--no-bias")
        elif name == "padding" and _padding(story.layer) is None:
            notes.append("unequal padding can only be given in Python")
        else:
            words += [_FLAGS[name], str(_padding(story.layer)) if name == "padding" else _size(value)]
    values, own = story.values, lesson is None
    if own or values["kind"] != "integers":
        words += ["--values", values["kind"]]
    if own or values["seed"]:
        words += ["--seed", str(values["seed"])]
    if values["input"] == "given":
        words += ["--input", INPUT]
        notes.append(f"{INPUT}: your own input, {_size(story.layer.input_shape)}")
    if values["weight"] == "given":
        words += ["--weights", WEIGHTS]
        notes.append(f"{WEIGHTS}: your own weights")
    if values["bias"] == "given":
        notes.append("biases of one's own can only be given in Python")
    if own or story.theme != "dark":
        words += ["--theme", story.theme]
    letter = quality_letter(story)
    if letter is None:
        notes.append(f"frames were {story.width}x{story.height} at {story.fps}")
    elif letter != "m":
        words += ["-q", letter]
    return shlex.join(words) + (f"  # {'; '.join(notes)}" if notes else "")


def python_code(story: Story) -> str:
    """A few lines of Python that render this clip again.

    Arrays of the user's own, and scenes in files of their own, stand there as files to put in place.
    """
    lesson = lesson_of_scene(story)
    scene = CATALOG[lesson].scene if lesson else _quoted(f"FILE.py:{story.scene}")
    names = [scene] if lesson else []
    arguments: dict[str, str] = {}
    if lesson is None or story.layer != default_layer(lesson):
        arguments["layer"] = _call("Layer", story.layer, Layer())
        names.append("Layer")
    values = {
        name: json.dumps(story.values[name])
        for name, usual in (("kind", "integers"), ("seed", 0))
        if lesson is None or story.values[name] != usual
    }
    files = {"input": INPUT, "weight": WEIGHTS, "bias": "BIAS.npy"}
    given = {name: f'np.load("{file}")' for name, file in files.items() if story.values[name] == "given"}
    if values or given:
        arguments["values"] = f"Values({', '.join(f'{name}={text}' for name, text in {**values, **given}.items())})"
        names.append("Values")
    if lesson is None or story.theme != "dark":
        arguments["theme"] = _quoted(story.theme)
    if letter := quality_letter(story):
        arguments["quality"] = _quoted(letter)
    if story.name != clip_name(story.scene):
        arguments["name"] = _quoted(story.name)
    lines = ["import numpy as np\n"] if given else []
    lines.append(f"from convanim import {', '.join([*sorted(names), 'render'])}\n")
    lines += ["clip = render(", f"    {scene},", *(f"    {name}={text}," for name, text in arguments.items()), ")"]
    if given:
        lines.insert(-len(arguments) - 3, f"# Your own numbers: {', '.join(files[name] for name in given)}.")
    return "\n".join([*lines, "print(clip.path)"]) + "\n"


def lesson_of_scene(story: Story) -> str | None:
    """The built-in lesson that a clip shows; None for a scene of somebody's own."""
    return next((name for name, entry in CATALOG.items() if entry.scene == story.scene), None)


def needed(lesson: str, layer: Layer) -> dict[str, Any]:
    """The options that turn a lesson's default layer into this one, none of them idle.

    >>> needed("depthwise", Layer(4, 4, size=(4, 5), groups=4))
    {'in_channels': 4, 'size': (4, 5)}
    """
    options = {field.name: getattr(layer, field.name) for field in fields(Layer)}
    # From the last: filters and groups follow the channels, so these stay and they go.
    for name in [*reversed(options)]:
        fewer = {key: value for key, value in options.items() if key != name}
        if _fits(lesson, fewer, layer):
            options = fewer
    return options


def quality_letter(story: Story) -> str | None:
    """The letter of a clip's frame size and rate, if these have one."""
    size = Quality(story.width, story.height, story.fps)
    return next((letter for letter, quality in QUALITIES.items() if quality == size), None)


def _fits(lesson: str, options: Mapping[str, Any], layer: Layer) -> bool:
    try:
        return fit_layer(lesson, options) == layer
    except ConvanimError:
        return False


def _size(value: Any) -> str:
    """A size as the command line takes it: one number where all are equal."""
    if isinstance(value, int):
        return str(value)
    return str(value[0]) if len(value) == 2 and value[0] == value[1] else "x".join(map(str, value))


def _padding(layer: Layer) -> str | None:
    """Padding as the command line takes it, None where it cannot."""
    if all(before == after for before, after in layer.padding):
        pair: Pair = (layer.padding[0][0], layer.padding[1][0])
        return _size(pair)
    same = tuple(same_pads(kernel, dilation) for kernel, dilation in zip(layer.kernel, layer.dilation, strict=True))
    return "same" if layer.padding == same and layer.stride == (1, 1) else None


def _call(name: str, given: Any, usual: Any) -> str:
    """A constructor call with what is not as usual."""
    told = [
        f"{field.name}={getattr(given, field.name)!r}"
        for field in fields(given)
        if getattr(given, field.name) != getattr(usual, field.name)
    ]
    return f"{name}({', '.join(told)})"


def _quoted(text: str) -> str:
    """A text as Python source: JSON's strings are Python's, too."""
    return json.dumps(text, ensure_ascii=False)
