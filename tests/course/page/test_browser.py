"""The page in a real browser, opened as a file."""

import json
import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest

from convanim.course.page.build import PageClip, PageCut, build_page
from convanim.course.text.quiz import questions_of
from convanim.course.text.story import Story
from convanim.kernels import make_tensors
from convanim.numerals import numeral
from convanim.request.render import render
from convanim.spec import Layer, Values
from tests.children import PATIENCE
from tests.tracked import ROOT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
playwright = pytest.importorskip("playwright.sync_api")
pypdf = pytest.importorskip("pypdf")

LAYER = Layer(2, 2, size=(4, 5), groups=2, stride=(2, 1), padding=1, bias=True)
NASTY = "</script><img src=x onerror=alert(1)>\"'"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A page with a clip, and the same clip again under hostile names."""
    folder = tmp_path_factory.mktemp("site")
    clip = render("depthwise", layer=LAYER, quality="l", out=folder, cache=False)
    story = Story.read(clip.ledger)
    files = {"mp4": "depthwise.mp4", "captions": "depthwise.vtt", "ledger": "depthwise.json"}
    shutil.copy(ROOT / "media" / "gallery" / "depthwise.webp", folder / "loop.webp")
    files["loop webp"] = "loop.webp"
    calm = PageClip(story, files, "convanim render depthwise", "render(Depthwise)", "Two channels.")
    odd = "a '\"<b>& #1 50% ok?.mp4"
    shutil.copy(folder / "depthwise.mp4", folder / odd)
    nasty = replace(story, name=NASTY, title=NASTY)
    hostile = replace(calm, story=nasty, files={"mp4": odd}, command=NASTY, code=NASTY, alt=NASTY)
    (folder / "page.html").write_text(build_page([calm, hostile], f"Page {NASTY}"), encoding="utf-8")
    return folder, story


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=1000 * PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def opened(site, browser):
    """Opens the page, and sees to it that it neither complains nor asks for anything but its files."""
    folder, story = site
    heard, contexts = [], []

    def open_page(**options):
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        page.on("request", lambda request: request.url.startswith(folder.as_uri()) or heard.append(request.url))
        page.goto((folder / "page.html").as_uri())
        page.locator(".player[data-ready]").nth(1).wait_for()
        return page, page.locator(".player").first, story

    yield open_page
    for context in contexts:
        context.close()
    assert heard == []


def rested(player):
    """Waits until the film has come to its place."""
    player.page.wait_for_function(
        "video => !video.seeking && video.readyState > 1", arg=player.locator("video").element_handle()
    )


def time_of(player):
    return player.locator("video").evaluate("video => video.currentTime")


def text_of(player, part):
    return " ".join(player.locator(part).inner_text().split())


def test_it_plays_with_captions_and_chapters_and_never_by_itself(opened):
    page, player, story = opened()
    page.wait_for_timeout(300)
    assert time_of(player) == 0
    assert text_of(player, ".caption") == ""
    player.locator("select").select_option("2")
    player.locator(".play").click()
    page.wait_for_function("video => video.currentTime > 0.3", arg=player.locator("video").element_handle())
    assert text_of(player, ".caption") == story.sentences[0].text
    assert player.locator(".beats [aria-current=true] .name").inner_text() == story.beats[0].title
    assert player.locator("video").evaluate("video => video.playbackRate") == 2
    player.get_by_role("button", name="Pause", exact=True).click()
    assert player.locator("video").evaluate("video => video.paused")
    player.locator(".captions").click()
    assert not player.locator(".caption").is_visible()
    player.locator(".loop").click()
    assert player.locator("video").evaluate("video => video.loop")


def test_a_loop_moves_under_the_pointer_until_the_film_begins(opened):
    page, player, _ = opened()
    preview, start = player.locator(".preview"), player.locator(".start")
    assert not preview.is_visible()
    start.hover()
    assert preview.is_visible()
    assert preview.evaluate("image => image.getAttribute('src')") == "loop.webp"
    page.mouse.move(0, 0)
    assert not preview.is_visible()
    start.hover()
    start.click()
    page.wait_for_function("video => video.currentTime > 0.1", arg=player.locator("video").element_handle())
    assert not preview.is_visible()


def test_no_loop_moves_where_less_motion_is_asked_for(opened):
    _, player, _ = opened(reduced_motion="reduce")
    player.locator(".start").hover()
    assert not player.locator(".preview").is_visible()


def test_chapters_lead_to_their_beats(opened):
    _, player, story = opened()
    for beat, button in reversed(list(zip(story.beats, player.locator(".beats button").all(), strict=True))):
        button.click()
        rested(player)
        assert time_of(player) == pytest.approx(beat.start, abs=0.01)
        assert button.get_attribute("aria-current") == "true"
        if beat.sentences and beat.sentences[0].start - beat.start < 0.01:
            assert text_of(player, ".caption") == beat.sentences[0].text


def test_stepping_lands_on_the_steps_frame_and_adds_up(opened):
    page, player, story = opened()
    first, second = sorted(story.steps, key=lambda step: step["start"])[:2]
    taps = len(first["rows"]) * len(first["columns"])
    window, weights, products = ([v for row in first[k][0] for v in row] for k in ("window", "weights", "products"))
    shown = player.evaluate_handle(
        "player => { const of = {}; const video = player.querySelector('video');"
        " const note = (now, frame) => { of.time = frame.mediaTime; video.requestVideoFrameCallback(note); };"
        " video.requestVideoFrameCallback(note); return of; }"
    )
    for done in range(1, taps + 1):
        player.locator(".more").click()
        rested(player)
        assert abs(time_of(player) - first["start"]) <= 0.5 / story.fps + 0.002
        terms = player.locator(".terms li:not(.later)").all_inner_texts()
        factors = [[int(f.strip("() +").replace("−", "-")) for f in term.replace("+", "").split("·")] for term in terms]
        assert factors == [list(pair) for pair in zip(window, weights, strict=True)][:done]
        assert player.locator(".result .value").inner_text() == numeral(sum(products[:done]))
    # The browser tells of a frame some time after it has shown it.
    of_step = round(first["start"] * story.fps) / story.fps
    page.wait_for_function("([of, time]) => Math.abs(of.time - time) <= 0.002", arg=[shown, of_step])
    player.locator(".more").click()
    name = f"y[{', '.join(map(str, first['index']))}]"
    assert text_of(player, ".result").startswith(f"{name} = {numeral(first['total'])}")
    assert text_of(player, ".sum .spoken").startswith("plus the bias")
    player.locator(".more").click()
    rested(player)
    assert abs(time_of(player) - second["start"]) <= 0.5 / story.fps + 0.002
    player.locator(".less").click()
    rested(player)
    assert text_of(player, ".result").startswith(f"{name} = {numeral(first['total'])}")


def test_every_sum_is_the_outputs_value(opened):
    _, player, story = opened()
    output = make_tensors(LAYER, Values()).output
    for step in sorted(story.steps, key=lambda step: step["start"]):
        player.locator(".sum-after").click()
        o, y, x = step["index"]
        value = numeral(int(output.reshape(-1, *output.shape[-2:])[o, y, x]))
        assert text_of(player, ".result").startswith(f"y[{o}, {y}, {x}] = {value}")


def test_a_number_says_what_it_is_and_tells_the_truth(opened):
    page, player, story = opened()
    player.locator(".more").click()
    rested(player)
    player.locator(".stage").scroll_into_view_if_needed()
    frame = round(sorted(step["start"] for step in story.steps)[0] * story.fps)
    up = [
        number
        for number in story.numbers
        if number["box"] and round(number["start"] * story.fps) <= frame < round(number["end"] * story.fps)
    ]
    assert player.locator(".cell").count() == len({tuple(number["box"]) for number in up}) > 20
    tensors = make_tensors(LAYER, Values())
    stage = player.locator(".stage").bounding_box()
    for tensor, truth in (("input", tensors.input), ("output", tensors.output)):
        number = next(n for n in up if n["tensor"] == tensor)
        left, top, right, bottom = number["box"]
        page.mouse.move(
            stage["x"] + (left + right) / 2 * stage["width"], stage["y"] + (top + bottom) / 2 * stage["height"]
        )
        index = tuple(number["index"])
        value = int(truth.reshape(-1, *truth.shape[-2:])[index])
        assert player.locator(".tip").inner_text() == f"{tensor}[{', '.join(map(str, index))}] = {numeral(value)}"
        assert player.locator(".cell.on").count() == 1
    page.mouse.move(2, 2)
    assert not player.locator(".tip").is_visible()
    player.locator(".play").click()
    assert player.locator(".cell").count() == 0


def test_the_keyboard_does_it_all(opened):
    page, player, story = opened()
    press = page.keyboard.press
    player.locator(".play").focus()
    press("Shift+ArrowRight")
    rested(player)
    assert time_of(player) == pytest.approx(story.beats[1].start, abs=0.01)
    press("1")
    rested(player)
    assert time_of(player) < 0.01
    press("]")
    press("[")
    rested(player)
    assert time_of(player) < 0.01
    press("ArrowRight")
    press("ArrowRight")
    rested(player)
    assert "multiply-add 2 of" in text_of(player, ".result")
    press("ArrowLeft")
    assert "multiply-add 1 of" in text_of(player, ".result")
    press("Control+ArrowRight")
    press("Alt+ArrowRight")
    assert "multiply-add 1 of" in text_of(player, ".result")
    # One Tab stop leads among the numbers, arrows go from one to the next, and Tab leads out.
    press("Shift+Tab")
    press("Shift+Tab")
    focus = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    names = [page.evaluate(focus)]
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "End", "Home"):
        press(key)
        names.append(page.evaluate(focus))
    assert all(re.match(r".+ [=≈] −?\d|(channel|filter|row|column) \d", name) for name in names), names
    assert len(set(names)) > 3
    assert player.locator(".tip").is_visible()
    assert player.locator(".cell[tabindex='0']").count() == 1
    press("Tab")
    assert page.evaluate("document.activeElement.className") == "seek"
    press("ArrowRight")
    assert "multiply-add" in text_of(player, ".result")
    press("Tab")
    press("Space")
    assert not player.locator("video").evaluate("video => video.paused")
    press("k")
    assert player.locator("video").evaluate("video => video.paused")


def test_tab_goes_through_the_whole_page(opened):
    page, _, _ = opened()
    seen = 0
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        seen += 1
    assert 30 < seen < 110


def test_hostile_texts_do_no_harm(opened):
    page, _, _ = opened()
    assert page.locator("img:not(.preview)").count() == 0
    assert page.locator("h2").nth(1).inner_text() == NASTY
    assert page.title() == f"Page {NASTY}"
    assert page.locator("article").nth(1).locator("code").first.text_content() == NASTY
    second = page.locator(".player").nth(1)
    second.locator(".more").click()
    rested(second)


def test_nothing_sticks_out_on_a_phone(opened):
    page, player, _ = opened(viewport={"width": 360, "height": 740})
    for summary in page.locator("summary").all():
        summary.click()
    for step in range(3):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), step
        player.locator(".more").click()


def test_less_motion_means_no_transitions(opened):
    _, player, _ = opened(reduced_motion="reduce")
    assert player.locator(".play").evaluate("button => getComputedStyle(button).transitionDuration") == "0s"
    assert player.locator("video").evaluate("video => video.paused")


def test_copying_says_so(opened):
    page, _, _ = opened(permissions=["clipboard-read", "clipboard-write"])
    page.locator("summary").nth(1).click()
    button = page.locator(".copy").first
    button.click()
    page.wait_for_function("button => /Copied|Marked/.test(button.textContent)", arg=button.element_handle())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(opened, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, player, _ = opened(color_scheme=scheme, viewport={"width": width, "height": 900})
    player.locator(".more").click()
    player.locator(".more").click()
    rested(player)
    for summary in page.locator("summary").all():
        summary.click()
    player.locator(".cell").first.evaluate("cell => cell.focus()")
    found = axe.run(page).response["violations"]
    assert found == [], json.dumps([(one["id"], one["nodes"][0]["html"]) for one in found])


def test_the_films_play_without_scripts(site, browser):
    folder, _ = site
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(Path(folder / "page.html").as_uri())
    assert page.locator("video[controls]").count() == 2
    assert not page.locator(".live").first.is_visible()
    context.close()


def test_a_film_waits_at_a_question_until_the_answer_is_asked_for(site, browser):
    folder, story = site
    (question, *_) = questions = questions_of(story)
    clip = PageClip(story, {"mp4": "depthwise.mp4"}, "", "", "Two channels.", questions=questions)
    (folder / "quiz.html").write_text(build_page([clip], "Quiz"), encoding="utf-8")
    page = browser.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto((folder / "quiz.html").as_uri())
    page.locator(".player[data-ready]").wait_for()
    player, video = page.locator(".player"), page.locator("video").element_handle()
    before = sum(beat.start <= question.at for beat in story.beats)
    player.locator(".play").focus()
    page.keyboard.press(str(before))
    rested(player)
    player.locator(".play").click()
    page.wait_for_function("video => video.paused", arg=video)
    rested(player)
    assert time_of(player) == pytest.approx(question.at, abs=1 / story.fps)
    assert player.get_by_role("status").inner_text() == question.asked
    assert player.locator(".covers span").count() == len(question.boxes)
    assert player.locator(".play").get_attribute("aria-label") == "Show the answer"
    # Labels of numbers would tell.
    assert player.locator(".cells button").count() == 0
    page.keyboard.press(" ")
    page.wait_for_function("video => !video.paused", arg=video)
    # The next frame is drawn without them.
    player.locator(".covers").wait_for(state="hidden")
    player.locator(".reveal").wait_for(state="hidden")
    assert question.answer in player.get_by_role("status").inner_text()
    page.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_paper_has_all_that_is_said_and_nothing_to_press(site, browser, scripts):
    folder, story = site
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto((folder / "page.html").as_uri())
    pdf = pypdf.PdfReader(BytesIO(page.pdf(format="A4")))
    # Letters may be joined in one glyph.
    texts = [" ".join(normalize("NFKC", sheet.extract_text()).split()) for sheet in pdf.pages]
    assert len(texts) == 2  # a film each
    for text in texts:
        for sentence in story.sentences:
            assert sentence.text in text
        for word in ("Keys", "Film, MP4", "Copy", "Speed", "Transcript"):
            assert word not in text
    # As wide as A4 without its margins, and nothing beyond.
    page.set_viewport_size({"width": 720, "height": 900})
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    frame = page.locator("video").first.bounding_box()
    assert frame["height"] > 300 and frame["width"] / frame["height"] == pytest.approx(story.width / story.height, 0.01)
    context.close()


def test_printing_leaves_the_page_as_it_was(opened):
    page, _, _ = opened()
    page.locator("summary").nth(1).click()
    opens = "[...document.querySelectorAll('details')].map((one) => one.open)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert all(page.evaluate(opens))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(opens) == [False, True] + [False] * 4


@pytest.mark.parametrize(("width", "height", "turned"), [(390, 844, True), (1280, 900, False), (844, 390, False)])
def test_a_phone_that_is_held_upright_gets_the_cut_for_it(site, browser, width, height, turned):
    folder, story = site
    if not (folder / "upright.json").exists():
        (folder / "upright").mkdir()
        made = render("depthwise", layer=LAYER, aspect="9:16", quality="l", out=folder / "upright", cache=False)
        for path in (made.path, made.ledger):
            shutil.copy(path, folder / f"upright{path.suffix}")
    upright = Story.read(folder / "upright.json")
    shorter = replace(upright, beats=upright.beats[:-1])  # so that its transcript differs
    cut = PageCut(shorter, {"mp4": "upright.mp4"})
    clip = PageClip(story, {"mp4": "depthwise.mp4"}, "", "", "Two channels.", upright=cut)
    (folder / "both.html").write_text(build_page([clip], "Both"), encoding="utf-8")
    heard = []
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto((folder / "both.html").as_uri())
    page.locator(".player[data-ready]").wait_for()
    player, shown = page.locator(".player"), shorter if turned else story
    assert player.count() == 1
    frame = player.locator("video").bounding_box()
    assert frame["width"] / frame["height"] == pytest.approx(shown.width / shown.height, 0.01)
    assert player.locator(".beats .name").all_inner_texts() == [beat.title for beat in shown.beats]
    page.locator("summary").first.click()
    assert page.locator(".transcript h3").count() == len(shown.beats)
    player.locator(".more").click()
    rested(player)
    step = min(one["start"] for one in shown.steps)
    assert time_of(player) == pytest.approx(step, abs=0.5 / shown.fps + 0.002)
    frame_now = round(step * shown.fps)
    up = [
        one
        for one in shown.numbers
        if one["box"] and round(one["start"] * shown.fps) <= frame_now < round(one["end"] * shown.fps)
    ]
    assert player.locator(".cell").count() == len({tuple(one["box"]) for one in up})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert heard == []
    context.close()
