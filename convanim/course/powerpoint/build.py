"""A deck of slides for PowerPoint.

Each film has a section: a slide that says what it is about, then one a beat. There the film fills the slide and plays
by itself as soon as the slide is there. Before that one sees its first picture, on which the beat before ended, so
nothing flashes; once it is over, its last picture comes to lie on it, which is also what is seen where no film is: in
thumbnails, on paper, and in programs that drop films. A question (``quiz``) stops a film before its answer: what covers
it are shapes of their own, and the next slide plays on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from convanim.course.colors import colors_of, theme_on
from convanim.course.covers import covers_of, untold
from convanim.course.frames import picture
from convanim.course.powerpoint.package import packed
from convanim.course.powerpoint.parts import Asks, FilmSlide, Words
from convanim.course.powerpoint.shots import Shot, cut_shots, shots_of
from convanim.course.text.equations import equations_of
from convanim.course.text.quiz import questions_of
from convanim.course.text.story import Story
from convanim.course.text.subtitles import one_line
from convanim.course.text.texts import MOST, beat_alt, layer_facts, shortened, summary
from convanim.errors import RenderError, SpecError
from convanim.folders import workplace
from convanim.layout.canvas import canvas_of
from convanim.spec.aspect import ASPECTS, size_of

INSTALL = "pip install 'convanim[pptx]'"
LONG_SIDE = 12_192_000
"""Of a slide, in English Metric Units: PowerPoint's own for 16:9."""
MOST_EQUATIONS = 12
"""In a slide's notes."""


def check_installed() -> None:
    """Raise RenderError where what writes the deck is not installed."""
    try:
        import pptx  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise RenderError("python-pptx is not installed, which writes decks for PowerPoint", "", INSTALL) from error


def powerpoint(
    clips: Sequence[tuple[Story, Path]], title: str | None = None, mark: str = "", quiz: bool = False
) -> bytes:
    """The file (.pptx) of a deck of clips, each given as its story and its film; the same for the same clips.

    Slides have the first film's shape. ``title`` is the deck's (None: the clips' own), and ``mark`` is written into
    it. With ``quiz``, films stop before a result.

    Raises SpecError where there are no clips, RenderError where a film lacks a beat or python-pptx is not installed.
    """
    if not clips:
        raise SpecError("no clips for the slides", "one or more")
    check_installed()
    from convanim.course.powerpoint.deck import Deck

    stories = [story for story, _ in clips]
    called = one_line(title or " · ".join(story.title for story in stories))
    deck = Deck(*slide_size(stories[0]), called, mark, stories[0].tongue.language)
    with workplace() as work:
        for number, (story, film) in enumerate(clips):
            folder = work / str(number)
            folder.mkdir()
            deck.begin(one_line(story.title), story.language, colors_of(theme_on(story.ground, [story])))
            questions = questions_of(story) if quiz else ()
            deck.opening(Words(summary(story), story.tongue.language), untold(layer_facts(story), questions))
            shots = [*shots_of(story, questions)]
            for shot, path in zip(shots, cut_shots(film, shots, folder), strict=True):
                deck.film(_slide(story, film, shot, path))
        return packed(deck.saved())


def _slide(story: Story, film: Path, shot: Shot, path: Path) -> FilmSlide:
    title, said = one_line(shot.beat.title), [one_line(one.text) for one in shot.sentences]
    shown = beat_alt(story, shot.beat)
    asks = None
    if (question := shot.question) is not None:
        shown = question.asked
        asks = Asks(question.asked, covers_of(question, story), _head(story))
        title = f"{title}: {question.asked}"
    return FilmSlide(
        title=title,
        film=path,
        about=shortened(" ".join([f"{one_line(story.title)}, {title}.", *said]), MOST),
        seconds=shot.end - shot.start,
        size=(story.width, story.height),
        poster=picture(film, shot.start),
        last=picture(film, shot.shown(story.fps)),
        shown=Words(shown, story.tongue.language),
        notes=(
            *(Words(one, story.language) for one in said),
            *(Words(one, story.tongue.language) for one in _shown_in_notes(story, shot)),
        ),
        asks=asks,
    )


def _shown_in_notes(story: Story, shot: Shot) -> Sequence[str]:
    """What is on the slide, for who speaks: the equations of the beat, or the question and its answer."""
    if shot.question is not None:
        return [
            story.tongue.text("{question} Answer: {answer}", question=shot.question.asked, answer=shot.question.answer)
        ]
    return [
        story.tongue.text("On show: {equation}.", equation=one_line(one)) for one in equations_of(story, shot.beat)
    ][:MOST_EQUATIONS]


def slide_size(story: Story) -> tuple[int, int]:
    """A slide of the film's shape, in English Metric Units; frames of 480 lines are a pixel off it."""
    aspect = aspect_of(story)
    width, height = size_of(aspect)
    return LONG_SIDE * width // max(width, height), LONG_SIDE * height // max(width, height)


def aspect_of(story: Story) -> str:
    """The name of a frame's shape."""
    return min(ASPECTS, key=lambda name: abs(ASPECTS[name][0] / ASPECTS[name][1] - story.width / story.height))


def _head(story: Story) -> float:
    """Where the film's stage begins, as a fraction of its height: above stand title and caption, read long ago."""
    canvas = canvas_of(aspect_of(story), story.look.get("text"))
    return (canvas.stage.top - canvas.whole.top) / canvas.whole.height
