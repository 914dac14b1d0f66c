"""``convanim preview``: what it refuses, what it opens, and what each drawing is told."""

import socket
from queue import Queue

import pytest

from convanim.cli.preview import draw
from convanim.errors import SpecError
from tests.children import PATIENCE


@pytest.fixture
def begun(monkeypatch):
    """What would be previewed, broken off as soon as it begins; and the pages opened in a browser."""
    sessions, pages = [], Queue()

    def run(session):
        sessions.append(session)
        raise KeyboardInterrupt

    monkeypatch.setattr("convanim.preview.session.Session.run", run)
    monkeypatch.setattr("convanim.film.workers.preload.load_ahead", lambda: None)
    monkeypatch.setattr("convanim.film.workers.preload.unload", lambda: None)
    monkeypatch.setattr("webbrowser.open", pages.put)
    return sessions, pages


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["dephtwise"], 2, "no scene is called 'dephtwise'"),
        (["missing.py"], 1, "there is no file missing.py"),
        (["all"], 2, "no scene is called 'all'"),
        (["clips.toml"], 2, "no scene is called 'clips.toml'"),
        (["depthwise", "--channels", "0"], 2, "channels is 0"),
        (["depthwise", "--input", "none.npy"], 2, "--input none.npy: No such file"),
        (["depthwise", "--show-channels", "a"], 2, "the channels to show are 'a'"),
        (["depthwise", "--port", "0"], 2, "--port"),
        (["depthwise", "pointwise"], 2, "unexpected extra argument"),
    ],
)
def test_refusals(run, begun, arguments, code, told):
    done = run("preview", *arguments)
    assert (done.code, done.out, begun[0]) == (code, "", [])
    assert begun[1].empty()
    assert told in done.err


def test_it_opens_its_page_and_ctrl_c_ends_it(run, begun, tiny):
    sessions, pages = begun
    done = run("preview", f"{tiny}:Tiny")
    address = pages.get(timeout=PATIENCE)
    assert address.startswith("http://127.0.0.1:")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{tiny}:Tiny is shown at {address}  (Ctrl-C ends it)\nthe preview has ended\n"
    assert sessions[0].board.state.name == f"{tiny}:Tiny"


def test_another_port_and_no_browser(run, begun):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("preview", "depthwise", "--port", port)
        assert (done.code, done.out) == (1, "")
        assert f"port {port} cannot be used" in done.err
    assert f"127.0.0.1:{port}/" in run("preview", "depthwise", "--port", port, "--no-open").out
    assert begun[1].empty()


def test_a_drawing_reads_what_was_typed_anew(tiny, tmp_path):
    told = []
    options = ("--channels", "6", "--filters", "3", "--groups", "3", "--theme", "light", "--port", "80", "--no-open")
    drawn = draw((str(tiny), *options), tmp_path / "first", told.append)
    assert {one.beats for one in told} == {1}
    assert len(drawn.keys) == 1
    again = draw((str(tiny), *options), tmp_path / "second", told.append)
    assert again.keys == drawn.keys
    assert again.film.read_bytes() == drawn.film.read_bytes()
    other = draw((str(tiny), *options, "--theme", "dark"), tmp_path / "third", told.append)
    assert other.keys != drawn.keys
    with pytest.raises(SpecError, match="try --groups 2"):
        draw((str(tiny), "--groups", "5"), tmp_path / "fourth", told.append)
