"""The picture of a block, in parts that stay as they are while nothing in them changes.

Each part (a slab's glass, its top faces, its right faces, a row of its fronts, a number)
is drawn anew only when what it follows from has changed. Otherwise the very same items
come back, so that a caller can tell by identity what has changed on screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import is_
from typing import Any

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Faces, Item, Picture, Segments, Words
from convanim.draw.typeface import CAP_HEIGHT
from convanim.mobjects.shading import DIMMED, Numbers, Objects, Shading
from convanim.mobjects.voxels import Bools, Ints, covered, grid_spots, sheet_spots
from convanim.theme.color import Floats, inks_on, mix, shares_of_ink, srgb
from convanim.theme.ramp import Rgb

FIRST, LOUD = 0.1, 0.75
"""How lit a cell is from which on its number shows, and from which on it does so as strongly as ever."""
QUIET = 2.0
"""Contrast of a dimmed cell's number with the cell, or what comes next to it: not what matters, and yet to be read."""
STEPS = 8
"""In so many steps the number of a dimmed cell gives way to what is lit up beside it."""

Cells = tuple[Ints, ...]
"""Slabs, rows and columns of some cells, slab by slab and row by row."""


@dataclass(frozen=True, eq=False)
class CellColors:
    """The colours of cells (slabs, rows, columns, 3), of the edges of glass (slabs, 3) and of glass itself."""

    cells: Floats
    off: Floats
    glass: Rgb

    @classmethod
    def of(cls, look: Shading, before: CellColors | None, new: Bools) -> CellColors:
        """Only ``new`` slabs are mixed, the others taken from the palette before."""
        if before is not None and not new.any():
            return before
        cells = np.empty((*look.shares.shape, 3)) if before is None else before.cells.copy()
        off = np.empty((len(look.low), 3)) if before is None else before.off.copy()
        which = np.flatnonzero(new)
        cells[which] = look.hush(srgb(look.lab((which,))), which)
        for i in which.tolist():
            off[i] = look.theme.off(look.ramp(i))
        return cls(cells, off, look.theme.glass)

    @cached_property
    def quiet(self) -> Floats:
        """The opacity (slabs, rows, columns) of the numbers of dimmed cells, as they are seen on the glass behind."""
        grounds = np.array(self.glass) + DIMMED * (self.cells - np.array(self.glass))
        inks = np.array(inks_on(self.cells.reshape(-1, 3))).reshape(grounds.shape)
        return shares_of_ink(inks, grounds, QUIET)


@dataclass(frozen=True, eq=False)
class DrawnItems:
    """Items by place, and the opacities that they were drawn with."""

    items: Objects
    strengths: Floats


@dataclass(frozen=True, eq=False)
class Lettering:
    """The numbers, and which of them were asked whether a slab in front touches them."""

    part: DrawnItems
    rank: Ints
    asked: Bools
    free: Bools


@dataclass(frozen=True, eq=False)
class Drawing:
    """A block as it was drawn last."""

    look: Shading
    palette: CellColors
    glass: DrawnItems
    faces: DrawnItems
    lettering: Lettering | None
    items: list[Item]

    def __deepcopy__(self, memo: dict[int, Any]) -> None:
        """Copies of a block start afresh."""


@dataclass(frozen=True, eq=False)
class Change:
    """From one look to the next: which slabs have moved, and which have other colours."""

    look: Shading
    before: Drawing | None
    moved: Bools
    recolored: Bools

    @classmethod
    def of(cls, look: Shading, before: Drawing | None) -> Change:
        if before is None or before.look.theme is not look.theme or before.look.lit.shape != look.lit.shape:
            everything = np.ones(len(look.lit), dtype=bool)
            return cls(look, None, everything, everything)
        then = before.look
        ramps = (look.low != then.low) | (look.high != then.high)
        cells = (look.shares != then.shares) | (look.hushed != then.hushed)
        recolored = cells.any(axis=(1, 2)) | ramps.reshape(len(ramps), -1).any(axis=1)
        return cls(look, before, (look.corners != then.corners).any(axis=(1, 2)), recolored)

    @cached_property
    def redrawn(self) -> Bools:
        """Which slabs change as a whole."""
        return self.moved | self.recolored


def drawn(look: Shading, before: Drawing | None = None) -> Drawing:
    """The block as it looks now; what has not changed is taken from ``before``."""
    if before is not None and look.like(before.look):
        return before
    change = Change.of(look, before)
    before = change.before
    palette = CellColors.of(look, before.palette if before else None, change.recolored)
    glass, faces = _glass(change, palette), _faces(change, palette)
    lettering = _letter(change, look.numbers, palette) if look.numbers is not None else None
    items: list[Item] = [item for pair in glass.items[look.order].tolist() if pair is not None for item in pair]
    items += [item for row in faces.items[look.order].tolist() for item in row if item is not None]
    if lettering is not None:
        numbers, strengths = lettering.part.items[look.order], lettering.part.strengths[look.order]
        items += numbers[strengths > 0].tolist()
    if before is not None and len(items) == len(before.items) and all(map(is_, items, before.items)):
        items = before.items
    return Drawing(look, palette, glass, faces, lettering, items)


