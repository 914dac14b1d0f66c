"""What a player's script says, in the film's language; what stands in braces there, the script fills in."""

from __future__ import annotations

from collections.abc import Mapping

from convanim.language.tongue import Tongue


def words(tongue: Tongue) -> Mapping[str, str]:
    """The words by the names that the script has for them.

    >>> from convanim.language.tongue import ENGLISH
    >>> words(ENGLISH)["place"]
    'sum {place} of {count}'
    """
    say, kept = tongue.text, _Kept()
    return {
        "play": say("Play"),
        "pause": say("Pause"),
        "reveal": say("Show the answer"),
        "soFar": say("so far"),
        "bias": say("bias"),
        "padding": say("padding"),
        "isPadding": say("{value} is padding around the input", value=kept["value"]),
        "channels": say("channels {first} to {last}", first=kept["first"], last=kept["last"]),
        "place": say("sum {place} of {count}", place=kept["place"], count=kept["count"]),
        "term": say("multiply-add {term} of {terms}", term=kept["term"], terms=kept["terms"]),
        "plusBias": say("plus the bias {bias}: {end}", bias=kept["bias"], end=kept["end"]),
        "times": say(
            "{x} times {w} {sign} {product}, {end}",
            x=kept["x"],
            w=kept["w"],
            sign=kept["sign"],
            product=kept["product"],
            end=kept["end"],
        ),
    }


class _Kept:
    """A name in braces as it is, for whoever fills it in later."""

    def __getitem__(self, name: str) -> str:
        return f"{{{name}}}"
