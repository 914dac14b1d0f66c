"""Networks as plain data, which JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from convanim.kernels.cost import Cost
from convanim.networks.network import Geometry, Network, Part, Stage
from convanim.spec import CountedLayer

_USUAL = {one.name: one.default for one in fields(Part)}


def table_of(network: Network) -> dict[str, Any]:
    """A network as plain data.

    >>> from convanim.networks import network_of
    >>> [*table_of(network_of("mobilenet_v1"))], network_from(table_of(network_of("mobilenet_v1"))).cost.parameters
    (['name', 'title', 'source', 'stages'], 4231976)
    """
    return {
        "name": network.name,
        "title": network.title,
        "source": network.source,
        "stages": [
            {"name": stage.name, "repeats": stage.repeats, "parts": [_told(part) for part in stage.parts]}
            for stage in network.stages
        ],
    }


def network_from(table: Mapping[str, Any]) -> Network:
    """The network that such data tell of."""
    stages = (Stage(one["name"], one["repeats"], tuple(map(_part, one["parts"]))) for one in table["stages"])
    return Network(table["name"], table["title"], table["source"], tuple(stages))


def _told(part: Part) -> dict[str, Any]:
    """What is not as usual of a part."""
    plain = {name: getattr(part, name) for name in _USUAL if getattr(part, name) != _USUAL[name]}
    for name in ("layer", "extra"):
        if name in plain:
            plain[name] = asdict(plain[name])
    if "odd" in plain:
        plain["odd"] = plain["odd"]._asdict()
    return plain


def _part(told: Mapping[str, Any]) -> Part:
    given: dict[str, Any] = {**told}
    for name, made in (("layer", CountedLayer), ("extra", Cost)):
        if name in given:
            given[name] = made(**given[name])
    if "odd" in given:
        odd = given["odd"]
        read, weight, out, stride = (tuple(odd[name]) for name in ("input", "weight", "output", "stride"))
        given["odd"] = Geometry(read, weight, out, odd["groups"], stride)
    return Part(**{**given, **({"makes": tuple(given["makes"])} if "makes" in given else {})})
