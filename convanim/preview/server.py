"""The page's server: to this machine alone, and nothing but the preview's own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any

from convanim.course.colors import css_of
from convanim.errors import RenderError
from convanim.preview.board import Board
from convanim.theme.theme import Theme

LOOPBACK = "127.0.0.1"
"""Where it listens, which no other machine can reach."""
NAMES = (LOOPBACK, "localhost")
"""What a browser may call it. By any other name a page of somebody else's has led it here."""
BEAT = 15.0
"""Seconds after which a page that has heard nothing hears that somebody is there; one that has gone is noticed so."""

HERE = Path(__file__).parent / "page"
HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            # The page fetches each film as a whole and then shows it.
            "media-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Sent with everything, refusals too."""


@dataclass(frozen=True)
class Answer:
    """What an address answers with."""

    kind: str
    body: bytes
    status: HTTPStatus = HTTPStatus.OK


def page_files() -> Mapping[str, Answer]:
    """What the page consists of, by address."""
    light, dark = css_of(Theme.light()), css_of(Theme.dark())
    colors = f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    return {
        "/": Answer("text/html; charset=utf-8", _read("preview.html")),
        "/preview.css": Answer("text/css; charset=utf-8", colors.encode() + _read("preview.css")),
        "/preview.js": Answer("text/javascript; charset=utf-8", _read("preview.js")),
        "/preview.svg": Answer("image/svg+xml", _read("preview.svg")),
    }


def _read(name: str) -> bytes:
    return (HERE / name).read_bytes()


@contextmanager
def serving(board: Board, port: int = 0) -> Iterator[str]:
    """Serve a board on a port of this machine (0: one that is free) for as long as the block lasts; its address.

    Raises RenderError where the port cannot be had.
    """
    try:
        server = _Server((LOOPBACK, port), partial(_Handler, board, page_files()))
    except OSError as error:
        raise RenderError(
            f"port {port} cannot be used: {error.strerror or error}", "a port that is free", "leaving --port out"
        ) from error
    with server:
        thread = Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_address[1]}/"
        finally:
            board.close()
            server.shutdown()
            thread.join()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    # On Windows it would let two servers have the same port.
    allow_reuse_address = os.name != "nt"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where it is but a browser that has left."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    timeout = 60.0
    server_version = "convanim"
    sys_version = ""
    error_message_format = "%(code)d %(message)s\n"
    error_content_type = "text/plain; charset=utf-8"

    def __init__(self, board: Board, files: Mapping[str, Answer], *request: Any) -> None:
        self.board, self.files = board, files
        super().__init__(*request)

    def do_GET(self) -> None:
        """Answer with a file of the page, with the film, or with what there is to tell."""
        film = self.board.state.film
        if not self._is_asked_by_name():
            self.send_error(HTTPStatus.FORBIDDEN, "This is a preview for this machine alone")
        elif self.path in self.files:
            self._answer(self.files[self.path])
        elif self.path == "/events":
            self._tell()
        elif film is not None and self.path == film.address:
            self._answer(Answer("video/mp4", film.data))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _only_get(self) -> None:
        self.send_response(HTTPStatus.METHOD_NOT_ALLOWED)
        self.send_header("Allow", "GET")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _only_get

    def end_headers(self) -> None:
        """End them, with those that everything has."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for the scene's author."""

    def _is_asked_by_name(self) -> bool:
        port = self.connection.getsockname()[1]
        hosts = self.headers.get_all("Host", [])
        allowed = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())
        return len(hosts) == 1 and hosts[0].lower() in allowed

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _tell(self) -> None:
        """Tell the state whenever it changes, as server-sent events, for as long as somebody listens."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        number = -1
        while (news := self.board.after(number, BEAT)) is not None:
            event = ":\n\n" if news[0] == number else f"data: {json.dumps(news[1].as_dict())}\n\n"
            number = news[0]
            self.wfile.write(event.encode())
