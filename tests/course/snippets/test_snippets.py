"""Snippets in the tools that they are for: what a user has named shows up as text, and nothing else happens."""

import html
import json
import re
import shutil
import sys
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import unquote, urljoin

import pytest
from PIL import Image

from convanim.course.snippets import KINDS, TEMPLATES, snippets
from convanim.course.text.subtitles import one_line
from convanim.course.text.texts import alt_text
from tests.children import LONG, run
from tests.course.telling import HOSTILE, story

FILES = {
    "mp4": "clip.mp4",
    "webm": "clip.webm",
    "gif": "clip.gif",
    "loop gif": "clip-loop.gif",
    "poster": "clip.png",
    "captions": "clip.vtt",
    "chapters": "clip.chapters.vtt",
    "transcript": "clip.txt",
}
NASTY = {kind: f'my "b\'ad" <{kind}> (1) & #%.{name.partition(".")[2]}' for kind, name in FILES.items()}
HTML = ("snippet.html", "snippet-reveal.html", "snippet-moodle.html")


def png():
    """A small picture."""
    buffer = BytesIO()
    Image.new("RGB", (16, 9), "navy").save(buffer, "PNG")
    return buffer.getvalue()


def hostile(text, **more):
    return story(title=text, said=(text, text), name=text, **more)


class Seen(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.addresses, self.text = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.addresses += [value for name, value in attributes if name in ("src", "href", "poster")]
        assert not any(name.startswith("on") for name, _ in attributes)

    def handle_data(self, data):
        self.text += data


def test_one_snippet_a_place():
    assert set(snippets(story(), FILES)) == {*TEMPLATES, "snippet.ipynb"}


def test_unknown_kinds_are_refused():
    with pytest.raises(ValueError, match="'mov'"):
        snippets(story(), {"mov": "clip.mov"})


@pytest.mark.parametrize(
    "missing", [*({kind} for kind in KINDS), {"mp4", "webm"}, {"gif", "loop gif", "poster"}, set(KINDS)]
)
def test_any_file_may_be_missing(missing):
    made = snippets(story(), {kind: name for kind, name in FILES.items() if kind not in missing})
    for kind in missing:
        for text in made.values():
            assert FILES[kind] not in text
            assert "None" not in text
    assert all("Depthwise convolution" in text for text in made.values())


def test_a_clip_in_another_language_says_so():
    made = snippets(story(language="pt-BR"), FILES)
    for name in ("snippet.html", "snippet-moodle.html", "snippet-reveal.html"):
        assert made[name].count('srclang="pt-BR"') == 2
        assert 'srclang="en"' not in made[name]
        assert 'lang="pt-BR" dir="ltr">Depthwise convolution' in made[name]


@pytest.mark.parametrize(("language", "way"), [("he", "rtl"), ("ar-EG", "rtl"), ("de", "ltr")])
def test_words_run_as_the_language_does(language, way):
    made = snippets(story(language=language), FILES)
    for name in ("snippet.html", "snippet-moodle.html", "snippet-reveal.html"):
        own = made[name].count(f' lang="{language}"')
        assert own > 1 and made[name].count(f' lang="{language}" dir="{way}"') == own


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("files", [FILES, NASTY, {"gif": NASTY["gif"]}], ids=["plain", "nasty", "picture"])
def test_html_is_valid_and_harmless(text, files):
    html5lib = pytest.importorskip("html5lib")
    made = snippets(hostile(text), files)
    for name in HTML:
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(made[name]) if name == "snippet-moodle.html" else parser.parseFragment(made[name])
        seen = Seen(made[name])
        assert "script" not in seen.tags
        assert all(re.fullmatch(r"[\w%./~-]+", address) for address in seen.addresses)
        assert one_line(text) in " ".join(seen.text.split("\n"))


def test_a_page_refers_to_every_file():
    for name in ("snippet.html", "snippet-moodle.html"):
        text = snippets(story(), FILES)[name]
        assert all(text.count(f'"{file}"') >= 1 for kind, file in FILES.items() if "gif" not in kind)
        assert 'kind="captions"' in text and 'kind="chapters"' in text


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("files", [FILES, NASTY], ids=["plain", "nasty"])
def test_markdown_shows_texts_as_they_are(text, files):
    markdown_it = pytest.importorskip("markdown_it")
    told = hostile(text)
    page = markdown_it.MarkdownIt("commonmark").render(snippets(told, files)["snippet.md"])
    seen = Seen(page)
    assert set(seen.tags) <= {"p", "a", "img", "strong"}
    assert one_line(text) in seen.text
    assert all(re.fullmatch(r"[\w%./~-]+", address) for address in seen.addresses)
    alt = re.search(r'<img[^>]* alt="([^"]*)"', page)
    assert alt is not None
    assert html.unescape(alt[1]) == alt_text(told)


def test_sphinx_takes_every_title(tmp_path):
    pytest.importorskip("myst_parser")
    names = []
    for place, text in enumerate(HOSTILE):
        names.append(f"page{place}")
        files = {kind: f'my "b\'ad" & ``` #% clip{place}.{name.partition(".")[2]}' for kind, name in FILES.items()}
        for kind, name in files.items():
            (tmp_path / name).write_bytes(png() if "gif" in kind or kind == "poster" else b"")
        body = snippets(story(title=text, said=(text,), name=f"clip{place}"), files)["snippet-sphinx.md"]
        (tmp_path / f"{names[-1]}.md").write_text(f"# Page\n\n{body}", encoding="utf-8")
    listing = "\n".join(names)
    (tmp_path / "index.md").write_text(f"# All\n\n```{{toctree}}\n{listing}\n```\n", encoding="utf-8")
    conf = 'extensions = ["myst_parser"]\nsmartquotes = False\n'
    conf += 'myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]\n'
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    build = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(tmp_path), str(tmp_path / "built")]
    done = run(build)
    assert done.returncode == 0, done.stderr
    for name, text in zip(names, HOSTILE, strict=True):
        page = (tmp_path / "built" / f"{name}.html").read_text(encoding="utf-8")
        body = page[page.index("<figure") : page.index("</figure>")]
        assert one_line(text) in " ".join(Seen(body).text.split("\n"))
        assert "<script" not in body
        assert 'download class="reference download' in page or 'class="reference download' in page
    assert list((tmp_path / "built" / "_downloads").rglob("*.mp4"))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("files", [NASTY, {"gif": "a.gif"}], ids=["film", "picture"])
