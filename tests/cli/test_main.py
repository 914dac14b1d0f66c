"""The command as a whole: light, honest about how it went, and never a traceback."""

import inspect
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from importlib import import_module

import click
import pytest

from convanim import __version__
from convanim.cli import COMMANDS, cli, main
from convanim.errors import SceneFileError
from convanim.lessons import ALIASES, BUILT_IN
from tests.children import PATIENCE, SOON, started, until
from tests.children import run as run_command


def python(*arguments, cwd=None, **environment):
    return run_command([sys.executable, *arguments], cwd=cwd, env={**os.environ, **environment})


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["list", "--json"], ["render", "--help"], ["--version"]])
def test_help_and_lists_load_nothing_heavy(arguments):
    code = (
        "import sys, convanim.cli\n"
        "try: convanim.cli.main(sys.argv[1:])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert not {'torch', 'manim', 'numpy', 'rich'} & set(sys.modules)\n"
    )
    done = python("-c", code, *arguments)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["render", "preview", "publish", "slides", "trace"])
def test_help_has_every_option_under_a_heading(name, run):
    module, attribute, _ = COMMANDS[name]
    command, text = getattr(import_module(module), attribute), run(name, "--help").out
    found = re.findall(r"^(\w+):$|^  (?:-\w, )?--([\w-]+)", text, flags=re.MULTILINE)
    assert [heading for heading, _ in found if heading] == [
        heading
        for heading in ("Layer", "Numbers", "Topic", "Look", "Voice", "Output")
        if heading not in ("Look", "Voice") or name != "trace"
        if heading != "Voice" or name != "preview"
    ]
    options = [option.opts[-1] for option in command.params if isinstance(option, click.Option)]
    assert sorted(option for _, option in found if option) == sorted(
        [*(option.lstrip("-") for option in options), "help"]
    )
    assert text.index("Layer:") < text.index("--groups") < text.index("Numbers:") < text.index("--seed")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)], ids=" ".join
)
def test_help_loads_only_what_it_shows(arguments):
    code = (
        "import sys, click\n"
        "before = set(sys.modules)\n"  # what click itself loads differs between its versions
        "from convanim.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "print(*(set(sys.modules) - before), file=sys.stderr)\n"
    )
    done = python("-c", code, *arguments)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    allowed = {"convanim", "convanim.cli", "convanim.cli.output", "convanim.cli.signals", "convanim.errors"}
    allowed |= {"convanim.streams"}
    if arguments[0] in COMMANDS:
        allowed |= {COMMANDS[arguments[0]][0], "convanim.cli.completing", "convanim.cli.options"}
        allowed |= {"convanim.cli.sections"}
        allowed |= {"convanim.budgets", "convanim.language.marks", "convanim.language.tags", "convanim.theme.names"}
        spec = ("arrays", "aspect", "chosen", "cut", "layer", "look", "option", "own", "sizes", "topic", "values")
        spec += ("voice",)
        allowed |= {f"convanim.spec.{name}" for name in spec}
        allowed |= {"convanim.language", "convanim.spec", "convanim.theme"}
    assert {name for name in loaded if name.split(".")[0] == "convanim"} <= allowed
    assert not {"numpy", "torch", "manim", "rich", "importlib.metadata", "json", "tempfile"} & loaded


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_they_say(name):
    module, attribute, text = COMMANDS[name]
    command = getattr(import_module(module), attribute)
    assert command.name == name
    assert inspect.cleandoc(command.help).split("\n\n")[0] == text
    listed = cli.get_command(click.Context(cli), name)
    for width in (20, 45, 68, 120):
        assert listed.get_short_help_str(width) == command.get_short_help_str(width)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("convanim tr", "trace"),
        ("convanim render --qual", "--quality"),
        ("convanim render split depthw", "depthwise"),
        ("convanim slides al", "all"),
        ("convanim preview netw", "network"),
        ("convanim trace pix", "pixel_shuffle"),
        ("convanim new x --from dil", "dilation"),
        ("convanim render lesson --to sep", "separable"),
        ("convanim publish split --only gif,han", "gif,handout"),
        ("convanim render split --theme con", "contrast"),
    ],
)
def test_shells_complete_commands_options_and_names(words, found):
    place = str(words.count(" "))
    done = python("-m", "convanim", _CONVANIM_COMPLETE="zsh_complete", COMP_WORDS=words, COMP_CWORD=place)
    assert done.stdout.splitlines()[1] == found
    assert done.stderr == ""


