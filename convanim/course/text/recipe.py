"""How a clip is made again: the command, and the Python that does the same."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from convanim.course.text.story import Story
from convanim.errors import ConvanimError
from convanim.film.naming import network_told, usual_name
from convanim.film.quality import QUALITIES, Quality, name_of
from convanim.lessons import Lesson
from convanim.spec import Layer, Values
from convanim.spec.cut import FILM
from convanim.spec.look import Look
from convanim.spec.option import Option, options_of
from convanim.spec.sizes import same_pads
from convanim.spec.topic import TOPICS
from convanim.spec.voice import ESPEAK

_FILES = {
    "input": ("input", "FILE.npy"),
    "weight": ("weights", "WEIGHTS.npy"),
    "bias": ("biases", "BIASES.npy"),
    "mixing": ("mixing", "MIXING.npy"),
}
"""The options that take arrays of the user's own, which the ledger does not hold, and what stands for these."""
RECORDINGS = "RECORDINGS"
"""What stands for a folder of recordings."""
THEME = "THEME.toml"
"""What stands for a theme of the author's own."""
MIXING_BIASES = ("mixing_biases", "MIXING_BIASES.npy")


def command(story: Story) -> str:
    """The ``convanim render`` that makes this clip, with the options that differ from the lesson's defaults.

    Of a user's own scene, whose defaults the ledger does not know, every option. Which files have to be at hand
    follows in a shell comment.
    """
    lesson = built_in(story)
    layer = vars(story.layer) if lesson is None else needed(lesson.about(story.topic), story.layer)
    layer = layer if story.lesson.of_layer else {}
    words = ["convanim", "render", lesson.name if lesson else f"FILE.py:{story.scene}"]
    notes = [] if lesson else [f"FILE.py: the file with the scene {story.scene}"]
    for option in options_of(Layer):
        if option.field in layer:
            text = padding_text(story.layer) if option.field == "padding" else option.write(layer[option.field])
            words += argument(option, layer[option.field], text)
    for option in options_of(Values):
        if option.kind != "file" and _told(story, option):
            words += argument(option, story.values[option.field])
    for option, value in topics(story).items():
        words += argument(option, value)
        notes += [f"{value}: what convanim measure wrote"] if option.field == "measured" else []
        if option.field == "network" and story.own_network:
            notes.append(f"{value}: the file with your own network, or its package")
    given = own_files(story)
    for word, file in given:
        words += [Option(word, "").flag, file]
    if given:
        notes.append(f"{', '.join(file for _, file in given)}: your own numbers")
    named = name_of(Quality(story.width, story.height, story.fps))
    if named is None:
        notes.append(f"frames were {story.width}x{story.height} at {story.fps}")
    elif named[0] != "m":
        words += ["-q", named[0]]
    for option, value in chosen(story).items():
        words += argument(option, THEME if isinstance(value, Mapping) else value)
    if story.own_theme:
        notes.append(f"{THEME}: the author's own theme, {story.theme}")
    if story.has_voice:
        words += ["--narrate", spoken_by(story)]
        notes += [] if spoken_by(story) == ESPEAK else [f"{RECORDINGS}: {_recorded(story)}"]
    words += ["--name", _named(story)] if story.name != _usual(story) else []
    return shlex.join(words) + (f"  # {'; '.join(notes)}" if notes else "")


def argument(option: Option, value: Any, text: str | None = None) -> list[str]:
    """An option as the command line has it.

    >>> argument(Option("bias", "", "truth"), False), argument(Option("size", "", "cells"), (5, 7))
    (['--no-bias'], ['--size', '5x7'])
    """
    if option.kind == "truth":
        return [option.flag if value else option.flag.replace("--", "--no-", 1)]
    return [option.flag, option.write(value) if text is None else text]


def chosen(story: Story) -> dict[Option, Any]:
    """What a clip's look has that is not as usual; of a scene of somebody's own, all that can be said.

    A theme of the author's own is what makes it, as a file has it.
    """
    own = built_in(story) is None
    named = name_of(Quality(story.width, story.height, story.fps))
    letter, aspect = named or ("", None)
    has: dict[str, Any] = {"theme": story.own_theme or story.theme, "language": story.language, "aspect": aspect}
    has["fps"] = story.fps if named else None
    usual: dict[str, Any] = {"fps": QUALITIES[letter].fps if named else None}
    found: dict[Option, Any] = {}
    for option in options_of(Look):
        value = has.get(option.field, story.look.get(option.field, option.usual))
        plain = usual.get(option.field, option.usual)
        if value != plain or (own and value not in (None, ())):
            found[option] = value
    return {option: value for option, value in found.items() if value is not None}


def topics(story: Story) -> dict[Option, Any]:
    """What a clip is about in place of a layer, or beside one, that is not as usual; of somebody's own scene, all."""
    own = built_in(story) is None
    told = {option: story.topic.get(option.field) for option in TOPICS}
    if story.own_network:
        network = next(option for option in TOPICS if option.field == "network")
        told[network] = f"FILE.py:{story.own_network['name']}"
    return {option: value for option, value in told.items() if value is not None and (own or value != option.usual)}


