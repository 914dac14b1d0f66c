"""Finding scenes by name and in files."""

import sys

import pytest

from convanim.catalog import is_built_in, load_scene, names_file
from convanim.errors import SceneFileError, UnknownNameError
from convanim.lessons import BUILT_IN, LESSONS
from tests.children import LONG, python, run
from tests.tracked import ROOT, tracked

HEAD = "from convanim.scene import ConvScene\n"


@pytest.fixture
def write(tmp_path):
    def written(text, name="mine.py"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_has_a_scene_that_teaches_it(name):
    lesson, scene = LESSONS[name], load_scene(name)
    assert (scene.__name__, scene.lesson, scene.layer) == (lesson.scene, name, lesson.layer)
    assert lesson.poster in scene.beats
    assert is_built_in(scene)
    assert not is_built_in(type(lesson.scene, (scene,), {}))


def test_every_file_in_scenes_has_a_lesson():
    files = {file for lesson in BUILT_IN.values() for file in (lesson.file, lesson.file_of_module) if file}
    assert {path.name for path in tracked("scenes")} == files


FIRST = (
    "from convanim.scenes.depthwise import Depthwise",
    "import convanim; Depthwise = convanim.Depthwise",
    "from convanim.catalog import load_scene; Depthwise = load_scene('depthwise')",
    "from convanim.catalog import load_scene; Depthwise = load_scene('scenes/depthwise.py')",
)
"""All ways to a built-in scene."""


@pytest.mark.parametrize("first", FIRST)
def test_whichever_way_it_is_loaded_first_a_scene_is_one_class(first):
    lines = [f"{first}; first = Depthwise", *(f"{way}; assert Depthwise is first" for way in FIRST)]
    done = python("-c", "\n".join(lines), cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_a_scene_is_bound_in_its_package():
    load_scene("depthwise")
    import convanim.scenes

    assert convanim.scenes.depthwise.Depthwise is load_scene("depthwise")


def test_manims_own_command_finds_a_scene(tmp_path):
    """It runs the file as a module of its own, so that it has a class of its own."""
    command = [sys.executable, "-m", "manim", "render", "-ql", "--dry_run", "-n", "0,1", "--media_dir", str(tmp_path)]
    done = run([*command, "scenes/pointwise.py", "Pointwise"], cwd=ROOT, timeout=LONG)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "hint"), [("dephtwise", "depthwise"), ("Split", "split"), ("seperable", "separable"), ("xyz", None)]
)
def test_unknown_names_are_met_with_the_known_ones(name, hint):
    with pytest.raises(UnknownNameError) as caught:
        load_scene(name)
    assert ", ".join(LESSONS) in str(caught.value)
    assert "FILE.py" in str(caught.value)
    assert caught.value.hint == (hint or "")


@pytest.mark.parametrize(
    ("name", "file"), [("a.py", True), ("a.py:B", True), ("C:\\b\\a.py:B", True), ("a", False), ("a.pyc", False)]
)
def test_what_names_a_file(name, file):
    assert names_file(name) is file


def test_only_the_files_own_classes_count(write):
    text = HEAD + "from convanim import Depthwise\nclass Mine(Depthwise):\n    pass\nclass Other: pass\n"
    assert load_scene(write(text)).__name__ == "Mine"


def test_helpers_beside_the_file_are_found(write):
    write("TITLE = 'from beside'\n", "beside_helper.py")
    text = HEAD + "from beside_helper import TITLE\nclass Mine(ConvScene):\n    title = TITLE\n"
    assert load_scene(write(text)).title == "from beside"


def test_one_of_several(write):
    path = write(HEAD + "class One(ConvScene): pass\nclass Two(ConvScene): pass\n")
    assert load_scene(f"{path}:Two").__name__ == "Two"
    with pytest.raises(SceneFileError, match=r"mine.py has 2 scenes; allowed: One, Two; try mine.py:One"):
        load_scene(path)
    with pytest.raises(SceneFileError, match=r"mine.py has no scene Tow; allowed: One, Two; try mine.py:Two"):
        load_scene(f"{path}:Tow")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x = 1\n", ["mine.py defines no scene", "ConvScene"]),
        ("from convanim import Depthwise\n", ["mine.py defines no scene"]),
        ("x = 1\nclass A(\n", ["mine.py, line 2"]),
        ("\n\nimport no_such_module\n", ["mine.py, line 3", "no_such_module"]),
        ("def f():\n    return 1 / 0\nf()\n", ["mine.py, line 2", "ZeroDivisionError: division by zero"]),
        ("from convanim import Layer\nLayer(groups=3)\n", ["mine.py, line 2", "3 groups do not divide 8 channels"]),
        ("raise SystemExit\n", ["mine.py, line 1", "ends Python"]),
        ("raise ValueError('two\\nlines')\n", ["mine.py, line 1: ValueError: two lines"]),
    ],
)
def test_files_that_are_no_scenes(write, text, parts):
    path = write(text)
    for _ in range(2):  # a failed import leaves nothing behind that would pass for a module
        with pytest.raises(SceneFileError) as caught:
            load_scene(path)
        assert "\n" not in str(caught.value)
        for part in parts:
            assert part in str(caught.value)


def test_scenes_as_windows_writes_them(tmp_path):
    text = 'from convanim import Depthwise\n\n\nclass Mine(Depthwise):\n    title = "Größe"\n'
    (tmp_path / "marked.py").write_text(text, encoding="utf-8-sig", newline="\r\n")
    assert load_scene(str(tmp_path / "marked.py")).title == "Größe"
    (tmp_path / "wide.py").write_text(text, encoding="utf-16")
    with pytest.raises(SceneFileError, match=r"wide\.py is written in utf-16; allowed: UTF-8, as Python reads it"):
        load_scene(str(tmp_path / "wide.py"))


def test_a_missing_file_and_a_folder(tmp_path):
    (tmp_path / "folder.py").mkdir()
    for name in ("missing.py", "folder.py"):
        with pytest.raises(SceneFileError, match=f"there is no file .*{name}"):
            load_scene(str(tmp_path / name))
