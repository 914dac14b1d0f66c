"""Lists of clips in TOML: what such a file may hold, and what it asks for.

theme = "light"

[[clip]]
scene = "depthwise"
layer = { channels = 4, size = "5x7" }
values = { seed = 3 }
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, create_model

from convanim.budgets import MOST_CLIPS, MOST_THEMES
from convanim.catalog import names_file
from convanim.errors import SpecError, UnknownNameError, quoted, shortened
from convanim.film.naming import SCENES_OWN, Naming
from convanim.folders import place_of
from convanim.request.keys import BuiltIn, allowed, type_of
from convanim.request.matrix import Spread, axes, chosen
from convanim.request.request import Request, labelled
from convanim.request.wording import LIST
from convanim.spec import Layer, Values
from convanim.spec.look import Look
from convanim.spec.option import Option, options_of
from convanim.spec.own import OwnNumbers
from convanim.spec.topic import TOPICS
from convanim.spec.voice import Voice
from convanim.textfile import read_toml
from convanim.theme.names import FILE, THEMES

if TYPE_CHECKING:
    from convanim.theme.theme import Theme

OWN = "[themes.school] for a theme of your own"
_HEX: dict[str, Any] = {"type": "string", "pattern": "^#([0-9A-Fa-f]{3}){1,2}$"}
_HUE: dict[str, Any] = {"anyOf": [_HEX, {"type": "array", "items": _HEX, "minItems": 2, "maxItems": 2}]}
Color = Annotated[Any, WithJsonSchema(_HEX)]
Hue = Annotated[Any, WithJsonSchema(_HUE)]
Hues = Annotated[Any, WithJsonSchema({"type": "array", "items": _HUE, "minItems": 2, "maxItems": 12})]
_NAME = "What a clip's files are called; {scene}, {aspect}, {language} and so on stand for what it has."


class Table(BaseModel):
    """Keys are those that are named here, and values are what they are written as."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _description(option: Option) -> str:
    """What a key says, and how its text is written."""
    form = (
        f" ({option.metavar})"
        if option.kind in ("text", "file", "folder", "factory", "sides") and option.metavar
        else ""
    )
    return f"{option.help}{form}" + (" Or one of [themes]." if option.ending else "")


def _keys(options: Iterable[Option], table: str = "") -> dict[str, Any]:
    """The keys of a table, each of which may be left out: of those whose names begin with that of ``table``."""
    found: dict[str, Any] = {}
    for option in options:
        home, _, key = (option.key or option.word).rpartition(".")
        if home == table:
            found[key] = (type_of(option) | None, Field(default=None, description=_description(option)))
    return found


class _Layer(Table):
    """As the command line's options of a layer."""


class _Values(Table):
    """Which numbers are shown; files are looked for beside the file that names them."""


class _Model(Table):
    """A model to take the layer from; its code is run."""


LayerTable: Any = create_model("LayerTable", __base__=_Layer, __doc__=_Layer.__doc__, **_keys(options_of(Layer)))
NUMBERS = options_of(Values, OwnNumbers)
ValuesTable: Any = create_model("ValuesTable", __base__=_Values, __doc__=_Values.__doc__, **_keys(NUMBERS))
_MODEL = {**_keys(NUMBERS, "model")}
_FACTORY: Any = Field(description="package.module:Factory or FILE.py:Factory.")
ModelTable: Any = create_model(
    "ModelTable", __base__=_Model, __doc__=_Model.__doc__, **{**_MODEL, "factory": (str, _FACTORY)}
)


class ThemeTable(Table):
    """A theme of your own: a built-in one with other colours, #RRGGBB."""

    from_: BuiltIn | None = Field(
        default=None,
        alias="from",
        description="What it is made from: of dark and light the one whose ground is nearer.",
    )
    background: Color | None = Field(default=None, description="The ground; panel, glass and lines follow it.")
    panel: Color | None = Field(default=None, description="The ground below formulas.")
    ink: Color | None = Field(default=None, description="Text.")
    dim: Color | None = Field(default=None, description="Quieter text.")
    line: Color | None = Field(default=None, description="Quiet lines.")
    accent: Color | None = Field(default=None, description="The window and whatever is in use.")
    glass: Color | None = Field(default=None, description="Cells without a value.")
    glass_line: Color | None = Field(default=None, description="Their edges.")
    cell_line: Color | None = Field(default=None, description="The edges of cells with values.")
    channels: Hues | None = Field(default=None, description="A hue a channel: a colour, or the two ends of a ramp.")
    groups: Hues | None = Field(default=None, description="A hue a group.")
    whole: Hue | None = Field(default=None, description="The hue of a block without groups.")

    def theme(self, name: str, where: str) -> Theme:
        """The theme itself; raises SpecError, which begins with ``where``, for what is no colour or cannot be read."""
        from convanim.theme.file import theme_of

        return theme_of(self.model_dump(by_alias=True, exclude_none=True), name, where)


