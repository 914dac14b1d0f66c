"""What several lessons need to make a layer of options."""

from __future__ import annotations

from math import gcd, isqrt
from typing import Any

from convanim.errors import Name, Setting, SpecError, Text, quoted, shortened
from convanim.lessons.lesson import Options
from convanim.spec import Layer


def count(name: str, value: Any) -> int:
    """A number of channels or filters; raises SpecError for what is none.

    >>> count("in_channels", 3)
    3
    """
    # Asking a layer keeps one wording for numbers that are none.
    layer = Layer(**{"in_channels": 1, "out_channels": 1, "size": 1, "kernel": 1, name: value})
    return layer.in_channels * layer.out_channels


def features(options: Options, base: Layer) -> tuple[int, int]:
    """Channels and filters: these follow the channels unless they are given or ``base`` has another number of them.

    >>> features({"in_channels": 6}, Layer()), features({"in_channels": 6}, Layer(8, 16))
    ((6, 6), (6, 16))
    """
    channels = count("in_channels", options.get("in_channels", base.in_channels))
    follow = channels if base.in_channels == base.out_channels else base.out_channels
    return channels, count("out_channels", options.get("out_channels", follow))


def fit_standard(options: Options, base: Layer, subject: str = "standard convolution") -> Layer:
    """A layer without groups, which would contradict the ``subject``.

    >>> fit_standard({"out_channels": 16}, Layer()).weight_shape
    (16, 8, 3, 3)
    """
    refuse(options, base, "groups", subject, "one group", 1)
    channels, filters = features(options, base)
    return base.with_(**{**options, "in_channels": channels, "out_channels": filters, "groups": 1})


def refuse(
    options: Options, base: Layer, name: str, subject: str, always: str, value: Any, hint: Text | None = None
) -> None:
    """Raise SpecError for an option that is given another value than the subject's, which ``always`` says in words.

    The ``hint`` is by default to leave the option out.
    """
    if name not in options:
        return
    try:
        given = getattr(base.with_(**{name: options[name]}), name)
    except SpecError:
        given = None
    if given != value:
        told = options[name]
        said = shortened(told) if isinstance(told, str) else quoted(told)
        out = ("leaving ", Name(name), " out")
        raise SpecError((Name(name), f" is {said}"), f"{always} in a {subject}", hint or out)


def fit_groups(options: Options, base: Layer) -> Layer:
    """A layer of two or more groups: those of ``base``, or as few as divide channels and filters.

    >>> fit_groups({"in_channels": 9}, Layer(groups=2)).groups
    3
    """
    channels, filters = features(options, base)
    common = gcd(channels, filters)
    groups = options.get("groups", base.groups)
    if "groups" not in options and (base.groups < 2 or common % base.groups):
        if common == 1:
            raise SpecError(
                f"{channels} {'channel' if channels == 1 else 'channels'} and {filters} "
                f"{'filter' if filters == 1 else 'filters'} share no divisor, so they cannot be split into groups",
                "channels and filters that two or more groups divide",
                f"{max(2, channels)} channels and as many filters",
                field="groups",
            )
        groups = next((divisor for divisor in range(2, isqrt(common) + 1) if common % divisor == 0), common)
    layer = base.with_(**{**options, "in_channels": channels, "out_channels": filters, "groups": groups})
    if layer.groups < 2:
        raise SpecError((Name("groups"), " is 1: nothing is split"), "2 or more groups", Setting("groups", 2))
    return layer
