"""The results as tables: for the terminal, as Markdown and as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from tests.benchmarks.chart import Bar, Panel


@dataclass(frozen=True)
class Grid:
    """A table: its title, its columns and its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def grids(results: dict[str, Any]) -> list[Grid]:
    """All tables of a run; those without rows are left out."""
    size = results["size"]
    start = results["start"]
    help_ratio = start["convanim --help"] / start["bare click --help"]
    found = [
        Grid(
            "Against the clock: whole clips",
            ("scene", "size", "clip s", "render s", "clip / render"),
            [
                (r["scene"], r["size"], f"{r['clip']:.1f}", f"{r['wall']:.1f}", f"{r['ratio']:.2f}")
                for r in sorted(results["clock"], key=lambda r: r["quality"])
            ],
        ),
        Grid(
            f"Against the encoder: the same frames encoded alone, {size}",
            ("scene", "frames", "of them drawn", "render s", "encode s", "render / encode"),
            [
                (
                    r["scene"],
                    str(r["frames"]),
                    str(r["drawn"]),
                    f"{r['render']:.1f}",
                    f"{r['encode']:.1f}",
                    f"{r['ratio']:.2f}",
                )
                for r in results["encoder"]
            ],
        ),
        Grid(
            f"Against stock Manim: the same windows of the clip, {size}, milliseconds per frame",
            ("scene", "frames", "mobjects", "ours", "stock", "stock / ours", "drawing alone / ours", "difference"),
            [
                (
                    r["scene"],
                    str(r["frames"]),
                    str(r["mobjects"]),
                    f"{1000 * r['ours']:.1f}",
                    f"{1000 * r['stock']:.1f}",
                    f"{r['ratio']:.1f}",
                    f"{r['drawing_ratio']:.1f}",
                    f"{r['difference']:.2f}",
                )
                for r in results["twin"]
            ],
        ),
        Grid(
            f"Growth: one beat of depthwise, {size}, milliseconds per frame",
            ("input", "cells", "ours", "stock", "stock / ours"),
            [
                (
                    r["layer"],
                    str(r["cells"]),
                    f"{1000 * r['ours']:.1f}",
                    f"{1000 * r['stock']:.1f}" if r["stock"] else "-",
                    f"{r['ratio']:.1f}" if r["ratio"] else "-",
                )
                for r in results["growth"]
            ],
        ),
        Grid(
            "Start: medians of fresh processes",
            ("what", "ms"),
            [(name, f"{1000 * seconds:.0f}") for name, seconds in start.items()]
            + [("convanim --help / bare click --help", f"{help_ratio:.2f}x")],
        ),
    ]
    return [grid for grid in found if grid.rows]


def table(results: dict[str, Any]) -> list[Table]:
    """The tables for a terminal."""
    made = []
    for grid in grids(results):
        shown = Table(title=grid.title, title_justify="left")
        for place, column in enumerate(grid.columns):
            shown.add_column(column, justify="right" if place else "left")
        for row in grid.rows:
            shown.add_row(*row)
        made.append(shown)
    return made


def as_markdown(results: dict[str, Any]) -> str:
    """The tables with how they were measured."""
    machine = results["machine"]
    lines = [
        "# Rendering, measured",
        "",
        f"{machine['cores']} cores of {machine['cpu']}, Python {machine['python']}, Manim {machine['manim']};",
        f"load at the start {machine['load_at_start']:.2f}; the whole took {results['took']:.0f} s.",
        "Ratios are of two times in this one run.",
    ]
    for grid in grids(results):
        lines += ["", f"## {grid.title}", "", _row(grid.columns), _row(["---", *["---:"] * (len(grid.columns) - 1)])]
        lines += [_row(row) for row in grid.rows]
    lines += [
        "",
        "The twin draws the same layout with one stock mobject a face, number or line, kept between frames; its",
        "*drawing alone* leaves out our layout and keeping those mobjects up to date. *Mobjects* is the mean per drawn",
        "picture; what stood before a window of the sample is not charged for being made. *Difference* is the",
        "mean difference of its pictures from ours, in levels of 255.",
    ]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def panels(results: dict[str, Any]) -> list[Panel]:
    """The tables as bars."""
    size = results["size"]
    clock = sorted(results["clock"], key=lambda r: r["quality"])
    made = [
        Panel(
            "Clip seconds per second of rendering (the line: as fast as it plays)",
            [Bar(f"{r['scene']} {r['size']}", r["ratio"], f"{r['ratio']:.2f}") for r in clock],
            mark=1.0,
        ),
        Panel(
            f"Whole render over encoding the same frames alone, {size} (the line: no slower than the encoder)",
            [Bar(r["scene"], r["ratio"], f"{r['ratio']:.2f}") for r in results["encoder"]],
            mark=1.0,
        ),
        Panel(
            f"Milliseconds per frame at {size}: ours, and stock Manim's for the same pictures",
            [bar for r in results["twin"] for bar in _pair(r["scene"], r)],
        ),
        Panel(
            f"The same of one beat of depthwise, by size of the input, {size}",
            [bar for r in results["growth"] for bar in _pair(f"{r['layer']} ({r['cells']} cells)", r)],
        ),
        Panel(
            "Milliseconds from process start",
            [
                Bar(name, 1000 * s, f"{1000 * s:.0f}", name in ("convanim --help", "first frame"))
                for name, s in results["start"].items()
            ],
        ),
    ]
    return [panel for panel in made if panel.bars]


def _pair(name: str, row: dict[str, Any]) -> list[Bar]:
    bars = [Bar(name, 1000 * row["ours"], f"{1000 * row['ours']:.1f}")]
    if row["stock"]:
        bars.append(
            Bar("stock Manim", 1000 * row["stock"], f"{1000 * row['stock']:.1f}  ({row['ratio']:.1f} times)", False)
        )
    return bars