def test_list_names_every_scene(run):
    done = run("list")
    assert done.code == 0
    names = [*BUILT_IN, *ALIASES]
    assert [line.split()[0] for line in done.out.splitlines()] == names
    as_json = [json.loads(line) for line in run("list", "--json").out.splitlines()]
    assert [one["name"] for one in as_json] == names
    assert all(one["summary"] for one in as_json)


def test_version(run):
    assert run("--version").out == f"convanim {__version__}\n"


def test_module_runs_as_the_command():
    done = python("-m", "convanim", "list")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "Usage"),
        (["lst"], "error: no such command 'lst'. Did you mean 'list'?; convanim --help tells more\n"),
        (["list", "--jsn"], "--json"),
        (["render"], "NAME"),
        (["trace", "split", "--limit", "-1"], "--limit"),
        (["render", "split", "-q", "x"], "'l', 'm', 'h'"),
    ],
)
def test_wrong_usage_exits_2(run, arguments, part):
    done = run(*arguments)
    assert done.code == 2
    assert part in done.err
    assert done.out == ""


def test_debug_leaves_the_traceback_to_python_wherever_it_stands(run, tmp_path):
    (tmp_path / "bad.py").write_text("1 / 0\n")
    assert run("render", "bad.py").err == "error: bad.py, line 1: ZeroDivisionError: division by zero\n"
    for arguments in (["--debug", "render", "bad.py"], ["render", "bad.py", "--debug"]):
        with pytest.raises(SceneFileError) as raised:
            main(arguments)
        assert isinstance(raised.value.__cause__, ZeroDivisionError)


def test_a_closed_pipe_is_no_error(tmp_path):
    command = [sys.executable, "-m", "convanim", "trace", "split", "--all"]
    with started(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=False) as process:
        assert process.stdout.readline().startswith(b"split: input 8x6x6")
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(PATIENCE)


def everything(reader):
    """All that is written to a terminal, read as it comes: one that nobody reads is soon full, and its writer stops."""
    read = b""
    # At the end some systems send nothing and others an error.
    with suppress(OSError):
        while part := os.read(reader, 100_000):
            read += part
    os.close(reader)
    return read.decode(errors="replace")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_progress_goes_to_the_terminal_and_results_to_stdout(tmp_path, tiny):
    reader, terminal = os.openpty()
    with started(
        [sys.executable, "-m", "convanim", "render", str(tiny), "-q", "l", "--json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=terminal,
        env={**os.environ, "TERM": "xterm"},
    ) as process:
        os.close(terminal)
        seen = everything(reader)
        assert json.loads(process.stdout.read())["scene"] == "Tiny"
    assert "tiny" in seen
    assert "s of film" in seen
    assert "chatter" in seen


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_a_render_leaves_nothing_behind(tmp_path, tiny, number, code):
    long = "        self.wait(1)\n        open('started', 'w').close()\n        self.wait(100000, frozen_frame=False)\n"
    tiny.write_text(tiny.read_text() + long)
    command = [sys.executable, "-m", "convanim", "render", str(tiny), "-q", "l", "-o", "out"]
    with started(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until((tmp_path / "started").exists, process)
        process.send_signal(number)
        out, err = process.communicate(timeout=SOON)
    assert (process.returncode, out) == (code, "")
    assert "Traceback" not in err
    assert ("interrupted" in err) == (number == signal.SIGINT)
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
def test_a_terminal_that_is_closed_ends_a_command_as_one_that_is_told_to(run, monkeypatch):
    # Under nohup, where a closed terminal is to change nothing, it would be left so.
    monkeypatch.setattr(signal, "getsignal", lambda number: signal.SIG_DFL)
    heard = {}
    monkeypatch.setattr(signal, "signal", heard.setdefault)
    run("list")
    assert heard[signal.SIGHUP] is heard[signal.SIGTERM]
    with pytest.raises(SystemExit) as ended:
        heard[signal.SIGHUP](signal.SIGHUP, None)
    assert ended.value.code == 129


def test_a_stream_that_ends_too_early_is_no_interrupt(run, tmp_path):
    (tmp_path / "ends.py").write_text("raise EOFError('a pipe has ended')")
    ended = run("render", "ends.py")
    assert ended.code == 1 and "a pipe has ended" in ended.err and "interrupted" not in ended.err
    (tmp_path / "stops.py").write_text("raise KeyboardInterrupt")
    assert run("render", "stops.py").code == 130
