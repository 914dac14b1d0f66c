"""A deck is one file; a browser plays it beat by beat."""

import re
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import av
import pytest

from convanim.course.frames import last_frame
from convanim.course.slides import deck
from convanim.course.text.quiz import questions_of
from convanim.course.text.story import Story
from convanim.errors import SpecError
from convanim.request.render import render
from convanim.spec import Layer
from tests.children import PATIENCE

HOSTILE = '</script><script>document.title="owned"</script> & "Q" <img src=x onerror=alert(1)>'
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    made = render(
        "pointwise", layer=Layer(2, 2, size=2, kernel=1), quality="l", out=tmp_path_factory.mktemp("clip"), cache=False
    )
    return Story.read(made.ledger), made.path


@pytest.fixture(scope="module")
def hostile(clip):
    """The deck of the clip under a title that is no mere text."""
    from dataclasses import replace

    story, film = clip
    return deck([(replace(story, title=HOSTILE), film)])


class Addresses(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self.scripts = 0

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        self.found += [value for name, value in attrs if name in ("src", "href", "poster", "data")]


def test_everything_is_inside(clip):
    page = deck([clip, clip])
    parser = Addresses()
    parser.feed(page)
    assert all(one.startswith("data:image/png;base64,") for one in parser.found)
    assert not re.search(r"https?://|@import|url\(", page)
    for number in (0, 1):
        (film,) = re.findall(rf'<script type="text/plain" id="data-{number}">([^<]+)</script>', page)
        assert b64decode(film) == clip[1].read_bytes()
    with av.open(BytesIO(b64decode(film))) as opened:
        assert opened.streams.video[0].frames > 10


def test_every_beat_is_a_slide_with_its_words(clip):
    story, _ = clip
    page = deck([clip])
    assert page.count('class="slide beat') == len(story.beats)
    assert page.count('class="slide opening') == 1
    assert page.count('<p lang="en" dir="ltr" data-start=') == len(story.sentences)
    spans = re.findall(r'data-start="([\d.]+)" data-end="([\d.]+)" data-hold="([\d.]+)"', page)
    for beat, (start, end, hold) in zip(story.beats, spans, strict=True):
        assert (float(start), float(end)) == pytest.approx((beat.start, beat.end), abs=1e-3)
        assert last_frame(story, beat) < float(hold) < beat.end


def test_titles_are_text(hostile):
    parser = Addresses()
    parser.feed(hostile)
    assert parser.scripts == 2  # the film, and ours
    assert "owned" not in hostile.replace("&#34;owned&#34;", "")


def test_slides_need_clips():
    with pytest.raises(SpecError, match="no clips"):
        deck([])


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here")
    with sync_api.sync_playwright() as playwright:
        options = {"executable_path": str(CHROMIUM), "args": ["--no-sandbox"], "timeout": 1000 * PATIENCE}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


@pytest.fixture
def page(hostile, browser, tmp_path):
    """The deck in a browser without a network, as opened from a memory stick."""
    path = tmp_path / "slides.html"
    path.write_text(hostile, encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 960, "height": 600})
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("dialog", lambda dialog: page.errors.append(dialog.message))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert page.errors == []


def is_at(page, slide, state):
    page.wait_for_function(
        "([slide, state]) => document.body.dataset.slide === slide && document.body.dataset.state === state",
        arg=[str(slide), state],
    )


def seconds(page):
    # Once a seek is done, the time is that of what is shown.
    page.wait_for_function("!document.querySelector('#film-0').seeking")
    return page.evaluate("document.querySelector('#film-0').currentTime")


def test_a_press_plays_a_beat_which_then_holds(page, clip):
    story, _ = clip
    assert page.title() == " ".join(HOSTILE.split())
    assert page.locator("h1").inner_text() == HOSTILE
    is_at(page, 0, "held")

    page.keyboard.press("ArrowRight")
    is_at(page, 1, "playing")
    page.wait_for_function("document.querySelector('#film-0').currentTime > 0.5")
    # Faster than it is, or the test would take as long as the clip.
    page.evaluate("document.querySelector('#film-0').playbackRate = 4")
    is_at(page, 1, "held")
    end = seconds(page)
    assert last_frame(story, story.beats[0]) <= end < story.beats[0].end
    page.wait_for_timeout(400)
    assert seconds(page) == end
    assert page.evaluate("document.querySelector('#film-0').paused")
    assert page.locator("#film-0").is_visible()

    # The next press goes on from there, and another one jumps to the end of its beat.
    page.keyboard.press(" ")
    is_at(page, 2, "playing")
    assert story.beats[1].start <= seconds(page) < story.beats[1].end
    page.keyboard.press(" ")
    is_at(page, 2, "held")
    assert last_frame(story, story.beats[1]) <= seconds(page) < story.beats[1].end

    # Back is at the end of the beat before, and so at its last picture.
    page.keyboard.press("ArrowLeft")
    is_at(page, 1, "held")
    assert last_frame(story, story.beats[0]) <= seconds(page) < story.beats[0].end
    page.keyboard.press("ArrowLeft")
    is_at(page, 0, "held")
    assert page.locator("#film-0").is_hidden()


def test_last_slide_stays_and_a_beat_can_be_seen_again(page, clip):
    story, _ = clip
    page.keyboard.press("End")
    is_at(page, len(story.beats), "held")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    is_at(page, len(story.beats), "held")
    page.keyboard.press("r")
    is_at(page, len(story.beats), "playing")
    page.keyboard.press("p")
    is_at(page, len(story.beats), "paused")
    page.keyboard.press("p")
    is_at(page, len(story.beats), "playing")


