"""Photos as inputs: upright, in red, green and blue or in gray, averaged down to few cells."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from convanim.errors import ConvanimError, Name, Setting, ShapeError, SpecError, Text
from convanim.sources.files import regular
from convanim.spec import Pair
from convanim.spec.layer import pair_of

MAX_BYTES = 2**28
MAX_PIXELS = 2**26
MOST_CELLS = 256
"""Rows and columns of a picture that is itself the input of what is shown."""
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

    def for_film(self) -> Photo:
        """The same, where it is small enough to be shown itself; raises ShapeError where it is not."""
        _, rows, columns = self.gray.shape
        if max(rows, columns) > MOST_CELLS:
            raise ShapeError(
                (self.name, f" has {rows}x{columns} pixels"),
                f"at most {MOST_CELLS}x{MOST_CELLS}",
                Setting("resize", "12x12"),
            )
        return self


def is_picture(path: Path) -> bool:
    """Whether a file's ending is that of a picture."""
    return path.suffix.lower() in ENDINGS


def read_picture(option: Text, path: Path, size: str | None = None, normal: str | None = None) -> Photo:
    """The picture in a file, turned upright as its camera says, and averaged over boxes to ``size`` (height x width).

    Of several in one file, it is the first. ``normal`` is ``MEANS:DEVIATIONS``, or a name for some. Raises ShapeError
    where the file is of none of ``FORMATS`` or larger than 2**26 pixels, SpecError for a size or normal that cannot be.
    """
    from PIL import Image

    treated = _treatment(size, normal)
    regular(option, path, MAX_BYTES, ENDINGS)
    named = (option, f" {path}")
    with _decoding(named), Image.open(path, formats=FORMATS) as image:
        return _taken(named, image, *treated)


def picture_of(called: Text, image: Any, size: str | None = None, normal: str | None = None) -> Photo:
    """A picture of Pillow's as ``read_picture`` takes one from a file; errors call it ``called``."""
    treated = _treatment(size, normal)
    with _decoding(called):
        return _taken(called, image, *treated)


def _treatment(size: str | None, normal: str | None) -> tuple[Pair | None, Normal | None]:
    return None if size is None else _size(size), None if normal is None else _normal(normal)


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
        raise _too_large(named) from error
    except Exception as error:  # a damaged picture surfaces as almost anything
        kinds = " or ".join((", ".join(FORMATS[:-1]), FORMATS[-1]))
        raise ShapeError((named, f": it is no {kinds}, or only part of one"), "a photo or drawing") from error


def _taken(named: Text, image: Any, cells: Pair | None, normal: Normal | None) -> Photo:
    from PIL import ImageOps

    # Known from the file's head, before anything is unpacked.
    if not 0 < image.width * image.height <= MAX_PIXELS:
        raise _too_large(named)
    if image.mode in ("I", "F"):
        # Nobody says which of its values is white.
        raise ShapeError(
            (named, f": its pixels have 32 bits (mode {image.mode})"),
            "8 or 16 bits",
            "an array as input, such as np.asarray(image)[None]",
        )
    colors, gray = (_boxed(one, cells) for one in _planes(ImageOps.exif_transpose(image)))
    return Photo(named, colors, gray, normal)


def _too_large(named: Text) -> ShapeError:
    return ShapeError((named, f": it has more than {MAX_PIXELS} pixels"), f"1 to {MAX_PIXELS}", "a smaller one")


def _planes(image: Any) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(3, H, W) and (1, H, W) of a picture in any mode."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut off at 255
        gray = np.divide(np.asarray(image), 65535, dtype=np.float32)[None]
        return np.repeat(gray, 3, axis=0), gray
    if image.has_transparency_data:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    image = image.convert("RGB")
    colors, gray = (np.divide(np.asarray(one), 255, dtype=np.float32) for one in (image, image.convert("L")))
    return np.ascontiguousarray(colors.transpose(2, 0, 1)), gray[None]


def _boxed(planes: NDArray[np.float32], size: Pair | None) -> NDArray[np.float32]:
    """Planes with each cell the mean of the pixels that it covers."""
    from PIL import Image

    if size is None:
        return planes
    small = [Image.fromarray(plane).resize(size[::-1], Image.Resampling.BOX) for plane in planes]
    return np.stack([np.asarray(plane, dtype=np.float32) for plane in small])


def _size(text: str) -> Pair:
    size = pair_of("resize", text, 1)
    if max(size) > 4096:
        raise SpecError((Name("resize"), f" is {text}"), "at most 4096x4096")
    return size


def _normal(text: str) -> Normal:
    """Means and deviations.

    >>> _normal("0.5:0.25")
    ((0.5,), (0.25,))
    """
    if text in NORMALS:
        return NORMALS[text]
    number = r"-?\d+(?:\.\d+)?"
    if re.fullmatch(rf"{number}(,{number}){{0,2}}:{number}(,{number}){{0,2}}", text):
        means, deviations = (tuple(map(float, part.split(","))) for part in text.split(":"))
        if len(means) == len(deviations) and min(deviations) > 0:
            return means, deviations
    raise SpecError(
        (Name("normalise"), f" is {text!r}"),
        f"means and positive deviations, one each or one a channel; or {', '.join(NORMALS)}",
        Setting("normalise", "0.5:0.5"),
    )
