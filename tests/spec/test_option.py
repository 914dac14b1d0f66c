"""An option is declared once: a field with its metadata is known at every door, without another line."""

from dataclasses import fields

import pytest

from convanim.errors import SpecError, UnknownNameError
from convanim.request.words import NAMES, RECORDS
from convanim.scene import ConvScene
from convanim.spec import Layer, Values
from convanim.spec.look import Look
from convanim.spec.option import Option, checked, options_of
from convanim.spec.own import OwnNumbers
from tests.children import python

MORE = """
from dataclasses import dataclass, field
from convanim.spec import look, option

@dataclass(frozen=True)
class More(look.Look):
    glow: str | None = field(
        default=None,
        metadata=option.declared("glow_of_cells", "How cells glow.", choices=("faint", "bright"), usual="faint"),
    )

look.Look, look.PLAIN = More, More()
look.LOOKS = (*look.LOOKS, "glow")
"""
"""A look with one field more, before anything else knows of looks."""

DOORS = {
    "the command line": """
from click.testing import CliRunner
from convanim.cli.render import render_command
text = CliRunner().invoke(render_command, ["--help"]).output
assert "--glow-of-cells [faint|bright]" in text and "How cells glow." in text
assert text.index("Look:") < text.index("--glow-of-cells") < text.index("Output:")
""",
    "lists and their schema": """
from pathlib import Path
from convanim.request.tables import json_schema, read_list
for table in (json_schema(), json_schema()["$defs"]["ClipTable"]):
    assert table["properties"]["glow_of_cells"]["anyOf"][0]["enum"] == ["faint", "bright"]
Path("x.toml").write_text('glow_of_cells = "bright"\\n[[clip]]\\nscene = "split"')
(request,) = read_list(Path("x.toml")).requests
assert request.look.glow == "bright"
""",
    "directives": """
from convanim.course.sphinx import ClipDirective
assert {"glow", "glow_of_cells", "glow-of-cells"} <= ClipDirective.option_spec.keys()
""",
    "keywords": """
from convanim.request.render import asked_for, render
for words in ({"glow": "bright"}, {"glow_of_cells": "bright"}):
    assert asked_for("split", words, None, None)[0].look.glow == "bright"
assert "``glow_of_cells`` or ``glow``: How cells glow." in render.__doc__
from convanim.course.notebook import show
assert "How cells glow." in show.__doc__
""",
    "the ledger and recipes": """
from convanim.catalog import load_scene
from convanim.course.text.recipe import command, python_code
from convanim.film.about import shown
from convanim.film.quality import quality_of
from tests.course.telling import story
scene = load_scene("split")
assert "glow" not in shown(scene, quality_of("l"))
scene.glow = "bright"
told = shown(scene, quality_of("l"))
assert told["glow"] == "bright"
assert "--glow-of-cells bright" in command(story(glow="bright"))
assert 'glow="bright"' in python_code(story(glow="bright"))
assert "glow" not in command(story()) + python_code(story())
""",
    "names of files": """
from convanim.film.naming import Naming
about = {"scene": "Split", "width": 16, "height": 9}
assert Naming.of("{glow_of_cells}").called({**about, "glow": "bright"}, file="", number=1) == "bright"
assert Naming.of("{glow_of_cells}").called(about, file="", number=1) == "faint"
""",
    "errors": """
from convanim.errors import UnknownNameError
from convanim.request.request import Request
try: Request.of("split", {"glow": "brigth"})
except UnknownNameError as error:
    assert error.field == "glow"
    assert str(error) == "no glow of cells is called 'brigth'; allowed: faint, bright; try bright"
else: raise AssertionError
""",
    "scenes": """
from convanim.errors import UnknownNameError
from convanim.scene import ConvScene
try: type("Mine", (ConvScene,), {"glow": "brigth"})
except UnknownNameError as error: assert str(error).startswith("Mine: no glow of cells is called 'brigth'")
else: raise AssertionError
""",
}


@pytest.mark.parametrize("door", DOORS)
def test_a_field_of_a_look_is_known_everywhere_by_its_metadata_alone(door, tmp_path):
    from tests.tracked import ROOT

    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}){MORE}{DOORS[door]}"
    done = python("-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_has_its_option(record):
    declared = [option.field for option in options_of(record)]
    # What tells of a module's own run, or what an input is of, is nothing that one asks for.
    names = [one.name for one in fields(record) if record is not Values or one.name not in ("module", "colors")]
    assert sorted(declared) == sorted(names)
    for option in options_of(record):
        assert option.help.endswith(".") and option.word.isidentifier()


def test_words_are_told_apart_and_every_name_leads_somewhere():
    words = [option.word for option in options_of(Layer, Values, OwnNumbers, Look)]
    assert len(set(words)) == len(words)
    for record in RECORDS:
        for option in options_of(record):
            assert NAMES[option.word] == (record, option)


def test_what_is_usual_is_what_scenes_have():
    for option in options_of(Look):
        own = getattr(ConvScene, option.field)
        assert getattr(own, "name", own) == option.usual
    for option in options_of(Layer):
        assert getattr(Layer(), option.field) == option.usual


@pytest.mark.parametrize(
    ("option", "given", "message"),
    [
        (Option("n", "", "whole", field="n"), 1.5, "n is 1.5; allowed: a whole number"),
        (Option("n", "", "whole", least=0, most=3, field="n"), 4, "n is 4; allowed: a whole number from 0 to 3"),
        (Option("n", "", "truth", field="n"), "maybe", "n is 'maybe'; allowed: True or False"),
        (Option("n", "", "real", field="n"), "x", "n is 'x'; allowed: a number"),
        (Option("n", "", field="n"), 5, "n is 5; allowed: text"),
    ],
)
def test_what_an_option_cannot_be(option, given, message):
    with pytest.raises(SpecError) as caught:
        checked(option, given)
    assert (str(caught.value), caught.value.field) == (message, "n")


def test_choices_are_listed_and_the_close_one_proposed():
    with pytest.raises(UnknownNameError, match="no decimal mark is called 'comm'; allowed: point, comma; try comma"):
        Look(decimal_mark="comm")
