"""The results as tables: for the terminal, as Markdown and as pictures.

Each group of measurements has its own function for its tables and, if any, for its panels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from tests.benchmarks.chart import Bar, Bars, Curve, Curves, Mark, Panel

Results = dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """A table: its title, its columns and its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def grids(results: Results) -> list[Grid]:
    """All tables of a run; those without rows are left out."""
    groups = (_clock, _encoder, _twin, _again, _growth, _workers, _memory, _start)
    return [grid for grid in (group(results) for group in groups) if grid.rows]


def _clock(results: Results) -> Grid:
    return Grid(
        "Against the clock: whole clips, by as many processes as cores",
        ("scene", "size", "clip s", "render s", "clip / render"),
        [
            (r["scene"], r["size"], f"{r['clip']:.1f}", f"{r['wall']:.1f}", f"{r['ratio']:.2f}")
            for r in sorted(results["clock"], key=lambda r: r["quality"])
        ],
    )


def _encoder(results: Results) -> Grid:
    return Grid(
        f"Against the encoder: the same patches encoded alone, {results['size']}, one process",
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
    )


def _again(results: Results) -> Grid:
    return Grid(
        "Re-render: whole processes, seconds",
        ("scene", "size", "cold", "unchanged", "of cold", "one beat changed", "of cold"),
        [
            (
                r["scene"],
                r["size"],
                f"{r['cold']:.1f}",
                f"{r['unchanged']:.2f}",
                f"{100 * r['unchanged'] / r['cold']:.1f} %",
                f"{r['one beat']:.1f}",
                f"{100 * r['one beat'] / r['cold']:.0f} %",
            )
            for r in results["again"]
        ],
    )


def _twin(results: Results) -> Grid:
    return Grid(
        f"Against stock Manim: the same windows of the clip, {results['size']}, milliseconds per frame",
        (
            "scene",
            "frames",
            "mobjects",
            "ours",
            "stock",
            "stock / ours",
            "whole clip, all cores",
            "drawing alone / ours",
            "difference",
        ),
        [
            (
                r["scene"],
                str(r["frames"]),
                str(r["mobjects"]),
                f"{1000 * r['ours']:.1f}",
                f"{1000 * r['stock']:.1f}",
                f"{r['ratio']:.1f}",
                f"{r['whole']:.1f}",
                f"{r['drawing_ratio']:.1f}",
                f"{r['difference']:.2f}",
            )
            for r in results["twin"]
        ],
    )


def _growth(results: Results) -> Grid:
    return Grid(
        f"Growth: one beat of depthwise, {results['size']}, milliseconds per frame",
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
    )


def _workers(results: Results) -> Grid:
    rows = results["workers"]
    return Grid(
        "Workers: all scenes in one call, in a fresh process",
        ("jobs", "size", "seconds", "times as fast as the first"),
        [(str(r["jobs"]), r["size"], f"{r['wall']:.1f}", f"{rows[0]['wall'] / r['wall']:.2f}") for r in rows],
    )


def _memory(results: Results) -> Grid:
    return Grid(
        "Memory: the most that each process held, in MB",
        ("process", "jobs", "scene", "size", "MB"),
        [
            (name, str(r["jobs"]), r["scene"], r["size"], f"{megabytes:.0f}")
            for r in results["memory"]
            for name, megabytes in [*r["peaks"].items(), ("all together", r["together"])]
        ],
    )


def _start(results: Results) -> Grid:
    start = results["start"]
    ratio = start["convanim --help"] / start["bare click --help"]
    return Grid(
        "Start: medians of fresh processes",
        ("what", "ms"),
        [(name, f"{1000 * seconds:.0f}") for name, seconds in start.items()]
        + [("convanim --help / bare click --help", f"{ratio:.2f}x")],
    )


