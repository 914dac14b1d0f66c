"""Clips that a TOML file lists: what the file may hold, and what it asks for.

theme = "light"

[[clip]]
scene = "depthwise"
layer = { channels = 4, size = "5x7" }
values = { seed = 3 }
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from convanim.catalog import names_file
from convanim.cli.given import gather
from convanim.cli.wanted import Listed, Wanted, labelled
from convanim.errors import SpecError, UnknownNameError
from convanim.spec import PADDING
from convanim.spec.look import Look
from convanim.textfile import read_toml

if TYPE_CHECKING:
    from convanim.theme.theme import Theme

OWN = "[themes.school] for a theme of your own"
CELLS = "a number, or height x width such as '5x7' or [5, 7]"
SIDES = f"{PADDING}; or pairs such as [1, 0] and [[0, 1], [0, 1]]"


def _cells(value: Any) -> Any:
    """A number, a pair or text; what numbers are allowed is for ``Layer`` to say."""
    if isinstance(value, bool) or not isinstance(value, int | str | list):
        raise ValueError(CELLS)
    if isinstance(value, list) and not (len(value) == 2 and all(type(one) is int for one in value)):
        raise ValueError(CELLS)
    return tuple(value) if isinstance(value, list) else value


def _padding(value: Any) -> Any:
    """As ``_cells``, or a pair for each axis."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(axis, list) for axis in value):
        try:
            return tuple(_cells(axis) for axis in value)
        except ValueError:
            raise ValueError(SIDES) from None
    try:
        return _cells(value)
    except ValueError:
        raise ValueError(SIDES) from None


def _schema(*words: str, sides: bool = False) -> WithJsonSchema:
    pair: dict[str, Any] = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
    text = {"type": "string", "pattern": "|".join([r"^\d+(x\d+)?$", *(f"^{word}$" for word in words)])}
    pairs = [pair, {**pair, "items": pair}] if sides else [pair]
    return WithJsonSchema({"anyOf": [{"type": "integer"}, text, *pairs]})


Cells = Annotated[Any, BeforeValidator(_cells), _schema()]
_FOUR = r"\d+(,\d+){3}"
Padding = Annotated[Any, BeforeValidator(_padding), _schema("same", "valid", _FOUR, sides=True)]


_BUILT_IN = ("dark", "light", "contrast", "print")
ThemeName = Annotated[
    str,
    WithJsonSchema({"anyOf": [{"enum": [*_BUILT_IN]}, {"type": "string"}]}),
    Field(description="A built-in theme, one of [themes], or a file that holds one."),
]
_HEX: dict[str, Any] = {"type": "string", "pattern": "^#([0-9A-Fa-f]{3}){1,2}$"}
_HUE: dict[str, Any] = {"anyOf": [_HEX, {"type": "array", "items": _HEX, "minItems": 2, "maxItems": 2}]}
Color = Annotated[Any, WithJsonSchema(_HEX)]
Hue = Annotated[Any, WithJsonSchema(_HUE)]
Hues = Annotated[Any, WithJsonSchema({"type": "array", "items": _HUE, "minItems": 2, "maxItems": 12})]
Name = Annotated[
    str,
    Field(description="What a clip's files are called; {scene}, {aspect}, {language} and so on stand for what it has."),
]
Aspect = Literal["16:9", "1:1", "9:16"]
Mark = Literal["point", "comma"]


class Table(BaseModel):
    """Keys are those that are named here, and values are what they are written as."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LayerTable(Table):
    """As the command line's options of a layer."""

    channels: int | None = Field(default=None, description="Channels of the input.")
    filters: int | None = Field(default=None, description="Filters, and so channels of the output.")
    groups: int | None = Field(default=None, description="Groups that channels and filters fall into.")
    size: Cells | None = Field(default=None, description="Height and width of the input.")
    kernel: Cells | None = Field(default=None, description="Height and width of the kernel.")
    stride: Cells | None = Field(default=None, description="Cells from one window to the next.")
    padding: Padding | None = Field(
        default=None, description="Cells of zeros around the input; '0,1,0,1' are those at top, bottom, left and right."
    )
    dilation: Cells | None = Field(default=None, description="Cells from one tap to the next.")
    bias: bool | None = Field(default=None, description="Whether each filter adds a number of its own.")


