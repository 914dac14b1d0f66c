"""How a clip is made again: the command, and the Python that does the same."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from convanim.course.text.story import Story
from convanim.errors import ConvanimError
from convanim.film.naming import clip_name
from convanim.film.quality import QUALITIES, Quality, name_of
from convanim.lessons import Lesson
from convanim.spec import Layer, Pair
from convanim.spec.aspect import WIDESCREEN
from convanim.spec.sizes import same_pads

_FILES = {
    "input": ("--input", "FILE.npy"),
    "weight": ("--weights", "WEIGHTS.npy"),
    "bias": ("--biases", "BIASES.npy"),
    "mixing": ("--mixing", "MIXING.npy"),
}
"""What stands for arrays of the user's own, which the ledger does not hold, and the options that take them."""
THEME = "THEME.toml"
"""What stands for a theme of the author's own."""
MIXING_BIASES = ("--mixing-biases", "MIXING_BIASES.npy")

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

    Of a user's own scene, whose defaults the ledger does not know, every option. Which files have to be at hand
    follows in a shell comment.
    """
    lesson = built_in(story)
    options: dict[str, Any] = (
        {field.name: getattr(story.layer, field.name) for field in fields(Layer)}
        if lesson is None
        else needed(lesson, story.layer)
    )
    words = ["convanim", "render", lesson.name if lesson else f"FILE.py:{story.scene}"]
    notes = [] if lesson else [f"FILE.py: the file with the scene {story.scene}"]
    for name, value in options.items():
        if name == "bias":
            words.append("--bias" if value else "--no-bias")
        else:
            words += [_FLAGS[name], _padding(story.layer) if name == "padding" else _size(value)]
    values, own = story.values, lesson is None
    if own or values["kind"] != "integers":
        words += ["--values", values["kind"]]
    if own or values["seed"]:
        words += ["--seed", str(values["seed"])]
    given = own_files(story)
    for flag, file in given:
        words += [flag, file]
    if given:
        notes.append(f"{', '.join(file for _, file in given)}: your own numbers")
    if story.show_channels:
        words += ["--show-channels", ",".join(map(str, story.show_channels))]
    if story.crop:
        words += ["--crop", story.crop]
    if story.language != "en":
        words += ["--language", story.language]
    if story.decimals is not None:
        words += ["--decimals", str(story.decimals)]
    if story.decimal_mark is not None:
        words += ["--decimal-mark", story.decimal_mark]
    if story.own_theme:
        words += ["--theme", THEME]
        notes.append(f"{THEME}: the author's own theme, {story.theme}")
    elif own or story.theme != "dark":
        words += ["--theme", story.theme]
    named = name_of(Quality(story.width, story.height, story.fps))
    if named is None:
        notes.append(f"frames were {story.width}x{story.height} at {story.fps}")
    else:
        letter, aspect = named
        words += ["-q", letter] if letter != "m" else []
        words += ["--aspect", aspect] if own or aspect != WIDESCREEN else []
        words += ["--fps", str(story.fps)] if own or story.fps != QUALITIES[letter].fps else []
    words += ["--pace", str(story.pace)] if own or story.pace != 1 else []
    words += ["--name", _named(story)] if story.name != clip_name(story.scene) else []
    return shlex.join(words) + (f"  # {'; '.join(notes)}" if notes else "")


def python_code(story: Story) -> str:
    """A few lines of Python that render this clip again.

    Arrays of the user's own, and scenes in files of their own, stand there as files to put in place.
    """
    lesson = built_in(story)
    scene = lesson.scene if lesson else _quoted(f"FILE.py:{story.scene}")
    names = [scene] if lesson else []
    arguments: dict[str, str] = {}
    if lesson is None or story.layer != lesson.layer:
        arguments["layer"] = _call("Layer", story.layer, Layer())
        names.append("Layer")
    values = {
        name: json.dumps(story.values[name])
        for name, usual in (("kind", "integers"), ("seed", 0))
        if lesson is None or story.values[name] != usual
    }
    given = {role: f'np.load("{_FILES[role][1]}")' for role in ("input", "weight", "bias") if _given(story, role)}
    if values or given:
        arguments["values"] = f"Values({', '.join(f'{name}={text}' for name, text in {**values, **given}.items())})"
    mixing = [file for _, file in own_files(story) if file.startswith("MIXING")]
    if mixing:
        loads = ", ".join(f'{role}=np.load("{file}")' for role, file in zip(("weight", "bias"), mixing, strict=False))
        arguments["mixing"] = f"Values({loads})"
    if story.show_channels:
        arguments["show_channels"] = repr(story.show_channels)
    if story.crop:
        arguments["crop"] = _quoted(story.crop)
    if story.language != "en":
        arguments["language"] = _quoted(story.language)
    if story.decimals is not None:
        arguments["decimals"] = repr(story.decimals)
    if story.decimal_mark is not None:
        arguments["decimal_mark"] = _quoted(story.decimal_mark)
    if story.own_theme:
        base, *changes = ((name, value) for name, value in story.own_theme.items())
        arguments["theme"] = f"Theme.{base[1]}().with_({', '.join(f'{name}={value!r}' for name, value in changes)})"
        names.append("Theme")
    elif lesson is None or story.theme != "dark":
        arguments["theme"] = _quoted(story.theme)
    if named := name_of(Quality(story.width, story.height, story.fps)):
        letter, aspect = named
        arguments["quality"] = _quoted(letter)
        if lesson is None or aspect != WIDESCREEN:
            arguments["aspect"] = _quoted(aspect)
        if lesson is None or story.fps != QUALITIES[letter].fps:
            arguments["fps"] = str(story.fps)
    if lesson is None or story.pace != 1:
        arguments["pace"] = str(story.pace)
    if story.name != clip_name(story.scene):
        arguments["name"] = _quoted(_named(story))
    names += ["Values"] if {"values", "mixing"} & arguments.keys() else []
    files = [file for _, file in own_files(story)]
    lines = ["import numpy as np\n"] if files else []
    lines.append(f"from convanim import {', '.join([*sorted(names), 'render'])}\n")
    lines += ["clip = render(", f"    {scene},", *(f"    {name}={text}," for name, text in arguments.items()), ")"]
    if files:
        lines.insert(-len(arguments) - 3, f"# Your own numbers: {', '.join(files)}.")
    return "\n".join([*lines, "print(clip.path)"]) + "\n"


def built_in(story: Story) -> Lesson | None:
    """The lesson whose built-in scene a clip shows; None for a scene of somebody's own, whatever that teaches."""
    return None if story.own_scene else story.lesson


