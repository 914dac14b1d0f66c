"""What pip installs: everything needed, from any folder, scenes included."""

import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from convanim import __version__
from convanim.lessons import KNOWN, LESSONS
from tests.children import run

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    run(build, cwd=ROOT, check=True)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_package_scenes_and_nothing_else(wheel):
    assert wheel.name == f"convanim-{__version__}-py3-none-any.whl"
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        path.relative_to(ROOT).as_posix()
        for ending in ("py", "pyi")
        for path in (ROOT / "convanim").rglob(f"*.{ending}")
    }
    expected |= {f"convanim/scenes/{path.name}" for path in (ROOT / "scenes").glob("*.py")}
    expected |= {"convanim/py.typed"}
    expected |= {
        path.relative_to(ROOT).as_posix()
        for ending in ("j2", "html", "css", "js", "svg")
        for part in ("course", "preview")
        for path in (ROOT / "convanim" / part).rglob(f"*.{ending}")
    }
    expected |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "convanim/language/locale").rglob("*.po")}
    expected |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "convanim/draw/font").iterdir()}
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert {f"convanim/scenes/{lesson.file}" for lesson in LESSONS.values()} <= names


def test_the_metadata_say_what_is_needed(wheel):
    with zipfile.ZipFile(wheel) as archive:
        info = f"convanim-{__version__}.dist-info"
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        scripts = archive.read(f"{info}/entry_points.txt").decode()
    needed = metadata.get_all("Requires-Dist")
    assert "torch" in needed
    assert "manim<0.23,>=0.22" in needed
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT AND OFL-1.1"
    assert metadata.get_all("License-File") == ["LICENSE", "convanim/draw/font/OFL.txt"]
    assert "convanim = convanim.cli:main" in scripts
    # Manim loads whatever is registered as its plugin whenever it is imported, and this is light.
    assert "[manim.plugins]\nconvanim = convanim\n" in scripts


def test_an_installed_package_works_from_any_folder(wheel, tmp_path):
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    zipfile.ZipFile(wheel).extractall(installed)
    # Isolated and with the unpacked wheel first, so that the working copy cannot help out.
    start = f"import sys; sys.path.insert(0, {str(installed)!r}); "

    def python(code):
        done = run([sys.executable, "-I", "-c", start + code], cwd=elsewhere)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert len(python("from convanim.cli import main; main(['list'])").splitlines()) == len(KNOWN)
    code = "import convanim, inspect; print(inspect.getfile(convanim.Depthwise)); print(convanim.Depthwise.beats)"
    path, beats = python(code).splitlines()
    assert Path(path) == installed / "convanim" / "scenes" / "depthwise.py"
    assert "'" in beats
    assert " • convanim\n" in python("from manim.__main__ import main; main(['plugins', '-l'])")
    code = "from convanim.scenes.depthwise import Depthwise; import convanim; print(convanim.Depthwise is Depthwise)"
    assert python(code).strip() == "True"
