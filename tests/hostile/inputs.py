"""Hostile and odd inputs, drawn from a seed: the same ones on every machine."""

from __future__ import annotations

import io
import json
import pickle
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from convanim.request.words import OPTIONS
from convanim.spec import Layer, Values
from convanim.spec.look import Look
from convanim.spec.option import options_of
from convanim.spec.own import OwnNumbers
from convanim.spec.topic import Topic

DIGITS = "9" * 5000
SCENES = ("depthwise", "split", "separable", "pointwise", "clock", "comparison", "standard")
TEXTS = (
    *("", " ", "\0", "a\0b", "\n", "..", ".", "/", "\\", "../../x", "C:\\x", "CON", "aux.mp4", "index.html", "-"),
    *("a" * 300, "a" * 20_000, "x" * 200_000, DIGITS, f"-{DIGITS}", f"{DIGITS}x{DIGITS}", f"{'9' * 400}:{'9' * 400}"),
    *("1e999", "nan", "inf", "-0", "0x10", "1_000", "٣", "²", "\ud800", "\u202efdp.exe", "\x1b[31mred", "cafe\u0301"),
    *("{scene}", "{scene", "{0.__class__}", "{scene!r:>9}", "%s%n", "$(touch ran)", "os:system", "a.py:Net", "\0:x"),
    *("/dev/zero", "/dev/stdin", "fifo", "fifo.toml", "fifo.png", "fifo.npy", "zero.toml", "zero.json", "loop.toml"),
    *("a.png", "a.npy", "a.pt", "a.toml", "a.json", "a.py", "--help", "same", "valid", "light", "imagenet", "de"),
    *("3", "2x3", "1,2,3,4", "0,1,0,1", "1,2", "0:9999999999999999999,:", ":,:", "16:9", "9:16", "0.5:0.5"),
    *("de-" * 50, "1,2,3:0,0,0"),
)
NUMBERS = (0, -1, 1, 2, 3, 7, 64, 10**3, 10**6, 2**26, 2**31, 2**63, 2**64, 10**16, 10**30, 10**400, 10**5000)
THINGS = (None, True, False, b"5", bytearray(b"6"), object(), int, print, 1j, range(10**9), -(10**5000))
REALS = (0.0, -0.0, 0.5, 1.5, 1e308, float("nan"), float("inf"), float("-inf"))


class Broken:
    """What fails whatever is done with it."""

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    def __array__(self, *given: Any, **more: Any) -> Any:
        raise RuntimeError("no array")

    def __index__(self) -> int:
        raise TypeError("no index")


class Case(NamedTuple):
    """What is given at which door."""

    door: str
    given: Any


def value(draw: random.Random, depth: int = 0) -> Any:
    """Anything that Python may give for an option."""
    kind = draw.randrange(12 if depth < 3 else 6)
    plain: tuple[Callable[[], Any], ...] = (
        lambda: draw.choice(TEXTS),
        lambda: draw.choice(NUMBERS),
        lambda: draw.choice(REALS),
        lambda: draw.choice(
            (None, True, False, b"5", bytearray(b"6"), object(), Broken(), int, print, 1j, range(10**9))
        ),
        lambda: draw.choice(TEXTS).encode("utf-8", "replace"),
        lambda: Path(draw.choice(TEXTS)),
        lambda: [value(draw, depth + 1) for _ in range(draw.randrange(5))],
        lambda: tuple(value(draw, depth + 1) for _ in range(draw.randrange(4))),
        lambda: {draw.choice(TEXTS): value(draw, depth + 1) for _ in range(draw.randrange(3))},
        lambda: nested(draw.choice((3, 70, 2000))),
        lambda: array(draw),
        lambda: [0] * draw.choice((10, 10**5)),
    )
    return plain[kind]()


def nested(depth: int) -> Any:
    """A list in a list in a list."""
    inner: Any = 1
    for _ in range(depth):
        inner = [inner]
    return inner


def array(draw: random.Random) -> Any:
    """An array of an odd shape or kind."""
    shape = draw.choice(((), (0,), (3,), (1, 1, 1), (8, 6, 6), (6, 6, 3), (2, 8, 6, 6), (1,) * 20, (8, 0, 6)))
    kind = draw.choice(("f4", "f8", "i8", "u8", "?", "c8", "U3", "O", "M8[s]", "f2", ">i4", "V3"))
    if draw.random() < 0.2:
        return np.broadcast_to(np.zeros((), "f4"), (8, 2**20, 2**20))
    made = np.zeros(shape, kind)
    return np.full(shape, np.nan) if draw.random() < 0.2 else made


