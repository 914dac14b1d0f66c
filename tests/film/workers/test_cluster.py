"""The workers of a Dask cluster draw what this machine would draw, and whatever becomes of them, nothing is lost."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from convanim.errors import JobsWarning, RenderError, SpecError
from convanim.film.store.cache import code_version
from convanim.film.workers import cluster as module
from convanim.film.workers.cluster import Cluster
from convanim.film.workers.crew import Lost
from tests.children import PATIENCE, run, started, until

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")

SCRIPT = Path(__file__).with_name("cluster_of.py")
SCENE = """
import os, signal, time
from pathlib import Path

from convanim import ConvScene, Layer


class Few(ConvScene):
    title = "Few"
    layer = Layer(1, 1, size=4)
    beats = ("one", "two")

    def one(self):
        self.arrange(facts=self.facts("in"))
        self.rest(0.2)

    def two(self):
        self.meet()
        self.arrange(facts=self.facts("{weights} weights"))
        self.rest(0.2)

    def meet(self):
        pass
"""
KILLED = SCENE.replace(
    "        pass\n",
    """
        mark = Path(__file__).with_name("killed")
        if self.values.seed == 1 and os.environ.get("DASK_WORKER") and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), 9)
        if self.values.seed == 2 and os.environ.get("DASK_WORKER"):
            raise ValueError("no ink")
""",
)
SLOW = SCENE.replace(
    "        pass\n",
    """
        if self.values.seed == 1:
            Path(__file__).with_name("slow").touch()
            time.sleep(600)
