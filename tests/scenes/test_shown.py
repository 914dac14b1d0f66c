"""What the ribbon tells one by one stands on stage, too; what is left out there is left out here, and said to be."""

from __future__ import annotations

from typing import Any

import pytest

from convanim.draw.items import Words
from tests.scenes.playing import Played, play

MANY: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "pointwise 64": ("pointwise", {"in_channels": 64}, {}),
    "pointwise 10": ("pointwise", {"in_channels": 10, "out_channels": 2, "bias": True}, {}),
    "pointwise 64 upright": ("pointwise", {"in_channels": 64}, {"aspect": "9:16"}),
    "pointwise 30 square": ("pointwise", {"in_channels": 30, "out_channels": 3}, {"aspect": "1:1"}),
    "pointwise chosen": ("pointwise", {"in_channels": 40, "out_channels": 3}, {"show_channels": (3, 9, 17)}),
    "comparison 64": ("comparison", {"in_channels": 64}, {}),
    "comparison 64 upright": ("comparison", {"in_channels": 64, "kernel": 1}, {"aspect": "9:16"}),
    "separable 64": ("separable", {"in_channels": 64}, {}),
    "separable 13 upright": ("separable", {"in_channels": 13, "out_channels": 2, "size": 5}, {"aspect": "9:16"}),
    "split 64": ("split", {"in_channels": 64}, {}),
    "split 13 in 13": ("split", {"in_channels": 13, "kernel": 1}, {}),
    "split 63 in 3": ("split", {"in_channels": 63, "groups": 3, "bias": True}, {"aspect": "1:1"}),
    "aggregate 64": ("aggregate", {"in_channels": 64}, {}),
    "aggregate 63 in 3": ("aggregate", {"in_channels": 63, "groups": 3, "bias": True}, {}),
    "aggregate 96 in 4": ("aggregate", {"in_channels": 96, "groups": 4, "kernel": 1}, {"aspect": "9:16"}),
    "shuffle 64 in 4": ("shuffle", {"in_channels": 64, "groups": 4}, {}),
    "shuffle 63 in 3": ("shuffle", {"in_channels": 63, "groups": 3, "bias": True}, {"aspect": "1:1"}),
    "shuffle 64 in 16": ("shuffle", {"in_channels": 64, "groups": 16, "size": 4}, {"aspect": "9:16"}),
    "depthwise 64": ("depthwise", {"in_channels": 64}, {}),
    "depthwise 4-8": ("depthwise", {"in_channels": 4, "out_channels": 8}, {}),
}


def told_apart(played: Played, picture: int) -> dict[str, set[int]]:
    """Of which channels of a block the ribbon has numbers, by the block's name, in one of the pictures."""
    _, _, items = played.pictures[picture]
    names = {cast.names.input: cast for cast in played.scene.casts} | {c.names.output: c for c in played.scene.casts}
    top, found = played.scene.style.canvas.panel.top, dict[str, set[int]]()
    for item in items:
        if not isinstance(item, Words) or item.source is None or item.y < top:
            continue
        name, index = item.source.tensor, item.source.index
        if name in names:
            found.setdefault(name, set()).add(int(index[0]))
        for cast in played.scene.casts:
            if name == cast.names.partial:
                found.setdefault(cast.names.input, set()).add(int(index[1]))
            elif name == cast.names.product:
                first = cast.layer.channels_read_by(int(index[0]))[0]
                found.setdefault(cast.names.input, set()).add(first + int(index[1]))
    return found


@pytest.mark.parametrize("label", MANY)
def test_the_ribbon_tells_channels_that_stand_on_stage(label: str) -> None:
    name, options, shown = MANY[label]
    played = play(name, options, skip=True, **shown)
    compared = 0
    for picture, blocks in enumerate(played.blocks):
        for tensor, channels in told_apart(played, picture).items():
            if tensor in blocks:
                assert channels <= blocks[tensor], f"{tensor} in {played.pictures[picture][0]}"
                compared += 1
    assert compared > 3


@pytest.mark.parametrize(("channels", "filters"), [(4, 8), (1, 8), (2, 4), (3, 3), (2, 64), (64, 64)])
def test_every_filter_on_stage_runs_when_all_channels_do(channels: int, filters: int) -> None:
    options = {"in_channels": channels, "out_channels": filters, "size": 4}
    played = play("depthwise", options, beats=("all_channels_at_once",))
    output = played.scene.actor("output")
    shown = [index[0] for index in output.content.indices]
    assert len(shown) == min(filters, 8) and (output.lit == 1.0).all()
    _, _, items = played.pictures[-1]
    summed = {item.source.index[0] for item in items if isinstance(item, Words) and _is_sum(played, item)}
    assert summed == set(shown)


def _is_sum(played: Played, item: Words) -> bool:
    below = item.y > played.scene.style.canvas.panel.top
    return below and item.source is not None and item.source.tensor == "output"
