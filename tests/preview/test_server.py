"""The server: to this machine alone, nothing but its own, and news as they come."""

import json
import socket
import sys
from http.client import HTTPConnection
from types import SimpleNamespace

import pytest

from convanim.errors import RenderError
from convanim.preview.board import Board, State
from convanim.preview.fault import Fault
from convanim.preview.server import HEADERS, serving
from tests.children import PATIENCE


@pytest.fixture
def board():
    return Board(State("mine.py"))


@pytest.fixture
def port(board):
    with serving(board) as address:
        assert address.startswith("http://127.0.0.1:")
        yield int(address.rsplit(":", 1)[1].strip("/"))


def ask(port, path="/", method="GET", **headers):
    """An answer: status, headers and body; headers in capitals are sent as they are."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, values in headers.items():
        for value in [values] if isinstance(values, str) else values:
            connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert all(answer.headers.get_all(name) == [value] for name, value in HEADERS.items())
    return SimpleNamespace(status=answer.status, headers=answer.headers, body=body)


def test_the_page_and_what_belongs_to_it(port):
    page = ask(port)
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    for path, kind in (("/preview.js", "text/javascript"), ("/preview.css", "text/css"), ("/preview.svg", "image/svg")):
        assert f'"{path}"'.encode() in page.body
        part = ask(port, path)
        assert (part.status, part.headers["Content-Type"][: len(kind)]) == (200, kind)
    assert b"color-scheme: dark" in ask(port, "/preview.css").body
    assert b"<script>" not in page.body
    assert b"style=" not in page.body


def test_the_policy_lets_nothing_in_from_elsewhere():
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy.pop("default-src") == "'none'"
    assert set(policy.values()) == {"'self'", "'none'", "blob:"}
    assert policy["script-src"] == "'self'"


def test_names_that_are_not_this_machines(port):
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", "", f"[::1]:{port}"):
        refused = ask(port, Host=host)
        assert refused.status == 403, host
        assert b"<" not in refused.body
    for path in ("/events", "/preview.js"):
        assert ask(port, path, Host="evil.example").status == 403
    assert ask(port, Host=[f"127.0.0.1:{port}", "evil.example"]).status == 403
    assert ask(port, Host=[]).status == 403
    assert ask(port, Host=f"LocalHost:{port}").status == 200


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is but one such address")
def test_it_listens_at_its_own_address_alone(port):
    with socket.socket() as other:
        other.settimeout(PATIENCE)
        # Whoever listened at every address of this machine would answer here, too.
        with pytest.raises(ConnectionRefusedError):
            other.connect(("127.0.0.2", port))


@pytest.mark.parametrize(
    "path",
    [
        "/../server.py",
        "/page/preview.html",
        "/preview.html",
        "/%2e%2e/server.py",
        "//etc/passwd",
        "/../../../../../../etc/passwd",
        "/preview.js/",
        "/preview.js?x",
        "/\\..\\server.py",
        "http://evil.example/",
        "/film.mp4",
        "/.mp4",
        "*",
    ],
)
def test_nothing_but_its_own(port, path):
    assert ask(port, path, Host=f"127.0.0.1:{port}").status == 404


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_but_get(port, method):
    refused = ask(port, method=method)
    assert (refused.status, refused.headers["Allow"]) == (405, "GET")


def test_methods_that_nobody_knows(port):
    assert ask(port, method="BREW").status == 501


def film(data, address):
    return SimpleNamespace(data=data, address=address, as_dict=lambda: {"address": address})


def test_the_film_of_the_day(port, board):
    assert ask(port, "/one.mp4").status == 404
    board.show(film=film(b"first", "/one.mp4"))
    told = ask(port, "/one.mp4")
    assert (told.status, told.headers["Content-Type"], told.body) == (200, "video/mp4", b"first")
    board.show(film=film(b"second", "/two.mp4"))
    assert ask(port, "/one.mp4").status == 404
    assert ask(port, "/two.mp4").body == b"second"


def listen(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    return answer


def heard(events):
    line = events.readline()
    assert line.startswith(b"data: "), line
    assert events.readline() == b"\n"
    return json.loads(line[6:])


def test_news_reach_everybody_at_once(port, board):
    listeners = [listen(port), listen(port)]
    for events in listeners:
        assert heard(events)["name"] == "mine.py"
    board.show(done=2, beats=5)
    board_after = [heard(events) for events in listeners]
    assert {(state["done"], state["beats"]) for state in board_after} == {(2, 5)}
    board.show(drawing=False, fault=Fault("Two\nlines </script>", "mine.py", 3, "x = ("))
    told = heard(listeners[0])["fault"]
    assert told == {"text": "Two\nlines </script>", "place": "mine.py, line 3", "code": "x = ("}
    late = listen(port)
    assert heard(late)["fault"] == told


def test_everybody_hears_of_the_end(board):
    with serving(board) as address:
        events = listen(int(address.rsplit(":", 1)[1].strip("/")))
        heard(events)
    assert events.readline() == b""


def test_a_port_that_is_taken(port):
    told = f"port {port} cannot be used.*leaving --port out"
    with pytest.raises(RenderError, match=told), serving(Board(State("")), port):
        pass
