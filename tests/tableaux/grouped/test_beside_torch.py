"""Torch's result beside ours."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.kernels import torch_output
from convanim.layout.grouping import Grouping
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.tableaux.grouped.beside_torch import BesideTorch
from convanim.tableaux.grouped.merging import Merging
from tests.tableaux.grouped.layers import LAYERS, cast_of


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_torchs_numbers_stand_below_ours(layer: Layer) -> None:
    cast, grouping = cast_of(layer), Grouping.of(layer)
    rows = BesideTorch(cast, grouping, torch_output(cast.trace.tensors).numpy())
    ours, theirs = rows.aggregated(), rows.from_torch()
    assert theirs.content.name == "torch" and (ours.content.labels == theirs.content.labels).all()
    assert Merging(cast, grouping).output().can_become(ours)
    above, below = (np.array([slab.corner for slab in tensor.slabs()]) for tensor in (ours, theirs))
    assert np.allclose(above[:, 0], below[:, 0]) and (below[:, 1] > above[:, 1]).all()
    assert len(rows.signs(True).parts) == len(grouping.filters)


@pytest.mark.parametrize(("aspect", "channels", "bands"), [("16:9", 8, 1), ("1:1", 4, 1), ("9:16", 8, 2)])
def test_how_many_channels_stand_in_how_many_bands(aspect: str, channels: int, bands: int) -> None:
    cast = cast_of(Layer(groups=2), Style.of(aspect=aspect))
    rows = BesideTorch(cast, Grouping.of(cast.layer), torch_output(cast.trace.tensors).numpy())
    tops = {float(slab.corner[1]) for tensor in (rows.aggregated(), rows.from_torch()) for slab in tensor.slabs()}
    assert len(rows.shown) == channels and len({round(top) for top in tops}) == 2 * bands
