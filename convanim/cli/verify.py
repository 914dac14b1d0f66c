"""``convanim verify``: whether clips are true, and as they were delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convanim.cli.options import request_options
from convanim.cli.output import tell, tell_json
from convanim.cli.sections import Sectioned

if TYPE_CHECKING:
    from convanim.request.request import Request


@click.command("verify", cls=Sectioned)
@click.argument("clips", nargs=-1, required=True, type=click.Path(), metavar="CLIP... | FOLDER")
@request_options("Numbers", "Topic", without=("seed", "values", "input_size", "upscale_factor", "from", "to"))
@click.option("--pixels", is_flag=True, help="Read the numbers off the decoded frames, too, as a viewer would.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a clip; convanim schema verdict describes it.")
def verify_command(clips: tuple[str, ...], request: Request, pixels: bool, as_json: bool) -> int:
    """Check clips: whether every number is torch's, and every frame, caption and ledger as it was delivered.

    A clip is a film with its ledger and captions beside it; of a folder, all that are in it. Numbers of your own are
    in files, which are named as for convanim render. Exits with 1 where anything is wrong.
    """
    from convanim.errors import SpecError, quoted
    from convanim.folders import place_of
    from convanim.verify.folder import found_in
    from convanim.verify.verdict import SHOWN, one_line

    right, places = True, [*map(place_of, clips)]
    here = [place for place in places if not isinstance(place, str)]
    if away := [place for place in places if isinstance(place, str)]:
        raise SpecError(f"{quoted(away[0])} is an address", "clips and folders of this machine", "a copy of it here")
    for verdict in found_in(here, request, pixels):
        right = right and verdict.right
        if as_json:
            tell_json(verdict.as_dict())
            continue
        tell(verdict.line)
        for fault in verdict.faults[1:SHOWN]:
            tell(f"  {one_line(fault)}")
    return 0 if right else 1
