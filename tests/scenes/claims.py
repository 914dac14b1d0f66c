"""What sentences on stage claim of a layer, read word by word, and whether it is so: torch alone counts.

A claim is a regular expression with counts in it, by the names that ``counted`` has for them: ``{in_channels}`` is a
number, written as a word or in digits; ``[in_channels]`` says of how many something holds ("each", "both", "the one");
``<in_channels>`` is the s of a plural. ``now.`` before a name counts the layer that the facts tell of meanwhile.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convanim.spec import Layer
from convanim.verify.convolution import Convolution
from convanim.verify.counts import TAG, counted
from convanim.verify.printed import printed, reads_as
from convanim.verify.transposed import Transposed

COUNT = r"(?:no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d[\d\u2009]*)"
MANY = r"(?:each|every|all|both|the one|a single|one|the)"
LEAST = {"each": 2, "every": 2, "all": 3}
EXACTLY = {"both": 2, "the one": 1, "a single": 1, "one": 1, "the": 1}
TELLING = re.compile(
    r"\b(no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|each|every|all|both|single|twice|half|"
    r"double[sd]?|quadruples?|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|other|others)\b"
    r"|\d[\d\u2009]*"
)
"""Words that say how many."""
THINGS = "channel|filter|value|weight|group|pixel|cell|number|convolution|place|sum|row|column|output|product"
SEVERAL = re.compile(
    rf"(?<![×.\[\w])(?<!filter )(?P<count>{COUNT}) "
    rf"(?:(?:small|partial|output|input|other) )?(?P<one>{THINGS})(?P<s>s?)\b"
)


@dataclass(frozen=True)
class Scope:
    """What a sentence is about: the scene's layer, and the one that the facts tell of; both by their tags."""

    tag: str
    now_tag: str
    filters_shown: int | None = None
    """Of how many filters the stage shows the output, where that is of interest."""
    measured: tuple[tuple[str, float], ...] = ()
    """What a measurement counts, by name."""

    @cached_property
    def counts(self) -> Mapping[str, float]:
        """All counts by name; those of the layer of the facts begin with ``now.``"""
        now = {f"now.{name}": value for name, value in counted(self.now_tag).items()}
        own = counted(self.tag)
        return {
            **own,
            **now,
            **{f"every_{name}": value for name, value in counted(_at_every_cell(self.tag)).items()},
            **{f"bare_{name}": value for name, value in counted(_without_zeros(self.tag)).items()},
            **{f"same_{name}": value for name, value in counted(_same_as_tensorflow(self.tag)).items()},
            "unread": own["in_channels"] - own["channels_per_group"],
            **dict(self.measured),
            # Within a block, as films have it unless told otherwise.
            "wide": 2 * own["in_channels"],
            "per_pair": own["kernel_cells"] * own["out_pixels"],
            # Of a shuffle of pixels, upscaled as films have it unless told otherwise.
            "factor": 2,
            "square": 4,
            "large_channels": own["out_channels"] / 4,
            **{f"large_{name}": 2 * own[f"out_{name}"] for name in ("rows", "columns")},
        }


Check = Callable[[re.Match[str], Scope], bool]


