"""What slides play: beats as they are, or in pieces where a question stops one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from convanim.course.media.clips import cut_again, cut_sections
from convanim.course.text.quiz import Question, of_beat
from convanim.course.text.story import Beat, Sentence, Story


@dataclass(frozen=True)
class Shot:
    """A piece of a beat, in seconds of the clip, and the question that it ends on."""

    beat: Beat
    number: int
    start: float
    end: float
    question: Question | None = None

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"{self.beat.name}_{self.number}"

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its beat."""
        return (self.start, self.end) == (self.beat.start, self.beat.end)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is said in it."""
        return tuple(one for one in self.beat.sentences if self.start - 1e-3 <= one.start < self.end - 1e-3)

    def shown(self, fps: int) -> float:
        """When the picture that it ends on comes up."""
        return self.question.at if self.question else max(self.start, self.end - 1 / fps)


def shots_of(story: Story, questions: Sequence[Question]) -> Iterator[Shot]:
    """The pieces of a film, in order: a question ends one, just before its answer is there."""
    for beat in story.beats:
        start, number = beat.start, 1
        for question in of_beat(questions, beat):
            end = question.since + 1 / story.fps
            yield Shot(beat, number, start, end, question)
            start, number = end, number + 1
        yield Shot(beat, number, start, beat.end)


def cut_shots(film: Path, shots: Sequence[Shot], folder: Path) -> list[Path]:
    """A film for each piece, in a folder; beats as a whole are copied, their pieces encoded again.

    Raises RenderError where one cannot be read or written.
    """
    whole = [shot for shot in shots if shot.is_whole]
    files = dict(zip(whole, cut_sections(film, whole, folder), strict=True))
    for shot in shots:
        if shot not in files:
            files[shot] = cut_again(film, shot, folder)
    return [files[shot] for shot in shots]