def as_table(grid: Grid) -> Table:
    """A table for a terminal."""
    shown = Table(title=grid.title, title_justify="left")
    for place, column in enumerate(grid.columns):
        shown.add_column(column, justify="right" if place else "left")
    for row in grid.rows:
        shown.add_row(*row)
    return shown


def markdown_of(grid: Grid) -> list[str]:
    """The lines of a table with its title."""
    head = ["", f"## {grid.title}", "", _row(grid.columns), _row(["---", *["---:"] * (len(grid.columns) - 1)])]
    return head + [_row(row) for row in grid.rows]


def as_markdown(results: Results) -> str:
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
        lines += markdown_of(grid)
    lines += [
        "",
        "The twin draws the same layout with one stock mobject a face, number or line, kept between frames; its",
        "*drawing alone* leaves out our layout and keeping those mobjects up to date. *Mobjects* is the mean per drawn",
        "picture; what stood before a window of the sample is charged to neither. *Difference* is the",
        "mean difference of its pictures from ours, in levels of 255. A process's memory is its resident set, in which",
        "pages that workers share count for each; *all together* counts them once.",
    ]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def panels(results: Results) -> list[Panel]:
    """The results as bars and curves; panels without any are left out."""
    size = results["size"]
    bars = [
        Bars(
            "Seconds of clip per second of rendering",
            [
                Bar(f"{r['scene']} {r['size']}", r["ratio"], f"{r['ratio']:.2f}")
                for r in sorted(results["clock"], key=lambda r: r["quality"])
            ],
            Mark(1.0, "target: as fast as it plays, or faster"),
        ),
        Bars(
            f"A whole render's time over encoding its frames alone, {size}",
            [Bar(r["scene"], r["ratio"], f"{r['ratio']:.2f}") for r in results["encoder"]],
            Mark(1.0, "target: no slower than the encoder"),
        ),
        Bars(
            f"Milliseconds per frame of the same pictures, {size}",
            [bar for r in results["twin"] for bar in _pair(r)],
        ),
    ]
    curves = [_growth_curves(results)] if results["growth"] else []
    more = [
        Bars(
            "Seconds for all scenes in one call",
            [Bar(f"{_jobs(r)}, {r['size']}", r["wall"], f"{r['wall']:.0f}") for r in results["workers"]],
        ),
        Bars(
            "Memory of each process at its most, MB",
            [
                Bar(f"{name}, {_jobs(r)}", megabytes, f"{megabytes:.0f}", name != "all together")
                for r in results["memory"]
                for name, megabytes in [*r["peaks"].items(), ("all together", r["together"])]
            ],
        ),
        Bars(
            f"Milliseconds until help is there (until the first frame of 1080p60: {1000 * _first(results):.0f})",
            [
                Bar(name, 1000 * seconds, f"{1000 * seconds:.0f}", name.startswith("convanim"))
                for name, seconds in results["start"].items()
                if name != "first frame"
            ],
        ),
    ]
    return [*(panel for panel in bars if panel.bars), *curves, *(panel for panel in more if panel.bars)]


def _jobs(row: Results) -> str:
    return "1 job" if row["jobs"] == 1 else f"{row['jobs']} jobs"


def _first(results: Results) -> float:
    return float(results["start"]["first frame"])


def _pair(row: Results) -> list[Bar]:
    ours, stock = 1000 * row["ours"], 1000 * row["stock"]
    said = f"{stock:.1f} stock Manim, {row['ratio']:.1f} times"
    return [Bar(row["scene"], ours, f"{ours:.1f} convanim"), Bar("", stock, said, ours=False)]


def _growth_curves(results: Results) -> Curves:
    rows = results["growth"]
    return Curves(
        f"Growth: milliseconds per frame of one beat of depthwise by cells of the input, {results['size']}",
        [
            Curve("convanim", [(r["cells"], 1000 * r["ours"]) for r in rows]),
            Curve("stock Manim", [(r["cells"], 1000 * r["stock"]) for r in rows if r["stock"]], ours=False),
        ],
        "growing as the cells do",
    )
