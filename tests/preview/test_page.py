"""The preview's page in a real browser."""

import json
import os
import shutil

import pytest

from tests.children import PATIENCE
from tests.preview.running import Running, save

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
    pytest.mark.skipif(os.name == "nt", reason="it sends signals as a terminal here does"),
]
playwright = pytest.importorskip("playwright.sync_api")

NASTY = "<img src=x onerror=alert(1)>"
SCENE = f"""
from convanim import ConvScene, Layer


class Three(ConvScene):
    title = "Three {NASTY}"
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("first", "second", "third")

    def first(self):
        self.say("Two.")
        self.arrange(facts=self.facts("in"))

    def second(self):
        self.say("Two {NASTY}.")
        self.arrange(facts=self.facts("groups"))

    def third(self):
        self.say("And more.")
        self.arrange(facts=self.facts("end"))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("preview")


@pytest.fixture(scope="module")
def running(place):
    """One preview for all tests of this file, which follow one another."""
    (place / "lessons").mkdir()
    (place / "lessons" / "three.py").write_text(SCENE)
    running = Running(place / "lessons", "three.py", cache=place / "cache")
    yield running
    running.kill()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=1000 * PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def opened(running, browser):
    """Opens the page, and sees to it that it neither complains nor asks for anything from elsewhere."""
    heard, contexts = [], []

    def open_page(**options):
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        ours = (running.address, f"blob:{running.address}")
        page.on("request", lambda request: request.url.startswith(ours) or heard.append(request.url))
        page.goto(running.address)
        page.locator("#status", has_text="Up to date").wait_for()
        page.locator("#beats button").nth(2).wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A server that has ended is what one of the tests wants.
    assert [text for text in heard if not text.startswith("Failed to load resource: net::ERR_")] == []


def saved(place, text):
    save(place / "lessons" / "three.py", text)


def beat_on_show(page):
    return page.locator("#beats [aria-current=true] .title").inner_text().split("\n")[0]


def time_of(page):
    page.locator("#video").evaluate(
        "video => new Promise(done => { const look = () => !video.seeking && video.readyState > 1"
        " ? done() : setTimeout(look, 10); look(); })"
    )
    return page.locator("#video").evaluate("video => video.currentTime")


def start_of(running, beat):
    return running.last["film"]["beats"][beat]["start"]


def test_it_shows_the_film_and_its_beats(opened, running):
    page = opened()
    running.next_film()
    assert page.locator("h1").inner_text() == f"Three {NASTY}"
    assert page.locator("#beats .title").all_inner_texts() == ["First", "Second", "Third"]
    assert page.locator("#beats .said").nth(1).inner_text() == f"Two {NASTY}."
    assert page.locator("img").count() == 0
    assert time_of(page) < 0.1
    assert page.locator("#video").evaluate("video => video.paused"), "nothing plays that nobody asked for"
    page.locator("#play").uncheck()
    page.locator("#beats button").nth(2).click()
    page.locator("#video").evaluate("video => video.pause()")
    assert start_of(running, 2) - 0.01 < time_of(page)
    assert beat_on_show(page) == "Third"


def test_a_save_leads_to_the_beat_that_changed(opened, running, place):
    page, calm = opened(), opened(reduced_motion="reduce")
    assert page.locator("#play").is_checked()
    assert not calm.locator("#play").is_checked()
    page.locator("#play").uncheck()
    saved(place, SCENE.replace("And more", "And more yet"))
    running.next_film()
    for one in (page, calm):
        one.locator(".said", has_text="And more yet").wait_for()
        assert time_of(one) == pytest.approx(start_of(running, 2), abs=0.05)
        assert beat_on_show(one).startswith("Third")
        assert one.locator("#video").evaluate("video => video.paused")
        assert one.locator(".new").count() == 1
        assert "changed: Third" in one.locator("#status").inner_text()


def test_what_has_changed_plays_and_a_beat_is_repeated(opened, running, place):
    page = opened()
    page.locator("#repeat").check()
    saved(place, SCENE.replace("And more", "And so on"))
    page.locator(".said", has_text="And so on").wait_for()
    video = page.locator("#video")
    ends = video.evaluate(
        "video => new Promise(done => { let before = 0; video.addEventListener('timeupdate', () => {"
        " if (video.currentTime < before - 0.5) done([video.currentTime, video.paused]);"
        " before = video.currentTime; }); })"
    )
    assert ends[0] >= start_of(running, 2)
    assert ends[1] is False
    assert beat_on_show(page).startswith("Third")


def test_an_error_is_announced_and_the_film_stays(opened, place):
    page = opened()
    saved(place, SCENE.replace("class Three", "class Three:::"))
    page.locator("#fault").wait_for()
    told = page.get_by_role("alert").inner_text()
    for part in ("SyntaxError: invalid syntax", "three.py, line 5", "class Three:::(ConvScene):", "last good film"):
        assert part in told
    assert page.title().startswith("Error: ")
    assert beat_on_show(page).startswith("Third"), "what was changed last is what a page begins with"
    assert page.locator("#video").evaluate("video => video.paused")
    late = page.context.new_page()
    late.goto(page.url)
    late.locator("#fault").wait_for()
    late.locator("#beats button").nth(2).wait_for()
    late.close()
    saved(place, SCENE)
    page.locator("#fault").wait_for(state="hidden")
    page.locator("#status", has_text="Up to date").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_reads_well_everywhere(opened, place, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(color_scheme=scheme, viewport={"width": width, "height": 740})
    # Errors and changes, too.
    page.evaluate("showState({name: 'x', drawing: false, fault: {text: 'T', place: 'P', code: 'C'}, film: null})")
    page.evaluate("showBeats(['second'])")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.run(page).response["violations"]
    assert found == [], json.dumps([(one["id"], one["nodes"][0]["html"]) for one in found])
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#beats') !== null"):
            break
    else:
        pytest.fail("Tab does not lead to the beats")


def test_the_end_is_told(opened, running):
    page = opened()
    assert running.end() == 0
    page.locator("#status", has_text="The preview has ended").wait_for()
    assert page.locator("#video").is_visible()