def toml(given: Any) -> str:
    """A value as TOML has it, or nearly."""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, int):
        return DIGITS if abs(given) > 10**1000 else str(given)
    if isinstance(given, float):
        return {"inf": "inf", "-inf": "-inf", "nan": "nan"}.get(str(given), repr(given))
    if isinstance(given, list) and len(given) == 1:
        depth = 0
        while isinstance(given, list) and len(given) == 1:
            given, depth = given[0], depth + 1
        return "[" * depth + toml(given) + "]" * depth
    if isinstance(given, list | tuple):
        return f"[{', '.join(map(toml, given))}]"
    if isinstance(given, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in given.items()) + "}"
    return json.dumps(given if isinstance(given, str) else str(type(given)))


def broken_toml(draw: random.Random) -> str:
    """A text that is hard for a parser of TOML."""
    return draw.choice(
        (
            ".".join("a" * draw.choice((20, 40, 40_000))) + " = 1",
            f"[{'.'.join('a' * 30_000)}]",
            "a = " + "[" * draw.choice((20, 40, 100_000)),
            "a = " + "{a = " * 10_000,
            '"' + "a" * 900_000,
            "'''" + "'" * 100_000,
            '"a".' * 20_000 + "b = 1",
            "a = " + DIGITS,
            f"a = 0x{'f' * 100_000}",
            "a = 1\n" * 2,
            "[[clip]]\n" * draw.choice((1, 12_000)),
            "\n".join(f"[themes.a{place}]" for place in range(draw.choice((2, 3000)))),
            "#" * 2**20 + "#",
            "a = [" + "1," * 50_000 + "]",
            "\x00",
        )
    )


def clips(draw: random.Random) -> str:
    """A list of clips, some keys of which are hostile."""
    lines = [f"{draw.choice(HEAD)} = {toml(value(draw))}" for _ in range(draw.randrange(2))]
    for _ in range(draw.choice((1, 1, 2))):
        lines += ["[[clip]]", f"scene = {toml(draw.choice((*SCENES, *TEXTS)))}"]
        for table, keys in draw.sample(TABLES, draw.randrange(3)):
            pairs = [f"{draw.choice(keys)} = {toml(value(draw))}" for _ in range(draw.randrange(3))]
            lines += [f"{table} = {{ {', '.join(pairs)} }}"] if table else pairs
    return "\n".join(lines)


HEAD = ("quality", "name", "out", "themes", "theme", "aspect", "pace", "language", "crop", "nothing")
TABLES: list[tuple[str, tuple[str, ...]]] = [
    (
        "",
        ("name", "theme", "aspect", "pace", "fps", "language", "decimals", "show_channels", "crop", "measured", "from"),
    ),
    ("layer", ("channels", "filters", "groups", "size", "kernel", "stride", "padding", "dilation", "bias")),
    ("values", ("kind", "seed", "input", "index", "resize", "normalise", "weights", "biases", "mixing")),
]
THEME = ("from", "background", "ink", "accent", "channels", "groups", "whole", "name", "off_line", "nothing")


def themes(draw: random.Random) -> str:
    """A theme, some keys of which are hostile."""
    return "\n".join(f"{key} = {toml(value(draw))}" for key in draw.sample(THEME, draw.randrange(1, 4)))


# Files of numbers and pictures.


def npy(shape: str, kind: str = "'<f8'", inside: bytes = b"") -> bytes:
    """A .npy file whose head tells of any shape."""
    head = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}".ljust(117).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + inside