def python_code(story: Story) -> str:
    """A few lines of Python that render this clip again.

    Arrays of the user's own, and scenes in files of their own, stand there as files to put in place.
    """
    lesson = built_in(story)
    scene = lesson.scene if lesson else _quoted(f"FILE.py:{story.scene}")
    names = [scene] if lesson else []
    arguments: dict[str, str] = {}
    if story.lesson.of_layer and (lesson is None or story.layer != lesson.layer):
        arguments["layer"] = _call("Layer", story.layer, Layer())
        names.append("Layer")
    values = {
        option.field: json.dumps(story.values[option.field])
        for option in options_of(Values)
        if option.kind != "file" and _told(story, option)
    }
    given = {role: f'np.load("{_FILES[role][1]}")' for role in ("input", "weight", "bias") if _given(story, role)}
    if values or given:
        arguments["values"] = f"Values({', '.join(f'{name}={text}' for name, text in {**values, **given}.items())})"
    mixing = [file for _, file in own_files(story) if file.startswith("MIXING")]
    if mixing:
        loads = ", ".join(f'{role}=np.load("{file}")' for role, file in zip(("weight", "bias"), mixing, strict=False))
        arguments["mixing"] = f"Values({loads})"
    for option, value in topics(story).items():
        arguments[option.field] = str(value) if option.kind == "whole" else _quoted(option.write(value))
    for option, value in chosen(story).items():
        if isinstance(value, Mapping):
            base, *changes = value.items()
            arguments["theme"] = f"Theme.{base[1]}().with_({', '.join(f'{name}={one!r}' for name, one in changes)})"
            names.append("Theme")
        else:
            arguments[option.field] = _quoted(value) if isinstance(value, str) else repr(value)
    if named := name_of(Quality(story.width, story.height, story.fps)):
        arguments["quality"] = _quoted(named[0])
    if story.has_voice:
        arguments["narrate"] = _quoted(spoken_by(story))
    if story.name != _usual(story):
        arguments["name"] = _quoted(_named(story))
    names += ["Values"] if {"values", "mixing"} & arguments.keys() else []
    files = [file for _, file in own_files(story)]
    lines = ["import numpy as np\n"] if files else []
    lines.append(f"from convanim import {', '.join([*sorted(names), 'render'])}\n")
    lines += ["clip = render(", f"    {scene},", *(f"    {name}={text}," for name, text in arguments.items()), ")"]
    if files:
        lines.insert(-len(arguments) - 3, f"# Your own numbers: {', '.join(files)}.")
    return "\n".join([*lines, "print(clip.path)"]) + "\n"


def spoken_by(story: Story) -> str:
    """What ``narrate`` is given for a clip's voice; a folder stands for what cannot be made again from here."""
    return ESPEAK if story.voice.get("engine") == "espeak-ng" else RECORDINGS


def _recorded(story: Story) -> str:
    """What has to be in the folder with a clip's voice."""
    if story.voice.get("kind") == "recordings":
        return "a folder with its recordings"
    return f"a folder with recordings, in place of what {story.voice.get('engine', 'an engine')} spoke"


def built_in(story: Story) -> Lesson | None:
    """The lesson whose built-in scene a clip shows; None for a scene of somebody's own, whatever that teaches."""
    return None if story.own_scene else story.lesson


def own_files(story: Story) -> list[tuple[str, str]]:
    """Words of options, and files that stand for the arrays of a clip that are the user's own."""
    found = [_FILES[role] for role in _FILES if _given(story, role)]
    return found + [MIXING_BIASES] * (_given(story, "mixing") and story.layer.bias)


def _told(story: Story, option: Option) -> bool:
    """Whether it has to be said what a clip has of its numbers."""
    return story.lesson.of_layer and (built_in(story) is None or story.values[option.field] != option.usual)


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


def padding_text(layer: Layer) -> str:
    """Padding as the command line takes it."""
    same = tuple(same_pads(kernel, dilation) for kernel, dilation in zip(layer.kernel, layer.dilation, strict=True))
    even = all(before == after for before, after in layer.padding)
    if not even and layer.padding == same and layer.stride == (1, 1):
        return "same"
    return next(option for option in options_of(Layer) if option.field == "padding").write(layer.padding)


def _call(name: str, given: Any, usual: Any) -> str:
    """A constructor call with what is not as usual."""
    told = [
        f"{field.name}={getattr(given, field.name)!r}"
        for field in fields(given)
        if getattr(given, field.name) != getattr(usual, field.name)
    ]
    return f"{name}({', '.join(told)})"


def _usual(story: Story) -> str:
    """What its files would be called of which nobody says it."""
    about = {"lesson": story.lesson.name, "own_scene": story.own_scene, **story.topic}
    return usual_name(story.scene, story.look.get("cut", FILM), network_told(about))


def _named(story: Story) -> str:
    """The clip's name as a pattern without fields."""
    return story.name.replace("{", "{{").replace("}", "}}")


def _quoted(text: str) -> str:
    """A text as Python source: JSON's strings are Python's, too."""
    return json.dumps(text, ensure_ascii=False)
