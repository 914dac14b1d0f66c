"""The page as text: small, complete, and harmless whatever the texts in it say."""

import base64
import json
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from convanim.course.page.build import PageClip, anchors, build_page
from convanim.course.page.data import numbers, steps, tale
from convanim.course.page.naming import label
from convanim.course.text.story import Beat, Sentence, Story
from convanim.language.tongue import ENGLISH
from convanim.spec import Layer

NASTY = "</script><img src=x onerror=alert(1)>\"'&\u2028<!--"


def step(**other):
    told = {
        "start": 0.5,
        "reads": "x",
        "makes": "y",
        "index": [0, 0, 0],
        "channels": [0, 1],
        "rows": [-1, 0],
        "columns": [0],
        "inside": [[False], [True]],
        "window": [[[0], [3]], [[0], [-4]]],
        "weights": [[[1], [2]], [[5], [-6]]],
        "products": [[[0], [6]], [[0], [24]]],
        "partial_sums": [6, 24],
        "bias": -1,
        "total": 29,
    }
    return told | other


def story(**other):
    number = {"tensor": "input", "index": [0, 1], "value": -5, "text": "−5", "start": 0, "end": 1}
    told = {
        "name": "clip",
        "scene": "Clip",
        "title": "A clip",
        "layer": Layer(),
        "values": {"kind": "integers", "seed": 0},
        "theme": "dark",
        "width": 160,
        "height": 90,
        "fps": 10,
        "seconds": 2.0,
        "beats": (Beat("one", "One", 0, 2, (Sentence("Said.", 0, 1),)),),
        "numbers": (number | {"box": [0.1, 0.2, 0.3, 0.4]}, number | {"box": None}),
        "equations": (),
        "steps": (step(),),
    }
    return Story(**(told | other))


def page_clip(**other):
    told = {"story": story(), "files": {"mp4": "clip.mp4"}, "command": "go", "code": "x", "alt": "a"}
    return PageClip(**(told | other))


