"""What a layer does besides: padding, stride, dilation and bias, a sentence each."""

from __future__ import annotations

from convanim.language.tongue import message
from convanim.spec import Layer
from convanim.spec.sizes import span


def particulars(layer: Layer) -> list[str]:
    """A sentence, as a template for ``phrase``, for each that the layer has and that shows in it.

    >>> particulars(Layer()), particulars(Layer(bias=True))
    ([], ['A bias is added to every sum.'])
    """
    told = [padding_sentence(layer), stride_sentence(layer), _dilation(layer), _bias(layer)]
    return [sentence for sentence in told if sentence]


def padding_sentence(layer: Layer) -> str:
    """Which zeros stand round the input, as a template; empty where there are none.

    >>> padding_sentence(Layer(padding=(1, 0))).partition(":")[0], padding_sentence(Layer())
    ('Padding', '')
    """
    (top, bottom), (left, right) = layer.padding
    if not any((top, bottom, left, right)):
        return ""
    if top == bottom == left == right:
        return message("Padding: {padding_top?one ring|{padding_top:w} rings} of zeros all round the input.")
    if (top, left) == (bottom, right):
        if not left:
            return message("Padding: {padding_top?a row|{padding_top:w} rows} of zeros above the input and below it.")
        if not top:
            return message(
                "Padding: {padding_left?a column|{padding_left:w} columns} of zeros on the left and on the right."
            )
        return message(
            "Padding: {padding_top?a row|{padding_top:w} rows} of zeros above and below, {padding_left?a column|"
            "{padding_left:w} columns} on the left and on the right."
        )
    return message(
        "Padding, in cells of zeros: {padding_top} above, {padding_bottom} below, {padding_left} on the left, "
        "{padding_right} on the right."
    )


def stride_sentence(layer: Layer) -> str:
    """How the window hops, as a template; empty where it never does.

    >>> stride_sentence(Layer(stride=2)).partition(":")[0], stride_sentence(Layer(stride=2, size=3))
    ('Stride {stride_rows}', '')
    """
    across, down = (
        steps > 1 and length > 1 for steps, length in zip(layer.stride[::-1], layer.output_size[::-1], strict=True)
    )
    if across and down and layer.stride[0] == layer.stride[1]:
        return message("Stride {stride_rows}: from place to place the window hops {stride_rows:w} cells.")
    if across and down:
        return message(
            "Stride {stride_rows}×{stride_columns}: the window hops {stride_rows:w} rows down and "
            "{stride_columns:w} columns across."
        )
    if down:
        return message("Stride {stride_rows}×{stride_columns}: going down, the window hops {stride_rows:w} rows.")
    if across:
        return message(
            "Stride {stride_rows}×{stride_columns}: going across, the window hops {stride_columns:w} columns."
        )
    return ""


def _dilation(layer: Layer) -> str:
    """Only where cells of the window stand apart."""
    if all(span(k, d) == k for k, d in zip(layer.kernel, layer.dilation, strict=True)):
        return ""
    return message(
        "Dilation {dilation_rows}×{dilation_columns}: with gaps between its cells, the window reaches over "
        "{reach_rows}×{reach_columns}."
    )


def _bias(layer: Layer) -> str:
    return message("A bias is added to every sum.") if layer.bias else ""
