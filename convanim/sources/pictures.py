"""Photos as inputs: upright, in red, green and blue or in gray, averaged down to few cells."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convanim.budgets import MOST_PIXELS, MOST_PIXELS_WHOLE, MOST_SIDE, MOST_SIDE_SHOWN, PICTURE_BYTES
from convanim.errors import ConvanimError, Name, Setting, ShapeError, SpecError, Text, quoted
from convanim.sources.files import regular
from convanim.spec import Pair
from convanim.spec.layer import pair_of

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
"""What is read from files: the common formats of pixels, whose size stands in front; none that runs or names others."""
ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")

NORMALS = {"imagenet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))}
"""Means and standard deviations of red, green and blue by name."""

Normal = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, eq=False)
class Photo:
    """A picture: ``colors`` (3, H, W) and ``gray`` (1, H, W), 0 to 1; ``normal`` are means and deviations.

    Gray is luma after ITU-R 601, as in JPEG. Transparent pixels stand on white.
    """

    name: Text
    colors: NDArray[np.float32]
    gray: NDArray[np.float32]
    normal: Normal | None = None
    is_photo: ClassVar[bool] = True

    def as_input(self, channels: int | None = None) -> NDArray[np.float32]:
        """The picture as an input (channels, H, W), by default of 3.

        Raises ShapeError unless a picture has so many channels.
        """
        channels = 3 if channels is None else channels
        if channels not in (1, 3):
            raise ShapeError(
                (self.name, f" for a layer that reads {channels} channels"),
                "3 channels (red, green, blue) or 1 (gray)",
                "a layer inside a model, which the picture goes through, or an array as input",
            )
        planes = self.colors if channels == 3 else self.gray
        if self.normal is None:
            return planes
        means, deviations = self.normal
        if len(means) not in (1, channels):
            raise SpecError(f"{len(means)} means for {channels} channels", f"1 or {channels}", field="normalise")
        shifted = planes - np.reshape(means, (-1, 1, 1))
        return np.asarray(shifted / np.reshape(deviations, (-1, 1, 1)), dtype=np.float32)


def is_picture(path: Path) -> bool:
    """Whether a file's ending is that of a picture."""
    return path.suffix.lower() in ENDINGS


def read_picture(
    option: Text, path: Path, size: str | None = None, normal: str | None = None, *, shown: bool = False
) -> Photo:
    """The picture in a file, turned upright as its camera says, and averaged over boxes to ``size`` (height x width).

    Of several in one file, it is the first. ``normal`` is ``MEANS:DEVIATIONS``, or a name for some. ``shown`` is
    whether the picture is itself the input of what is shown, and so has to be small. Raises ShapeError where the file
    is of none of ``FORMATS`` or has too many pixels, before any is unpacked; SpecError for a size or normal that cannot
    be.
    """
    from PIL import Image

    treated = _treatment(size, normal, shown)
    regular(option, path, PICTURE_BYTES, ENDINGS)
    named = (option, f" {path}")
    with _decoding(named):
        _check_webp(named, path)
        with Image.open(path, formats=FORMATS) as image:
            return _taken(named, image, *treated)


def look_at_picture(
    option: Text, path: Path, size: str | None = None, normal: str | None = None, *, shown: bool = False
) -> None:
    """Raise what ``read_picture`` does for all that is known from the head of a file."""
    from PIL import Image

    cells, _, shown = _treatment(size, normal, shown)
    regular(option, path, PICTURE_BYTES, ENDINGS)
    named = (option, f" {path}")
    with _decoding(named):
        _check_webp(named, path)
        with Image.open(path, formats=FORMATS) as image:
            _check_size(named, image, cells, shown)


def picture_of(
    called: Text, image: Any, size: str | None = None, normal: str | None = None, *, shown: bool = False
) -> Photo:
    """A picture of Pillow's as ``read_picture`` takes one from a file; errors call it ``called``."""
    treated = _treatment(size, normal, shown)
    with _decoding(called):
        return _taken(called, image, *treated)


class _Treatment(NamedTuple):
    """Height and width that a picture is averaged down to, how it is normalised, and whether it is shown itself."""

    cells: Pair | None
    normal: Normal | None
    shown: bool


def _treatment(size: str | None, normal: str | None, shown: bool) -> _Treatment:
    most = MOST_SIDE_SHOWN if shown else MOST_SIDE
    return _Treatment(None if size is None else _size(size, most), None if normal is None else _normal(normal), shown)


