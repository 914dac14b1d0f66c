"""Clips that a TOML file lists: what the file may hold, and what it asks for.

theme = "light"

[[clip]]
scene = "depthwise"
layer = { channels = 4, size = "5x7" }
values = { seed = 3 }
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from convanim.catalog import names_file
from convanim.cli.given import gather
from convanim.cli.wanted import Listed, Wanted, naming
from convanim.errors import SpecError
from convanim.look import Look

CELLS = "a number, or height x width such as '5x7' or [5, 7]"


def _cells(value: Any) -> Any:
    """A number, a pair or text; what numbers are allowed is for ``Layer`` to say."""
    if isinstance(value, bool) or not isinstance(value, int | str | list):
        raise ValueError(CELLS)
    if isinstance(value, list) and not (len(value) == 2 and all(type(one) is int for one in value)):
        raise ValueError(CELLS)
    return tuple(value) if isinstance(value, list) else value


def _schema(*words: str) -> WithJsonSchema:
    pair = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
    text = {"type": "string", "pattern": "|".join([r"^\d+(x\d+)?$", *(f"^{word}$" for word in words)])}
    return WithJsonSchema({"anyOf": [{"type": "integer"}, text, pair]})


Cells = Annotated[Any, BeforeValidator(_cells), _schema()]
Padding = Annotated[Any, BeforeValidator(_cells), _schema("same", "valid")]


Theme = Literal["dark", "light", "contrast", "print"]
Aspect = Literal["16:9", "1:1", "9:16"]


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
    padding: Padding | None = Field(default=None, description="Cells of zeros around the input.")
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
    mixing: str | None = Field(default=None, description="Of separable, FILE[:NAME] of the pointwise weights.")
    mixing_biases: str | None = Field(default=None, description="And their bias.")


class ModelTable(Table):
    """A model to take the layer from; its code is run."""

    factory: str = Field(description="package.module:Factory or FILE.py:Factory.")
    layer: str | None = Field(default=None, description="The layer's name in it, such as features.3.conv.0.")
    state: str | None = Field(default=None, description="The file of its weights, where it loads none.")


class ClipTable(Table):
    """One clip."""

    scene: str = Field(description="A scene's name, or FILE.py[:Class] beside this file.")
    name: str | None = Field(default=None, description="What the clip's files are called.")
    theme: Theme | None = None
    aspect: Aspect | None = Field(default=None, description="The shape of the frame.")
    show_channels: list[int] | None = Field(default=None, description="Which channels to show of many.")
    crop: str | None = Field(default=None, description="Rows and columns to show in numbers, such as 40:52,60:72.")
    layer: LayerTable = LayerTable()
    values: ValuesTable = ValuesTable()
    model: ModelTable | None = None


class ListTable(Table):
    """A list of clips, and what holds for all of them."""

    quality: Literal["l", "m", "h", "p", "k"] | None = Field(default=None, description="480p15 to 2160p60.")
    theme: Theme | None = None
    aspect: Aspect | None = Field(default=None, description="The shape of the frame.")
    out: str | None = Field(default=None, description="Where the files go, seen from this file.")
    clip: list[ClipTable] = Field(min_length=1, description="The clips, in order.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of such files, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ListTable.model_json_schema()}


def read_list(path: Path) -> Listed:
    """Read a file; raises SpecError naming the file, the key and what is allowed there."""
    try:
        table = ListTable.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SpecError(f"{path} cannot be read: {error.strerror}", "a TOML file that lists clips") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{path.name} is no text in UTF-8", "a TOML file that lists clips") from error
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{path.name} is not TOML: {error}", '[[clip]] and scene = "depthwise" below it') from error
    except ValidationError as error:
        raise _explained(path.name, error) from error
    folder = path.parent
    clips = tuple(_wanted(path, number, clip, table) for number, clip in enumerate(table.clip, start=1))
    return Listed(path.name, clips, table.quality, None if table.out is None else folder / table.out)


def _wanted(path: Path, number: int, clip: ClipTable, every: ListTable) -> Wanted:
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
    with naming(label):
        given = gather(fields, {"kind": values.kind, "seed": values.seed}, files)
        look = Look.of(clip.model_dump()).over(Look.of(every.model_dump()))
    scene = clip.scene if not names_file(clip.scene) else os.path.join(path.parent, clip.scene)
    return Wanted(scene, given, label, clip.name, look)


def _text(cells: Any) -> str:
    return f"{cells[0]}x{cells[1]}" if isinstance(cells, tuple) else str(cells)


_TABLES: Mapping[int | str, type[Table]] = {
    "clip": ClipTable,
    "layer": LayerTable,
    "values": ValuesTable,
    "model": ModelTable,
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
    if kind == "extra_forbidden":
        known = list(table.model_fields)
        return SpecError(f"{place} is no key{more}", ", ".join(known), *get_close_matches(key, known, n=1))
    if kind == "missing":
        return SpecError(f"{place} is missing{more}", table.model_fields[key].description or "")
    allowed = first.get("ctx", {}).get("expected") or str(first.get("ctx", {}).get("error") or first["msg"])
    return SpecError(f"{place} is {first['input']!r}{more}", allowed.removeprefix("Input should be "))
