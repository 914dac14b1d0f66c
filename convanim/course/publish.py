"""``convanim publish``: everything that a course author pastes or uploads, from one render.

Each clip gets a folder of its own, in which its files appear together when all are complete.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from convanim.course.before import Before
from convanim.course.kinds import KINDS, Material, Wish
from convanim.course.making import Making
from convanim.course.page.build import PageClip, PageCut, build_page
from convanim.course.parts import Made, Part, RenderedClip, Watched, Work, asked_for, tasks_of
from convanim.course.text import texts
from convanim.course.text.quiz import questions_of
from convanim.course.text.speech import catalogs_of
from convanim.course.text.story import Story
from convanim.course.upright import ENDING, UPRIGHT, upright_of
from convanim.film.assemble import ClipResult
from convanim.film.clip import Clip
from convanim.film.digests import story_digest
from convanim.film.naming import PAGE
from convanim.film.quality import quality_of
from convanim.film.render import Progress, render_all
from convanim.film.replaced import warn_of_replaced
from convanim.film.store.cache import Cache
from convanim.film.store.delivery import Delivery
from convanim.film.voice.voiced import voiced
from convanim.film.workers.pool import Task, do_all
from convanim.film.workers.portable import jobs_for
from convanim.lessons import BUILT_IN
from convanim.spec.aspect import LARGE

SMALL = 480
"""Films of so many lines, and fewer, are shown small."""


@dataclass(frozen=True)
class Publication:
    """A clip's folder, the names of the files in it by kind, and how long it took in seconds since the last.

    ``catalogs`` are folders of the author's own translations; ``replaced`` is whether another clip was there before.
    ``upright`` is what its upright cut tells, whose files are of kinds that begin with "upright".
    """

    story: Story
    folder: Path
    files: Mapping[str, str]
    took: float
    catalogs: tuple[Path, ...] = ()
    replaced: bool = False
    upright: Story | None = None


def publish(
    clips: Sequence[Clip],
    *,
    wish: Wish,
    quality: str = "m",
    out: Path | str = "media",
    jobs: int = 1,
    cache: Cache | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_kind: Callable[[str, str, float], None] | None = None,
    on_making: Callable[[Making], None] | None = None,
) -> Iterator[Publication]:
    """Render clips and make of each what is wished for, in a folder inside ``out`` that is called like the clip.

    ``on_progress`` is called while films are drawn; ``on_kind`` with a clip's name, a kind that has been made of it,
    and how many seconds its parts took, those that it shares with others too; ``on_making`` whenever a part is made.
    With more than one of ``jobs``, so many processes work at once; the files are the same. With a cache, what was made
    before and still looks the same is taken from there. Films of 480 lines have large text, where no other is chosen.
    Raises and warns as ``render`` does; what is delivered stays,
    and of the rest nothing is left.
    """
    started = time.perf_counter()
    with Delivery(Path(out)):
        pass  # what cannot be written to is refused before anything is drawn
    if quality_of(quality).height <= SMALL:
        clips = [_for_small_frames(clip) for clip in clips]
    clips = voiced(clips, quality_of(quality), cache)
    turned = {place: cut for place, clip in enumerate(clips) if UPRIGHT in wish.kinds and (cut := upright_of(clip))}
    every = [*clips, *turned.values()]
    jobs = jobs_for((clip.scene for clip in every), jobs)
    with ExitStack() as stack:
        # Not among temporary files, which others may tidy away meanwhile.
        work = stack.enter_context(Delivery(Path(out))).scratch("films")
        results = list(render_all(every, quality=quality, out=work, jobs=jobs, cache=cache, on_progress=on_progress))

        def ordered(clip: Clip, result: ClipResult, stem: str, name: str, wish: Wish) -> _Order:
            delivery = stack.enter_context(Delivery(Path(out) / stem))
            return _ordered(clip, result, name, quality, delivery, wish, cache, jobs)

        names = [_stem(result) for result in results[: len(clips)]]
        cuts = {
            place: ordered(clip, result, names[place], names[place] + ENDING, _beside(wish))
            for (place, clip), result in zip(turned.items(), results[len(clips) :], strict=True)
        }
        orders = [
            replace(ordered(clip, result, name, name, _without_cuts(wish)), upright=cuts.get(place))
            for place, (clip, result, name) in enumerate(zip(clips, results, names, strict=False))
        ]
        drawn = [one for order in orders for one in order.both]
        owners = {task.name: order for order in drawn for task in order.tasks}
        done = do_all([task for order in drawn for task in order.tasks], jobs)
        stack.callback(done.close)
        for order in drawn:
            order.tell(on_kind, on_making)
        for order in orders:
            while not all(one.is_drawn for one in order.both):
                name, made = next(done)
                owners[name].take(made)
                if cache is not None:
                    cache.tell_unkept(made.unkept)
                owners[name].tell(on_kind, on_making)
            files, catalogs = order.deliver(), catalogs_of(order.source.clip.scene)
            took, replaced = time.perf_counter() - started, order.before is not None
            upright = None if order.upright is None else order.upright.story
            yield Publication(order.story, order.delivery.out, files, took, catalogs, replaced, upright)
            started = time.perf_counter()
        next(done, None)  # to its end, where workers are let go


def write_page(
    publications: Sequence[Publication],
    out: Path,
    title: str | None = None,
    quiz: bool = False,
    language: str | None = None,
) -> Path:
    """Write the page that plays publications, which lie in ``out``; raises RenderError where it cannot be.

    Its ``title`` and ``language`` are the first film's where none are given. With ``quiz``, films stop before a result.
    """
    clips = [
        PageClip(
            story=one.story,
            files={kind: f"{one.story.name}/{file}" for kind, file in one.files.items() if kind in OFFERED},
            command=texts.command(one.story),
            code=texts.python_code(one.story),
            # What a film is to be asked for is not told above it.
            alt=texts.summary(one.story) if quiz else texts.alt_text(one.story),
            questions=questions_of(one.story) if quiz else (),
            folders=one.catalogs,
            upright=None if one.upright is None else _upright_cut(one, one.upright, quiz),
        )
        for one in publications
    ]
    with Delivery(out) as delivery:
        delivery.reserve(PAGE)
        delivery.write(PAGE, build_page(clips, title, language))
        delivery.deliver()
    return out / PAGE


def _upright_cut(one: Publication, story: Story, quiz: bool) -> PageCut:
    files = {
        kind.removeprefix(UPRIGHT).strip(): f"{one.story.name}/{file}"
        for kind, file in one.files.items()
        if kind.startswith(UPRIGHT)
    }
    return PageCut(story, files, questions_of(story) if quiz else ())


OFFERED = (
    "mp4",
    f"{UPRIGHT} mp4",
    "webm",
    "gif",
    "webp",
    "loop gif",
    "loop webp",
    "poster",
    "captions",
    "chapters",
    "transcript",
    "handout",
    "ledger",
)
"""What the page uses or offers for download."""


@dataclass(frozen=True)
class _Order:
    """A clip on its way to the folder that it is delivered to: what has to be drawn for it, and what is there."""

    source: RenderedClip
    wish: Wish
    delivery: Delivery
    files: Mapping[str, str]
    parts: Mapping[str, Mapping[str, Part | Watched]]
    tasks: Sequence[Task]
    made: dict[str, Sequence[str]]
    needed: Sequence[str]
    before: Before | None = None
    upright: _Order | None = None
    told: set[str] = field(default_factory=set)
    took: dict[str, float] = field(default_factory=dict)

    @property
    def story(self) -> Story:
        return self.source.story

    @property
    def both(self) -> list[_Order]:
        """The upright cut, where there is one, and the clip itself."""
        return [self] if self.upright is None else [self.upright, self]

    @property
    def is_drawn(self) -> bool:
        """Whether all parts are there, and told."""
        return len(self.told) == len(self.parts)

    def take(self, made: Made) -> None:
        """Take parts down that are there now."""
        self.made.update(made.files)
        self.took.update(dict.fromkeys(made.files, made.seconds / len(made.files)))

    def tell(
        self, on_kind: Callable[[str, str, float], None] | None, on_making: Callable[[Making], None] | None
    ) -> None:
        """Tell how far it is, and the kinds of which all parts are newly there."""
        for kind, parts in self.parts.items():
            if kind not in self.told and asked_for(parts) <= self.made.keys():
                self.told.add(kind)
                if on_kind is not None:
                    on_kind(self.story.name, kind, sum(self.took.get(name, 0.0) for name in parts))
        if on_making is not None:
            costs = {kind: {name: part.cost for name, part in parts.items()} for kind, parts in self.parts.items()}
            on_making(Making.of(self.story.name, costs, self.told, self.made, self.needed))

    def deliver(self) -> Mapping[str, str]:
        """Let the files come about and move them into place, another clip's out of it; their names by kind."""
        cut = {} if self.upright is None else self.upright.deliver()
        beside = {f"{UPRIGHT} {kind}": file for kind, file in cut.items()}
        folder, files = self.delivery.scratch(""), dict(self.files)
        made = {name: [_bench(self.delivery) / name / file for file in told] for name, told in self.made.items()}
        upright = None if self.upright is None else self.upright.story
        film = folder / files["mp4"]
        material = Material(self.story, film, self.wish, made, self.source.clip.narration, upright)
        for kind in self.parts:
            with self.delivery.writing(f"{self.story.name}'s {kind}"):
                files |= KINDS[kind].finish(material, folder, beside | files)
        self.delivery.reserve(*files.values())
        left = [] if self.before is None else self.before.left_by((files | beside).values())
        if self.before is None or not left:
            self.delivery.deliver()
            return files | beside
        with self.delivery.writing("the clip that was there before"):
            kept = self.before.keep(self.delivery.scratch("before"))
        self.delivery.deliver()
        self.before.set_aside(kept, left)
        return files | beside