class ValuesTable(Table):
    """Which numbers are shown; files are looked for beside the file that names them."""

    kind: Literal["integers", "normal"] | None = Field(default=None, description="What is drawn.")
    seed: int | None = Field(default=None, description="Other seeds draw other numbers.")
    input: str | None = Field(
        default=None, description="FILE[:NAME] of the input: a photo, or (channels, height, width)."
    )
    resize: Cells | None = Field(default=None, description="Height and width of the photo.")
    normalise: str | None = Field(default=None, description="MEANS:STDS of the photo, or imagenet.")
    weights: str | None = Field(default=None, description="FILE[:NAME] of the weights.")
    biases: str | None = Field(default=None, description="FILE[:NAME] of the bias.")
    mixing: str | None = Field(
        default=None, description="Of a depthwise-separable layer, FILE[:NAME] of the pointwise weights."
    )
    mixing_biases: str | None = Field(default=None, description="And their bias.")


class ModelTable(Table):
    """A model to take the layer from; its code is run."""

    factory: str = Field(description="package.module:Factory or FILE.py:Factory.")
    layer: str | None = Field(default=None, description="The layer's name in it, such as features.3.conv.0.")
    state: str | None = Field(default=None, description="FILE[:NAME] of its weights, where it loads none.")


class ThemeTable(Table):
    """A theme of your own: a built-in one with other colours, #RRGGBB."""

    from_: Literal["dark", "light", "contrast", "print"] | None = Field(
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


class ClipTable(Table):
    """One clip."""

    scene: str = Field(description="A scene's name, or FILE.py[:Class] beside this file.")
    name: Name | None = None
    theme: ThemeName | None = None
    aspect: Aspect | None = Field(default=None, description="The shape of the frame.")
    fps: int | None = Field(default=None, description="Frames a second, in place of the quality's.")
    pace: float | None = Field(default=None, description="Slower below 1, faster above.")
    show_channels: list[int] | None = Field(default=None, description="Which channels to show of many.")
    language: str | None = Field(default=None, description="What captions and words on stage are in: de, fr.")
    decimals: int | None = Field(default=None, ge=0, le=6, description="Decimals of real values.")
    decimal_mark: Mark | None = Field(default=None, description="In place of the language's own.")
    crop: str | None = Field(default=None, description="Rows and columns to show in numbers, such as 40:52,60:72.")
    layer: LayerTable = LayerTable()
    values: ValuesTable = ValuesTable()
    model: ModelTable | None = None


class ListTable(Table):
    """A list of clips, and what holds for all of them."""

    quality: Literal["l", "m", "h", "p", "k"] | None = Field(default=None, description="480p15 to 2160p60.")
    theme: ThemeName | None = None
    aspect: Aspect | None = Field(default=None, description="The shape of the frame.")
    fps: int | None = Field(default=None, description="Frames a second, in place of the quality's.")
    pace: float | None = Field(default=None, description="Slower below 1, faster above.")
    language: str | None = Field(default=None, description="What captions and words on stage are in: de, fr.")
    decimals: int | None = Field(default=None, ge=0, le=6, description="Decimals of real values.")
    decimal_mark: Mark | None = Field(default=None, description="In place of the language's own.")
    name: Name | None = None
    out: str | None = Field(default=None, description="Where the files go, seen from this file.")
    themes: dict[str, ThemeTable] = Field(default={}, description="Themes of your own, by name.")
    clip: list[ClipTable] = Field(min_length=1, description="The clips, in order.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of such files, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ListTable.model_json_schema()}


def read_list(path: Path) -> Listed:
    """Read a file; raises SpecError naming the file, the key and what is allowed there."""
    try:
        told = read_toml(path, "that lists clips", '[[clip]] and scene = "depthwise" below it')
        table = ListTable.model_validate(told)
    except SpecError as error:
        # To TOML, theme = "school" beside [theme.school] is one key twice.
        raise SpecError(error.given, error.allowed, OWN if "overwrite" in error.given else "") from error
    except ValidationError as error:
        raise _explained(path.name, error) from error
    folder = path.parent
    themes = {name: own.theme(name, f"{path.name}, theme {name}") for name, own in table.themes.items()}
    clips = tuple(_wanted(path, number, clip, table, themes) for number, clip in enumerate(table.clip, start=1))
    return Listed(path.name, clips, table.quality, None if table.out is None else folder / table.out)


def _wanted(path: Path, number: int, clip: ClipTable, every: ListTable, themes: Mapping[str, Theme]) -> Wanted:
    def beside(text: str | None) -> str | None:
        return None if text is None else os.path.join(path.parent, text)

    label = f"{path.name}, clip {number} ({clip.scene})"
    layer, values, model = clip.layer, clip.values, clip.model
    fields = layer.model_dump()
    fields["in_channels"], fields["out_channels"] = fields.pop("channels"), fields.pop("filters")
    factory = model.factory if model else None
    files = {
        "input_file": beside(values.input),
        "resize": None if values.resize is None else _text(values.resize),
        "normalise": values.normalise,
        "weight_file": beside(values.weights),
        "bias_file": beside(values.biases),
        "mixing_file": beside(values.mixing),
        "mixing_bias_file": beside(values.mixing_biases),
        "model": beside(factory) if factory is not None and names_file(factory) else factory,
        "layer_name": model.layer if model else None,
        "state": Path(path.parent, model.state) if model and model.state is not None else None,
    }
    with labelled(label):
        given = gather(fields, {"kind": values.kind, "seed": values.seed}, files)
        own, general = (_look(table, themes, path.parent) for table in (clip, every))
        look = own.over(general)
    scene = clip.scene if not names_file(clip.scene) else os.path.join(path.parent, clip.scene)
    return Wanted(scene, given, label, clip.name or every.name, look)


def _look(table: ClipTable | ListTable, themes: Mapping[str, Theme], folder: Path) -> Look:
    words = table.model_dump()
    name = words["theme"]
    if name in themes:
        words["theme"] = themes[name]
    elif name is not None and name.endswith(".toml"):
        words["theme"] = os.path.join(folder, name)
    elif name is not None and name not in _BUILT_IN:
        known = [*_BUILT_IN, *themes]
        hint = next(iter(get_close_matches(name, known, n=1)), f"[themes.{name}] for one of your own")
        raise UnknownNameError(f"theme is {name!r}", ", ".join([*known, "or a file FILE.toml"]), hint)
    return Look.of(words)


def _text(cells: Any) -> str:
    return f"{cells[0]}x{cells[1]}" if isinstance(cells, tuple) else str(cells)


_TABLES: Mapping[int | str, type[Table]] = {
    "clip": ClipTable,
    "layer": LayerTable,
    "values": ValuesTable,
    "model": ModelTable,
    "themes": ThemeTable,
}


def _explained(file: str, error: ValidationError) -> SpecError:
    """The first thing that is wrong, in a sentence."""
    first, *others = error.errors()
    path = list(first["loc"])
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
        known = [field.alias or name for name, field in table.model_fields.items()]
        return SpecError(f"{place} is no key{more}", ", ".join(known), *get_close_matches(key, known, n=1))
    if kind == "missing":
        return SpecError(f"{place} is missing{more}", table.model_fields[key].description or "")
    allowed = first.get("ctx", {}).get("expected") or str(first.get("ctx", {}).get("error") or first["msg"])
    return SpecError(f"{place} is {first['input']!r}{more}", allowed.removeprefix("Input should be "))