def test_notebooks_are_valid_and_convert(text, files):
    nbformat = pytest.importorskip("nbformat")
    exporters = pytest.importorskip("nbconvert")
    told = hostile(text)
    notebook = nbformat.reads(snippets(told, files)["snippet.ipynb"], as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            compile(cell.source, "cell", "exec")
    page, _ = exporters.HTMLExporter().from_notebook_node(notebook)
    body = page[page.index("<main>") :] if "<main>" in page else page[page.index("<body") :]
    assert "alert(1)</script>" not in body


def test_the_notebook_shows_the_film():
    source = "".join(json.loads(snippets(story(), NASTY)["snippet.ipynb"])["cells"][1]["source"])
    shown = []
    exec(source.replace("from IPython.display import HTML", ""), {"HTML": shown.append})
    assert Seen(shown[0]).addresses[0].startswith("my%20%22b%27ad%22")


@pytest.mark.parametrize("name", ["snippet.html", "snippet-moodle.html", "snippet.ipynb"])
def test_controls_have_room_below_the_film(name):
    """Over it they would cover the formulas."""
    made = snippets(story(), FILES)[name]
    share = 100 * story().height / story().width
    assert f"padding-top:calc({share:.3f}% + 68px)" in made
    assert "object-position:top" in made


def test_a_base_comes_before_every_address_and_no_file():
    made = snippets(story(), FILES, "https://example.org/films/depthwise/")
    for name in HTML:
        addresses = Seen(made[name]).addresses
        assert addresses
        assert all(address.startswith("https://example.org/films/depthwise/clip.") for address in addresses)
    for name in ("snippet.md", "snippet.qmd", "snippet.ipynb"):
        assert "https://example.org/films/depthwise/clip.mp4" in made[name]
    for name in ("snippet-myst.md", "snippet-sphinx.md", "snippet-beamer.tex"):
        assert "example.org" not in made[name]


@pytest.mark.parametrize(("base", "html"), [("", False), ("/films/", True), ("../films/", True)])
def test_mkdocs_finds_the_film_on_any_page(base, html, tmp_path):
    """It serves pages from folders of their own, and rewrites addresses in Markdown, but none in HTML."""
    pytest.importorskip("mkdocs")
    docs = tmp_path / "docs"
    (docs / "films").mkdir(parents=True)
    names = {kind: f"my clip #1 50%.{name.partition('.')[2]}" for kind, name in FILES.items()}
    for name in names.values():
        (docs / "films" / name).write_bytes(b"1")
    made = snippets(story(), names, base)
    page = docs / ("films/lesson.md" if not base else "lesson.md")
    page.write_text("# Lesson\n\n" + made["snippet.html" if html else "snippet.md"], encoding="utf-8")
    (docs / "index.md").write_text("# Films\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: Films\nsite_url: https://example.org/\n")
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    run(build, cwd=tmp_path, check=True)
    built = tmp_path / "site" / page.relative_to(docs).with_suffix("") / "index.html"
    text = built.read_text(encoding="utf-8")
    found = [address for address in Seen(text).addresses if "clip%20%231" in address]
    assert len({*found}) >= 3
    served = f"/{built.relative_to(tmp_path / 'site')}"
    for address in found:
        assert (tmp_path / "site" / unquote(urljoin(served, address))[1:]).is_file()


def test_myst_plays_the_film(tmp_path):
    made = snippets(story(), FILES)["snippet-myst.md"]
    assert "{figure} clip.mp4" in made
    assert "% MyST does not serve" not in made
    assert "% MyST does not serve" in snippets(story(), NASTY)["snippet-myst.md"]
    if shutil.which("myst") is None:
        pytest.skip("mystmd is not installed")
    for kind, name in FILES.items():
        (tmp_path / name).write_bytes(png() if kind == "poster" else kind.encode())
    pages = []
    for place, text in enumerate(HOSTILE):
        pages.append(snippets(story(title=text, said=(text,), name=f"clip{place}"), FILES)["snippet-myst.md"])
    (tmp_path / "index.md").write_text("# Films\n\n" + "\n".join(pages), encoding="utf-8")
    (tmp_path / "myst.yml").write_text("version: 1\nproject:\n  title: Films\nsite:\n  template: book-theme\n")
    done = run(["myst", "build", "--site"], cwd=tmp_path)
    assert "⛔" not in done.stdout + done.stderr
    (page,) = (tmp_path / "_build" / "site" / "content").glob("*.json")
    nodes = [*_nodes(json.loads(page.read_text(encoding="utf-8"))["mdast"])]
    films = [node for node in nodes if node["type"] == "image" and node["url"].endswith(".mp4")]
    assert len(films) == len(HOSTILE)
    for address in [film["url"] for film in films] + [node["url"] for node in nodes if node.get("static")]:
        assert (tmp_path / "_build" / "site" / "public" / address.lstrip("/")).is_file()


def _nodes(tree):
    yield tree
    for child in tree.get("children", ()):
        yield from _nodes(child)


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_latex_takes_every_title(engine, tmp_path):
    if shutil.which(engine) is None or not _knows_beamer():
        pytest.skip(f"{engine} with beamer is not installed")
    (tmp_path / "my clip.png").write_bytes(png())
    frames = []
    for text in HOSTILE:
        frames.append(snippets(hostile(text), {"mp4": "my clip.mp4", "poster": "my clip.png"})["snippet-beamer.tex"])
        frames.append(snippets(hostile(text), NASTY)["snippet-beamer.tex"])
    page = "\\documentclass{beamer}\n\\begin{document}\n" + "\n".join(frames) + "\\end{document}\n"
    (tmp_path / "slides.tex").write_text(page, encoding="utf-8")
    build = [engine, "-interaction=nonstopmode", "-halt-on-error", "slides.tex"]
    done = run(build, timeout=LONG, cwd=tmp_path, text=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-3000:]
    assert "etc/passwd)" not in (tmp_path / "slides.log").read_text(encoding="utf-8", errors="replace")


def _knows_beamer():
    return run(["kpsewhich", "beamer.cls"]).returncode == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_pandoc_reads_the_quarto_page(text):
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc is not installed")
    body = snippets(hostile(text), FILES)["snippet.qmd"]
    assert body.count("{{<") == 1
    done = run(["pandoc", "-f", "markdown", "-t", "html"], input=body, check=True)
    seen = Seen(done.stdout)
    assert "script" not in seen.tags
    assert " ".join(one_line(text).split()) in " ".join(seen.text.split())


@pytest.mark.parametrize("name", ["snippet.html", "snippet.md", "snippet-moodle.html", "snippet.ipynb"])
def test_browsers_break_no_line_between_thousands(name):
    made = snippets(hostile("9\u2009216 of them"), FILES)[name]
    assert "9\u202f216 of them" in made
    assert not re.search("[0-9]\u2009[0-9]{3}", made)
