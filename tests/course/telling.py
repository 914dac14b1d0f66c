"""Stories for tests, as ledgers tell them, without rendering anything."""

from dataclasses import asdict

from convanim.course.text.story import Story
from convanim.lessons import LESSONS
from convanim.spec import Layer

HOSTILE = (
    "<script>alert(1)</script>",
    "\"quotes\" and 'apostrophes'",
    "--> 00:00:01.000 --> ",
    "\\input{/etc/passwd}",
    "$x_1$ 100% & #",
    "](javascript:x)",
    "two\n\nlines\r\nand three",
    "שלום עולם",
    "🙂 {{< include x >}} {% raw %} {{ 7 * 7 }}",
    ":::{note}\n```\n---",
    "``` ~~~ *a* _b_ |c| ^d^ ~e~ https://example.org www.example.org a@b.org",
    "1. one - two + three = four",
)

DRAWN = {"kind": "integers", "seed": 0, "input": "drawn", "weight": "drawn", "bias": "drawn"}


def told(title="Depthwise convolution", said=("Four channels.", "Four filters."), **more):
    """What a ledger says of a clip of two beats of two seconds, each sentence in a beat of its own."""
    layer = more.pop("layer", Layer(4, 4, size=4, groups=4))
    scene = more.pop("scene", "Depthwise")
    lesson = next((lesson.name for lesson in LESSONS.values() if lesson.scene == scene), "")
    return {
        "scene": scene,
        "lesson": lesson,
        **({} if lesson else {"own_scene": True}),
        "title": title,
        "layer": asdict(layer),
        "values": {**DRAWN, **more.pop("values", {})},
        "theme": "dark",
        "width": 854,
        "height": 480,
        "fps": 15,
        "seconds": 4.0,
        "sections": [
            {"name": "first_words", "start": 0.0, "end": 2.0},
            {"name": "last_words", "start": 2.0, "end": 4.0},
        ],
        "captions": [{"text": text, "start": 2.0 * place, "end": 2.0 * place + 1.5} for place, text in enumerate(said)],
        "numbers": [],
        "equations": [{"text": "1 + 2 = 3", "start": 0.5, "end": 2.3}],
        "steps": [],
        **more,
    }


def story(name="depthwise", **more):
    """A story of two beats; see ``told``."""
    return Story.of(told(**more), name)
