"""What a clip tells, as data: everything that captions, transcripts, alt text and pages are written from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from convanim.course.text.speech import tongue_around
from convanim.film.about import LOOK
from convanim.film.assemble import Section
from convanim.language.catalogs import runs_left
from convanim.language.tags import SOURCE
from convanim.language.tongue import Tongue
from convanim.lessons import NO_LESSON, Lesson, lesson_of
from convanim.mobjects.counts import counts_of
from convanim.numerals import numeral
from convanim.spec import Layer
from convanim.spec.cut import LOOP
from convanim.spec.topic import TOPICS


@dataclass(frozen=True)
class Sentence:
    """One caption, from start to end in seconds of the clip."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Beat:
    """One beat: its name in the scene, its title for readers, its span in seconds and what is said in it."""

    name: str
    title: str
    start: float
    end: float
    sentences: tuple[Sentence, ...]
    part: str = ""
    """The title of the chapter that it is in, where several beats are one."""

    @property
    def slug(self) -> str:
        """The beat's name in file names and addresses.

        >>> Beat("count_the_cost", "Count the cost", 0, 1, ()).slug
        'count-the-cost'
        """
        return self.name.replace("_", "-")


def _kept(value: Any) -> Any:
    """A value of a look as it was before JSON had it."""
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Story:
    """A clip as its ledger tells it; ``name`` is what its files are called.

    ``scene`` is the name of a class that teaches a ``lesson``, the built-in one unless it is an ``own_scene``.

    ``numbers``, ``equations`` and ``steps`` are the ledger's entries, with times in seconds
    of the clip and boxes in fractions of the frame: (left, top, right, bottom). ``language`` is what
    it is told in, as BCP 47 tags it; ``topic`` is what it is about in place of a layer or beside one, by fields of
    ``Topic``, and ``look`` what else was chosen of its look, by fields of ``Look``;
    ``own_theme`` is what makes a theme of the author's own, as a file has it, ``own_network`` their own network as
    plain data, and ``voice`` who speaks, empty where nobody does.
    """

    name: str
    scene: str
    title: str
    layer: Layer
    values: Mapping[str, Any]
    theme: str
    width: int
    height: int
    fps: int
    seconds: float
    beats: tuple[Beat, ...]
    numbers: tuple[Mapping[str, Any], ...]
    equations: tuple[Mapping[str, Any], ...]
    steps: tuple[Mapping[str, Any], ...]
    lesson: Lesson = NO_LESSON
    own_scene: bool = False
    language: str = SOURCE
    own_theme: Mapping[str, Any] = field(default_factory=dict)
    own_network: Mapping[str, Any] = field(default_factory=dict)
    topic: Mapping[str, Any] = field(default_factory=dict)
    look: Mapping[str, Any] = field(default_factory=dict)
    voice: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, ledger: Path) -> Story:
        """The story of a clip, out of the ledger (NAME.json) that lies beside it."""
        return cls.of(json.loads(ledger.read_text(encoding="utf-8")), ledger.stem)

    @classmethod
    def of(cls, told: Mapping[str, Any], name: str) -> Story:
        """The story that a ledger tells."""
        said = [Sentence(one["text"], one["start"], one["end"]) for one in told["captions"]]
        called, parts = told.get("chapters", {}), told.get("parts", {})
        beats = tuple(
            Beat(
                one["name"],
                Section(one["name"], one["start"], one["end"], called.get(one["name"], "")).title,
                one["start"],
                one["end"],
                tuple(sentence for sentence in said if one["start"] - 1e-3 <= sentence.start < one["end"] - 1e-3),
                parts.get(one["name"], ""),
            )
            for one in told["sections"]
        )
        plain: dict[str, Any] = {
            kind: told[kind] for kind in ("scene", "title", "values", "theme", "width", "height", "fps", "seconds")
        }
        entries: dict[str, Any] = {kind: tuple(told[kind]) for kind in ("numbers", "equations", "steps")}
        return cls(
            name=name,
            layer=Layer(**told["layer"]),
            beats=beats,
            lesson=lesson_of(told["lesson"]),
            own_scene=told.get("own_scene", False),
            language=told.get("language", SOURCE),
            own_theme=told.get("own_theme", {}),
            own_network=told.get("own_network", {}),
            topic={option.field: told[option.field] for option in TOPICS if option.field in told},
            voice=told.get("voice", {}),
            look={option.field: _kept(told[option.field]) for option in LOOK if option.field in told},
            **plain,
            **entries,
        )

    @property
    def direction(self) -> str:
        """Which way its words run, as HTML has it: ``ltr``, or ``rtl`` as Hebrew and Arabic do."""
        return "rtl" if runs_left(self.language) else "ltr"

    @cached_property
    def tongue(self) -> Tongue:
        """What speaks of it: its own language, or English where convanim does not speak that one."""
        return self.tongue_with(())

    def tongue_with(self, folders: tuple[Path, ...]) -> Tongue:
        """The same, with the author's own catalogs besides convanim's."""
        return tongue_around(self.language, self.look, folders)

    @property
    def is_loop(self) -> bool:
        """Whether it is the scene's loop, to be played on and on."""
        return bool(self.look.get("cut") == LOOP)

    @property
    def has_voice(self) -> bool:
        """Whether anything is heard."""
        return bool(self.voice)

    @property
    def ground(self) -> str:
        """Whether it is shown on light ground or on dark."""
        return "light" if self.own_theme.get("from", self.theme) in ("light", "print") else "dark"

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Everything that is said, in order."""
        return tuple(sentence for beat in self.beats for sentence in beat.sentences)

    @cached_property
    def counts(self) -> dict[str, str]:
        """The layer's counts as written, by name: out_cells, weights, multiply_adds and so on."""
        return {name: numeral(count) for name, count in counts_of(self.layer).items()}
