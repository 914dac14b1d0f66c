"""``convanim new``: a scene file to begin with."""

from __future__ import annotations

from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convanim.cli.completing import scenes
from convanim.cli.output import Reporting, tell

if TYPE_CHECKING:
    from convanim.scene import ConvScene

OWN_BEAT = "in_my_words"
OWN_TOLD = "A beat of your own: it shows what the one before ends with, and says something else."

TEMPLATE = '''\
"""{title}, in my own words.

    convanim preview {file}            # a page that follows what you save
    convanim render {file} --stills    # a picture a beat, in seconds
    convanim render {file}
"""

{imports}


class {name}({base}):
    """Change what you like; what is left out is as in {base}."""

    title = {quoted}
{about}
    theme = Theme.dark()  # or Theme.light()

    # In this order; each one works without those before it, so leave out what you like.
    beats = (
{beats}
        # {told}
        "{own}",
    )

    def {own}(self) -> None:
        """{told}"""
        self.{last}()
{said}
        self.also()
'''
OF_LAYER = """\
    layer = Layer({layer})
{values}"""
OWN_VALUES = """\
    values = Values({values})  # other seeds are other numbers; input= and weight= take arrays of your own"""
"""Where a scene has none of its own, which would be lost."""
LAYER_SAID = """\
        # Names in braces are counts of the layer: {weights}, {groups}; {groups:w} spells a small one out, and
        # {groups?group|groups} is the form that it asks for. All else is said as it stands.
        self.say("{in_channels:W} {in_channels?channel|channels}, {out_cells} numbers come out: what do you see?")"""
OTHERS_SAID = """\
        # Names in braces are what the scene counts, as its file has them. All else is said as it stands.
        self.say("So much for that: what do you see?")"""
"""What a scene says of its layer, and what one says that shows none."""


@click.command("new", cls=Reporting)
@click.argument("path", metavar="NAME", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    default="depthwise",
    show_default=True,
    metavar="SCENE",
    help="What it is made from.",
    shell_complete=scenes,
)
def new_command(path: Path, source: str) -> None:
    """Write a short scene file to edit, made from another scene.

    NAME is the file's, such as my_scene or lessons/my_scene.py; the class is called after it. Nothing is overwritten.
    """
    from convanim.catalog import load_scene
    from convanim.errors import RenderError, SpecError, quoted
    from convanim.film.naming import checked
    from convanim.folders import complete

    # Without a name of its own, a path such as . or / has no ending to change.
    target = path.with_suffix(".py") if path.name else path
    if not target.stem.isidentifier() or iskeyword(target.stem):
        raise SpecError(
            f"the scene is called {quoted(target.stem)}", "letters, digits and _, as Python's names", "my_scene"
        )
    checked(target.stem)
    if target.exists():
        raise SpecError(f"{target} is there already", "a new name: nothing is overwritten")
    scene = load_scene(source)
    text = scene_file(scene, source, target.name, class_name(target.stem))
    try:
        with complete(target) as part:
            part.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise RenderError(f"{target} cannot be written: {getattr(error, 'strerror', error)}") from error
    tell(f"{target} is written; convanim preview {target} shows it, and what you change")


def class_name(stem: str) -> str:
    """A file's name as a class's.

    >>> class_name("my_scene"), class_name("Mine")
    ('MyScene', 'Mine')
    """
    return "".join(part[:1].upper() + part[1:] for part in stem.split("_")) or "Mine"


def scene_file(scene: type[ConvScene], source: str, file: str, name: str) -> str:
    """The text of a file with a scene made from another one; raises SpecError where that one is in a file itself."""
    from dataclasses import fields

    from convanim.catalog import names_file
    from convanim.errors import SpecError
    from convanim.lessons import BUILT_IN, LESSONS, lesson_of, own_name
    from convanim.scene.anthology import Anthology
    from convanim.spec import Layer, Values

    source = own_name(source)
    if names_file(source):
        raise SpecError(
            f"{source} is a file", ", ".join(BUILT_IN), f"a copy of {source}, which is yours to edit already"
        )
    if issubclass(scene, Anthology):
        one_by_one = ", ".join(one for one in BUILT_IN if one in LESSONS)
        raise SpecError(
            f"{source} is a film of several scenes", f"{one_by_one}", "docs/guide/course.md, which makes such films"
        )
    layer, usual = scene.layer, Layer()
    always = ("in_channels", "out_channels", "size", "kernel", "groups")
    # What follows the rest of the layer follows what somebody makes of it, too.
    same = layer.stride == (1, 1) and layer.with_(padding="same") == layer
    told = [
        f'{field.name}="same"'
        if field.name == "padding" and same
        else f"{field.name}={_brief(getattr(layer, field.name))!r}"
        for field in fields(layer)
        if field.name in always or getattr(layer, field.name) != getattr(usual, field.name)
    ]
    base = scene.__name__
    ours = source in BUILT_IN
    of_layer = lesson_of(scene.lesson).of_layer
    values = scene.values
    drawn = of_layer and values.input is None and values.weight is None and values.bias is None
    written = f"seed={values.seed}" if values.kind == Values().kind else f"{values.kind!r}, seed={values.seed}"
    needed = ["Theme", *(["Layer"] if of_layer else []), *(["Values"] if drawn else []), *([base] if ours else [])]
    offered = ", ".join(sorted(needed))
    imports = [f"from convanim import {offered}", *([] if ours else [f"from {scene.__module__} import {base}"])]
    from json import dumps

    return TEMPLATE.format(
        title=scene.title,
        quoted=dumps(scene.title, ensure_ascii=False),
        file=file,
        name=name if name != base else f"My{base}",
        base=base,
        imports="\n".join(imports),
        about=OF_LAYER.format(layer=", ".join(told), values=OWN_VALUES.format(values=written) if drawn else "").rstrip()
        if of_layer
        else "\n".join(f"    {topic} = {getattr(scene, topic)!r}".replace("'", '"') for topic in scene.takes()),
        said=LAYER_SAID if of_layer else OTHERS_SAID,
        beats="\n".join(f'        # {_told(scene, beat)}\n        "{beat}",' for beat in scene.beats),
        own=OWN_BEAT,
        told=OWN_TOLD,
        last=scene.beats[-1],
    )


def _brief(value: Any) -> Any:
    """One number for both axes, or both sides, where these are alike.

    >>> _brief((3, 3)), _brief((5, 7)), _brief(((1, 1), (0, 0))), _brief(((2, 2), (2, 2))), _brief(((0, 1), (2, 2)))
    (3, (5, 7), (1, 0), 2, ((0, 1), (2, 2)))
    """
    if not isinstance(value, tuple):
        return value
    parts = tuple(map(_brief, value))
    if any(isinstance(part, tuple) for part in parts):
        return value
    return parts[0] if len(set(parts)) == 1 else parts


def _told(scene: type[ConvScene], beat: str) -> str:
    """The first line of what a beat says of itself."""
    return (getattr(scene, beat).__doc__ or beat.replace("_", " ")).strip().splitlines()[0]