def _a_filter_of_its_group(found: re.Match[str], scope: Scope) -> bool:
    """Whether filters are in the groups that letters say."""
    each = scope.counts["filters_per_group"]
    pairs = [(int(found[number]), ord(found[letter]) - ord("a")) for number, letter in (("o1", "g1"), ("o2", "g2"))]
    return all(filter // each == group for filter, group in pairs) and pairs[0] != pairs[1]


def _with(tag: str, **changes: int) -> str:
    """The layer with other strides or padding, by the names of a tag's parts."""
    parts = TAG.fullmatch(tag)
    assert parts is not None
    n = {name: int(number) for name, number in parts.groupdict().items() if name != "bias"} | changes
    rows = (n["h"] + n["pt"] + n["pb"] - (n["kh"] - 1) * n["dh"] - 1) // n["sh"] + 1
    columns = (n["w"] + n["pl"] + n["pr"] - (n["kw"] - 1) * n["dw"] - 1) // n["sw"] + 1
    tag = re.sub(r"(?<=x)\d+x\d+(?=, kernel)", f"{rows}x{columns}", tag)
    tag = re.sub(r"stride \d+x\d+", f"stride {n['sh']}x{n['sw']}", tag)
    return re.sub(r"padding (?:\d+,){3}\d+", f"padding {n['pt']},{n['pb']},{n['pl']},{n['pr']}", tag)


def _at_every_cell(tag: str) -> str:
    """The layer at stride 1."""
    return _with(tag, sh=1, sw=1)


def _without_zeros(tag: str) -> str:
    """The layer at stride 1 without padding; itself where its window finds no room there."""
    bare = _with(tag, sh=1, sw=1, pt=0, pb=0, pl=0, pr=0)
    return tag if re.search(r"x(?:-\d+|0)(?:x|,)", bare) else bare


def _same_as_tensorflow(tag: str) -> str:
    """The layer with TensorFlow's zeros: ceil(size / stride) cells, as few zeros as make them, an odd one behind."""
    parts = TAG.fullmatch(tag)
    assert parts is not None
    pads: dict[str, int] = {}
    for size, kernel, stride, dilation, before, after in (
        ("h", "kh", "sh", "dh", "pt", "pb"),
        ("w", "kw", "sw", "dw", "pl", "pr"),
    ):
        length, cells, step, far = (int(parts[name]) for name in (size, kernel, stride, dilation))
        total = max((math.ceil(length / step) - 1) * step + (cells - 1) * far + 1 - length, 0)
        pads |= {before: total // 2, after: total - total // 2}
    return _with(tag, **pads)


def _as_large(found: re.Match[str], scope: Scope) -> bool:
    """Whether zeros keep the input's size at stride 1."""
    counts = scope.counts
    return (counts["every_out_rows"], counts["every_out_columns"]) == (counts["rows"], counts["columns"])


def _sizes_alike(scope: Scope) -> bool:
    return all(scope.counts[f"same_{name}"] == scope.counts[name] for name in ("out_rows", "out_columns"))


def _begin_alike(scope: Scope) -> bool:
    return all(scope.counts[f"same_{name}"] == scope.counts[name] for name in ("padding_top", "padding_left"))


def _of_other_windows(found: re.Match[str], scope: Scope) -> bool:
    return _sizes_alike(scope) and not _begin_alike(scope)


def _same_cells(found: re.Match[str], scope: Scope) -> bool:
    return _sizes_alike(scope) and _begin_alike(scope)


def _two_sizes(found: re.Match[str], scope: Scope) -> bool:
    return not _sizes_alike(scope)


def _zeros_told(found: re.Match[str], scope: Scope) -> bool:
    """Whether the layer or TensorFlow's has as many zeros; alike down and across where only two are told."""
    told = tuple(int(number) for number in re.findall(r"\d+", found[0]))
    sides = [
        tuple(scope.counts[f"{of}padding_{side}"] for side in ("top", "bottom", "left", "right"))
        for of in ("", "same_")
    ]
    return (told * 2 if len(told) == 2 else told) in sides


def _more_left_out(found: re.Match[str], scope: Scope) -> bool:
    """Whether the stride leaves more cells unread."""
    return scope.counts["unread_cells"] > scope.counts["every_unread_cells"]


def _less_often(found: re.Match[str], scope: Scope) -> bool:
    """Whether all cells are read, but none as often as at stride 1."""
    return scope.counts["unread_cells"] == 0 and scope.counts["most_reads"] < scope.counts["every_most_reads"]


def _no_more_left_out(found: re.Match[str], scope: Scope) -> bool:
    return scope.counts["unread_cells"] == scope.counts["every_unread_cells"]


def _so_many_fewer(found: re.Match[str], scope: Scope) -> bool:
    """Whether a stride leaves so many times fewer multiply-adds."""
    return reads_as(found["times"], scope.counts["every_multiply_adds"] / scope.counts["multiply_adds"])


def _doubled(found: re.Match[str], scope: Scope) -> bool:
    """Whether twice the features cost four times as much, and with twice the groups twice as much."""

    def twice(tag: str, *names: str) -> str:
        for name in names:
            tag = {
                "in": re.sub(r"^(\d+)", lambda one: str(2 * int(one[0])), tag),
                "out": re.sub(r"(?<= to )(\d+)", lambda one: str(2 * int(one[0])), tag),
                "groups": re.sub(r"(?<=groups )(\d+)", lambda one: str(2 * int(one[0])), tag),
            }[name]
        return tag

    whole = re.sub(r"groups \d+", "groups 1", scope.tag)
    work = [counted(tag)["multiply_adds"] for tag in (whole, twice(whole, "in", "out"))]
    grouped = [counted(tag)["multiply_adds"] for tag in (scope.tag, twice(scope.tag, "in", "out", "groups"))]
    return work[1] == 4 * work[0] and grouped[1] == 2 * grouped[0]


def _multiplied(tag: str, channels: int = 1, filters: int = 1, groups: int | None = None) -> float:
    """Multiply-adds of a layer with so many times the channels and filters, and in so many groups (None: as it is)."""
    tag = re.sub(r"^\d+", lambda one: str(channels * int(one[0])), tag)
    tag = re.sub(r"(?<= to )\d+", lambda one: str(filters * int(one[0])), tag)
    tag = tag if groups is None else re.sub(r"(?<=groups )\d+", str(groups), tag)
    return counted(tag)["multiply_adds"]


def _doubled_channels(found: re.Match[str], scope: Scope) -> bool:
    """Whether there are as many channels as the layer has, or twice, four or eight times as many."""
    return printed(found["in_channels"])[0] in [times * scope.counts["in_channels"] for times in (1, 2, 4, 8)]


def _deeper(found: re.Match[str], scope: Scope) -> bool:
    """Whether the layer of the facts has the same filters, twice as deep, and so twice the work."""
    counts = scope.counts
    deep = counts["now.weights_per_filter"] == 2 * counts["weights_per_filter"]
    return deep and counts["now.multiply_adds"] == 2 * counts["multiply_adds"] == _multiplied(scope.tag, 2)


def _doubled_both(found: re.Match[str], scope: Scope) -> bool:
    """Whether the layer of the facts has twice the channels and filters, and four times the work."""
    counts = scope.counts
    twice = all(counts[f"now.{name}"] == 2 * counts[name] for name in ("in_channels", "out_channels"))
    return twice and counts["now.multiply_adds"] == 4 * counts["multiply_adds"]


def _half_of_four(found: re.Match[str], scope: Scope) -> bool:
    """Whether two groups halve the work of twice and four times the features, and it grows as that of one does."""
    whole = [_multiplied(scope.tag, times, times, 1) for times in (2, 4)]
    halves = [_multiplied(scope.tag, times, times, 2) for times in (2, 4)]
    return all(2 * half == full for half, full in zip(halves, whole, strict=True)) and halves[1] == 4 * halves[0]


def _of_that_width(found: re.Match[str], scope: Scope) -> bool:
    """Whether there are such groups, of the layer and of twice its features, at twice the work."""
    channels, filters, width = (*(scope.counts[name] for name in ("in_channels", "out_channels")), found["width"])
    groups, rest = divmod(int(channels), int(printed(width)[0]))
    if rest or filters % groups:
        return False
    return _multiplied(scope.tag, 2, 2, 2 * groups) == 2 * _multiplied(scope.tag, groups=groups)


def _doubled_in_groups(found: re.Match[str], scope: Scope) -> bool:
    """Whether the layer of the facts has twice the features in groups, and twice the work of half as many groups."""
    groups = int(scope.counts["now.groups"])
    assert groups % 2 == 0
    return scope.counts["now.multiply_adds"] == 2 * _multiplied(scope.tag, groups=groups // 2)


def _a_ninth(found: re.Match[str], scope: Scope) -> bool:
    """Whether a 3x3 kernel that keeps the size has nine times as many weights and multiply-adds."""
    tag = re.sub("kernel 1x1", "kernel 3x3", re.sub(r"padding 0,0,0,0", "padding 1,1,1,1", scope.tag))
    own, full = counted(scope.tag), counted(tag)
    return all(9 * own[name] == full[name] for name in ("weights", "multiply_adds"))


def _once_or_twice(found: re.Match[str], scope: Scope) -> bool:
    """Whether it is told of the layer, of the one of the facts, or of one of twice the features."""
    own, now = scope.counts, {name[4:]: value for name, value in scope.counts.items() if name.startswith("now.")}
    names = {"in": "in_channels", "out": "out_channels", "groups": "groups"}
    told = {names[group]: int(number) for group, number in found.groupdict().items()}
    return any(
        all(number == times * counts[name] for name, number in told.items())
        for times, counts in ((1, own), (2, own), (1, now))
    )


def _filters(found: re.Match[str], scope: Scope) -> bool:
    """Whether a layer has so many filters; a depthwise half has one for every channel, a block's own are wider."""
    filters, half = int(found["filters"]), " of 1×{kernel_rows:g}×{kernel_columns:g}".format(**scope.counts)
    depthwise = (scope.counts["in_channels"], scope.counts["wide"]) if found[0].endswith(half) else ()
    if found[0].endswith(" of {in_channels:g}×1×1".format(**scope.counts)) and filters == scope.counts["wide"]:
        return True
    return filters in (scope.counts["out_channels"], *depthwise)


def _is(name: str, *allowed: int) -> Check:
    return lambda found, scope: scope.counts[name] in allowed


def _each_of_several(found: re.Match[str], scope: Scope) -> bool:
    """Whether several channels have a filter each."""
    return scope.counts["in_channels"] > 1 == scope.counts["filters_per_group"]


def _least(name: str, least: int) -> Check:
    return lambda found, scope: scope.counts[name] >= least


def _fewer_apart(found: re.Match[str], scope: Scope) -> bool:
    """Whether a depthwise-separable layer needs fewer multiply-adds."""
    return scope.counts["separable_multiply_adds"] < scope.counts["multiply_adds"]


def _weights_of_a_way(found: re.Match[str], scope: Scope) -> bool:
    """Whether the layer, or one that it stands beside, has so many weights."""
    names = ("weights", "standard_weights", "separable_weights")
    ways = [scope.counts[name] for name in names]
    # A 1x1 layer stands beside a 3x3 one.
    ways += [9 * scope.counts["weights"]] if scope.counts["kernel_cells"] == 1 else []
    return printed(found["weights"])[0] in ways


def _as_often_cheaper(found: re.Match[str], scope: Scope) -> bool:
    """Whether the standard convolution costs as many times more as there are channels, several of them."""
    counts, channels = scope.counts, scope.counts["in_channels"]
    return channels > 1 and all(
        counts[f"standard_{name}"] == channels * counts[name] for name in ("weights", "multiply_adds")
    )


def _sees_all(found: re.Match[str], scope: Scope) -> bool:
    """Whether an output has seen every channel after a shuffle."""
    return scope.counts["seen_channels"] == scope.counts["in_channels"]


def _below(*names: str) -> Check:
    """Whether every number in it counts one of so many, from 0 on; of several counts the greatest."""
    return lambda found, scope: all(
        int(one) < max(scope.counts[name] for name in names) for one in re.findall(r"\d+", found[0])
    )


def _of_all(found: re.Match[str], scope: Scope) -> bool:
    """Whether so many of so many are some of all channels or filters, or of a block's wide ones."""
    shown, total = (printed(found[name])[0] for name in ("shown", "total"))
    return 1 <= shown < total and total in (scope.counts[name] for name in ("in_channels", "out_channels", "wide"))


def _hidden(found: re.Match[str], scope: Scope) -> bool:
    every = scope.counts["out_channels"]
    return every > 1 and (bool(found["shown"]) == (scope.filters_shown not in (None, every)))


def _padded(alike: int) -> Check:
    """Whether opposite sides have as much padding (2), or all four have (1)."""

    def check(found: re.Match[str], scope: Scope) -> bool:
        top, bottom, left, right = (scope.counts[f"padding_{side}"] for side in ("top", "bottom", "left", "right"))
        return (top, left) == (bottom, right) and (alike == 2 or top == left)

    return check


def _ways(scope: Scope) -> dict[str, tuple[str, ...]]:
    """The layers of each way that is compared, by their tags: all that are not the same layer."""
    parts = TAG.fullmatch(scope.tag)
    assert parts is not None
    channels, filters = int(parts["c"]), int(parts["o"])

    def tag(outputs: int, groups: int) -> str:
        made = re.sub(r"(?<= to )\d+", str(outputs), scope.tag)
        return re.sub(r"groups \d+", f"groups {groups}", made)

    groups = next((g for g in range(2, math.gcd(channels, filters) + 1) if channels % g == filters % g == 0), 0)
    in_space = tag(channels, channels)
    pixels = f"{parts['oh']}x{parts['ow']}"
    mixing = (
        f"{channels}x{pixels} to {filters}x{pixels}, kernel 1x1, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 1"
    )
    found = {
        "standard": (scope.tag,),
        "grouped": (tag(filters, groups),) if groups else (),
        "depthwise": (tag(filters if filters % channels == 0 else channels, channels),),
        "separable": (in_space, mixing),
    }
    if groups == channels:
        del found["grouped"]
    if channels == 1:
        del found["depthwise"]
    return {name: tags for name, tags in found.items() if tags}


def _work(scope: Scope) -> dict[str, float]:
    """The multiply-adds of each way that is compared."""
    return {name: sum(counted(tag)["multiply_adds"] for tag in tags) for name, tags in _ways(scope).items()}


def _more_ways(found: re.Match[str], scope: Scope) -> bool:
    return len(_ways(scope)) > 1


def _same_shapes(found: re.Match[str], scope: Scope) -> bool:
    """Whether every way makes as many channels."""
    return {counted(tags[-1])["out_channels"] for tags in _ways(scope).values()} == {scope.counts["out_channels"]}


def _few_groups(found: re.Match[str], scope: Scope) -> bool:
    """Whether the grouped way has so many groups, as few as can be."""
    ways = _ways(scope)
    return "grouped" in ways and printed(found["groups"])[0] == counted(ways["grouped"][0])["groups"]


def _depthwise_cheapest(found: re.Match[str], scope: Scope) -> bool:
    """Whether the depthwise way has fewer multiply-adds than any other, and reads one of several channels."""
    work = _work(scope)
    least = work.pop("depthwise")
    return scope.counts["in_channels"] > 1 and least < min(work.values())


def _separable_share(cheaper: bool) -> Check:
    def check(found: re.Match[str], scope: Scope) -> bool:
        share = 100 * scope.counts["separable_multiply_adds"] / scope.counts["multiply_adds"]
        return (share < 100) is cheaper and reads_as(found["percent"], share)

    return check


def _first_and_last(found: re.Match[str], scope: Scope) -> bool:
    """Whether these ways are done first and last, all that are."""
    work = _work(scope)

    def named(said: str) -> set[str]:
        return {"grouped" if one.endswith(" groups") else one for one in said.split(", ")}

    ends = {"first": min(work.values()), "last": max(work.values())}
    return all(named(found[when]) == {name for name in work if work[name] == end} for when, end in ends.items())


def _a_cell(found: re.Match[str], scope: Scope) -> bool:
    """Whether a cell of a way of one layer costs so much."""
    alone = [tags[0] for tags in _ways(scope).values() if len(tags) == 1]
    return int(found["n"]) in {counted(tag)["weights_per_filter"] for tag in alone}


def _a_cell_of_two(found: re.Match[str], scope: Scope) -> bool:
    """Whether cells of the separable way's layers cost so much."""
    first, second = _ways(scope)["separable"]
    return all(
        int(found[name]) == counted(tag)["weights_per_filter"] for name, tag in (("first", first), ("second", second))
    )


def _seen(found: re.Match[str], scope: Scope) -> bool:
    """Whether outputs of a way see so many channels of all; or of two grouped layers in a row, shuffled or not."""
    seen = {scope.counts["channels_per_group"], scope.counts["seen_channels"]}
    if scope.counts["groups"] == 1:
        seen = {counted(tags[-1])["channels_per_group"] for tags in _ways(scope).values()}
    return int(found["n"]) in seen and int(found["total"]) == scope.counts["in_channels"]


def _some_way_sees_one(found: re.Match[str], scope: Scope) -> bool:
    """Whether there is a way whose outputs see one of several channels."""
    seen = {counted(tags[-1])["channels_per_group"] for tags in _ways(scope).values()}
    return scope.counts["in_channels"] > 1 and 1 in seen


def _sees_every(found: re.Match[str], scope: Scope) -> bool:
    """Whether a way sees all of several channels; again if its first layer does not."""
    channels = scope.counts["in_channels"]
    reads = [[counted(tag)["channels_per_group"] for tag in tags] for tags in _ways(scope).values()]
    full = [own for own in reads if own[-1] == channels]
    return channels > 1 and any((own[0] < channels) is bool(found["again"]) for own in full)


def _compared_cells(found: re.Match[str], scope: Scope) -> bool:
    """Whether so many numbers are an output: the layer's own, or of its transpose, which is shown of one channel."""
    counts, cells = scope.counts, printed(found["cells"])[0]
    alone = counts["in_channels"] == counts["out_channels"] == 1
    return (cells > 2) is (found["who"] == "all") and cells in [counts["out_cells"], *[counts["in_cells"]] * alone]


def _stamps(scope: Scope) -> Transposed:
    """The way back of the layer, with ones for numbers."""
    parts = TAG.fullmatch(scope.tag)
    assert parts is not None
    n = {name: int(value) for name, value in parts.groupdict().items() if name != "bias"}
    layer = Layer(
        1,
        1,
        size=(n["h"], n["w"]),
        kernel=(n["kh"], n["kw"]),
        stride=(n["sh"], n["sw"]),
        padding=((n["pt"], n["pb"]), (n["pl"], n["pr"])),
        dilation=(n["dh"], n["dw"]),
    )
    return Transposed(Convolution(layer, np.ones(layer.input_shape), np.ones(layer.weight_shape)))


def _stamps_in_a_cell(found: re.Match[str], scope: Scope) -> bool:
    """Whether so many stamps reach some cell, one or several as the words have it."""
    number = printed(found["n"])[0]
    return number in _stamps(scope).counts and (number == 1) is found[0].endswith("reaches this cell")


def _evenly(found: re.Match[str], scope: Scope) -> bool:
    """Whether every cell, or every one away from the rim, gets so many stamps."""
    stamps, number = _stamps(scope), printed(found["n"])[0]
    counts = stamps.counts if found["rim"] is None else stamps.counts[stamps.inner]
    return bool((counts == float(number)).all()) and (number == 1) is not bool(found["s"])


def _unevenly(found: re.Match[str], scope: Scope) -> bool:
    """Whether cells, or those away from the rim, get so many stamps at least and at most, and how that looks."""
    stamps = _stamps(scope)
    inner = stamps.inner if found["rim"] else np.ones(stamps.counts.shape, bool)
    there = stamps.counts[inner.any(axis=1)][:, inner.any(axis=0)]
    down, across = (float(np.ptp(there, axis=axis).max()) for axis in (0, 1))
    looks = {None: True, "stripes": not (down and across), "a checkerboard": bool(down and across)}
    ends = [float(found["least"]), float(found["most"])]
    return [there.min(), there.max()] == ends and ends[0] < ends[1] and looks[found["looks"]]


def _next_stamp(found: re.Match[str], scope: Scope) -> bool:
    """Whether the first two stamps that leave something are so far apart, and whether they overlap."""
    stamps = _stamps(scope)
    shape = stamps.forward.output.shape
    each = []
    for place in range(math.prod(shape)):
        alone = np.zeros(shape)
        alone.reshape(-1)[place] = 1.0
        each.append(stamps.made(alone, np.ones(stamps.forward.weight.shape)) > 0)
    first, second = [place for place, one in enumerate(each) if one.any()][:2]
    across = (first // shape[2]) == (second // shape[2])
    overlap = bool((each[second] & np.any(each[:second], axis=0)).any())
    far = scope.counts["stride_columns" if across else "stride_rows"]
    return printed(found["n"])[0] == far and overlap is (found["what"] == "overlaps add up")


def _at_the_large_size(found: re.Match[str], scope: Scope) -> bool:
    """Whether a window there is as many cells as the layer's, or twice as high and as wide."""
    windows = [tuple(times * scope.counts[f"kernel_{axis}"] for axis in ("rows", "columns")) for times in (1, 2)]
    return (int(found["rows"]), int(found["columns"])) in windows


def _a_square(found: re.Match[str], scope: Scope) -> bool:
    """Whether these are the rows and columns of some place's square."""
    ends = [int(found[name]) for name in ("top", "bottom", "left", "right")]
    inside = ends[1] < scope.counts["large_rows"] and ends[3] < scope.counts["large_columns"]
    return inside and all(first % 2 == 0 and last == first + 1 for first, last in (ends[:2], ends[2:]))


def _seen_or_left(found: re.Match[str], scope: Scope) -> bool:
    """Whether outputs see so many channels, or so many of one channel's numbers may leave a trace."""
    n, total = int(found["n"]), int(found["total"])
    return _seen(found, scope) or n <= total == scope.counts["in_pixels"]


def _no_more_than_there_are(found: re.Match[str], scope: Scope) -> bool:
    """Whether so many numbers may be some of a channel's, one or several as the words have it."""
    number = printed(found["n"])[0]
    return number <= scope.counts["in_pixels"] and ("s" not in found.re.groupindex or (number == 1) is bool(found["s"]))


def _share_nothing(found: re.Match[str], scope: Scope) -> bool:
    """Whether windows share no number and leave some out, of which the words say whether there are several."""
    unread = scope.counts["unread_cells"]
    return scope.counts["most_reads"] == 1 and unread > 0 and (unread == 1) is (" is in none" in found[0])


KERNEL = "{kernel_rows}×{kernel_columns}"
STAMPS = rf"(?P<n>{COUNT}) stamp(?P<s>s?)"
CLAIMS: list[tuple[str, Check | None]] = [
    # Standard.
    (
        "{in_channels}×{rows}×{columns} in, {out_channels}×{out_rows}×{out_columns} out: {multiply_adds} "
        "multiply-add<multiply_adds>",
        None,
    ),
    (
        "one number first: a window through [in_channels](?: {in_channels})? channel<in_channels>, "
        "{weights_per_filter} product<weights_per_filter>, one sum",
        None,
    ),
    (
        "{in_channels} channel<in_channels> × {kernel_cells} product<kernel_cells> = {weights_per_filter} "
        "multiply-add<weights_per_filter> for one number",
        None,
    ),
    (
        "(?:one place is all there is: one number|the same filter at [out_pixels](?: {out_pixels})? places) fills "
        "(?P<what>the output|one channel of the output)",
        lambda found, scope: (
            (found["what"] == "the output") == (scope.counts["out_channels"] == 1)
            and found[0].startswith("one") == (scope.counts["out_pixels"] == 1)
        ),
    ),
    ("one filter, one output channel: a single pass over the input is all", _is("out_channels", 1)),
    (
        "{out_channels} filters, {out_channels} output channels: each is one more pass over the whole input",
        _least("out_channels", 2),
    ),
    (
        "[out_channels] pass: {out_pixels} place<out_pixels> × {weights_per_filter} "
        "multiply-add<weights_per_filter> = {multiply_adds_per_filter}",
        None,
    ),
    ("[out_channels] filter reads [in_channels] channels? at [out_pixels] place", None),
    ("{multiply_adds} multiply-add<multiply_adds>: this is the bill to beat", None),
    ("^window on one channel$", _is("in_channels", 1)),
    ("^window through [in_channels] channels$", None),
    ("^fill one channel$", None),
    ("^one filter, one pass$", _is("out_channels", 1)),
    ("^one pass for [out_channels] filter$", None),
    # Of inverted residual blocks.
    ("^filter each channel$", None),
    ("^what each part costs|what does each part cost", None),
    ("^expand: a 1×1 needle makes {wide} channel<wide> of {in_channels}", None),
    ("^a norm centres [wide] channel, relu6 clips it to 0…6", None),
    ("^norm and relu6 again|^relu6$", None),
    ("^depthwise: [wide] channel is filtered on its own", None),
    ("^squeeze: [wide] channel’s mean becomes one number", None),
    ("^excite: two tiny layers and a sigmoid give [wide] channel a factor", None),
    ("^[wide] channel is multiplied by its factor", None),
    ("^project: a 1×1 needle through [wide](?: {wide})? channel<wide> makes {out_channels}", None),
    (
        "no shortcut: it takes an output shaped as the input, and no stride",
        lambda found, scope: (
            (scope.counts["stride_rows"], scope.counts["stride_columns"]) != (1, 1)
            or scope.counts["in_channels"] != scope.counts["out_channels"]
        ),
    ),
    ("^this block / with a standard one", None),
    ("^this block: " + KERNEL + " filters on {rows}×{columns}, {wide} channel<wide> wide", None),
    # The paper's (arXiv:1905.11946), table 1.
    ("^a block of efficientnet-b0: 5×5 filters on 28×28, 240 channels wide|in efficientnet-b0, at", None),
    ("^kernel " + KERNEL + "$", None),
    # Of groups.
    ("one block, no groups yet", _is("now.groups", 1)),
    ("^one block$|^one channel slowly$|^follow one cell back$", None),
    ("window on [groups] group$", None),
    ("into {groups} groups of {channels_per_group}(?: channel)?", None),
    ("for the other channel<unread> fall", None),
    ("[groups] groups work at once, and each fills its own output channel<filters_per_group>", None),
    ("{standard_weights} weights. are all of them needed", None),
    ("[out_channels] filter reads only its own group: {groups} times less work", None),
    ("{groups} outputs. how do they become one", None),
    ("{groups} times less work, but [out_channels] output has seen only its own group", None),
    ("^{groups} × {filters_per_group}×{out_rows}×{out_columns}", None),
    ("each channel on its own colour scale", None),
    ("[groups] groups work at once", None),
    (
        r"filter (?P<o1>\d+) reads only (?P<g1>\w), filter (?P<o2>\d+) only (?P<g2>\w)",
        _a_filter_of_its_group,
    ),
    ("[out_channels] filter moves to its group", None),
    ("without groups, twice the features are four times the work", _doubled),
    (
        r"of {in_channels} channels, output (?P<o>\d+) has seen only {channels_per_group}",
        lambda found, scope: int(found["o"]) < scope.counts["out_channels"],
    ),
    ("is one grouped convolution", _least("groups", 2)),
    ("outputs of [groups](?: {groups})? groups", None),
    (
        r"{in_channels} channels, and filter (?P<o>\d+) has weights for {channels_per_group} of them",
        lambda found, scope: int(found["o"]) < scope.counts["out_channels"],
    ),
    ("{channels_per_group} partial sums in each group, one from [channels_per_group] channel it owns", None),
    ("one channel in each group: its sum", _is("channels_per_group", 1)),
    ("at one place: one partial sum from [now.in_channels] channel", None),
    ("one square: one filter reads one channel", None),
    ("one output, channel after channel", None),
    ("one call", None),
    ("no groups", None),
    ("one group", _is("now.groups", 1)),
    (
        "{in_channels} channel<in_channels> × {kernel_cells} weight<kernel_cells> = {standard_weights_per_filter} "
        "weight<standard_weights_per_filter> in [out_channels] filter",
        None,
    ),
    ("{kernel_cells} weight<kernel_cells> × {out_pixels} place<out_pixels> = {per_pair} multiply-add<per_pair>", None),
    (r"^(?P<in>\d+) channels?, (?P<out>\d+) filters?$", _once_or_twice),
    ("^{groups} × {filters_per_group} of {channels_per_group}×" + KERNEL, None),
    (r"{now.groups} groups of {now.channels_per_group}×\d+×\d+", None),
    # Of a shuffle of pixels.
    ("^one pixel$", None),
    ("how do {out_channels} small maps become one large one", _is("large_channels", 1)),
    ("how do {out_channels} small maps become a few large ones", _least("large_channels", 2)),
    ("{out_channels} filters have made them, {out_rows}×{out_columns} each", None),
    ("{square} numbers of one place fill a square", None),
    ("the large map fills: a mosaic of all small ones", _is("large_channels", 1)),
    ("each further {square} small maps make another one", _least("large_channels", 2)),
    ("numbers move, none is changed: no weights, no multiply-adds", None),
    ("the same window sees {square} times less|over the same area takes {square} times as much", None),
    ("^small size, " + KERNEL + "$", None),
    (r"^large size, (?P<rows>\d+)×(?P<columns>\d+)$", _at_the_large_size),
    ("^upscale factor {factor}$", None),
    (
        r"^row (?P<y>\d+), column (?P<x>\d+) of all$",
        lambda found, scope: (
            int(found["y"]) < scope.counts["out_rows"] and int(found["x"]) < scope.counts["out_columns"]
        ),
    ),
    (r"^rows (?P<top>\d+)–(?P<bottom>\d+), columns (?P<left>\d+)–(?P<right>\d+)$", _a_square),
    # Of a shuffle between two grouped layers.
    ("two grouped layers: does channel {first_channel} ever meet channel {last_channel}", _least("groups", 2)),
    ("^two grouped layers$|^follow one cell back$|^follow again$|^same price$", None),
    ("[groups] group fills its own channels", None),
    ("[groups] group weighs its own channels again", None),
    (
        r"output (?P<o>\d+) has (?:still )?seen only {channels_per_group} of {in_channels} channels",
        lambda found, scope: int(found["o"]) < scope.counts["out_channels"],
    ),
    ("between both layers are dealt like cards", _least("filters_per_group", 2)),
    ("dealt like cards, a single channel a group comes back", _is("filters_per_group", 1)),
    (r"output \d+ has seen {seen_channels} of {in_channels} channels", None),
    ("grouped (?:1×1|" + KERNEL + ")(?: layer)?", None),
    (r"output \d+ has seen [in_channels](?: {in_channels})? channels", _sees_all),
    ("the same price, and [groups](?: {groups})? groups meet", _sees_all),
    (
        "the same price, and [out_channels] output sees {seen_channels} channels, not only {channels_per_group}",
        lambda found, scope: scope.counts["seen_channels"] < scope.counts["in_channels"],
    ),
    ("single channels only meet in a pointwise layer without groups", _is("filters_per_group", 1)),
    (r"^(?P<n>\d+) of (?P<total>\d+) channel<in_channels> seen$", _seen),
    (r"^(?P<n>\d+) of (?P<total>\d+)$", _seen_or_left),
    ("^both layers(?: / standard)?$", None),
    ("both without groups", None),
    ("reshape to {groups}×{filters_per_group}, transpose, flatten", None),
    ("of both layers", None),
    # What a layer does besides.
    ("padding: {padding_top} ring<padding_top> of zeros all round", _padded(1)),
    ("padding: (?:a row|{padding_top} rows) of zeros above the input and below it", _padded(2)),
    ("padding: (?:a column|{padding_left} columns) of zeros on the left and on the right", _padded(2)),
    (
        "padding: (?:a row|{padding_top} rows) of zeros above and below, (?:a column|{padding_left} columns) on the "
        "left",
        _padded(2),
    ),
    (
        "padding, in cells of zeros: {padding_top} above, {padding_bottom} below, {padding_left} on the left, "
        "{padding_right} on the right",
        None,
    ),
    ("stride {stride_rows}: from place to place the window hops {stride_columns} cells", None),
    (
        "stride {stride_rows}×{stride_columns}: the window hops {stride_rows} rows down and {stride_columns} columns "
        "across",
        None,
    ),
    ("stride {stride_rows}×{stride_columns}: going down, the window hops {stride_rows} rows", None),
    ("stride {stride_rows}×{stride_columns}: going across, the window hops {stride_columns} columns", None),
    (
        "dilation {dilation_rows}×{dilation_columns}: with gaps between its cells, the window reaches over "
        "{reach_rows}×{reach_columns}",
        None,
    ),
    ("a bias is added to every sum", lambda found, scope: "bias" in scope.tag),
    # Of twice the features.
    ("twice the features: how much more work", None),
    (r"^(?:this layer / |the work for )?twice the features$", None),
    ("one filter reads one channel, at {out_pixels} place<out_pixels>: one square", None),
    ("a whole filter: a row of {in_channels} squares?", None),
    ("^{out_channels} filter<out_channels>: {out_channels} row<out_channels>", None),
    ("^{now.out_channels} filter<now.out_channels>$", None),
    (r"^(?P<in_channels>\d[\d\u2009]*) channels?$", _doubled_channels),
    ("^multiply-adds? each$", None),
    ("^twice the channels: [out_channels] filter is twice as deep", _deeper),
    ("^twice the filters as well: four times the work", _doubled_both),
    ("^one square$", None),
    ("^twice (?:the features|again)$", None),
    ("^two groups: half the work, the same growth", _half_of_four),
    (r"^2 groups$", None),
    (r"^groups of (?P<width>\w+) channels?(?=$|: more and more of them, none wider)", _of_that_width),
    ("^groups of fixed width: twice the features, twice the work", _doubled_in_groups),
    # Depthwise.
    ("^{now.groups} group<now.groups>(?=:)", None),
    (r"^(?P<groups>\d+) groups$", _once_or_twice),
    ("[now.out_channels] filter is {now.channels_per_group} deep", None),
    ("[now.out_channels] filter keeps", _least("now.groups", 2)),
    ("reads [now.channels_per_group] channel(s?)", None),
    ("^{in_channels} channel(?=:)", _is("in_channels", 1)),
    ("its {out_channels} filter is {channels_per_group} deep", None),
    ("{standard_weights} weight<standard_weights>: how few would do", None),
    ("[in_channels] channel meets its own {filters_per_group} filters of " + KERNEL, _least("filters_per_group", 2)),
    ("[in_channels] channel meets its own " + KERNEL + " filter", _is("filters_per_group", 1)),
    ("[in_channels] channel meets its {filters_per_group} filter: {out_channels} small convolution", None),
    ("{out_channels} small convolutions of [in_channels] channel", None),
    ("{out_channels} small convolutions, {filters_per_group} each", _least("in_channels", 2)),
    ("{out_channels} small convolution<out_channels>", None),
    ("[in_channels] channels at once", None),
    ("[out_channels] filters at once", None),
    (
        "[out_channels] output channel knows (?P<which>the one|one) input channel",
        lambda found, scope: (
            scope.counts["channels_per_group"] == 1
            and (found["which"] == "the one") == (scope.counts["in_channels"] == 1)
        ),
    ),
    (r"^(?P<weights>[\d\u2009]+) weights?$", _weights_of_a_way),
    ("with {in_channels} channel, depthwise is the standard convolution", _is("in_channels", 1)),
    ("never mixing channels makes it {in_channels} times cheaper", _as_often_cheaper),
    ("each with its own filter", _each_of_several),
    (
        "^with its own filter",
        lambda found, scope: scope.counts["in_channels"] == scope.counts["filters_per_group"] == 1,
    ),
    ("each with its own {filters_per_group} filters and {filters_per_group} outputs", _least("in_channels", 2)),
    ("^with its own {filters_per_group} filters and {filters_per_group} outputs", _is("in_channels", 1)),
    ("[in_channels] channel has {filters_per_group} filters of its own", None),
    ("same place in every output(?P<shown> shown)?", _hidden),
    # A product's factors, each below its number.
    ("^channel<now.channels_per_group> each$", None),
    ("one partial sum from [kernel_rows] row of the window", None),
    ("the one row of the window", _is("kernel_rows", 1)),
    # Pointwise.
    ("^this layer / a 3×3$", None),
    (
        "a 1×1 needle goes through [in_channels] channel<in_channels> at one pixel: {in_channels} value<in_channels>, "
        "{in_channels} weight<in_channels>, one sum",
        _is("kernel_cells", 1),
    ),
    ("a single pixel, so one step fills", _is("out_pixels", 1)),
    ("at every pixel the same(?: {in_channels})? weight<in_channels>", _least("out_pixels", 2)),
    ("[out_channels] filter is a(?: new)? mix of the(?: same)? {in_channels} values", _least("in_channels", 2)),
    ("[out_channels] filter scales the (?:one|same) value", _is("in_channels", 1)),
    ("one channel has nothing to mix with", _is("in_channels", 1)),
    ("a 1×1 filter is one cell of a 3×3 filter: one ninth of the weights, one ninth of the work", _a_ninth),
    ("one ninth of a 3×3", _a_ninth),
    ("this layer / a 3×3", _is("kernel_cells", 1)),
    ("one pixel, {in_channels} channel<in_channels>: what can a 1×1 filter see", _is("kernel_cells", 1)),
    # Separable.
    ("[in_channels] channel is filtered on its own", None),
    ("[out_channels] filter scales [in_channels] channel", _is("in_channels", 1)),
    ("[out_channels] filter mixes [in_channels](?: {in_channels})? channels", _least("in_channels", 2)),
    (
        "(?:its|the same) " + KERNEL + " window of [in_channels](?: {in_channels})? channel<in_channels>",
        None,
    ),
    ("{multiply_adds} multiply-add<multiply_adds>. would {separable_multiply_adds} do", _fewer_apart),
    ("{multiply_adds} multiply-add<multiply_adds>. do two small layers save anything here", None),
    ("traced back, one cell", None),
    ("the same " + KERNEL + " window, the same output shape", None),
    (r"(?<=×\d, then )(?P<filters>\d+)$", lambda found, scope: int(found["filters"]) == scope.counts["out_channels"]),
    ("towards {kernel_cells}(?:, the size of the " + KERNEL + " window)?", None),
    ("a 1×1 window leaves nothing to save", _is("kernel_cells", 1)),
    ("for [out_channels] filter<out_channels>, then", None),
    ("^[out_channels] filter mixes", _least("in_channels", 2)),
    ("^[out_channels] filter scales", _is("in_channels", 1)),
    ("[out_channels] filter weighs the whole window", None),
    ("for one pixel of the output", None),
    ("{in_channels} channel<in_channels> in, more and more filters", None),
    ("^{out_channels} filters?$", None),
    ("equal those of torch’s two conv2d calls|equals that of torch’s two conv2d calls", None),
    # Compared.
    ("same input, same output shape: who is done first", _same_shapes),
    ("{weights_per_filter} multiply-add<weights_per_filter> for a cell of the standard output", _is("groups", 1)),
    (rf"^(?P<groups>{COUNT}) groups$", _few_groups),
    ("^every lane does as many multiply-adds a second", _more_ways),
    ("depthwise is cheapest, but each output sees a single channel", _depthwise_cheapest),
    ("depthwise: each output sees a single channel", _least("in_channels", 2)),
    ("there is a single channel to be seen", _is("in_channels", 1)),
    (
        r"separable sees [in_channels](?: {in_channels})? channel<in_channels>, for ≈?\s?(?P<percent>[\d.]+)\s% of",
        _separable_share(cheaper=True),
    ),
    (
        r"separable sees [in_channels](?: {in_channels})? channel<in_channels>, too, but for "
        r"≈?\s?(?P<percent>[\d.]+)\s% of",
        _separable_share(cheaper=False),
    ),
    (r"done first: (?P<first>[^.]+)\. done last: (?P<last>[^.]+)", _first_and_last),
    ("all outputs (?:equal|agree)", _more_ways),
    (r"^(?P<n>\d+) a cell$", _a_cell),
    (r"^(?P<first>\d+), then (?P<second>\d+) a cell$", _a_cell_of_two),
    (r"^sees (?P<n>\d+) of (?P<total>\d+) channels?$", _seen),
    # Back from an output.
    ("^{kernel_cells} cells become one\\. how does it go back", _least("kernel_cells", 2)),
    ("^there: a window of {kernel_cells} cells makes one of the output", _least("kernel_cells", 2)),
    ("^back: one number times {kernel_cells} weights is one stamp of {kernel_cells} cells", None),
    (
        rf"^the next stamp lands (?P<n>{COUNT}) cells? further on: (?P<what>overlaps add up|these two do not overlap)",
        _next_stamp,
    ),
    (rf"^(?P<n>{COUNT}) stamps? reach(?:es)? this cell", _stamps_in_a_cell),
    (rf"^(?P<rim>away from the rim, )?every cell gets {STAMPS}: evenly", _evenly),
    (
        r"^(?:(?P<rim>even away from the rim), )?cells get (?P<least>\d+) to (?P<most>\d+) stamps"
        r"(?:: this shows as (?P<looks>a checkerboard|stripes))?",
        _unevenly,
    ),
    (
        "^even away from the rim, there are cells that no stamp reaches",
        lambda found, scope: _stamps(scope).counts[_stamps(scope).inner].min() == 0,
    ),
    ("^the old size comes back, the old numbers do not: a transpose is no inverse", None),
    ("the bias is in every cell from the start", lambda found, scope: scope.tag.endswith("bias")),
    ("^cells × stamps in each = products$|^stamps in each$|^one number$|^one of many$|^read one cell$", None),
    (
        r"^(?P<shown>\d+) of (?P<total>\d+) products$",
        lambda found, scope: int(found["shown"]) < int(found["total"]) == scope.counts["kernel_cells"],
    ),
    # Put side by side.
    ("^one input\\. which way would you take", None),
    ("^what each way costs, and what it keeps", _more_ways),
    ("^sees the one channel$", _is("in_channels", 1)),
    ("^sees one channel$", _some_way_sees_one),
    ("^sees every channel(?P<again> again)?$", _sees_every),
    ("every channel seen", _least("in_channels", 2)),
    # Dilation.
    ("^{kernel_cells} weights side by side", None),
    ("{kernel_cells} weights: how far", None),
    ("[out_cells] output cell sees {now.reach_rows}×{now.reach_columns} cells", None),
    ("^{now.reach_rows}×{now.reach_columns}$", None),
    (
        "^dilation {now.dilation_rows}×{now.dilation_columns}: the same {kernel_cells} weights now reach over "
        "{now.reach_rows}×{now.reach_columns} cells",
        None,
    ),
    ("the weights stay {kernel_cells},", None),
    # Of padding.
    ("^one window at most reads a cell", _is("bare_most_reads", 1)),
    ("^a corner is read by one window, other cells by up to {bare_most_reads}", _is("bare_corner_reads", 1)),
    ("^now the output is as large as the input: {every_out_rows}×{every_out_columns}", _as_large),
    ("^the output grows from {bare_out_rows}×{bare_out_columns} to {every_out_rows}×{every_out_columns}", None),
    ("^without zeros the window stays inside: {rows}×{columns} becomes {bare_out_rows}×{bare_out_columns}", None),
    ("^with the zeros, the corner is read (?:still )?by {every_corner_reads} window<every_corner_reads>", None),
    ("^tensorflow’s same makes {same_out_rows}×{same_out_columns} numbers, pytorch’s padding", _two_sizes),
    ("(?<=pytorch’s padding) {out_rows}×{out_columns}", None),
    ("^tensorflow’s same and pytorch’s padding: as many numbers, but of other windows", _of_other_windows),
    ("^tensorflow’s same and pytorch’s padding: here both windows stand on the same cells", _same_cells),
    ("^with a stride, pytorch has no “same”", lambda found, scope: "stride 1x1" not in scope.tag),
    (r"^zeros: \d+ before, \d+ after|^zeros: rows \d+ \+ \d+, columns \d+ \+ \d+", _zeros_told),
    ("^add a rim of zeros$|one number of either output|^same in two frameworks$", None),
    # Of pooling.
    ("^one window$|^every channel by itself$|^one channel in, one channel out", None),
    ("^all 1/{kernel_cells}$", None),
    (rf"^(?P<n>{COUNT}) of {{in_pixels}}$", _no_more_than_there_are),
    (rf"^max pooling: (?P<n>{COUNT}) of {{in_pixels}} numbers leave(?P<s>s?) no trace", _no_more_than_there_are),
    (
        "^the windows overlap: up to {most_reads} of them hold the same number",
        lambda found, scope: scope.counts["most_reads"] > 1,
    ),
    ("^the windows share nothing, and {unread_cells} numbers? (?:is|are) in none", _share_nothing),
    (
        "^side by side, the windows share nothing",
        lambda found, scope: scope.counts["most_reads"] == 1 and not scope.counts["unread_cells"],
    ),
    ("^in the means, every number has its share", lambda found, scope: not scope.counts["unread_cells"]),
    ("^in the means, every number in a window has its share", lambda found, scope: scope.counts["unread_cells"] > 0),
    ("^both are torch’s, number for number", None),
    ("^for an output of {out_channels}×{out_rows}×{out_columns}$", None),
    ("^channels never mix: {in_channels} in, {out_channels} out", _least("in_channels", 2)),
    # Of strides.
    ("must the window stop at every cell|^stop at every cell$|^this layer / at every cell", None),
    ("cells that no window reads", None),
    (
        "^it stops at every cell: {every_out_rows}×{every_out_columns} places, {every_multiply_adds} multiply-adds",
        None,
    ),
    ("^{out_pixels} of the {every_out_pixels} numbers stay: the others are never", _least("every_out_pixels", 4)),
    ("^{unread_cells} cell<unread_cells> of the input (?:is|are) now read by no window", _more_left_out),
    (
        "^every cell of the input is still read, but by {most_reads} window<most_reads> at most, not by "
        "{every_most_reads}",
        _less_often,
    ),
    ("leaves no further cell of the input unread", _no_more_left_out),
    (
        r"^(?P<times>(?:≈\s)?[\d.]+)× fewer multiply-adds, for {out_rows}×{out_columns} numbers in place of "
        "{every_out_rows}×{every_out_columns}",
        _so_many_fewer,
    ),
    (r"^(?P<times>(?:≈\s)?[\d.]+)× fewer$", _so_many_fewer),
    ("^stride 1×1, {every_multiply_adds} multiply-adds", None),
    ("^stride {stride_rows}×{stride_columns}, {multiply_adds} multiply-adds", None),
    # What a layer does besides.
    ("padding: {padding_top} rings? of zeros all round the input", None),
    ("padding: {padding_top} rows of zeros above", None),
    ("{padding_left} columns(?: of zeros)? on the left and on the right", None),
    (
        "{padding_top} above, {padding_bottom} below, {padding_left} on the left, {padding_right} on the right",
        None,
    ),
    ("stride {stride_rows}(?:×{stride_columns})?:", None),
    ("the window hops {stride_rows} (?:cells|rows)", None),
    ("(?:window hops|down and) {stride_columns} columns", None),
    (
        "dilation {dilation_rows}×{dilation_columns}: with gaps between its cells, the window reaches over "
        "{reach_rows}×{reach_columns}",
        None,
    ),
    ("every sum", None),
    # Of a measurement; what is faster and slower, its own tests tell.
    (r"{work} times fewer multiply-adds. {work}\stimes\sfaster", None),
    (r"^measured: (?:only )?[\d.,·⁰-⁹⁻]+ times faster", None),
    ("on all {shapes} shapes, depthwise saves clearly less", _least("shapes", 2)),
    ("on {short} of {shapes} shapes, depthwise saves clearly less", _least("shapes", 2)),
    ("on none of the {shapes} shapes does depthwise save clearly less", _is("short", 0)),
    ("on {slower} of {shapes} shapes, depthwise is clearly slower", _least("slower", 1)),
    ("on none of the {shapes} shapes is depthwise clearly slower", _is("slower", 0)),
    ("{moved} bytes for {adds} multiply-adds, or for {mixed}", None),
    ("^two limits", None),
    ("none of the {points} points lies clearly below", _is("below", 0)),
    ("all {points} points lie clearly below", lambda found, scope: scope.counts["below"] == scope.counts["points"]),
    ("{below} of {points} points lies? clearly below", _least("below", 1)),
    # What labels and proofs say.
    (
        "each channel on its own colour scale",
        lambda found, scope: max(scope.counts["in_channels"], scope.counts["out_channels"]) > 1,
    ),
    (r"(?P<who>the|all) (?P<cells>[\d\u2009]+) numbers? of (?:the|each) output", _compared_cells),
    (r"(?P<shown>\d+) of (?P<total>\d+)(?: channels?| outputs?)?(?: shown)?(?=,|$)", _of_all),
    (r"(?P<filters>\d+) of \d+×\d+×\d+", _filters),
    (r"filter (\d+)", _below("out_channels")),
    (r"output (\d+)", _below("out_channels")),
    (
        r"channel (\d+)",
        lambda found, scope: int(found[1]) < max(scope.counts["in_channels"], scope.counts["out_channels"]),
    ),
    (r"channels \d+(?:–| to )\d+", _below("in_channels", "out_channels")),
    (r"filters \d+–\d+", _below("out_channels")),
    ("^{in_channels} channel<in_channels>$", None),
    ("the other two", _least("in_channels", 3)),
    ("all other", _least("in_channels", 4)),
]
"""What may be said, the longest first; with what has to hold besides."""
LABELS = re.compile(
    r"^(?:groups|stride|padding|dilation|reach|in|out|rows?|columns?|of) [\d×–, a-z]*\d[\d×–, a-z]*$"
    r"|^(?:[\d.,\u2009]+×)+[\d\u2009]+(?:, \d+ (?:channels )?shown)?|, \d+ (?:of each )?shown$"
    r"|^\d+ × (?:\d+×)+\d+(?=,)"
    r"|≈?\s?\d+(?:\.\d+)?[\s\u2009]times (?:fewer|the standard)"
    r"|(?:one|1/)\s?\w+ (?:of )?the standard|^half the standard"
    r"|^torch\.nn.*|^[a-z_]+(?:=|\)\[).*|torch’s.*|^computed in .*"
)
"""Numbers with their names, not sentences: the audit trail tells whose they are, and so whether they are true."""


def claims_in(text: str, scope: Scope) -> Iterator[str]:
    """What is wrong with a text, in words: false claims, wrong plurals, and how-manies that no claim accounts for.

    >>> layer = "2x6x6 to 4x4x4, kernel 3x3, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 2"
    >>> list(claims_in("Each channel meets its own two filters of 3×3.", Scope(layer, layer)))
    []
    >>> list(claims_in("All channels at once: two small convolutions.", Scope(layer, layer)))
    ["'two' is said for 4 out_channels", "'all' is said of 2 in_channels"]
    """
    said = text.lower()
    taken = [False] * len(said)
    for pattern, check in CLAIMS:
        for found in _compiled(pattern).finditer(said):
            if any(taken[found.start() : found.end()]):
                continue
            taken[found.start() : found.end()] = [True] * (found.end() - found.start())
            yield from _wrong(found, scope)
            if check is not None and not check(found, scope):
                yield f"{found[0]!r} is not so"
    for found in LABELS.finditer(said):
        taken[found.start() : found.end()] = [True] * (found.end() - found.start())
    for found in TELLING.finditer(said):
        if not taken[found.start()]:
            yield f"nobody checks {found[0]!r}"
    for found in SEVERAL.finditer(said):
        if (printed(found["count"])[0] == 1) is bool(found["s"]):
            yield f"{found[0]!r} is no English"


def _compiled(pattern: str) -> re.Pattern[str]:
    taken = 0

    def group(found: re.Match[str]) -> str:
        nonlocal taken
        kind = {"{": "n", "[": "q", "<": "s"}[found["open"]]
        taken += 1
        name = f"{kind}{taken}__{found['name'].replace('.', '__')}"
        return f"(?P<{name}>{ {'n': COUNT, 'q': MANY, 's': 's?'}[kind] })"

    if pattern not in _known:
        named = re.sub(r"(?P<open>[{\[]|(?<!\?P)<)(?P<name>(?:now\.)?[a-z]+(?:_[a-z]+)*)[}\]>]", group, pattern)
        _known[pattern] = re.compile(r"(?<![\w×.])" + named.removeprefix("^") if pattern[0] != "^" else named)
    return _known[pattern]


_known: dict[str, re.Pattern[str]] = {}


def _wrong(found: re.Match[str], scope: Scope) -> Iterator[str]:
    for group, said in found.groupdict().items():
        kind, _, rest = group.partition("__")
        if said is None or not rest:
            continue
        name = rest.replace("now__", "now.")
        count = scope.counts[name]
        if kind[0] == "n" and printed(said)[0] != count:
            yield f"{said!r} is said for {count:g} {name}"
        elif kind[0] == "q" and not (count >= LEAST[said] if said in LEAST else count == EXACTLY[said]):
            yield f"{said!r} is said of {count:g} {name}"
        elif kind[0] == "s" and bool(said) is (count == 1):
            yield f"{found[0]!r} is said of {count:g} {name}"