def _check_webp(named: Text, path: Path) -> None:
    """Raise ShapeError for a WebP of too many pixels: opening it makes room for all of them, twice."""
    with path.open("rb") as file:
        head = file.read(30)
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return
    if head[12:16] == b"VP8X":
        width, height = (1 + int.from_bytes(head[at : at + 3], "little") for at in (24, 27))
    elif head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    else:
        width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    if width * height > MOST_PIXELS:
        raise _too_large(named, MOST_PIXELS)


@contextmanager
def _decoding(named: Text) -> Iterator[None]:
    """What goes wrong with a picture, said as one error."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Of its metadata, which nobody asked for.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except ConvanimError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_large(named, MOST_PIXELS) from error
    except Exception as error:  # a damaged picture surfaces as almost anything
        kinds = " or ".join((", ".join(FORMATS[:-1]), FORMATS[-1]))
        raise ShapeError((named, f": it is no {kinds}, or only part of one"), "a photo or drawing") from error


def _check_size(named: Text, image: Any, cells: Pair | None, shown: bool) -> None:
    """Raise ShapeError for what is too large, or has pixels that nobody can read."""
    # Known from the file's head, before anything is unpacked.
    most = MOST_PIXELS if cells is not None else MOST_PIXELS_WHOLE
    if not 0 < image.width * image.height <= MOST_PIXELS:
        raise _too_large(named, most)
    if cells is None and shown and max(image.size) > MOST_SIDE_SHOWN:
        raise ShapeError(
            (named, f" has {image.height}x{image.width} pixels"),
            f"at most {MOST_SIDE_SHOWN}x{MOST_SIDE_SHOWN}",
            (
                Setting("resize", "12x12"),
                ", or ",
                Setting("resize", "192x256"),
                " with ",
                Setting("crop", "40:52,60:72"),
            ),
        )
    if image.width * image.height > most:
        raise _too_large(named, most)
    if image.mode in ("I", "F"):
        # Nobody says which of its values is white.
        raise ShapeError(
            (named, f": its pixels have 32 bits (mode {image.mode})"),
            "8 or 16 bits",
            "an array as input, such as np.asarray(image)[None]",
        )


def _taken(named: Text, image: Any, cells: Pair | None, normal: Normal | None, shown: bool) -> Photo:
    _check_size(named, image, cells, shown)
    *colors, gray = (_boxed(plane, cells) for plane in _planes(image))
    return Photo(named, np.stack(colors or [gray] * 3), gray[None], normal)


def _too_large(named: Text, most: int) -> ShapeError:
    return ShapeError((named, f": it has more than {most} pixels"), f"1 to {most}", "a smaller one")


def _planes(image: Any) -> Iterator[NDArray[np.float32]]:
    """Red, green, blue and gray of a picture in any mode, (H, W) each, one after the other; gray alone for 16 bits."""
    from PIL import ExifTags, Image, ImageOps

    if image.getexif().get(ExifTags.Base.Orientation, 1) != 1:  # of all others, it would make a copy, too
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut off at 255
        yield np.divide(np.asarray(image), 65535, dtype=np.float32)
        return
    if image.has_transparency_data:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    image = image if image.mode == "RGB" else image.convert("RGB")
    for band in range(3):
        yield np.divide(np.asarray(image.getchannel(band)), 255, dtype=np.float32)
    yield np.divide(np.asarray(image.convert("L")), 255, dtype=np.float32)


def _boxed(plane: NDArray[np.float32], size: Pair | None) -> NDArray[np.float32]:
    """A plane with each cell the mean of the pixels that it covers."""
    from PIL import Image

    if size is None:
        return plane
    small = Image.fromarray(plane).resize(size[::-1], Image.Resampling.BOX)
    return np.array(small, dtype=np.float32)


def _size(text: str, most: int) -> Pair:
    size = pair_of("resize", text, 1)
    if max(size) > most:
        raise SpecError(
            (Name("resize"), f" is {size[0]}x{size[1]}"), f"at most {most}x{most}", Setting("resize", "12x12")
        )
    return size


def _normal(text: str) -> Normal:
    """Means and deviations.

    >>> _normal("0.5:0.25")
    ((0.5,), (0.25,))
    """
    if isinstance(text, str) and text in NORMALS:
        return NORMALS[text]
    number = r"-?\d{1,9}(?:\.\d{1,99})?"
    if isinstance(text, str) and re.fullmatch(rf"{number}(,{number}){{0,2}}:{number}(,{number}){{0,2}}", text):
        means, deviations = (tuple(map(float, part.split(","))) for part in text.split(":"))
        if len(means) == len(deviations) and min(deviations) > 0:
            return means, deviations
    raise SpecError(
        (Name("normalise"), f" is {quoted(text)}"),
        f"means and positive deviations, one each or one a channel; or {', '.join(NORMALS)}",
        Setting("normalise", "0.5:0.5"),
    )