def own_files(story: Story) -> list[tuple[str, str]]:
    """Options and files that stand for the arrays of a clip that are the user's own."""
    found = [_FILES[role] for role in _FILES if _given(story, role)]
    return found + [MIXING_BIASES] * (_given(story, "mixing") and story.layer.bias)


def _given(story: Story, role: str) -> bool:
    return bool(story.values.get(role) == "given")


def needed(lesson: Lesson, layer: Layer) -> dict[str, Any]:
    """The options that turn a lesson's own layer into this one, none of them idle.

    >>> from convanim.lessons import lesson_of
    >>> needed(lesson_of("depthwise"), Layer(4, 4, size=(4, 5), groups=4))
    {'in_channels': 4, 'size': (4, 5)}
    """
    options = {field.name: getattr(layer, field.name) for field in fields(Layer)}
    # From the last: filters and groups follow the channels, so these stay and they go.
    for name in [*reversed(options)]:
        fewer = {key: value for key, value in options.items() if key != name}
        if _fits(lesson, fewer, layer):
            options = fewer
    return options


def _fits(lesson: Lesson, options: Mapping[str, Any], layer: Layer) -> bool:
    try:
        return lesson.fit_layer(options) == layer
    except ConvanimError:
        return False


def _size(value: Any) -> str:
    """A size as the command line takes it: one number where all are equal."""
    if isinstance(value, int):
        return str(value)
    return str(value[0]) if len(value) == 2 and value[0] == value[1] else "x".join(map(str, value))


def _padding(layer: Layer) -> str:
    """Padding as the command line takes it."""
    if all(before == after for before, after in layer.padding):
        pair: Pair = (layer.padding[0][0], layer.padding[1][0])
        return _size(pair)
    same = tuple(same_pads(kernel, dilation) for kernel, dilation in zip(layer.kernel, layer.dilation, strict=True))
    if layer.padding == same and layer.stride == (1, 1):
        return "same"
    return ",".join(str(cells) for axis in layer.padding for cells in axis)


def _call(name: str, given: Any, usual: Any) -> str:
    """A constructor call with what is not as usual."""
    told = [
        f"{field.name}={getattr(given, field.name)!r}"
        for field in fields(given)
        if getattr(given, field.name) != getattr(usual, field.name)
    ]
    return f"{name}({', '.join(told)})"


def _named(story: Story) -> str:
    """The clip's name as a pattern without fields."""
    return story.name.replace("{", "{{").replace("}", "}}")


def _quoted(text: str) -> str:
    """A text as Python source: JSON's strings are Python's, too."""
    return json.dumps(text, ensure_ascii=False)
