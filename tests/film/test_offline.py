"""No film, page or picture needs a network, nor asks for one."""

from tests.children import python
from tests.tracked import ROOT

CODE = """
import socket, sys

def refuse(event, arguments):
    names = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"):
        raise SystemExit(f"{event} {arguments}")
    # Processes of one machine speak to each other, too, but by no network.
    if event in names and arguments[0].family != socket.AF_UNIX:
        raise SystemExit(f"{event} {arguments}")

sys.addaudithook(refuse)
asked = 0
try:
    socket.create_connection(("127.0.0.1", 9))
except SystemExit:
    asked = 1
assert asked, "nothing is refused"

from convanim.cli import main
main(sys.argv[1:])
"""
LAYER = ("--channels", "2", "--size", "3", "-q", "l", "--jobs", "1", "--no-cache", "--quiet")


def test_a_film_and_its_page_are_made_with_sockets_refused(tmp_path):
    kinds = ("--only", "words,poster,stills,gif,snippets", "--page")
    python("-c", CODE, "publish", "depthwise", *LAYER, *kinds, "-o", tmp_path, cwd=ROOT)
    assert (tmp_path / "index.html").is_file()
    assert (tmp_path / "depthwise" / "depthwise.mp4").stat().st_size > 10_000


def test_slides_are_made_with_sockets_refused(tmp_path):
    python("-c", CODE, "slides", "pointwise", *LAYER, "-o", tmp_path, cwd=ROOT)
    assert (tmp_path / "slides.html").is_file()