""",
)
LIST = 'quality = "l"\nout = "out"\n[[clip]]\nscene = "few.py"\nmatrix = { seed = "0..2" }\n'


@contextmanager
def clustered(workers, folder):
    surroundings = {**os.environ, "DASK_WORKER": "1", "CONVANIM_CACHE": str(folder / "theirs")}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with started([sys.executable, SCRIPT, workers], env=surroundings, cwd=folder, **pipes) as process:
        told = process.stdout.readline().split()
        yield process, told[1], [int(pid) for pid in told[2:]]


def command(*options):
    return [sys.executable, "-m", "convanim", "render", "list.toml", *options]


@pytest.fixture
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("c")
    (folder / "list.toml").write_text(LIST)
    return folder


def surroundings(place, cache):
    return {"cwd": place, "env": {**os.environ, "CONVANIM_CACHE": str(place / cache)}}


def test_a_cluster_draws_the_same_although_workers_are_killed_and_a_beat_cannot_be_drawn(place):
    (place / "few.py").write_text(KILLED)
    run(command("-j", "1", "-o", "alone"), check=True, **surroundings(place, "alone-cache"))
    with clustered(2, place) as (_, address, _):
        options = ("--scheduler", address, "--report", "report.json")
        done = run(command(*options), **surroundings(place, "cache"))
    assert (place / "killed").exists()
    assert done.returncode == 1
    assert "missing: few-2, beat two: ValueError: no ink (tried 2 times)" in done.stderr
    report = json.loads((place / "report.json").read_text(encoding="utf-8"))
    assert (report["made"], report["kept"], report["ended"]) == (["few-0", "few-1"], [], "")
    (missing,) = report["missing"]
    assert (missing["clip"], missing["number"], missing["values"]["seed"]) == ("few-2", 3, 2)
    assert missing["beats"] == [{"beat": "two", "reason": "ValueError: no ink", "times": 2}]
    for name in ("few-0.mp4", "few-1.mp4"):
        assert (place / "out" / name).read_bytes() == (place / "alone" / name).read_bytes()
    # What is there is not drawn again, and what was missing is made: here and now, by this machine.
    again = run(command("--report", "report.json", "-j", "1", "-o", "out"), check=True, **surroundings(place, "cache"))
    assert "1 of 2 beats as before" in again.stdout
    report = json.loads((place / "report.json").read_text(encoding="utf-8"))
    assert (report["made"], report["kept"], report["missing"]) == (["few-2"], ["few-0", "few-1"], [])


@pytest.mark.full
def test_workers_look_and_keep_where_all_can_reach_it(place):
    """What one of them has painted, which shows none of the numbers, the others find under the address."""
    (place / "few.py").write_text(SCENE)
    (place / "list.toml").write_text(LIST.replace("0..2", "0..5"))
    run(command("--no-cache", "-o", "alone"), check=True, **surroundings(place, "alone-cache"))
    here = {"cwd": place, "env": {**os.environ, "CONVANIM_CACHE": f"file://{place}/shared"}}
    with clustered(1, place) as (_, address, _):
        done = run(command("--scheduler", address, "--json"), check=True, **here)
    kept = [json.loads(line)["kept"] for line in done.stdout.splitlines()]
    assert (len(kept), sum(kept)) == (6, 10)
    assert not (place / "theirs").exists()
    for file in (place / "alone").iterdir():
        assert (place / "out" / file.name).read_bytes() == file.read_bytes()
    # Another machine finds whole clips there.
    again = run(command("--json", "-o", "again"), check=True, **here)
    assert [json.loads(line)["kept"] for line in again.stdout.splitlines()] == [2] * 6


@pytest.mark.parametrize(
    ("ending", "code", "said"),
    [
        ("scheduler", 1, "is gone; try the same again once it is there"),
        ("ctrl-c", 130, "interrupted; nothing half-written was left behind"),
    ],
)
@pytest.mark.full
def test_what_is_drawn_is_kept_whatever_ends_the_rest(place, ending, code, said):
    (place / "few.py").write_text(SLOW)
    with clustered(2, place) as (process, address, _):
        options = ("--scheduler", address, "--report", "report.json")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with started(command(*options), **pipes, **surroundings(place, "cache")) as running:
            until(lambda: (place / "slow").exists() and (place / "out" / "few-2.mp4").exists(), running)
            process.kill() if ending == "scheduler" else running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, out.count("few-")) == (code, 2)
    assert said in err
    assert "Traceback" not in err
    report = json.loads((place / "report.json").read_text(encoding="utf-8"))
    assert report["made"] == ["few-0", "few-2"]
    assert report["ended"] in report["missing"][0]["reason"]
    assert not [path for path in (place / "out").iterdir() if path.name.startswith(".")]
    again = run(command("--scheduler", address), **surroundings(place, "cache"))
    assert f"no Dask scheduler answers at {address}" in again.stderr


def test_a_scheduler_that_goes_is_told(place, monkeypatch):
    monkeypatch.setattr(module, "LOOK", 0.0)
    with clustered(0, place) as (process, address, _), Cluster(address) as crew:
        assert crew.width == 0
        process.kill()
        process.wait(PATIENCE)

        def lost():
            try:
                return not crew.width and None
            except Lost as error:
                return str(error)

        assert until(lost) == f"the scheduler at {address} is gone; try the same again once it is there"


class Client(ThreadPoolExecutor):
    """A cluster of which every worker has the version that its name says."""

    status = "running"

    def __init__(self, workers):
        super().__init__(1)
        self.workers, self.asked = workers, []

    def get_executor(self, **_):
        return self

    def run(self, _, workers, **__):
        return {worker: self.workers[worker] for worker in workers}

    def nthreads(self):
        return dict.fromkeys(self.workers, 1)

    def submit(self, fn, *args, workers=None):
        self.asked.append(workers)
        return super().submit(fn, *args)

    def close(self, **_):
        pass


def test_workers_with_another_version_are_refused_in_words(monkeypatch):
    client = Client({"tcp://a:1": code_version(), "tcp://b:1": "another", "tcp://c:1": ModuleNotFoundError("convanim")})
    monkeypatch.setattr(module, "_connected", lambda _: client)
    with pytest.warns(JobsWarning) as told:
        crew = Cluster("tcp://here:1")
    assert [str(one.message) for one in told] == [
        "the worker tcp://b:1 has another version of convanim, or of a library that it draws with; it is not asked",
        "the worker tcp://c:1 cannot draw (ModuleNotFoundError: convanim); it is not asked",
    ]
    with crew:
        assert crew.width == 1
        crew.submit(print)
        client.workers["tcp://d:1"] = "another"
        monkeypatch.setattr(module, "LOOK", 0.0)
        with pytest.warns(JobsWarning, match="tcp://d:1 has another version"):
            assert crew.width == 1
        crew.refuse("tcp://a:1")
        assert crew.width == 0
    assert client.asked == [["tcp://a:1"]]


def test_a_cluster_of_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(module, "_connected", lambda _: Client({"tcp://b:1": "another"}))
    with pytest.warns(JobsWarning, match="it is not asked"), pytest.raises(RenderError) as caught:
        Cluster("tcp://here:1")
    assert str(caught.value) == (
        "no worker of tcp://here:1 has the convanim that is installed here; "
        "try installing the same versions there: pip freeze here says which"
    )


def test_who_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(module, "ANSWER", 0.5)
    with pytest.raises(RenderError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1; allowed: the address"):
        Cluster("tcp://127.0.0.1:1")
    with pytest.raises(SpecError, match="the scheduler is 'here'"):
        Cluster("here")


def test_without_dask_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RenderError) as caught:
        Cluster("tcp://127.0.0.1:1")
    assert str(caught.value) == (
        "dask.distributed is not installed, which talks to a scheduler; try pip install 'convanim[cluster]'"
    )
