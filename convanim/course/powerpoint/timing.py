"""When what a slide shows comes up: its film at once, its last picture once the film is over.

As PowerPoint itself writes it (ECMA-376, part 1, 19.5): one sequence, whose first effect starts with the slide, and
whose others start after the one before. python-pptx writes films that wait for a click.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.oxml.xmlchemy import BaseOxmlElement


def timing(film: int, seconds: float, later: Sequence[int]) -> BaseOxmlElement:
    """The ``p:timing`` of a slide on which the shape ``film`` plays for so many seconds; ``later`` ones then appear.

    Shapes go by their numbers on the slide.
    """
    ids = count(3)
    length = round(1000 * seconds)
    plays = _effect(ids, "mediacall", "afterEffect", _plays(next(ids), film, length))
    shown = "".join(
        _effect(ids, "entr", "withEffect" if place else "afterEffect", _appears(next(ids), shape))
        for place, shape in enumerate(later)
    )
    steps = _step(next(ids), 0, plays) + (_step(next(ids), length, shown) if later else "")
    return parse_xml(
        f"<p:timing {nsdecls('p')}><p:tnLst><p:par>"
        '<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>'
        '<p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst>'
        f'<p:par><p:cTn id="{next(ids)}" fill="hold"><p:stCondLst><p:cond delay="indefinite"/>'
        '<p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond></p:stCondLst>'
        f"<p:childTnLst>{steps}</p:childTnLst></p:cTn></p:par>"
        "</p:childTnLst></p:cTn>"
        '<p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:prevCondLst>'
        '<p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:nextCondLst>'
        "</p:seq>"
        f'<p:video><p:cMediaNode vol="80000"><p:cTn id="{next(ids)}" fill="hold" display="0">'
        '<p:stCondLst><p:cond delay="indefinite"/></p:stCondLst></p:cTn>'
        f'<p:tgtEl><p:spTgt spid="{film}"/></p:tgtEl></p:cMediaNode></p:video>'
        "</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"
    )


def _step(number: int, delay: int, effects: str) -> str:
    """Effects that start so many milliseconds after the slide."""
    return (
        f'<p:par><p:cTn id="{number}" fill="hold"><p:stCondLst><p:cond delay="{delay}"/></p:stCondLst>'
        f"<p:childTnLst>{effects}</p:childTnLst></p:cTn></p:par>"
    )


def _effect(ids: count[int], kind: str, starts: str, does: str) -> str:
    return (
        f'<p:par><p:cTn id="{next(ids)}" presetID="1" presetClass="{kind}" presetSubtype="0" fill="hold" '
        f'nodeType="{starts}"><p:stCondLst><p:cond delay="0"/></p:stCondLst>'
        f"<p:childTnLst>{does}</p:childTnLst></p:cTn></p:par>"
    )


def _plays(number: int, film: int, length: int) -> str:
    return (
        f'<p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr><p:cTn id="{number}" dur="{length}" fill="hold"/>'
        f'<p:tgtEl><p:spTgt spid="{film}"/></p:tgtEl></p:cBhvr></p:cmd>'
    )


def _appears(number: int, shape: int) -> str:
    return (
        f'<p:set><p:cBhvr><p:cTn id="{number}" dur="1" fill="hold">'
        '<p:stCondLst><p:cond delay="0"/></p:stCondLst></p:cTn>'
        f'<p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>'
        "<p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst></p:cBhvr>"
        '<p:to><p:strVal val="visible"/></p:to></p:set>'
    )
