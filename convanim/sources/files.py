"""Tensors from files that anybody may have written: nothing in them is run, and nothing read before its size is known.

A tensor is named as ``FILE`` or ``FILE:NAME``.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from itertools import islice
from math import prod
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from convanim import textfile
from convanim.budgets import FILE_BYTES, MOST_CELLS, MOST_DEPTH, MOST_NAME, MOST_TENSORS
from convanim.errors import (
    Name,
    NamesNote,
    Setting,
    ShapeError,
    SpecError,
    Text,
    UnknownNameError,
    quoted,
    shortened,
    warn,
)
from convanim.spec.arrays import ALLOWED, numbers_of

MOST_NAMES, MOST_COMPARED = 12, 2000
"""Tensors that a message lists, and those among which it looks for one that may be meant."""


MOST_PARTS = 10 * MOST_TENSORS
"""Things of any kind in the lists and dicts of a file, counted as often as they are there."""
PICKLED = b"\x80"


class Held(NamedTuple):
    """A tensor in a file: its shape, and what reads it."""

    shape: tuple[int, ...]
    load: Callable[[], Any]


class Read(NamedTuple):
    """A tensor out of a file: a read-only array, its name in the file, and the shape that it has there."""

    array: Any
    name: str
    shape: tuple[int, ...]


class _Objects(Exception):
    """The file holds pickled objects; the text is what, in brackets, or empty."""


def read_tensor(option: Text, named: str, axes: Sequence[str], index: int | None = None) -> Read:
    """The tensor that ``FILE`` or ``FILE:NAME`` names.

    It has as many axes as named, or one more before them, a batch of which ``index`` chooses; None takes a batch of
    one. Without a name it is the only one in the file, or the only one with so many axes. Errors name ``option``.
    Raises ShapeError where the file or the tensor cannot be used, UnknownNameError, listing those there are, where it
    has no tensor of the name.
    """
    path, name, held, one, place = _located(option, named, axes, index)
    shape, load = held
    told = (option, f" {named}")
    try:
        array = numbers_of("array", load())
        return Read((array if place is None else array[place]).reshape(one), name, shape)
    except ShapeError as error:
        raise error.at(told) from error
    except _Objects as error:
        raise unreadable(option, path, "it holds objects, which are not unpickled") from error
    except Exception as error:  # a damaged file surfaces as almost anything, from TokenError to MemoryError
        raise unreadable(option, path) from error


def look_at_tensor(option: Text, named: str, axes: Sequence[str], index: int | None = None) -> None:
    """Raise what ``read_tensor`` does for all that is known from a file's head; of torch's, that it is there."""
    path, _ = split_name(named)
    if READERS.get(path.suffix.lower()) is _torch:
        regular(option, path, FILE_BYTES)
        return
    with warnings.catch_warnings():
        # It is told when the tensor is read.
        warnings.simplefilter("ignore", NamesNote)
        _located(option, named, axes, index)


def _located(
    option: Text, named: str, axes: Sequence[str], index: int | None
) -> tuple[Path, str, Held, tuple[int, ...], int | None]:
    """The file and the name of a tensor, the tensor, the shape of one of what may be a batch, and its place there."""
    path, name = split_name(named)
    held = opened(option, path)
    if name is None:
        name = _only(option, path, held, len(axes))
    if name not in held and len(longer := [one for one in held if one.endswith(f".{name}")]) == 1:
        warn(NamesNote((option, f" {path}: {name} is {longer[0]} there")))
        name = longer[0]
    if name not in held:
        if [*held] == [""]:
            raise UnknownNameError((option, f" {path}: it has no tensor {quoted(name)}"), "its only one", str(path))
        raise UnknownNameError(
            (option, f" {path}: it has no tensor {quoted(name)}"),
            listed(held),
            *(f"{path}:{one}" for one in _meant(name, held, len(axes))),
        )
    shape = held[name].shape
    told = (option, f" {named}")
    one, place = _chosen(told, shape, axes, index)
    if prod(shape) > MOST_CELLS:
        raise ShapeError((told, f": the array has {prod(shape)} cells"), f"at most {MOST_CELLS}")
    return path, name, held[name], one, place


def _meant(name: str, held: Mapping[str, Held], axes: int) -> Sequence[str]:
    """The tensor of a file that is probably meant, of those with as many axes if there are any: one name, or none."""
    some = [*islice(held, MOST_COMPARED)]
    fitting = [one for one in some if len(held[one].shape) == axes] or some
    within = [one for one in fitting if one.startswith(f"{name}.")]
    return within[:1] or get_close_matches(shortened(name), fitting, n=1, cutoff=0.4)


def _chosen(
    told: Text, shape: tuple[int, ...], axes: Sequence[str], index: int | None
) -> tuple[tuple[int, ...], int | None]:
    """The shape of one of what may be a batch, and its place there; None where it is none."""
    batched = len(shape) == len(axes) + 1
    if not batched and len(shape) != len(axes):
        hint = "array[None] for an image without channels" if (len(shape), len(axes)) == (2, 3) else ""
        raise ShapeError((told, f": the array has shape {shape}"), f"{len(axes)} axes: {', '.join(axes)}", hint)
    if index is None and batched and shape[0] != 1:
        allowed = f"{len(axes)} axes: {', '.join(axes)}"
        first = (Setting("index", 0), " for the first, or ") if len(axes) == 3 else ""
        raise ShapeError((told, f": the array has shape {shape}"), allowed, (first, "a file of array[0]"))
    batch = shape[0] if batched else 1
    if index is not None and not 0 <= index < batch:
        raise ShapeError((told, ": ", Name("index"), f" is {index} in a batch of {batch}"), f"0 to {batch - 1}")
    return (shape[1:], index or 0) if batched else (shape, None)


def beside(option: Text, named: str, weight: str) -> Any:
    """The bias that stands beside a weight in the same file, as ``conv.bias`` beside ``conv.weight``; or None."""
    path, _ = split_name(named)
    held = opened(option, path)
    bias = re.sub(r"weight$", "bias", weight)
    if bias == weight or bias not in held:
        return None
    return read_tensor(option, f"{path}:{bias}", ("filters",)).array


def split_name(named: str) -> tuple[Path, str | None]:
    """File and name.

    >>> split_name("net.safetensors:features.0.weight")[1], split_name("c:/net.npy")[1]
    ('features.0.weight', None)
    """
    endings = "|".join(re.escape(ending) for ending in READERS)
    match = re.fullmatch(rf"(?P<path>.+?(?:{endings})):(?P<name>.+)", named, re.DOTALL | re.IGNORECASE)
    if match is None or textfile.there(Path(named)):
        return Path(named), None
    return Path(match["path"]), match["name"]


def listed(held: Mapping[str, Held]) -> str:
    """The names in a file with their shapes, some of them if they are many."""
    told = [f"{shortened(name)} {'x'.join(map(str, one.shape))}" for name, one in islice(held.items(), MOST_NAMES)]
    more = f" and {len(held) - MOST_NAMES} more" if len(held) > MOST_NAMES else ""
    return (", ".join(told) or "it holds no tensors") + more


def regular(option: Text, path: Path, most: int, endings: Iterable[str] | None = None) -> None:
    """Raise ShapeError unless this is a file that can be read and is no larger than so many bytes.

    The error lists ``endings``, by default those of files with tensors.
    """
    try:
        textfile.regular(path, most)
    except OSError as error:
        raise unreadable(option, path, error.strerror or str(error), endings) from error


def opened(option: Text, path: Path) -> Mapping[str, Held]:
    """The tensors of a file by name, none of them read; raises ShapeError naming ``option`` where it cannot be."""
    regular(option, path, FILE_BYTES)
    ending = path.suffix.lower()
    if ending not in READERS:
        raise unreadable(option, path, f"files that end in {quoted(ending)} are not known")
    try:
        return READERS[ending](path)
    except _Objects as error:
        raise unreadable(option, path, f"it holds objects, which are not unpickled{error}") from error
    except SpecError as error:
        raise unreadable(option, path, error.given) from error
    except Exception as error:  # a damaged header surfaces as almost anything
        raise unreadable(option, path) from error


def _only(option: Text, path: Path, held: Mapping[str, Held], axes: int) -> str:
    fitting = [name for name, one in held.items() if len(one.shape) == axes] or list(held)
    if len(fitting) == 1:
        return fitting[0]
    several = {name: held[name] for name in fitting}
    what = f"it holds {len(held)} arrays" if held else "it holds no array"
    hint = f"{path}:{fitting[0]}" if fitting else ""
    raise ShapeError((option, f" {path}: {what}"), f"the name of one: {listed(several)}" if held else "one", hint)


def unreadable(option: Text, path: Path, what: str | None = None, endings: Iterable[str] | None = None) -> ShapeError:
    """The error that says why a file cannot be read, by default that it is damaged, and how to make one that can be."""
    ending = path.suffix.lower()
    told = (option, f" {path}: {what or f'it is no {ending} file, or only part of one'}")
    if endings is not None:
        return ShapeError(told, f"a file of {', '.join(endings)}")
    if ending == ".ckpt":
        how = 'torch.save(torch.load("FILE.ckpt", weights_only=False)["state_dict"], "FILE.pt") if you trust it'
    elif READERS.get(ending) is _torch:
        how = 'torch.save(model.state_dict(), "FILE.pt")'
    elif ending == ".safetensors":
        how = 'safetensors.torch.save_file(model.state_dict(), "FILE.safetensors")'
    else:
        how = 'numpy.save("FILE.npy", array)'
    kinds = "a .npy file of whole or real numbers" if ending == ".npy" else f"a file of {', '.join(READERS)}"
    return ShapeError(told, kinds, how)


# One reader a kind of file.


def _npy(path: Path) -> Mapping[str, Held]:
    with path.open("rb") as file:
        if file.read(1) == PICKLED:
            raise _Objects
        file.seek(0)
        shape, size = _npy_head(file)
        if size > path.stat().st_size:
            raise EOFError
        return {"": Held(shape, partial(_npy_file, path))}


def _npy_file(path: Path) -> Any:
    with path.open("rb") as file:
        return _npy_array(file)


def _npz(path: Path) -> Mapping[str, Held]:
    held: dict[str, Held] = {}
    # It stays open as long as there may be something to read: its list of contents is read once.
    archive = zipfile.ZipFile(path)
    members = [member for member in archive.infolist() if member.filename.endswith(".npy")]
    _check_names([member.filename for member in members])
    for member in members:
        with archive.open(member) as file:
            shape, size = _npy_head(file)
        if size > member.file_size:
            raise EOFError
        held[member.filename.removesuffix(".npy")] = Held(shape, partial(_npz_array, archive, member))
    return held


def _npz_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Any:
    with archive.open(member) as file:
        return _npy_array(file)


def _check_names(names: Collection[str]) -> None:
    """Raise SpecError for a file of more tensors, or of longer names, than are looked at in reasonable time."""
    if len(names) > MOST_TENSORS:
        raise SpecError(f"it holds more than {MOST_TENSORS} tensors")
    if (longest := max(map(len, names), default=0)) > MOST_NAME:
        raise SpecError(f"a name in it has {longest} characters, at most {MOST_NAME} are read")


def _npy_head(file: Any) -> tuple[tuple[int, ...], int]:
    """The shape that a .npy header tells, and the bytes of all that is in the file; nothing else is read."""
    from numpy.lib import format as npy

    version = npy.read_magic(file)
    header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, dtype = header(file)
    if dtype.hasobject:
        raise _Objects
    if any(length < 0 for length in shape):
        raise ValueError(shape)
    size = file.tell() + prod(shape) * dtype.itemsize
    if size > FILE_BYTES:
        raise SpecError(f"its array fills {size} bytes, at most {FILE_BYTES} are read")
    return tuple(shape), size


def _npy_array(file: BinaryIO | Any) -> Any:
    from numpy.lib.format import read_array

    return read_array(file, allow_pickle=False)


def _safetensors(path: Path) -> Mapping[str, Held]:
    from safetensors import safe_open

    held: dict[str, Held] = {}
    # They stay open as long as there may be something to read: opening one reads its whole head.
    files: dict[str, Any] = {"np": safe_open(path, framework="np")}
    names = [*files["np"].keys()]
    _check_names(names)
    for name in names:
        piece = files["np"].get_slice(name)
        # numpy has no type for the others.
        framework = "np" if re.fullmatch(r"[IUF](8|16|32|64)|BOOL", piece.get_dtype()) else "pt"
        if framework not in files:
            files[framework] = safe_open(path, framework=framework)
        held[name] = Held(tuple(piece.get_shape()), partial(_safetensor, files[framework], name, framework))
    return held


def _safetensor(file: Any, name: str, framework: str) -> Any:
    try:
        return file.get_tensor(name)
    except Exception as error:
        kind = file.get_slice(name).get_dtype()
        if framework == "pt" and not re.fullmatch("BF16|F8_E(4M3|5M2)|C64", kind):
            raise ShapeError(f"{name} holds {kind}", ALLOWED, "saving it as float32, times its scale") from error
        raise


def _torch(path: Path) -> Mapping[str, Held]:
    import pickle

    import torch

    packed = zipfile.is_zipfile(path)
    if packed:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > FILE_BYTES:
                raise SpecError(f"it unpacks to more than {FILE_BYTES} bytes")
            if any(member.endswith("/constants.pkl") for member in archive.namelist()):
                raise SpecError("it is TorchScript, which is a program")
    try:
        with warnings.catch_warnings():
            # That sparse tensors are new; nothing that concerns the file.
            warnings.simplefilter("ignore")
            # Tensors alone; anything that would run code is refused, and so are sparse ones that point outside.
            with torch.sparse.check_sparse_tensor_invariants():  # type: ignore[no-untyped-call]  # torch has no types for it
                told = torch.load(path, map_location="cpu", weights_only=True, mmap=packed)
    except pickle.UnpicklingError as error:
        if found := re.search(r"unsupported (?:global:?|class:?) (?:GLOBAL )?([\w.]+)", str(error), re.IGNORECASE):
            raise _Objects(f" ({found[1]})") from error
        raise
    held: dict[str, Held] = {}
    for name, tensor in _tensors(told):
        held[name] = Held(tuple(tensor.shape), tensor.detach)
    _check_names(held)
    return held


def _tensors(told: Any) -> Iterator[tuple[str, Any]]:
    """Tensors in nested dicts and lists, names joined by dots.

    One list may be there many times, and in itself, so what is looked into is counted.
    """
    import torch

    left, looked = [("", told, 0)], 0
    while left:
        name, one, depth = left.pop()
        if isinstance(one, torch.Tensor):
            yield name, one
        elif isinstance(one, Mapping | list | tuple):
            looked += 1 + len(one)
            if looked > MOST_PARTS or depth > MOST_DEPTH or len(name) > MOST_NAME:
                raise SpecError(
                    f"lists and dicts in it hold more than {MOST_PARTS} things, are more than {MOST_DEPTH} inside each "
                    f"other, or have names of more than {MOST_NAME} characters"
                )
            parts = one.items() if isinstance(one, Mapping) else enumerate(one)
            inside = [(f"{name}.{key}" if name else str(key), part, depth + 1) for key, part in parts]
            left += reversed(inside)


READERS: Mapping[str, Callable[[Path], Mapping[str, Held]]] = {
    ".npy": _npy,
    ".npz": _npz,
    ".safetensors": _safetensors,
    **dict.fromkeys((".pth", ".pt", ".ckpt", ".bin"), _torch),
}
"""What reads a kind of file, by its ending; a new kind is a function and a line here."""