class _Clip(Table):
    """One clip."""

    scene: str = Field(description="A scene's name, or FILE.py[:Class] beside this file.")
    name: str | None = Field(default=None, description=_NAME)


class _List(Table):
    """A list of clips, and what holds for all of them."""

    quality: Literal["l", "m", "h", "p", "k"] | None = Field(default=None, description="480p15 to 2160p60.")
    name: str | None = Field(default=None, description=_NAME)
    out: str | None = Field(default=None, description="Where the files go, seen from this file, or an address.")
    themes: dict[str, ThemeTable] = Field(default={}, description="Themes of your own, by name.")
    schema_: str | None = Field(default=None, alias="$schema", description="Where this schema is, for editors.")


_LOOK = _keys(options_of(Look, Voice))
_MATRIX = (
    "Makes a clip of every choice of a value for each key, which is one of the clip's, of its layer's or of its "
    "values': a list, or '0..99', or a pattern of files."
)
ClipTable: Any = create_model(
    "ClipTable",
    __base__=_Clip,
    __doc__=_Clip.__doc__,
    **_keys(TOPICS),
    **_LOOK,
    layer=(LayerTable, LayerTable()),
    values=(ValuesTable, ValuesTable()),
    model=(ModelTable | None, None),
    matrix=(dict[str, Spread] | None, Field(default=None, description=_MATRIX)),
)
_CLIPS: Any = Field(min_length=1, description="The clips, in order.")
ListTable: Any = create_model(
    "ListTable",
    __base__=_List,
    __doc__=_List.__doc__,
    **_LOOK,
    clip=(list[ClipTable], _CLIPS),
)


@dataclass(frozen=True)
class ClipList:
    """What a file asks for; ``quality`` and ``out`` are None where it leaves them open."""

    file: str
    requests: tuple[Request, ...]
    quality: str | None
    out: Path | str | None


def _varied() -> dict[str, tuple[str, Option, Any]]:
    """What a matrix may vary: by key the table, the option and the type of one value."""
    found: dict[str, tuple[str, Option, Any]] = {}
    tables = {"layer": options_of(Layer), "values": NUMBERS, "": (*TOPICS, *options_of(Look, Voice))}
    for table, options in tables.items():
        for option in options:
            name = option.key or option.word
            home = name.rpartition(".")[0] or table
            found[name] = (home, option, type_of(option))
    return found


