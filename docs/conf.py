"""The documentation: a guide and a reference, built by ``make docs``."""

import sys
from pathlib import Path

# The working copy that the pages belong to, whatever else is installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import convanim
from convanim.catalog import load_scene
from convanim.cli import cli
from convanim.lessons import BUILT_IN, LESSONS

project = "convanim"
author = "the convanim authors"
copyright = "the convanim authors"
version = release = convanim.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "convanim.course.sphinx"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True
# What other packages document, and what happens behind the public names.
nitpick_ignore_regex = [
    ("py:class", r"(collections|fractions|manim|numpy|os|pathlib|torch)\..+"),
    (
        "py:class",
        r"convanim\.(audit|course|draw|film|language|layout|mobjects|motion|request|ribbon|scene|spec|tableaux|theme)\..+",
    ),
    ("py:class", r"convanim\.errors\.(ConvanimWarning|Name|Setting|Text|Wording)"),
    (
        "py:class",
        r"Cast|Crop|Keywords|Path|PixelArray|ParsableManimColor|Point3D|Story",
    ),
]

autodoc_member_order = "bysource"
autodoc_type_aliases = {"Floats": "numpy.ndarray"}
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
maximum_signature_line_length = 80

html_theme = "furo"
html_title = "convanim"
html_show_sphinx = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["convanim.css"]
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"


WIDE = 86
"""Letters on a line of a command's help."""


class Lessons(SphinxDirective):
    """The built-in scenes in teaching order, each with its beats."""

    def run(self) -> list[nodes.Node]:
        """As reStructuredText has it."""
        lines = []
        for name, lesson in BUILT_IN.items():
            lines.append(f".. autoclass:: convanim.{lesson.scene}")
            # Those of a film of several scenes are these scenes' own.
            if name in LESSONS:
                lines.append(f"   :members: {', '.join(load_scene(name).beats)}")
            lines.append("")
        return self.parse_text_to_nodes("\n".join(lines))


class Commands(SphinxDirective):
    """Every command of the command line, with its help as terminals show it."""

    def run(self) -> list[nodes.Node]:
        """A section a command."""
        found: list[nodes.Node] = []
        group = click.Context(cli, info_name="convanim", terminal_width=WIDE)
        for name in cli.list_commands(group):
            _, command, _ = cli.resolve_command(group, [name])
            assert command is not None
            help_ = command.get_help(click.Context(command, group, name))
            section = nodes.section(ids=[f"convanim-{name}"], names=[name])
            section += nodes.title(text=f"convanim {name}")
            section += nodes.literal_block(text=help_, language="none")
            found.append(section)
        return found


def setup(app: Sphinx) -> None:
    """What only these pages need."""
    app.add_directive("lessons", Lessons)
    app.add_directive("commands", Commands)
