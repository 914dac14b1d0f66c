"""Every block of code in the guide runs, in the order in which it is read."""

import re
import shlex
import shutil
import sys
import tomllib
from doctest import ELLIPSIS
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sybil import Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

from convanim.cli import main
from convanim.plugins import GROUP, Plugin
from tests.children import LONG, run

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [page.relative_to(DOCS).as_posix() for page in sorted(DOCS.rglob("*.md")) if "_build" not in page.parts]
SETTING_UP = ("pip install .", "make docs")
"""What a reader runs once, and no test does."""


def run_commands(example):
    """Lines of a terminal; each command succeeds."""
    for line in example.parsed.splitlines():
        prompt, _, command = line.partition(" ")
        assert prompt == "$", f"no prompt in {line!r}"
        tool, *arguments = shlex.split(command)
        if tool == "convanim":
            with pytest.raises(SystemExit) as ended:
                main(arguments)
            assert not ended.value.code, f"{command} ends with {ended.value.code}"
        elif command not in SETTING_UP:
            done = run([sys.executable, "-m", tool, *arguments], timeout=LONG)
            assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def take_file(example):
    """A file whose first line says its name, or the part of a pyproject.toml that registers scenes, which load."""
    told = tomllib.loads(example.parsed)
    if "project" not in told:
        name = example.parsed.splitlines()[0].removeprefix("# ")
        Path(name).write_text(example.parsed, encoding="utf-8")
        return
    for name, place in told["project"]["entry-points"][GROUP].items():
        assert Plugin(name, place, "the guide").load().__name__ == place.rpartition(":")[2]


def build_page(ending):
    """Checks that a page with nothing but the block builds."""

    def build(example):
        folder = Path("page-" + ending)
        folder.mkdir()
        shutil.copy("mine.py", folder)
        extensions = ["convanim.course.sphinx", *(["myst_parser"] if ending == "md" else [])]
        (folder / "conf.py").write_text(f"{extensions=}\n", encoding="utf-8")
        heading = "# Page\n\n" if ending == "md" else "Page\n====\n\n"
        (folder / f"index.{ending}").write_text(heading + example.parsed, encoding="utf-8")
        command = [sys.executable, "-m", "sphinx", "-q", "-W", folder, folder / "html"]
        done = run(command, timeout=LONG)
        assert done.returncode == 0, done.stderr
        assert "<video" in (folder / "html" / "index.html").read_text(encoding="utf-8")

    return build


RUNNERS = {
    "console": run_commands,
    "toml": take_file,
    "rst": build_page("rst"),
    "md": build_page("md"),
}
SYBIL = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS),
        *(CodeBlockParser(language, runner) for language, runner in RUNNERS.items()),
    ]
)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder as a reader has it: the files that the guide shows, and a photo."""
    for file in (DOCS / "scenes").rglob("*.py"):
        shutil.copy(file, tmp_path)
    shutil.copytree(DOCS / "scenes" / "my_lessons", tmp_path / "my_lessons")
    ramp = np.linspace(0, 255, 32).astype(np.uint8)
    Image.fromarray(np.stack(np.broadcast_arrays(ramp[:, None], ramp, 128), axis=-1).astype(np.uint8)).save(
        tmp_path / "photo.png"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_every_block_runs(page, desk, capfd):
    text = (DOCS / page).read_text(encoding="utf-8")
    document = SYBIL.parse(DOCS / page)
    document.namespace["__name__"] = "guide"
    blocks = re.findall(r"^(`{3,})(\w+)\n.*?^\1$", text, re.MULTILINE | re.DOTALL)
    for _, language in blocks:
        assert language in ("python", *RUNNERS), f"nothing runs {language}"
    examples = list(document.examples())
    assert len(examples) >= len(blocks)
    for example in examples:
        example.evaluate()
