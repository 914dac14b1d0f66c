"""Imports run one way, from the numbers to the command line, and the heavy ones stay where they belong."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.children import python
from tests.tracked import ROOT, tracked

# What stands in one row knows itself and the rows above.
ORDER = [
    ["budgets", "errors", "forms", "numerals", "streams"],
    ["folders", "textfile"],
    ["remote"],
    ["places"],
    ["shelf"],
    ["language"],
    ["theme"],
    # A look may name a theme of the user's own.
    ["spec"],
    ["kernels"],
    # They count costs.
    ["networks", "measure"],
    ["lessons"],
    ["sources", "examples"],
    ["trace"],
    ["layout"],
    ["draw"],
    ["audit"],
    ["mobjects"],
    ["motion"],
    ["ribbon"],
    ["scene"],
    ["tableaux"],
    ["scenes"],
    ["catalog", "plugins"],
    ["film"],
    # What was asked for, at any door, as clips.
    ["request"],
    ["course"],
    ["verify"],
    ["preview"],
    ["cli"],
]
LEVEL = {part: level for level, row in enumerate(ORDER) for part in row}
# The package itself offers everything lazily and holds the version, so it has no place in the order.
FILES = [
    path
    for folder in ("convanim", "scenes")
    for path in tracked(folder)
    if path.relative_to(ROOT).as_posix() not in ("convanim/__init__.py", "convanim/__main__.py")
]


def part_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "scenes" if parts[0] == "scenes" else parts[1]


@cache
def imported(path: Path) -> list[str]:
    """Every module that a file imports, wherever in it, but for what only a type checker reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: list[str] = []

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.append(str(node.module))
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    return names


def test_imports_run_one_way():
    later = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES
        for name in imported(path)
        if name.startswith("convanim.") and LEVEL[name.split(".")[1]] > LEVEL[part_of(path)]
    ]
    assert later == []


@pytest.mark.parametrize(
    ("module", "homes"),
    [
        ("torch", {"examples", "kernels", "measure", "sources", "trace", "verify"}),
        ("manim", {"catalog", "draw", "film", "motion", "scene", "scenes", "tableaux"}),
        ("cairo", {"draw", "course"}),
        ("av", {"film", "course", "verify"}),
        ("jinja2", {"course"}),
        ("docutils", {"course"}),
        ("sphinx", {"course"}),
        ("srt", {"course", "film", "verify"}),
        ("watchdog", {"preview"}),
        ("webvtt", {"course"}),
        ("IPython", set()),
        ("click", {"cli"}),
        ("rich", {"cli"}),
        ("distributed", {"film"}),
        ("dask", set()),
        ("fsspec", {"remote"}),
    ],
)
def test_heavy_modules_stay_at_home(module, homes):
    users = {part_of(path) for path in FILES if any(name.split(".")[0] == module for name in imported(path))}
    assert users <= homes


def test_one_file_knows_dask():
    users = [path for path in FILES if any(name.split(".")[0] == "distributed" for name in imported(path))]
    assert [path.relative_to(ROOT).as_posix() for path in users] == ["convanim/film/workers/cluster.py"]


def test_one_file_knows_fsspec():
    users = [path for path in FILES if any(name.split(".")[0] == "fsspec" for name in imported(path))]
    assert [path.relative_to(ROOT).as_posix() for path in users] == ["convanim/remote.py"]


def test_one_place_sets_manims_configuration():
    def changes(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            return isinstance(node.value, ast.Name) and node.value.id == "config"
        return isinstance(node, ast.Name) and node.id == "tempconfig"

    def sets(path: Path) -> bool:
        return any(map(changes, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))

    assert [path.relative_to(ROOT).as_posix() for path in FILES if sets(path)] == ["convanim/film/shoot.py"]


def heavy_after(code: str) -> str:
    ask = f"{code}; import sys; print(*[m for m in ('torch', 'manim', 'numpy', 'rich', 'fsspec') if m in sys.modules])"
    return python("-c", ask, cwd=ROOT).stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "code",
    [
        "import convanim; dir(convanim)",
        "import convanim.catalog, convanim.lessons; convanim.lessons.fit_layer('split', {'size': '5x7'})",
        "from convanim import Layer, Values, SpecError; Layer(); Values()",
        "from convanim.shelf import Shelf; Shelf().get('beats', 'ab' * 20, '.json')",
        "import convanim.cli",
        "from convanim.kernels import cost; from convanim.spec import Layer; cost(Layer())",
        # The function, although its module has the same name and was there before.
        "import convanim.kernels.cost; from convanim import Layer; from convanim.kernels import cost; cost(Layer())",
    ],
)
def test_light_things_stay_light(code):
    assert heavy_after(code) == ""


def test_kernels_and_trace_know_no_manim():
    assert heavy_after("import convanim.trace; from convanim.kernels import conv2d") == "torch numpy"


def test_a_measurement_is_read_without_torch():
    assert heavy_after("import convanim.measure.record, convanim.cli.measure") == ""


def test_what_a_clip_tells_needs_neither_torch_nor_manim():
    assert heavy_after("import convanim.trace, convanim.course.publish, convanim.course.sphinx") == "numpy"


def test_who_watches_and_serves_needs_neither_torch_nor_manim():
    assert heavy_after("import convanim.preview.session, convanim.preview.server") == "numpy"


def test_every_public_name_is_there():
    import convanim

    for name in convanim.__all__:
        assert getattr(convanim, name) is not None
    assert set(convanim.__all__) <= set(dir(convanim))
    with pytest.raises(AttributeError, match="Splot"):
        _ = convanim.Splot
