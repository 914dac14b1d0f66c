"""``convanim render``: scenes into clips."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from convanim.cli.completing import scenes
from convanim.cli.options import anywhere_options, name_option, request_options
from convanim.cli.output import tell, tell_json
from convanim.cli.sections import Sectioned
from convanim.errors import SpecError

if TYPE_CHECKING:
    from pathlib import Path

    from convanim.film.assemble import ClipResult
    from convanim.film.clip import Clip
    from convanim.film.quality import Encoding
    from convanim.film.render import Progress
    from convanim.film.store.cache import Cache
    from convanim.request.request import Request
    from convanim.request.tables import ClipList


@click.command("render", cls=Sectioned)
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=scenes)
@request_options("Layer", "Numbers", "Topic", "Look", "Voice")
@anywhere_options
@name_option
@click.option("--stills", is_flag=True, help="No film, but the picture at the end of each beat, quickly.")
@click.option("--dry-run", is_flag=True, help="No film, but how many clips there are, and what they will take.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have the workers of a Dask cluster draw, such as tcp://10.0.0.7:8786, and go on past what cannot be drawn.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False),
    metavar="FILE.json",
    help="Go on past what cannot be drawn, and write which clips were made and which are missing, and why.  An address "
    "such as s3://bucket/FILE.json will do, too.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per clip on stdout, and nothing else there.")
def render_command(
    names: tuple[str | ClipList, ...],
    request: Request,
    quality: str,
    out: Path | str,
    jobs: int | None,
    encoding: Encoding,
    use_cache: bool,
    quiet: bool,
    name: str | None,
    stills: bool,
    dry_run: bool,
    scheduler: str | None,
    report: str | None,
    as_json: bool,
) -> int:
    """Render scenes: built-in names, "all", or your own as FILE.py[:Class].

    FILE.toml lists clips, each with a scene, its layer and its values.

    With -o s3://bucket/clips, or another address that fsspec knows, files are sent there.

    Each clip is three files: the film, its captions and the ledger of every number shown.
    """
    from convanim.cli.clips import clips_of, jobs_of, requests_of
    from convanim.cli.foresee import foresee
    from convanim.cli.progress import Account, bars, told_if_interrupted
    from convanim.cli.report import warned
    from convanim.film.render import processes
    from convanim.film.store.cache import Cache
    from convanim.film.store.file_reads import watch
    from convanim.request.clips import check_out

    if dry_run and (stills or not use_cache):
        flag = "--stills" if stills else "--no-cache"
        raise SpecError(
            f"--dry-run beside {flag}", "films, and what is kept of earlier ones", "leaving one of them out"
        )
    if scheduler is not None or report is not None:
        from convanim.cli.batch import render_many

        for flag, given in (("--stills", stills), ("--dry-run", dry_run), ("--jobs", scheduler and jobs)):
            if given:
                beside = "--report" if scheduler is None else "--scheduler"
                raise SpecError(f"{flag} beside {beside}", "one of them")
        kept = Cache() if use_cache else None
        requests = deque(requests_of(names, request, encoding, quality, quiet, name))
        return render_many(requests, scheduler, jobs, quality, out, kept, report, quiet, as_json)
    cache = Cache() if use_cache and not stills else None
    if cache is not None:
        watch()
    if dry_run and cache is not None:
        foresee(
            deque(requests_of(names, request, encoding, quality, quiet, name)), quality, cache, jobs, quiet, as_json
        )
        check_out((), out, quality, stills)
        return 0
    drawing = jobs or processes(len(names), quality)
    clips = clips_of(names, request, encoding, quality, cache, drawing, quiet, name)
    check_out(clips, out, quality, stills)
    drawing = 1 if stills else jobs_of(clips, quality, jobs, quiet)
    account = Account()
    with told_if_interrupted(account, len(clips), cache is not None), warned(quiet), bars(quiet) as rows:
        for result in _results(
            clips, quality, out, stills, drawing, cache, account.before(None if rows is None else rows.film)
        ):
            account.clips += 1
            if as_json:
                tell_json(result.as_dict())
            elif not quiet:
                tell(summary(result))
    return 0


def _results(
    clips: Sequence[Clip],
    quality: str,
    out: Path | str,
    stills: bool,
    jobs: int,
    cache: Cache | None,
    show: Callable[[Progress], None],
) -> Iterator[ClipResult]:
    from convanim.film.render import render_all, render_stills

    if stills:
        return (
            render_stills(clip, number=number, quality=quality, out=out, on_progress=show)
            for number, clip in enumerate(clips, 1)
        )
    return render_all(clips, quality=quality, out=out, jobs=jobs, cache=cache, on_progress=show)


def summary(result: ClipResult) -> str:
    """What a person is told of a clip that was made."""
    if result.path is None:
        return "\n".join(map(result.where, result.stills))
    kept = f", {result.kept} of {len(result.sections)} beats as before" if result.kept else ""
    spoken = f", {result.spoken} of {len(result.sections)} beats spoken" if result.spoken else ""
    return (
        f"{result.where(result.path)}  {result.seconds:.1f} s, {result.width}x{result.height} at {result.fps}, "
        f"{result.numbers} numbers shown, made in {result.took:.1f} s{kept}{spoken}"
    )