def _resumed(before: DrawnItems | None, strengths: Floats, stale: Bools) -> DrawnItems:
    """A part with the items before, but none in stale places."""
    if before is None:
        return DrawnItems(np.empty(stale.shape, dtype=object), strengths)
    if not stale.any():
        return DrawnItems(before.items, strengths)
    items = before.items.copy()
    items[stale] = None
    return DrawnItems(items, strengths)


def _glass(change: Change, palette: CellColors) -> DrawnItems:
    """Each slab's panes and the lines on them, a pair, unless all its cells are lit."""
    look, before = change.look, change.before
    alphas = look.presence * look.opacity * (look.shown & (look.lit.min(axis=(1, 2)) <= 0.995))
    stale = change.redrawn
    if before is not None:
        then = before.look
        stale = stale | (alphas != before.glass.strengths) | (look.behind != then.behind) | (look.hued != then.hued)
    part = _resumed(before.glass if before else None, alphas, stale)
    stale = stale & (alphas > 0)
    if not stale.any():
        return part
    theme, slabs = look.theme, look.slabs
    colors = (mix(theme.glass, theme.ink, 0.07), mix(theme.glass, theme.background, 0.45), theme.glass)
    for front, lined in ((False, False), (False, True), (True, False), (True, True)):
        which = np.flatnonzero(stale & (look.behind != front) & (look.fine == lined))
        if not len(which):
            continue
        panes = slabs.lattice(which, sheet_spots(slabs.rows, slabs.columns, front))
        ends = slabs.lattice(which, grid_spots(slabs.rows, slabs.columns, front, lined))
        for k, i in enumerate(which.tolist()):
            alpha = float(alphas[i])
            fill = np.array([(*color, alpha) for color in colors[: len(panes[k])]])
            edge = mix(theme.glass_line, palette.off[i].tolist(), float(look.hued[i]))
            part.items[i] = (Faces(panes[k], fill, (0.0, 0.0, 0.0, 0.0), 0.0), Segments(ends[k], (*edge, alpha), 1.25))
    return part


def _faces(change: Change, palette: CellColors) -> DrawnItems:
    """Lit faces: of each slab the tops, the sides and then the fronts row by row, a heat map in the first of these.

    A changed cell changes its row of fronts alone: the next rows are the same items as before.
    """
    look, before = change.look, change.before
    strengths = look.strengths()
    count, _, rows, columns = strengths.shape
    stale = np.ones((count, 2 + rows), dtype=bool)
    if before is not None:
        lines = (strengths != before.faces.strengths).any(axis=3)
        stale[:, :2], stale[:, 2:] = lines[:, :2].any(axis=2), lines[:, 2]
        stale |= change.redrawn[:, None]
    coarse = ~look.fine
    some_coarse = coarse.any()
    if some_coarse:
        stale[coarse, 2:] = stale[coarse, 2:].any(axis=1, keepdims=True)
    part = _resumed(before.faces if before else None, strengths, stale)
    visible = strengths > 0
    visible[:, :2] &= stale[:, :2, None, None]
    visible[:, 2] &= stale[:, 2:, None]
    if some_coarse:
        visible[coarse, 2] = False
    slabs, sides, *cells = visible.nonzero()
    if len(slabs):
        fill = _fill(palette.cells[slabs, *cells], strengths[visible])
        shaded = np.flatnonzero(sides < 2)
        places = slabs[shaded], cells[0][shaded], cells[1][shaded]
        fill[shaded, :3] = look.hush(srgb(_shade(look.lab(places), sides[shaded] == 0)), places)
        _lay(
            part.items,
            look,
            slabs,
            np.where(sides < 2, sides, cells[0] + 2),
            look.slabs.faces(slabs, sides, *cells),
            fill,
        )
    if some_coarse:
        for i in np.flatnonzero(stale[:, 2] & coarse & strengths[:, 2].any(axis=(1, 2))).tolist():
            across, down = look.slabs.column[i] * columns, look.slabs.row[i] * rows
            pixels = _fill(palette.cells[i], strengths[i, 2])
            part.items[i, 2] = Picture(pixels, _xy(look.slabs.corner[i]), _xy(across), _xy(down))
    return part


def _lay(items: Objects, look: Shading, slabs: Ints, places: Ints, corners: Floats, fill: Floats) -> None:
    """Put faces, which come place by place, into their places."""
    edge = (*look.theme.cell_line, 1.0)
    widths = np.where(look.fine, np.clip(look.slabs.cells * 0.045, 0.8, 2.2), 0.0).tolist()
    new = (slabs[1:] != slabs[:-1]) | (places[1:] != places[:-1])
    starts = [0, *(new.nonzero()[0] + 1).tolist()]
    ends = [*starts[1:], len(slabs)]
    for start, end, i, place in zip(starts, ends, slabs[starts].tolist(), places[starts].tolist(), strict=True):
        items[i, place] = Faces(corners[start:end], fill[start:end], edge, widths[i])


