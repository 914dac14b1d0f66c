"""A style by names, and that no call within convanim leaves it out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from inspect import signature

import pytest

from convanim import Caption, CostMeter, Formula, Label, VoxelTensor, Window
from convanim.errors import SpecError, UnknownNameError
from convanim.language.tongue import ENGLISH, Tongue
from convanim.layout.canvas import CANVASES, LARGE_CANVASES, WIDE
from convanim.layout.style import Style
from convanim.theme.theme import Theme
from tests.tracked import ROOT, tracked

BLOCKS = {block.__name__: block for block in (Caption, CostMeter, Formula, Label, VoxelTensor, Window)}
"""What a Manim scene, which has no style, may make without one."""
PARTS = {"Theme", "Canvas", "Tongue", "Style"}
BY_NAME_OR_NONE = {"Style.of(theme)", "Look(theme)", "Fitted(theme)", "deck(tongue)"}
"""Where users name one, or say nothing to have the scene's own, or that of the first clip."""
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for folder in ("convanim", "scenes")
    for path in tracked(folder)
}


def test_a_style_is_made_of_names() -> None:
    assert Style.of() == Style(Theme.dark(), WIDE, ENGLISH)
    made = Style.of("light", "9:16", "de")
    assert made == Style(Theme.light(), LARGE_CANVASES["9:16"], Tongue("de", ","))
    assert Style.of(made.theme, "9:16", "de", "large") == made
    assert Style.of("light", "9:16", "de", "normal") == made.with_(canvas=CANVASES["9:16"])


def test_a_change_returns_another_and_what_is_copied_shares_it() -> None:
    style = Style.of()
    changed = style.with_(theme=Theme.light())
    assert (changed.theme, changed.canvas, changed.tongue) == (Theme.light(), style.canvas, style.tongue)
    assert style.theme == Theme.dark() and deepcopy(style) is style


@pytest.mark.parametrize(
    ("names", "error", "allowed"),
    [
        (("drak",), UnknownNameError, "dark, light"),
        (("dark", "4:3"), UnknownNameError, "16:9, 1:1, 9:16"),
        (("dark", "16:9", "no language"), SpecError, "no language"),
    ],
)
def test_what_nobody_knows_is_refused(names: tuple[str, ...], error: type[SpecError], allowed: str) -> None:
    with pytest.raises(error, match=allowed):
        Style.of(*names)


def name_of(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def without_style(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that make a block and leave its style out, or to chance."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or name_of(node.func) not in BLOCKS:
            continue
        place = list(signature(BLOCKS[name_of(node.func)]).parameters).index("style")
        given = node.args[place : place + 1] + [one.value for one in node.keywords if one.arg == "style"]
        spread = any(isinstance(one, ast.Starred) for one in node.args[: place + 1])
        if spread or not given or ast.unparse(given[0]) == "None":
            yield node


def defaults(tree: ast.AST, within: str = "") -> Iterator[tuple[str, ast.expr]]:
    """Parameters and fields that are a part of a style and have a default, as "Class.method(name)", with that."""
    for node in ast.iter_child_nodes(tree):
        inner = within
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = f"{within}.{node.name}".removeprefix(".").removesuffix(".__init__")
            given, named = [*node.args.posonlyargs, *node.args.args], node.args.kwonlyargs
            first = len(given) - len(node.args.defaults)
            pairs = [
                *zip(given[first:], node.args.defaults, strict=True),
                *zip(named, node.args.kw_defaults, strict=True),
            ]
            yield from (
                (f"{inner}({one.arg})", default)
                for one, default in pairs
                if default is not None and one.annotation is not None and is_part(one.annotation)
            )
        elif isinstance(node, ast.ClassDef):
            inner = f"{within}.{node.name}".removeprefix(".")
            yield from (
                (f"{inner}({name_of(field.target)})", field.value)
                for field in node.body
                if isinstance(field, ast.AnnAssign) and field.value is not None and is_part(field.annotation)
            )
        yield from defaults(node, inner)


def is_part(annotation: ast.expr) -> bool:
    """Whether an annotation speaks of a theme, a canvas, a tongue or a style."""
    return any(name_of(node) in PARTS for node in ast.walk(annotation) if isinstance(node, ast.expr))


@pytest.mark.parametrize("file", TREES)
def test_blocks_within_convanim_are_given_their_style(file: str) -> None:
    assert [f"line {call.lineno}: {ast.unparse(call)}" for call in without_style(TREES[file])] == []


def test_blocks_alone_may_leave_it_out_and_say_what_they_are_then() -> None:
    found = [pair for tree in TREES.values() for pair in defaults(tree)]
    blocks = {f"{name}(style)" for name in BLOCKS}
    assert {name for name, _ in found} == blocks | BY_NAME_OR_NONE
    assert {ast.unparse(default) for name, default in found if name in blocks} == {"None"}
    for block in BLOCKS.values():
        assert "dark, English and widescreen" in " ".join(block.__doc__.split())
    made = [node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert sum(ast.unparse(node) == "Style.of()" for node in made) == len(BLOCKS)


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("Window(points)", 1),
        ("blocks.Caption(text, None)", 1),
        ("VoxelTensor(*given, name='x')", 1),
        ("CostMeter(own, full, said, style)", 0),
        ("Formula(trace, step, style=self.style)", 0),
    ],
)
def test_a_call_without_style_is_found(code: str, count: int) -> None:
    assert len(list(without_style(ast.parse(code)))) == count


def test_a_default_is_found_wherever_it_is() -> None:
    code = (
        "class A:\n"
        "    tongue: Tongue = ENGLISH\n"
        "    def __init__(self, canvas: Canvas = WIDE, size: int = 3): ...\n"
        "    def b(self, theme: Theme, *, style: Style | None = None): ...\n"
    )
    assert [name for name, _ in defaults(ast.parse(code))] == ["A(tongue)", "A(canvas)", "A.b(style)"]
