"""``convanim script``: what films say, as text to record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convanim.cli.completing import scenes
from convanim.cli.options import clip_names, name_option, on_this_machine, request_options
from convanim.cli.output import tell, tell_json
from convanim.cli.sections import Sectioned

if TYPE_CHECKING:
    from convanim.request.request import Request
    from convanim.request.tables import ClipList


@click.command("script", cls=Sectioned)
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=scenes)
@request_options("Layer", "Numbers", "Topic", "Look")
@click.option(
    "-o", "--out", type=click.Path(), metavar="DIR", help="Write a text file a clip there; made where missing."
)
@name_option
@click.option("--cache/--no-cache", "use_cache", default=True, help="Whether to use what earlier runs have kept.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per clip, in place of the text.")
@clip_names
def script_command(
    names: tuple[str | ClipList, ...],
    request: Request,
    out: str | None,
    name: str | None,
    use_cache: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write what scenes say, beat by beat, to be read aloud: built-in names, "all", or your own as FILE.py[:Class].

    A recording a beat, called as the beat is here, makes a voice: convanim render NAME --narrate FOLDER.
    """
    import json

    from convanim.cli.clips import clips_of
    from convanim.cli.report import warned
    from convanim.film.naming import one_of_a_name
    from convanim.film.quality import USUAL, quality_of
    from convanim.film.store.cache import Cache
    from convanim.film.store.delivery import Delivery
    from convanim.film.store.file_reads import watch
    from convanim.film.voice.voiced import scripts

    into = None if out is None else on_this_machine(out)
    cache = Cache() if use_cache else None
    if cache is not None:
        watch()
    quality = next((one.quality for one in names if not isinstance(one, str) and one.quality), "m")
    clips = clips_of(names, request, USUAL, quality, cache, 1, quiet, name)
    with warned(quiet):
        told = scripts(clips, quality_of(quality), cache)
    if into is None:
        for place, one in enumerate(told):
            if as_json:
                tell_json(one.script.as_dict())
            else:
                tell(("\n" if place else "") + one.script.text().rstrip("\n"))
        return
    called = [clip.called(one.about, number) for number, (clip, one) in enumerate(zip(clips, told, strict=True), 1)]
    one_of_a_name(called)
    ending = "json" if as_json else "txt"
    with Delivery(into) as delivery:
        files = [f"{one}-script.{ending}" for one in called]
        delivery.reserve(*files)
        for file, one in zip(files, told, strict=True):
            plain = json.dumps(one.script.as_dict(), ensure_ascii=False, indent=1) + "\n"
            delivery.write(file, plain if as_json else one.script.text())
        delivery.deliver()
    if not quiet:
        tell("\n".join(str(into / file) for file in files))