def json_schema() -> dict[str, Any]:
    """The JSON Schema of such files, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ListTable.model_json_schema()}


def read_list(path: Path) -> ClipList:
    """Read a file; raises SpecError naming the file, the key and what is allowed there."""
    try:
        told = read_toml(path, "that lists clips", '[[clip]] and scene = "depthwise" below it')
        _check_counts(path.name, told)
        table: Any = ListTable.model_validate(told)
    except SpecError as error:
        # To TOML, theme = "school" beside [theme.school] is one key twice.
        raise error.changed(error.given, error.allowed, OWN if "overwrite" in error.given else error.hint) from error
    except ValidationError as error:
        raise _explained(path.name, error) from error
    folder = path.parent
    themes = {name: own.theme(name, f"{path.name}, theme {name}") for name, own in table.themes.items()}
    plain = table.model_dump(exclude_none=True)
    requests = tuple(
        _request(path, place, clip, plain, themes, name) for place, clip, name in _clips(path, plain["clip"])
    )
    out = None if table.out is None else place_of(table.out)
    return ClipList(path.name, requests, table.quality, folder / out if isinstance(out, Path) else out)


def _check_counts(file: str, told: Mapping[str, Any]) -> None:
    """Raise SpecError for more clips or themes than are looked at in reasonable time."""
    for key, what, most in (("clip", "clips", MOST_CLIPS), ("themes", "themes", MOST_THEMES)):
        count = len(told[key]) if isinstance(told.get(key), list | dict) else 0
        if count > most:
            raise SpecError(f"{file} lists {count} {what}", f"at most {most}", "several files")


def _clips(path: Path, tables: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any], str | None]]:
    """All clips, those of a matrix one by one: where each stands, its table, and the end of its name, if it has one.

    Raises SpecError for a matrix that cannot be, and for more clips than are looked at in reasonable time.
    """
    known, count = _varied(), 0
    for number, table in enumerate(tables, start=1):
        clip = {key: value for key, value in table.items() if key != "matrix"}
        place = f"{path.name}, clip {number}"
        given = axes(table["matrix"], known, path.parent, place) if "matrix" in table else ()
        count += prod(len(axis.values) for axis in given)
        if count > MOST_CLIPS:
            raise SpecError(f"{path.name} makes {count} clips", f"at most {MOST_CLIPS}", "several files")
        if not given:
            yield f"{place} ({clip['scene']})", clip, None
            continue
        for one in chosen(clip, given, place):
            yield f"{place} ({clip['scene']}, {one.label})", one.table, one.name


def _request(
    path: Path,
    label: str,
    clip: Mapping[str, Any],
    every: Mapping[str, Any],
    themes: Mapping[str, Theme],
    ending: str | None,
) -> Request:
    scene = clip["scene"]
    tables = {"": {**clip.get("layer", {}), **clip.get("values", {})}, "model": clip.get("model", {})}
    words: dict[str, Any] = {}
    for option in options_of(Layer, Values, OwnNumbers):
        home, _, key = (option.key or option.word).rpartition(".")
        if key in tables[home]:
            words[option.word] = _beside(option, tables[home][key], path.parent)
    words |= {option.word: _beside(option, clip[option.word], path.parent) for option in TOPICS if option.word in clip}
    with labelled(label, LIST):
        spoken = {
            option.word: _beside(option, table[option.word], path.parent)
            for table in (every, clip)
            for option in options_of(Voice)
            if option.word in table
        }
        request = Request.of(
            os.path.join(path.parent, scene) if names_file(scene) else scene,
            {**words, **spoken, **_look(clip, themes, path.parent)},
            look=Look.of(_look(every, themes, path.parent)),
            later=True,
        )
        name = clip.get("name", every.get("name"))
        naming = None if name is None else Naming.of(name)
        if ending is not None and (naming is None or not naming.fields):
            # Clips of a matrix are called after what they were chosen by, unless their name tells them apart.
            naming = (naming or SCENES_OWN).ending(f"-{ending}")
        return replace(request, name=naming, label=label, wording=LIST)


def _beside(option: Option, given: Any, folder: Path) -> Any:
    """What an option says, files looked for beside the list."""
    if option.kind == "folder" and given in (option.known() if option.known else ()):
        return given
    if option.kind in ("file", "folder") or (option.kind == "factory" and names_file(given)):
        return os.path.join(folder, given)
    return given


def _look(table: Mapping[str, Any], themes: Mapping[str, Theme], folder: Path) -> dict[str, Any]:
    words = {option.word: table[option.word] for option in options_of(Look) if option.word in table}
    name = words.get("theme")
    if name in themes:
        words["theme"] = themes[str(name)]
    elif name is not None and name.endswith(FILE):
        words["theme"] = os.path.join(folder, name)
    elif name is not None and name not in THEMES:
        known = [*THEMES, *themes]
        short = shortened(name)
        hint = next(iter(get_close_matches(short, known, n=1)), f"[themes.{short}] for one of your own")
        raise UnknownNameError(
            f"theme is {quoted(name)}", ", ".join([*known, f"or a file FILE{FILE}"]), hint, field="theme"
        )
    return words


_TABLES: Mapping[int | str, type[Table]] = {
    "clip": ClipTable,
    "layer": LayerTable,
    "values": ValuesTable,
    "model": ModelTable,
    "themes": ThemeTable,
}


def _keys_of(table: type[Table]) -> list[str]:
    return [field.alias or name for name, field in table.model_fields.items()]


_HOMES: Mapping[str, type[Table]] = {
    "the clip itself": ClipTable,
    **{name: _TABLES[name] for name in ("layer", "values", "model")},
}
"""Where a key may belong that stands elsewhere."""


def _explained(file: str, error: ValidationError) -> SpecError:
    """The first thing that is wrong, in a sentence."""
    # What is misspelt is missing, too.
    first, *others = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    path = list(first["loc"])
    path = [shortened(part) if isinstance(part, str) else part for part in path]
    key = str(path[-1]) if path else ""
    place = f"{file}: {'.'.join(map(str, path))}"
    if path[:1] == ["clip"] and len(path) > 1:
        place = f"{file}, clip {int(path[1]) + 1}: {'.'.join(map(str, path[2:])) or 'it'}"
    table = next((_TABLES[part] for part in reversed(path[:-1]) if part in _TABLES), ListTable)
    more = f" (and {len(others)} more)" if others else ""
    kind = first["type"]
    if key == "theme" and isinstance(first["input"], dict):
        return SpecError(f"{place} is a table{more}", "the name of a theme", OWN)
    if kind == "extra_forbidden":
        known = _keys_of(table)
        homes = [f"{key} in {name}" for name, home in _HOMES.items() if home is not table and key in _keys_of(home)]
        close = (homes[:1] if key not in path[:-1] else []) or get_close_matches(key, known, n=1)
        return SpecError(f"{place} is no key{more}", ", ".join(known), *close)
    if kind == "missing":
        return SpecError(f"{place} is missing{more}", table.model_fields[key].description or "")
    if kind == "model_type":
        keys = _keys_of(next(_TABLES[part] for part in reversed(path) if part in _TABLES))
        return SpecError(f"{place} is {quoted(first['input'])}{more}", f"a table with keys of {', '.join(keys)}")
    if kind == "list_type" and key == "clip":
        return SpecError(f"{place} is {quoted(first['input'])}{more}", "tables, each begun by [[clip]]")
    if kind == "dict_type":
        return SpecError(f"{place} is {quoted(first['input'])}{more}", "a table")
    return SpecError(f"{place} is {quoted(first['input'])}{more}", allowed(first))
