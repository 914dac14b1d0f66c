"""A notebook is run in a fresh kernel, as its author would."""

import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import av
import pytest

from convanim import SpecError, UnknownNameError, show
from tests.children import LONG

pytest.importorskip("nbclient")
ROOT = Path(__file__).parents[2]


def run(cells, folder):
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=LONG, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    return [cell.outputs for cell in notebook.cells]


# Its own libraries warn of one another, and a kernel's sockets are closed by nobody.
@pytest.mark.filterwarnings("ignore")
def test_a_cell_holds_a_film_that_plays(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    asked = 'convanim.show("pointwise", channels=2, filters=1, size=2, quality="l", width=480)'
    first, second, printed = run([f"import convanim\n{asked}", f"again = {asked}\nagain", "again"], tmp_path)

    result = first[-1]
    assert result.output_type == "execute_result"
    html = result.data["text/html"]
    (film,) = re.findall(r'<source src="data:video/mp4;base64,([^"]+)"', html)
    with av.open(BytesIO(b64decode(film))) as opened:
        frames = sum(1 for _ in opened.decode(video=0))
    assert frames > 30
    (captions,) = re.findall(r'<track kind="captions"[^>]*src="data:text/vtt;base64,([^"]+)"', html)
    assert b64decode(captions).startswith(b"WEBVTT\n")
    assert 'poster="data:image/png;base64,' in html
    assert "width:480px" in html
    assert 'aria-label="Pointwise convolution: input 2×2×2' in html
    name = "pointwise-channels-2-filters-1-size-2.mp4"
    assert result.data["text/plain"].startswith(f"media/{name}: Pointwise convolution, ")
    assert (tmp_path / "media" / name).read_bytes() == b64decode(film)

    # Progress was shown while it was drawn, and is gone; nothing else was printed.
    assert [output.output_type for output in first] == ["display_data", "execute_result"]
    assert first[0].data == {"text/plain": "", "text/html": ""}
    # The same again is there at once.
    assert len(second) == len(printed) == 1
    assert second[0].data["text/plain"] == f"{result.data['text/plain']} as before"
    assert second[0].data["text/html"] == html


def test_outside_a_notebook_it_is_quiet(tmp_path, capsys):
    shown = show("pointwise", channels=1, filters=1, size=1, quality="l", out=tmp_path, theme="light")
    assert capsys.readouterr().out == ""
    name = "pointwise-channels-1-filters-1-size-1-theme-light.mp4"
    assert repr(shown).startswith(f"{tmp_path / name}: ")
    assert shown.story.theme == "light"
    again = show(
        "pointwise", channels=1, filters=1, size=1, bias=True, quality="l", out=tmp_path, name="{scene}-{seed}"
    )
    assert again.result.path == tmp_path / "pointwise-0.mp4"
    assert again.story.layer.bias


def test_a_loop_plays_by_itself_and_has_no_captions(tmp_path):
    html = show("dilation", cut="loop", quality="l", out=tmp_path)._repr_html_()
    assert "<video controls autoplay loop muted playsinline" in html
    assert "<track" not in html


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"chanels": 3}, UnknownNameError, "no option is called 'chanels'.*try channels"),
        ({"channels": 0}, SpecError, "is 0"),
        ({"width": '1"><script>'}, SpecError, "width is"),
        ({"quality": "x"}, UnknownNameError, "no quality"),
        ({"stills": True}, SpecError, "stills in a notebook; allowed: a film"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, words, error, message):
    with pytest.raises(error, match=message):
        show("depthwise", out=tmp_path / "none", **words)
    assert not (tmp_path / "none").exists()