def png(width: int, height: int, inside: bytes = b"") -> bytes:
    """A PNG whose head tells of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**20)))
    return b"\x89PNG\r\n\x1a\n" + head + text + chunk(b"IDAT", zlib.compress(inside)) + chunk(b"IEND", b"")


class Ran:
    """What touches a file where it is unpickled."""

    def __reduce__(self) -> Any:
        import os

        return os.system, ("touch ran",)


def zipped(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def tensors(draw: random.Random) -> tuple[str, bytes]:
    """A file of numbers or pixels, and the ending of its name."""
    sides = (1, 6, 2**13, 2**15, 2**31 - 1)
    header = json.dumps({"w": {"dtype": "F32", "shape": [2**40, 2**20], "data_offsets": [0, 4]}}).encode()
    run = pickle.dumps(Ran())
    made: tuple[Callable[[], tuple[str, bytes]], ...] = (
        lambda: (
            "npy",
            npy(draw.choice(("(8, 6, 6)", "(8, 2048, 4096)", f"({10**18}, 9, 9)", "(-1, 5, 5)", "(0, 1, 1)", "()"))),
        ),
        lambda: (
            "npy",
            npy("(1, 1, 1)", draw.choice(("'S1000000000'", "'O'", "[('a', 'f8')]", "'<f16'", "'M8[s]'", "__import__"))),
        ),
        lambda: ("npy", npy("(" + "(" * draw.choice((9, 5000)))),
        lambda: ("npy", run),
        lambda: ("npz", zipped({"w.npy": npy(f"({2**20}, {2**10}, 3, 3)", inside=bytes(2**20))})),
        lambda: ("npz", zipped({f"{place}.npy": npy("(1,)", inside=bytes(8)) for place in range(500)})),
        lambda: ("npz", zipped({"../../w.npy": npy("(8, 6, 6)", inside=bytes(8 * 288))})),
        lambda: ("pt", zipped({"a/data.pkl": run, "a/version": b"3"}, zipfile.ZIP_STORED)),
        lambda: ("pt", zipped({"a/data.pkl": bytes(2**24)})),
        lambda: (draw.choice(("pt", "pth", "bin", "ckpt")), run),
        lambda: ("pt", b"\x80\x02" + b"(" * 100_000 + b"."),
        lambda: ("safetensors", struct.pack("<Q", draw.choice((len(header), 2**62, 0))) + header + bytes(4)),
        lambda: ("png", png(draw.choice(sides), draw.choice(sides), bytes(draw.choice((0, 2**20))))),
        lambda: ("gif", b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\xf0\0\0" + bytes(6)),
        lambda: ("webp", b"RIFF\xff\xff\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\xff\xff" * 2 + bytes(9)),
        lambda: ("bmp", b"BM" + struct.pack("<IHHIIiiHH", 60, 0, 0, 54, 40, 2**30, 2**30, 1, 24) + bytes(24)),
        lambda: ("tif", b"II*\0\x08\0\0\0" + struct.pack("<H", 65535) + bytes(100)),
        lambda: ("jpg", b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03" + bytes(99)),
        lambda: (draw.choice(("npy", "npz", "pt", "safetensors", "png", "json")), draw.randbytes(draw.randrange(3000))),
    )
    ending, content = draw.choice(made)()
    if content and draw.random() < 0.3:
        place = draw.randrange(len(content))
        content = content[:place] + draw.randbytes(1) + content[place + 1 : draw.choice((None, place + 50))]
    return ending, content


def measurements(draw: random.Random) -> str:
    """What is no measurement, as JSON."""
    return draw.choice(
        (
            "[" * 100_000,
            DIGITS,
            "{}",
            "null",
            f'{{"convanim_measurement": {DIGITS[:4000]}}}',
            '{"convanim_measurement": 1}',
            '{"convanim_measurement": 1, "shapes": [' + ",".join(["{}"] * 5000) + "]}",
            '{"convanim_measurement": 1, "date": "\\u001b[31m"}',
            json.dumps({"convanim_measurement": value_for_json(draw)}),
        )
    )


LAYER_TOLD = {
    "in_channels": 2,
    "out_channels": 2,
    "size": [4, 4],
    "kernel": [3, 3],
    "stride": [1, 1],
    "padding": [[0, 0], [0, 0]],
    "dilation": [1, 1],
    "groups": 2,
    "bias": False,
}
TAG = "2x4x4 to 2x2x2, kernel 3x3, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 2"
TAGS = (
    *(TAG, TAG.replace("2x4x4", "9999999x4x4"), TAG.replace("2x", f"{DIGITS}x"), TAG.replace("kernel 3", "kernel 0")),
    *(f"{TAG}, widened {10**9} times, squeezed to 1", f"{TAG}, widened {DIGITS} times, squeezed to 0"),
    *("network efficientnet_b0", "network efficientnet_b0, stage 99", "network \x1b[31m", "network mine, depthwise"),
)
TENSORS = (
    *("input", "weight", "output", "padding", "torch", "product", "partial", "partial_range", "row_range", "row_sum"),
    *("partial_others", "count", "cost", "standard_cost", "share", "times_fewer", "percent", "place", "passes"),
    *("measured", "agreement", "channel", "constant", "shown", "mine"),
)
PRINTED = ("3", "1·10⁹⁹⁹⁹⁹⁹⁹", "1·10⁻⁹⁹⁹", "\u22121/0", "eight", "9" * 100, "(" * 90, "\u2009", "1.5", "≈ 2")
EQUATIONS = ("1 + 1 = 2", "(" * 900, "1/0 = 1", "9 × " * 200 + "9 = 9", "1·10⁹⁹⁹ × 1·10⁹⁹⁹ ≈ 2", "1 = 1 = 1", "−" * 900)


def ledger(draw: random.Random) -> str:
    """What is no ledger, or one that tells anything, as JSON."""
    if draw.random() < 0.2:
        return draw.choice(
            (
                *("[" * 100_000, DIGITS, "{}", "\ud800", '{"a":' * 100_000, "[" + "0," * 10**7 + "0]"),
                '{"scene": "a", "layer": {}, "values": {}, "numbers": []}',
                '{"scene": "a", "layer": {}, "values": {}, "numbers": [' + "[]," * (2**21) + "[]]}",
                '{"scene": "' + "a" * 2**26 + '"}',
            )
        )
    times = {"start": 0.0, "end": 1.0}
    told: dict[str, Any] = {
        "convanim_ledger": 1,
        "scene": "Split",
        "lesson": draw.choice((*SCENES, "block", "efficientnet", "")),
        "layer": dict(LAYER_TOLD),
        "values": {"kind": "integers", "seed": 0, "input": "drawn", "weight": "drawn", "bias": "drawn"},
        "fps": 4,
        "seconds": 1.0,
        "width": 32,
        "height": 32,
        "title": "a",
        "language": "en",
        "theme": "dark",
        "sections": [{"name": "a", "frames": 4, "digest": "0" * 64, **times}],
        "captions": [{"text": "Eight of 9", **times}],
        "numbers": [shown(draw) for _ in range(draw.choice((1, 5, 200)))],
        "equations": [{"text": draw.choice(EQUATIONS), **times} for _ in range(draw.choice((1, 3, 100)))],
        "steps": [{"start": 0.0, "index": [draw.choice((0, 1, -1, 2**62)), 0, 0], "total": 1.5}],
        "digest": "0" * 64,
        "film": {"bytes": 1, "digest": "0" * 64},
    }
    for _ in range(draw.randrange(3)):
        spoil(draw, told)
    try:
        return json.dumps(told)
    except (RecursionError, ValueError):
        return "[" * 10_000


def shown(draw: random.Random) -> dict[str, Any]:
    """A number that a ledger may tell of."""
    places = (0, 1, 3, -1, -(2**62), 2**62, draw.choice(TAGS), "", "a", "9" * 5000, "weights", "multiply_adds")
    index = draw.choices(places, k=draw.randrange(7))
    entry: dict[str, Any] = {"text": draw.choice(PRINTED), "tensor": draw.choice(TENSORS), "index": index}
    return {**entry, "value": draw.choice((3, -3, 1.5, 1e308, 2**62, 5e-324)), "start": 0.0, "end": 1.0, "box": None}


def spoil(draw: random.Random, told: dict[str, Any]) -> None:
    """Put something else somewhere into a ledger, or much of what is there."""
    holder: Any = told
    while True:
        key = draw.choice([*holder] if isinstance(holder, dict) else range(len(holder)))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or draw.random() < 0.3:
            break
        holder = inner
    many = (2, 2000, 10**5) if isinstance(inner, list) and len(str(inner)) < 500 else (2,)
    if isinstance(inner, list) and draw.random() < 0.4:
        holder[key] = inner * draw.choice(many)
        return
    large = (2**20, 2**31, 2**62, 10**30, 10**5000, 0, -1)
    holder[key] = draw.choice(
        (draw.choice(large), draw.choice(REALS), draw.choice(TEXTS), None, True, {}, [], nested(50))
    )


def verified(draw: random.Random) -> tuple[str, str, int]:
    """A ledger, what a film beside it says of it, and how many bytes of that film are left out."""
    beats: Any = draw.choice(
        ([["a", 4, "0" * 64]], [["a\x1b[31m", 2, ""]], [["a", 0, ""]] * 3000, [["a", -5, ""]], [[]], 7)
    )
    seal = {"recipe": draw.choice(({"fps": 4}, {"fps": 0}, {"fps": "a"}, [])), "beats": beats, "ledger": "0" * 64}
    if draw.random() < 0.3:
        seal["of"] = draw.choice(("a", "../../etc/passwd", "\0", "", "given", 5, "a" * 300))
    said = "" if draw.random() < 0.6 else draw.choice(("[" * 50_000, json.dumps(seal), json.dumps(seal)))
    return ledger(draw), said, 0 if draw.random() < 0.8 else draw.choice((1, 300, 10**9))


def value_for_json(draw: random.Random) -> Any:
    """A plain value."""
    return draw.choice((draw.choice(TEXTS), 1.5, True, [1], {"a": nested(50)}))


def argument(draw: random.Random) -> str:
    """A text that a system lets one type."""
    return draw.choice([one for one in TEXTS if "\0" not in one and "\ud800" not in one and len(one) < 100_000])


def flags(*records: type) -> tuple[str, ...]:
    """The options of records on the command line, but for those that run code or take nothing."""
    return tuple(one.flag for one in options_of(*records) if one.kind != "truth" and one.kind != "factory")


LAYER = flags(Layer, Values, OwnNumbers)
FLAGS = (*LAYER, *flags(Topic, Look))
FILM = ("--quality", "--out", "--name", "--crf", "--preset")
COMMANDS: dict[str, tuple[str, ...]] = {
    "render": (*FLAGS, *FILM),
    "publish": (*FLAGS, *FILM, "--only", "--max-size", "--still", "--ground", "--title", "--base-url"),
    "slides": (*FLAGS, *FILM, "--title"),
    "trace": (*LAYER, "--limit", "--cell"),
    "preview": (*FLAGS, "--quality", "--port"),
    "cost": ("--input-size",),
    "measure": ("--out", "--budget", "--threads"),
    "new": ("--from",),
}


def command(draw: random.Random) -> list[str]:
    """What is typed."""
    name = draw.choice([*COMMANDS])
    typed = [name]
    if name != "measure":
        typed.append(draw.choice((draw.choice(SCENES), argument(draw))))
    for flag in draw.sample(COMMANDS[name], min(len(COMMANDS[name]), draw.choice((1, 1, 2, 3)))):
        typed += [flag, argument(draw)]
    # Alone, so that nothing is started to help.
    return [*typed, "--jobs", "1"] if name in ("render", "publish", "slides") else typed


def words(draw: random.Random) -> dict[str, Any]:
    """Keywords of ``render``."""
    known = [option.word for option in OPTIONS if option.word != "model"]
    names = draw.sample([*known, "nothing", "x" * 5000, "values", "layer"], draw.choice((1, 1, 2, 3)))
    return {name: value(draw) for name in names}


RECORDS = ("Layer", "Look", "Topic", "Values", "Encoding", "Output", "Crop", "Naming", "quality", "Request", "Clip")
FIELDS = {"Layer": [*vars(Layer())], "Look": [*vars(Look())], "Topic": [*vars(Topic())]}
MORE = {
    "Values": ["kind", "seed", "input", "weight", "bias"],
    "Encoding": ["crf", "preset"],
    "Output": ["quality", "out", "name", "stills", "encoding", "jobs", "cache"],
}


def record(draw: random.Random) -> tuple[str, dict[str, Any]]:
    """A record's name and some of its fields."""
    name = draw.choice(RECORDS)
    fields = {**FIELDS, **MORE}.get(name, ["given"])
    return name, {field: value(draw) for field in draw.sample(fields, min(len(fields), draw.choice((1, 1, 2))))}


def case(seed: int) -> Case:
    """One input, and the door that it is given at."""
    draw = random.Random(seed)
    doors: dict[str, Callable[[random.Random], Any]] = {
        "record": record,
        "words": words,
        "command": command,
        "list": lambda draw: broken_toml(draw) if draw.random() < 0.3 else clips(draw),
        "theme": lambda draw: broken_toml(draw) if draw.random() < 0.3 else themes(draw),
        "measured": measurements,
        "verified": verified,
        "file": lambda draw: (draw.choice(("input", "weights", "mixing", "state", "picture")), *tensors(draw)),
    }
    door = draw.choice([*doors])
    return Case(door, doors[door](draw))


def cases(first: int, last: int) -> Iterator[tuple[int, Case]]:
    """All from one seed up to another."""
    for seed in range(first, last):
        yield seed, case(seed)