class Elements(HTMLParser):
    """Every element with its attributes, and the texts of the data blocks."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found, self.data, self._inside = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._inside = ("type", "application/json") in attrs

    def handle_data(self, data):
        if self._inside:
            self.data.append(json.loads(data))
            self._inside = False


def test_a_step_is_told_one_multiply_add_at_a_time():
    (told,) = steps(story())
    assert (told["frame"], told["name"], told["total"], told["sign"], told["bias"]) == (
        5,
        "y[0, 0, 0]",
        "29",
        "=",
        "−1",
    )
    assert (told["x"], told["w"]) == ("0 3 0 −4", "1 2 5 −6")
    assert (told["products"], told["sums"]) == ("0 6 0 24", "0 6 6 30")
    assert (told["rows"], told["taps"], told["padding"]) == (["channel 0", "channel 1"], 2, [0, 2])


def test_one_tap_a_channel_is_one_row_through_the_channels():
    needle = step(rows=[0], window=[[[3]], [[4]]], weights=[[[1]], [[1]]], products=[[[3]], [[4]]], inside=[[True]])
    (told,) = steps(story(steps=(needle,)))
    assert (told["rows"], told["taps"]) == (["channels 0 to 1"], 2)


def test_a_step_without_its_products_tells_its_sum():
    (told,) = steps(story(steps=({"start": 1.0, "index": [1, 2, 3], "makes": "m", "reads": "x", "total": 0.456},)))
    assert told == {"frame": 10, "name": "m[1, 2, 3]", "total": "0.46", "sign": "≈"}


def test_numbers_that_move_are_left_out_and_times_are_frames():
    told = numbers(story())
    assert told == {"labels": ["input[0, 1] = −5"], "columns": [[0], [0], [10], [1000], [2000], [2000], [2000]]}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ({"tensor": "output", "index": [0, 0], "value": 0.125, "text": "0.12"}, "output[0, 0] = 0.125\nshown as 0.12"),
        ({"tensor": "x", "index": [0], "value": 1 / 3, "text": "0.33"}, "x[0] ≈ 0.3333333\nshown as 0.33"),
        ({"tensor": "product", "index": [0], "value": -5, "text": "− 5"}, "product[0] = −5"),
        (
            {"tensor": "count", "index": ["weights", "8x6x6 to 8x4x4, and so on"], "value": 72, "text": "72"},
            "weights = 72\n8x6x6 to 8x4x4, and so on",
        ),
        ({"tensor": "count", "index": ["weights", ""], "value": 72, "text": "72"}, "weights = 72"),
        ({"tensor": "count", "index": ["my_own", ""], "value": 2, "text": "2"}, "my own = 2"),
        ({"tensor": "channel", "index": [3], "value": 3, "text": "3"}, "channel 3"),
        ({"tensor": "module", "index": ["summed"], "value": 8, "text": "8"}, "channels that are added up in one = 8"),
        (
            {"tensor": "standard_cost", "index": ["multiply_adds"], "value": 9216, "text": "9\u2009216"},
            "multiply-adds of the standard convolution = 9\u2009216",
        ),
    ],
)
def test_a_label_says_which_number_it_is(number, text):
    assert label(number, ENGLISH) == text


def test_the_bulk_can_be_read_back():
    told = json.loads(zlib.decompress(base64.b64decode(tale(story())["bulk"])))
    assert told == {"steps": steps(story()), "numbers": numbers(story())}


def test_hostile_texts_stay_texts():
    said = (Sentence(NASTY, 0, 1),)
    nasty = story(name=NASTY, title=NASTY, beats=(Beat("one", NASTY, 0, 2, said),))
    files = {"mp4": NASTY, "poster": "javascript:alert(1)", "captions": "//example.org/x", NASTY: "x"}
    clip = PageClip(nasty, files, NASTY, NASTY, NASTY)
    elements, calm = (Elements(build_page([one], title)) for one, title in ((clip, NASTY), (page_clip(), "t")))
    assert not [tag for tag, _ in elements.found if tag == "img"]
    assert not [name for _, attrs in elements.found for name in attrs if name.startswith("on")]
    scripts = [[tag for tag, _ in one.found].count("script") for one in (elements, calm)]
    assert scripts == [2, 2]
    assert elements.data[0]["said"] == [[NASTY, 0]]
    addresses = {value for _, attrs in elements.found for name, value in attrs.items() if name in ("src", "poster")}
    assert addresses == {quote(NASTY, safe="/"), "javascript%3Aalert%281%29", "example.org/x"}


def test_a_clip_in_another_language_says_so():
    files = {"mp4": "clip.mp4", "captions": "clip.vtt", "chapters": "clip.chapters.vtt"}
    page = Elements(build_page([page_clip(story=story(language="de"), files=files)], "Course"))
    assert [told["srclang"] for tag, told in page.found if tag == "track"] == ["de", "de"]
    assert {"h2", "p", "ol"} <= {tag for tag, told in page.found if told.get("lang") == "de"}
    assert [told["lang"] for tag, told in page.found if tag == "html"] == ["de"]
    other = Elements(build_page([page_clip(story=story(language="de"), files=files)], "Course", "fr"))
    assert [told["lang"] for tag, told in other.found if tag in ("html", "article")] == ["fr", "de"]


def test_clips_of_one_name_have_addresses_of_their_own():
    clips = [page_clip(story=story(name=name)) for name in ("a b", "a-b", "A  B", "*", "a-b-2")]
    told = list(anchors(clips))
    assert told[:4] == ["a-b", "a-b-2", "a-b-3", "clip"]
    assert len(set(told)) == 5


def test_every_id_is_there_once_and_every_reference_leads_somewhere():
    found = Elements(build_page([page_clip(), page_clip()], "Two")).found
    ids = [attrs["id"] for _, attrs in found if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for _, attrs in found if attrs.get("href", "").startswith("#")} <= set(ids)
    assert {attrs["aria-labelledby"] for _, attrs in found if "aria-labelledby" in attrs} <= set(ids)


def test_a_clip_without_steps_has_no_sum_to_walk():
    html = build_page([page_clip(story=replace(story(), steps=(), numbers=()))], "None")
    assert "One multiply-add at a time" not in html


def test_the_transcript_has_a_heading_a_beat_below_that_of_its_chapter():
    beats = tuple(Beat(name, name.title(), 0, 1, (), part) for name, part in (("a", "One"), ("b", "One"), ("c", "Two")))
    page = Elements(build_page([page_clip(story=story(beats=beats))], "t"))
    levels = [tag for tag, _ in page.found if re.fullmatch("h[1-6]", tag)]
    assert levels == ["h1", "h2", "h3", "h3", "h4", "h4", "h3", "h4", "h2"]
    flat = Elements(build_page([page_clip()], "t"))
    assert "h4" not in [tag for tag, _ in flat.found]


def test_a_loop_waits_until_it_is_pointed_at():
    one = page_clip(files={"mp4": "a.mp4", "loop webp": "a loop.webp"})
    page = build_page([one], "A")
    assert '<img class="preview" data-loop="a%20loop.webp" alt="" hidden>' in page
    assert 'class="preview"' not in build_page([page_clip()], "A")


def test_the_policy_lets_in_nothing_else():
    html = build_page([page_clip()], "t")
    assert "unsafe" not in html
    assert "http:" not in html
    assert "https:" not in html
    # All that is not the clips' own is under 60 KB.
    assert len(html.encode()) < 60_000


def test_words_run_as_the_language_does():
    page = build_page([page_clip(story=story(language="he")), page_clip()], "שלום")
    own = page.count(' lang="he"')
    assert own > 4 and page.count(' lang="he" dir="rtl"') == own
    # Nobody has translated what stands round the Hebrew film: that is English, and so is the page.
    assert page.count(' lang="en" dir="ltr"') == own + len(["html", "article", "article"])
    assert '<h1 dir="auto">שלום</h1>' in page


@pytest.mark.parametrize(("scale", "product"), [(1e-7, "6.00·10⁻⁷"), (1e-3, "0.006"), (1e30, "6.00·10³⁰")])
def test_small_and_large_numbers_of_a_step_keep_their_digits(scale, product):
    real = step(
        weights=[[[1.0 * scale], [2.0 * scale]], [[5.0 * scale], [-6.0 * scale]]],
        products=[[[0.0], [6.0 * scale]], [[0.0], [2.0 * scale]]],
        bias=None,
        total=8.0 * scale,
    )
    (told,) = steps(story(steps=(real,)))
    assert told["products"].split()[1] == product and "e" not in told["w"] + told["sums"] + told["total"]


def test_labels_of_a_comparison_say_what_is_compared():
    share = {"tensor": "percent", "index": ["1152", "9216"], "value": 12.5, "text": "12.5"}
    assert label(share, ENGLISH) == "percent of the standard convolution’s multiply-adds = 12.5\n1152 of 9216"
    place = {"tensor": "place", "index": ["1152"], "value": 1, "text": "1"}
    assert label(place, ENGLISH) == "place in the order in which all are done = 1\nafter 1152 multiply-adds"


def test_a_label_has_powers_of_ten_and_no_letter():
    small = {"tensor": "weight", "index": [0], "value": 1.5e-7, "text": "1.50·10⁻⁷"}
    assert label(small, ENGLISH) == "weight[0] = 1.5·10⁻⁷\nshown as 1.50·10⁻⁷"