def _without_cuts(wish: Wish) -> Wish:
    return replace(wish, kinds=wish.kinds - {UPRIGHT})


def _beside(wish: Wish) -> Wish:
    """What is made of an upright cut: what the page shows with it."""
    return replace(wish, kinds=wish.kinds & {"words"} | {"poster"})


def _for_small_frames(clip: Clip) -> Clip:
    """A clip with large text, unless its request or its scene chooses another."""
    from convanim.catalog import load_scene

    scene = clip.scene if isinstance(clip.scene, type) else None if clip.scene in BUILT_IN else load_scene(clip.scene)
    if clip.look.text is not None or getattr(scene, "text", None) is not None:
        return clip
    found = clip.whole
    whole = None if found is None else lambda: _for_small_frames(found())
    return replace(clip, look=replace(clip.look, text=LARGE), whole=whole)


def _stem(result: ClipResult) -> str:
    assert result.path is not None  # only stills come without
    return result.path.stem


def _ordered(
    clip: Clip,
    result: ClipResult,
    name: str,
    quality: str,
    delivery: Delivery,
    wish: Wish,
    cache: Cache | None,
    jobs: int,
) -> _Order:
    assert result.path is not None and result.ledger is not None  # only stills come without
    told, size = json.loads(result.ledger.read_text(encoding="utf-8")), quality_of(quality)
    story = Story.of(told, name)
    files = {"mp4": f"{name}{result.path.suffix}", "ledger": f"{name}{result.ledger.suffix}"}
    other = warn_of_replaced(delivery.target(files["mp4"]), told)
    for path, file in zip((result.path, result.ledger), files.values(), strict=True):
        shutil.copyfile(path, delivery.scratch(file))
    recipe = None if cache is None else clip.recipe(size)
    source = RenderedClip(
        story,
        story_digest(told),
        clip,
        size,
        None if cache is None or recipe is None else cache.clip(recipe),
    )
    parts = {kind: making.parts(source, wish) for kind, making in KINDS.items() if kind in wish.kinds}
    every = {part: made for some in parts.values() for part, made in some.items()}
    bench = _bench(delivery)
    bench.mkdir()
    tasks, there = tasks_of(every, source, bench, cache, jobs)
    needed = [part for task in tasks if isinstance(task.work, Work) for part in task.work.parts]
    before = None if other is None else Before(delivery.out, story.name, other)
    return _Order(source, wish, delivery, files, parts, tasks, dict(there), needed, before)


def _bench(delivery: Delivery) -> Path:
    """Where parts are made, each in a folder of its name."""
    return delivery.scratch("parts")
