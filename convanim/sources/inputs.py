"""The one door for inputs of the user's: arrays, pictures in memory, and files of either."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from convanim.budgets import FILE_BYTES
from convanim.errors import Name, Setting, ShapeError, SpecError, Text, quoted
from convanim.sources.files import READERS, look_at_tensor, read_tensor, regular, split_name
from convanim.sources.pictures import ENDINGS, Photo, is_picture, look_at_picture, picture_of, read_picture
from convanim.spec.arrays import numbers_of
from convanim.spec.sizes import channels_last

AXES = ("channels", "height", "width")


@dataclass(frozen=True, eq=False)
class Image:
    """An input of numbers, (C, H, W): ``name`` is what errors call it, ``turned`` how it would be were it (H, W, C)."""

    name: Text
    array: NDArray[Any]
    given: tuple[int, ...]
    turned: Text
    is_photo: ClassVar[bool] = False

    def as_input(self, channels: int | None = None) -> NDArray[Any]:
        """The input of a layer that reads so many channels, None where nothing says how many.

        Raises ShapeError where the channels seem to stand last, unless the layer has as many as the first axis is long.
        """
        shape = self.array.shape
        if channels == shape[0] or not channels_last(shape):
            return self.array
        rows, columns, last = shape
        raise ShapeError(
            (self.name, f" has shape {self.given}, which seems to be height, width, channels"),
            "channels, height, width",
            (
                self.turned,
                f"; or, if it truly has {rows} channels, a layer of {rows} channels and size {columns}x{last}",
            ),
        )


def take_input(
    given: Any,
    index: int | None = None,
    *,
    resize: str | int | None = None,
    normalise: str | None = None,
    called: Text = "input",
    shown: bool = False,
) -> Image | Photo:
    """What the user gives as input, whose ``as_input`` is the array that a layer reads.

    ``given`` is an array or tensor (C, H, W), a batch (N, C, H, W) of which ``index`` chooses one, a picture of
    Pillow's, or the name of a file, ``FILE`` or ``FILE:NAME``, that holds one of these. ``resize`` and ``normalise``
    are for pictures. ``called`` is what errors call it, an option of the command line or a parameter. ``shown`` is
    whether it is itself what a film shows, and not what a model reads: a picture has to be small then, and of an array
    a look shows a part.

    Raises ShapeError where it is none of them or cannot be read, SpecError for an option that it does not take.

    >>> take_input(np.zeros((5, 3, 8, 8)), index=4).as_input().shape
    (3, 8, 8)
    """
    from PIL import Image as Pillow

    size = None if resize is None else _text(resize)
    if isinstance(given, str | PathLike):
        named = str(given)
        if is_picture(Path(named)):
            _no_batch(index, named)
            return read_picture(called, Path(named), size, normalise, shown=shown)
        _no_picture(named, size, normalise)
        return _from_file(called, named, index)
    if isinstance(given, Pillow.Image):
        _no_batch(index, "a picture")
        return picture_of(called, given, size, normalise, shown=shown)
    _no_picture("an array", size, normalise)
    array, shape = _one_of(called, given, index)
    turned = "permute" if hasattr(given, "detach") else "transpose"
    return Image(called, array, shape, (called, f".{turned}{_order(shape)}"))


def look_at_input(
    named: str,
    index: int | None = None,
    *,
    resize: str | int | None = None,
    normalise: str | None = None,
    called: Text = "input",
    shown: bool = False,
) -> None:
    """Raise what ``take_input`` does of a file, for all that is known without reading more than its head."""
    size = None if resize is None else _text(resize)
    if is_picture(Path(named)):
        _no_batch(index, named)
        look_at_picture(called, Path(named), size, normalise, shown=shown)
    else:
        _no_picture(named, size, normalise)
        _check_ending(called, named)
        look_at_tensor(called, named, AXES, index)


def _order(shape: tuple[int, ...]) -> str:
    """The axes of an image or batch with the channels in front."""
    return "(2, 0, 1)" if len(shape) == 3 else "(0, 3, 1, 2)"


def _from_file(called: Text, named: str, index: int | None) -> Image:
    _check_ending(called, named)
    read = read_tensor(called, named, AXES, index)
    return Image((called, f" {named}"), read.array, read.shape, f"a file of array.transpose{_order(read.shape)}")


def _check_ending(called: Text, named: str) -> None:
    path, _ = split_name(named)
    if path.suffix.lower() not in READERS:
        regular(called, path, FILE_BYTES, (*ENDINGS, *READERS))
        raise ShapeError(
            (called, f" {path}: files that end in {quoted(path.suffix.lower())} are not known"),
            f"a picture ({', '.join(ENDINGS)}) or a tensor ({', '.join(READERS)})",
        )


def _one_of(called: Text, given: Any, index: int | None) -> tuple[NDArray[Any], tuple[int, ...]]:
    """One image of an array or batch, and the shape of all."""
    dense = str(getattr(given, "layout", "")) == "torch.strided" and not given.is_nested
    if not dense and not isinstance(given, np.ndarray):
        given = numbers_of(called, given)
    shape = tuple(given.shape)
    if len(shape) not in (3, 4):
        hint = (called, "[None] for an image without channels") if len(shape) == 2 else ""
        raise ShapeError((called, f" has shape {shape}"), "(C, H, W), or a batch (N, C, H, W)", hint)
    batch = shape[0] if len(shape) == 4 else 1
    if index is None and batch != 1:
        first = (Setting("index", 0), " for the first") if batch else ""
        raise ShapeError((called, f" is a batch of {batch}"), "one image", first)
    if index is not None and not (isinstance(index, int) and 0 <= index < batch):
        raise ShapeError((Name("index"), f" is {quoted(index)} in a batch of {batch}"), f"0 to {batch - 1}")
    if len(shape) == 4:
        # Only what is shown is copied.
        given = given[index or 0]
    return numbers_of(called, given), shape


def _no_batch(index: int | None, what: str) -> None:
    if index is not None:
        raise SpecError((Name("index"), f" is {index} with {what}"), "an input that is a batch")


def _no_picture(what: str, size: str | None, normalise: str | None) -> None:
    for option, given in (("resize", size), ("normalise", normalise)):
        if given is not None:
            raise SpecError((Setting(option), f" with {what}"), f"a picture: {', '.join(ENDINGS)}")


def _text(size: Any) -> str:
    return "x".join(map(str, size)) if isinstance(size, tuple | list) else str(size)
