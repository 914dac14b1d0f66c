"""Rendering from Python: what is asked for by keywords, and files in return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from convanim.errors import UnknownNameError, quoted
from convanim.film.naming import Naming
from convanim.request.keywords import Keywords, documented
from convanim.request.output import OUTPUT, Output
from convanim.request.request import Request
from convanim.spec.look import PLAIN, Look

if TYPE_CHECKING:
    from convanim.film.assemble import ClipResult
    from convanim.film.render import Progress
    from convanim.scene import ConvScene


@documented
def render(
    scene: type[ConvScene] | str,
    *,
    look: Look | None = None,
    output: Output | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    **keywords: Unpack[Keywords],
) -> ClipResult:
    """Render a scene into a folder: the film NAME.mp4, its captions NAME.srt and the ledger NAME.json.

    ``scene`` is a class, a built-in name or ``FILE.py[:Class]``. What is asked for of it stands in ``keywords``, and
    what is left out is the scene's own; how it is shown may also be given whole, as a ``look``, and what comes out as
    an ``output``. A keyword counts more than the whole that it is a part of. ``on_progress`` is called while it goes
    on.

    Options of the command line are keywords of the same name, with ``_`` for ``-``, and so are the fields of ``Layer``,
    ``Values``, ``Look`` and ``Output``; text is read as on the command line. ``layer`` is a whole ``Layer``, or a
    mapping of its options, or the name of a layer inside a module. ``values`` are ``Values``, a mapping of options, or
    the kind that is drawn. ``mixing`` are ``Values`` or weights, the pointwise ones of a depthwise-separable layer.
    ``input``, ``weights`` and ``biases`` are arrays or files with them, ``FILE`` or ``FILE:NAME``; ``input`` may be a
    picture, too. ``bias`` is whether there is one, or its numbers.

    ``module`` shows your own ``nn.Conv2d`` (for a depthwise-separable layer, a module that runs a depthwise and
    a pointwise one), or with ``layer="features.3.conv.0"`` one inside a model. ``input`` is then what module or
    model reads, (C, H, W) or a batch of which ``index`` chooses one. The model runs once, in evaluation mode, and what
    is shown is checked against its own output.

    With several ``jobs``, so many processes draw at once, and the film is the same; one draws, with a JobsWarning,
    where others would not find the scene, as they do not find a class of a notebook's cell.

    Raises RenderError where nothing can be written, UnknownNameError for a keyword that nobody knows, SpecError and its
    kin for what cannot be shown. Whatever is raised, no file is left behind and existing ones stay as they were. Warns
    (ReplacedWarning) before a film of that name that shows something else is replaced, and (LoopWarning) of a loop that
    does not end on the picture that it begins with.
    """
    request, output = asked_for(scene, dict(keywords), look, output)
    if output.stills:
        from convanim.film.render import render_stills

        return render_stills(request.clip(), quality=output.quality, out=Path(output.out), on_progress=on_progress)
    return request.render(Path(output.out), output.jobs or 1, on_progress, output.cache)


def asked_for(
    scene: type[ConvScene] | str, words: Mapping[str, Any], look: Look | None, output: Output | None
) -> tuple[Request, Output]:
    """What keywords ask for, and what is to come out; raises as ``render`` does.

    >>> request, output = asked_for("depthwise", {"channels": 4, "quality": "h"}, Look(theme="light"), None)
    >>> request.layer, request.look.theme, output.quality
    ({'in_channels': 4}, 'light', 'h')
    """
    for name, given, kind in (("look", look, Look), ("output", output, Output)):
        if given is not None and not isinstance(given, kind):
            raise UnknownNameError(f"{name} is {quoted(given)}", f"a {kind.__name__}")
    changes = {name: given for name, given in words.items() if name in OUTPUT and given is not None}
    output = replace(output or Output(), **changes)
    rest = {name: given for name, given in words.items() if name not in (*OUTPUT, "module")}
    request = Request.of(scene, rest, look=look or PLAIN, module=words.get("module"))
    naming = None if output.name is None else Naming.of(output.name)
    return replace(request, name=naming, quality=output.quality, encoding=output.encoding), output
