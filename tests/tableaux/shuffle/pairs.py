"""Tableaux of two grouped layers in a row, without a scene."""

from convanim.kernels import shuffled_tensors
from convanim.kernels.pairs import GroupedPair
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast, Names
from convanim.spec import Layer
from convanim.tableaux.shuffle.lanes import ShuffleLanes
from convanim.trace import Trace

LAYERS = [
    Layer(groups=2),
    Layer(6, 6, size=(5, 7), kernel=(2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=3, bias=True),
    Layer(64, 64, size=12, groups=4),
    Layer(64, 64, size=4, groups=16),
    Layer(4, 4, groups=4),
]


def lanes_of(layer, aspect="16:9", text=None):
    style, pair = Style.of(aspect=aspect, text=text), GroupedPair(layer)
    first, straight, shuffled = (Trace(tensors) for tensors in shuffled_tensors(pair))
    hues = Style.of().theme.ramps_of_groups(layer.groups)
    own = [hues[layer.group_of_filter(o)] for o in range(layer.out_channels)]
    return ShuffleLanes(
        pair,
        Cast(first, style, Names(output="middle"), hues_by="group", filter_hues=own),
        Cast(straight, style, Names.staged("mixing", input="middle", output="straight_output"), filter_hues=own),
        Cast(shuffled, style, Names.staged("shuffled_mixing", input="shuffled"), filter_hues=own),
    )