def test_notes_and_captions_are_there_when_asked_for(page, clip):
    story, _ = clip
    page.click("#next")
    is_at(page, 1, "playing")
    page.keyboard.press("n")
    said = story.beats[0].sentences[0].text
    assert said in page.locator("#notes").inner_text()
    page.keyboard.press("c")
    page.wait_for_function("document.querySelector('#caption').textContent.length > 0")
    assert page.locator("#caption").is_visible()


def test_a_press_that_comes_too_fast_loses_nothing(page, clip):
    story, _ = clip
    for _ in range(2 * len(story.beats) + 3):
        page.keyboard.press("ArrowRight")
    is_at(page, len(story.beats), "held")
    for _ in range(len(story.beats) + 2):
        page.keyboard.press("ArrowLeft")
    is_at(page, 0, "held")


def test_words_run_as_the_language_does(clip):
    from dataclasses import replace

    story, film = clip
    page = deck([(replace(story, language="he"), film), clip])
    own = page.count(' lang="he"')
    assert own > len(story.beats) and page.count(' lang="he" dir="rtl"') == own
    # Nobody has translated what stands round the Hebrew film.
    assert page.count('<p class="summary" lang="en" dir="ltr">') == 2
    assert '<html lang="en" dir="ltr">' in page


@pytest.fixture(scope="module")
def asking(clip):
    return deck([clip], quiz=True)


def test_without_questions_nothing_is_covered(clip):
    assert "data-covers" not in deck([clip]) and 'id="ask"' not in deck([clip])


def test_questions_stand_below_their_beat_and_the_opening_does_not_answer_them(clip, asking):
    story, _ = clip
    questions = questions_of(story)
    assert questions and asking.count('<p class="question"') == len(questions)
    opening = asking[asking.index('class="slide opening') : asking.index('class="slide beat')]
    for one in questions:
        assert f"<span>{one.asked}</span>" in asking
        assert f"<dd>{one.answer}</dd>" not in opening


def opened(browser, tmp_path, html, **options):
    path = tmp_path / "asking.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context(viewport={"width": 960, "height": 600}, **options)
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(path.as_uri())
    return page


def test_a_beat_waits_at_its_question_until_the_same_key_shows_the_answer(browser, clip, asking, tmp_path):
    story, _ = clip
    question = questions_of(story)[0]
    number = 1 + [beat.name for beat in story.beats].index(question.beat)
    page = opened(browser, tmp_path, asking, reduced_motion="reduce")
    page.keyboard.press("ArrowRight")
    is_at(page, 1, "playing")
    for _ in range(number - 1):  # to the end of the beats before
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    is_at(page, number, "asking")
    assert seconds(page) == pytest.approx(question.at, abs=1 / story.fps)
    assert page.locator("#ask").inner_text() == question.asked
    assert page.locator("#ask").get_attribute("role") == "status"
    # What covers the answer lies where the number will be.
    cover, film = (page.locator(one).first.bounding_box() for one in ("#covers span", "#covers"))
    left, top, right, bottom = question.boxes[0]
    assert (
        cover["x"] < film["x"] + left * film["width"] < film["x"] + right * film["width"] < cover["x"] + cover["width"]
    )
    assert cover["y"] < film["y"] + top * film["height"]
    assert film["y"] + bottom * film["height"] < cover["y"] + cover["height"]
    page.wait_for_timeout(200)
    is_at(page, number, "asking")
    page.keyboard.press("ArrowRight")
    is_at(page, number, "playing")
    assert page.locator("#covers").is_hidden()
    assert question.answer in page.locator("#ask").inner_text()
    page.context.close()


def test_without_scripts_nothing_is_hidden(browser, clip, asking, tmp_path):
    story, _ = clip
    page = opened(browser, tmp_path, asking, java_script_enabled=False)
    for one in questions_of(story):
        assert page.get_by_text(one.asked).first.is_visible()
    assert page.locator(".beat img").last.is_visible()
    assert not page.locator("#bar").is_visible()
    page.context.close()


@pytest.mark.parametrize("paper", [{"format": "A4"}, {"format": "A4", "landscape": True}, {"format": "Letter"}])
def test_on_paper_a_slide_and_its_notes_are_a_page_however_much_is_said(browser, clip, tmp_path, paper):
    from dataclasses import replace

    pypdf = pytest.importorskip("pypdf")
    story, film = clip
    long = [f"Note {number}: this is what the speaker wants to say about it, at some length." for number in range(30)]
    first, *others = story.beats
    told = replace(first, sentences=tuple(replace(first.sentences[0], text=text) for text in long))
    page = opened(browser, tmp_path, deck([(replace(story, beats=(told, *others)), film)]))
    pdf = pypdf.PdfReader(BytesIO(page.pdf(**paper)))
    texts = [" ".join(normalize("NFKC", sheet.extract_text()).split()) for sheet in pdf.pages]  # letters may be joined
    assert len(texts) == 1 + len(story.beats)
    assert all(text in texts[1] for text in long)
    for beat, text, sheet in zip(story.beats, texts[1:], pdf.pages[1:], strict=True):
        assert beat.title in text and len(sheet.images) == 1
    page.context.close()