def _letter(change: Change, numbers: Numbers, palette: CellColors) -> Lettering:
    """The numbers that no slab in front touches."""
    look = change.look
    loud = np.clip((look.lit - DIMMED) / (LOUD - DIMMED), 0.0, 1.0)
    strengths = np.clip((look.lit - FIRST) / (DIMMED - FIRST), 0.0, 1.0) * (palette.quiet * (1.0 - loud) + loud)
    strengths *= look.presence[:, None, None] * look.opacity
    strengths *= 1.0 - _outshone(look, numbers, loud, strengths * look.bare > FAINTEST)
    strengths *= look.bare & (strengths > FAINTEST) & look.shown[:, None, None]
    rank = np.full(len(look.lit), -1)
    rank[look.order] = np.arange(len(look.order))
    before = change.before.lettering if change.before else None
    renamed = None
    asked = free = np.zeros(strengths.shape, dtype=bool)
    if before is not None and change.before is not None:
        then, size = change.before.look.numbers, change.before.look.size
        assert then is not None
        fits = size == look.size
        if then is not numbers:
            fits &= bool((then.widths == numbers.widths).all())
            renamed = (then.texts != numbers.texts) | (then.sources != numbers.sources)
        if fits and not change.moved.any() and (before.rank == rank).all():
            asked, free = before.asked, before.free
        if size != look.size:
            before = None
    visible = strengths > 0
    cells = (visible & ~asked).nonzero()
    if len(cells[0]):
        asked, free = asked | visible, free.copy()
        nearer = rank > rank[cells[0]][:, None]
        free[cells] = ~covered(_boxes(look, numbers, cells), look.slabs.outlines(), nearer)
    strengths *= free
    stale = np.ones(strengths.shape, dtype=bool)
    if before is not None:
        stale = (strengths != before.part.strengths) | change.redrawn[:, None, None]
        if renamed is not None:
            stale |= renamed
    part = _resumed(before.part if before else None, strengths, stale)
    cells = (stale & (strengths > 0)).nonzero()
    if len(cells[0]):
        part.items[cells] = _words(look, numbers, palette, strengths[cells].tolist(), cells)
    return Lettering(part, rank, asked, free)


def _outshone(look: Shading, numbers: Numbers, loud: Floats, there: Bools) -> Floats:
    """How far lit cells shine where the number of a dimmed one (``there``) would stand: it is drawn above them."""
    outshone = np.zeros(loud.shape)
    # Rounded, so that a cell is not lit which blending has left by the last bit of a float above the dimmed ones.
    shining = np.rint(loud * STEPS) / STEPS * look.shown[:, None, None]
    lights, quiet = shining.nonzero(), (there & (loud < 1)).nonzero()
    if not len(lights[0]) or not len(quiet[0]):
        return outshone
    boxes, cells = _boxes(look, numbers, quiet), look.slabs.cuboids(*lights)
    for strength in np.unique(shining[lights]).tolist():
        touched = covered(boxes, cells[shining[lights] == strength])
        outshone[quiet] = np.maximum(outshone[quiet], np.where(touched, strength - loud[quiet], 0.0))
    return np.clip(outshone, 0.0, 1.0)


def _boxes(look: Shading, numbers: Numbers, cells: Cells) -> Floats:
    """The boxes (n, 4) of the numbers of some cells."""
    centers, half = look.slabs.centers(*cells), np.full((len(cells[0]), 2), look.size * 0.4)
    half[:, 0] = numbers.widths[cells] * (look.size / 2)
    return np.hstack([centers - half, centers + half])


def _words(look: Shading, numbers: Numbers, palette: CellColors, strengths: list[float], cells: Cells) -> list[Words]:
    """Numbers in the middle of cells, in an ink that stands out from the colour there."""
    grounds, centers = palette.cells[cells], look.slabs.centers(*cells)
    centers[:, 1] += CAP_HEIGHT * look.size / 2
    return [
        Words(text, x, y, look.size, (*ink, strength), (red, green, blue), True, "middle", source)
        for text, (x, y), ink, strength, (red, green, blue), source in zip(
            numbers.texts[cells].tolist(),
            centers.tolist(),
            inks_on(grounds),
            strengths,
            grounds.tolist(),
            numbers.sources[cells].tolist(),
            strict=True,
        )
    ]


def _fill(colors: Floats, alphas: Floats) -> Floats:
    fill = np.empty((*alphas.shape, 4))
    fill[..., :3] = colors
    fill[..., 3] = alphas
    return fill


def _shade(lab: Floats, top: Bools) -> Floats:
    """Tops are lighter and sides are darker than fronts."""
    lightness = lab[:, 0]
    lab[:, 0] = np.where(top, np.minimum(lightness + 0.045, 0.985), lightness * 0.76)
    return lab


def _xy(vector: Floats) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])
