"""``python -m tests.hostile.doors FIRST LAST``: gives hostile inputs at all doors, in this folder, within limits.

Prints what was not refused as it should be, a line each, and at last how many inputs there were and how many of them
were refused.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import signal
import socket
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import Any, NoReturn

from convanim.errors import ConvanimError

SECONDS = 60
"""Of the processor's time for one input; a slow and busy machine needs a fraction of that."""
ROOM = 6 * 2**30
"""Bytes of memory that all inputs may ask for, beyond what is there at the beginning."""
MOST_MEGABYTES = 1500
"""That may be in use at once, beyond the same."""
LONGEST = 8000
"""Letters of a message."""


class Accepted(BaseException):
    """It was found to be fine, and the work would begin."""


class Hung(BaseException):
    """It took too long."""


def accept(*given: Any, **more: Any) -> NoReturn:
    raise Accepted


def hang(number: int, frame: Any) -> NoReturn:
    raise Hung


def give(door: str, given: Any) -> str | None:
    """Give something at a door: what it was told there, None where it was accepted."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            GIVEN[door](given)
    except ConvanimError as error:
        return str(error)
    except Accepted:
        return None
    except SystemExit as ended:
        return said.getvalue() if ended.code else None
    return None


def of_record(given: tuple[str, dict[str, Any]]) -> None:
    from convanim.film.clip import Clip
    from convanim.film.naming import Naming
    from convanim.film.quality import Encoding, quality_of
    from convanim.request.output import Output
    from convanim.request.request import Request
    from convanim.spec import Layer, Values
    from convanim.spec.crop import Crop
    from convanim.spec.look import Look
    from convanim.spec.topic import Topic

    name, fields = given
    whole = {"Layer": Layer, "Look": Look, "Topic": Topic, "Values": Values, "Encoding": Encoding, "Output": Output}
    if name in whole:
        whole[name](**fields)
    elif name == "Request":
        Request.of(fields["given"], {}).possible()
    elif name == "Clip":
        Clip("depthwise", name=fields["given"])
    else:
        {"Crop": Crop.of, "Naming": Naming.of, "quality": quality_of}[name](fields["given"])


def of_words(given: dict[str, Any]) -> None:
    from convanim.request.request import Request

    request = Request.of("depthwise", given)
    _ = request.own
    request.planned()


def of_command(given: list[str]) -> None:
    from convanim.cli import main

    main(given)


def of_list(given: str) -> None:
    from convanim.film.quality import quality_of
    from convanim.request.tables import read_list

    Path("list.toml").write_text(given, encoding="utf-8", errors="surrogatepass")
    for request in read_list(Path("list.toml")).requests[:20]:
        _ = request.possible().named(quality_of("l"))


def of_theme(given: str) -> None:
    from convanim.theme.file import read_theme

    Path("theme.toml").write_text(given, encoding="utf-8", errors="surrogatepass")
    read_theme(Path("theme.toml"))


def of_measured(given: str) -> None:
    from convanim.measure.record import read_measurement

    Path("measured.json").write_text(given, encoding="utf-8", errors="surrogatepass")
    read_measurement(Path("measured.json"))


def of_verified(given: tuple[str, str, int]) -> None:
    from convanim.film.digests import SEAL
    from convanim.verify.folder import found_in

    ledger, said, less = given
    Path("given.json").write_text(ledger, encoding="utf-8", errors="surrogatepass")
    film = Path("given.mp4")
    write_film(film, {SEAL: said} if said else {})
    content = film.read_bytes()
    film.write_bytes(content[: max(0, len(content) - less)])
    wrong = [one.line for one in found_in([film]) if not one.right]
    if wrong:
        raise ConvanimError(" / ".join(wrong))


def write_film(path: Path, told: dict[str, str]) -> None:
    """Four pictures of nothing, with what a film tells of itself."""
    import av
    import numpy as np

    with av.open(str(path), "w") as film:
        film.metadata.update(told)
        stream: Any = film.add_stream("libx264", rate=4, options={"threads": "1"})
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(4):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")))
        film.mux(stream.encode())


def of_file(given: tuple[str, str, bytes]) -> None:
    from convanim.request.request import Request

    role, ending, content = given
    file = Path(f"given.{ending}")
    file.write_bytes(content)
    if role == "state":
        words = {"model": "torch.nn:Identity", "state": str(file), "input": "one.npy"}
    elif role == "picture":
        words = {"input": str(file), "resize": "12x12"}
    else:
        words = {role: str(file)}
    _ = Request.of("separable", words).own


GIVEN = {
    "record": of_record,
    "words": of_words,
    "command": of_command,
    "list": of_list,
    "theme": of_theme,
    "measured": of_measured,
    "verified": of_verified,
    "file": of_file,
}


def fault_of(door: str, given: Any) -> tuple[str, bool]:
    """What is wrong with how an input was taken, and whether it was refused."""
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        said = give(door, given)
    except Hung:
        return f"more than {SECONDS} s", False
    except BaseException as error:
        steps = traceback.extract_tb(error.__traceback__)[:-6:-1]
        at = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in steps)
        return f"{type(error).__name__}: {error!s:.120} ({at})", False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.process_time() - begun
    if said is None:
        return "", False
    lines = [line for line in said.strip().splitlines() if not line.startswith(("note: ", "warning: ", "Usage: "))]
    if "Traceback" in said or "--debug shows" in said:
        return f"no words of its own: {said[-200:]}", True
    if len(lines) > (1 if door != "command" else 3) or len(said) > LONGEST:
        return f"{len(lines)} lines, {len(said)} letters: {said[:200]}", True
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in said):
        return f"it would steer a terminal: {said[:200]!r}", True
    return (f"{took:.0f} s" if took > SECONDS else ""), True


def watched(folder: str, caught: list[str]) -> None:
    """From now on, note what is written outside a folder, run or connected to."""
    allowed = (folder, os.environ["CONVANIM_CACHE"], "/dev/null", os.environ["TMPDIR"])
    writing = {"os.mkdir": 0, "os.rename": 1, "os.remove": 0, "os.rmdir": 0, "os.link": 1, "os.symlink": 1}
    running = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen", "socket.connect", "socket.bind")

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event in running and not (event.startswith("socket.") and arguments[0].family == socket.AF_UNIX):
            caught.append(f"{event} {arguments!r:.200}")
        path: Any = None
        if event == "open":
            path, mode, flags = arguments
            writes = bool(set("wax+") & set(mode)) if isinstance(mode, str) else flags & (os.O_WRONLY | os.O_RDWR)
            path = path if writes else None
        elif event in writing:
            path = arguments[writing[event]]
        if isinstance(path, str | bytes | os.PathLike):
            there = os.path.realpath(os.fsdecode(path))
            if not there.startswith(allowed) and not there.endswith(".pyc") and "__pycache__" not in there:
                caught.append(f"{event} {there:.200}")

    sys.addaudithook(note)


def main(first: int, last: int) -> None:
    import numpy as np

    import convanim.film.render
    import convanim.measure.measuring
    import convanim.preview.session
    from convanim.scene import ConvScene
    from tests.hostile.inputs import cases

    assert ConvScene.values is not None  # torch and Manim are there before anything is counted
    for module, names in (
        (convanim.film.render, ("render_all", "render_stills")),
        (convanim.measure.measuring, ("measure",)),
        (convanim.preview.session, ("Session",)),
    ):
        for name in names:
            setattr(module, name, accept)
    import convanim.course.publish

    convanim.course.publish.render_all = accept  # type: ignore[assignment]
    np.save("one.npy", np.zeros((8, 6, 6)))
    os.mkfifo("fifo")
    for ending in ("toml", "png", "npy", "json"):
        os.symlink("fifo", f"fifo.{ending}")
        os.symlink("/dev/zero", f"zero.{ending}")
    os.symlink("loop.toml", "loop.toml")
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGPROF, hang)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if Path("/proc").is_dir() else 0
    if pages:
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + ROOM,) * 2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    caught: list[str] = []
    watched(str(Path.cwd()), caught)
    refused = count = 0
    for seed, (door, given) in cases(first, last):
        fault, was = fault_of(door, given)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if (after - before) / 1024 > MOST_MEGABYTES:
            fault, before = f"{(after - before) // 1024} MB {fault}", after
        if caught:
            fault += f" {caught}"
            caught.clear()
        if fault:
            print(
                f"seed {seed}, {door}: {fault} | {given!r:.300}" if door != "words" else f"seed {seed}, {door}: {fault}"
            )
        count, refused = count + 1, refused + was
    print(f"{count} given, {refused} refused")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
