"""A Sphinx extension: clips in course pages, rendered when the page is read.

    extensions = ["convanim.course.sphinx"]

    .. convanim:: depthwise
       :channels: 4

       What the caption says.

The same in MyST: a fence called ``{convanim}``. HTML shows the film with captions, chapters and a
transcript; other formats its poster; plain text what it tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import path as paths
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from convanim import __version__
from convanim.catalog import names_file
from convanim.course.addresses import url
from convanim.course.keeping import Keepsake, keep
from convanim.course.markup import video
from convanim.errors import (
    ConvanimError,
    ConvanimWarning,
    CountingNote,
    MeasuringNote,
    NamesNote,
    UnkeptNote,
    VoiceNote,
)
from convanim.film.workers.parcel import noted
from convanim.request.request import Request
from convanim.request.wording import DIRECTIVE
from convanim.request.words import NAMES
from convanim.request.words import names_file as names_own_file

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

FOLDER = "convanim"
"""The folder among Sphinx's own working files where clips lie until a builder takes them."""
LOGGER = logging.getLogger(__name__)
NOTES = (CountingNote, MeasuringNote, NamesNote, UnkeptNote, VoiceNote)
"""What authors are told, and need not do anything about."""


_WORDS: Mapping[str, str] = {spelt: name for name in NAMES for spelt in (name, name.replace("_", "-"))}
"""The options of a clip, by all that a directive may call them."""


class clip(nodes.General, nodes.Element):  # docutils calls its visitors after the class
    """A clip in a document; its child is the poster, which every builder knows what to do with."""


class ClipDirective(SphinxDirective):
    """``convanim:: SCENE``: a built-in name, or FILE.py[:Class] beside the document."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        **dict.fromkeys((*_WORDS, "quality", "caption", "alt"), directives.unchanged),
        "width": directives.length_or_percentage_or_unitless,
        "class": directives.class_option,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        scene = self.arguments[0].strip()
        if names_file(scene):
            scene = self._beside(scene, scene if scene.endswith(".py") else scene.rpartition(":")[0])
        own = {_WORDS[word]: given for word, given in self.options.items() if word in _WORDS}
        words = {word: self._placed(word, given) for word, given in own.items()}
        with noted() as notes:
            try:
                request = replace(
                    Request.of(scene, words), quality=self.options.get("quality", self.config.convanim_quality)
                )
                kept = keep(request, Path(self.env.doctreedir) / FOLDER)
            except ConvanimError as error:
                raise self.error(f"convanim {self.arguments[0]}: {error.said(DIRECTIVE)}") from error
            finally:
                self._tell(notes)
        for path in kept.opened:
            self.env.note_dependency(path)
        return [self._figure(kept)]

    def _tell(self, notes: Sequence[ConvanimWarning]) -> None:
        """Say with their place what authors are warned of, which fails a build that wants it so, or merely told."""
        for note in notes:
            text = f"convanim {self.arguments[0]}: {note.said(DIRECTIVE)}"
            if isinstance(note, NOTES):
                LOGGER.info(text, location=self.get_location())
            else:
                LOGGER.warning(text, location=self.get_location(), type="convanim")

    def _placed(self, word: str, given: str) -> str:
        """What an option says, its file looked for beside the document."""
        option = NAMES[word][1]
        if option.ending and given.endswith(option.ending):
            return self._beside(given, given)
        if option.kind == "folder" and given not in (option.known() if option.known else ()):
            return self._folder(given)
        if option.kind == "factory" and names_file(given):
            return self._beside(given, given.rpartition(":")[0])
        if names_own_file(word, given):
            from convanim.sources.files import split_name

            return self._beside(given, str(split_name(given)[0]))
        return given

    def _folder(self, given: str) -> str:
        """A folder beside the document, which then depends on the files in it."""
        _, absolute = self.env.relfn2path(given)
        for path in sorted(Path(absolute).glob("*")):
            if path.is_file():
                self.env.note_dependency(str(path))
        return absolute

    def _beside(self, named: str, file: str) -> str:
        """What names a file beside the document, on which that then depends, and perhaps something in the file."""
        _, absolute = self.env.relfn2path(file)
        self.env.note_dependency(absolute)
        return absolute + named.removeprefix(file)

    def _figure(self, kept: Keepsake) -> nodes.Node:
        alt = " ".join(self.options.get("alt", kept.alt).split())
        width = {"width": self.options["width"]} if "width" in self.options else {}
        # The slash means: relative to the sources, wherever among them this document is.
        uri = "/" + paths.relpath(kept.path("poster"), self.env.srcdir).replace(paths.sep, "/")
        shown = clip(
            "",
            nodes.image(uri=uri, alt=alt, **width),
            kept=kept,
            alt=alt,
            **width,
        )
        figure = nodes.figure("", shown, classes=["convanim", *self.options.get("class", [])])
        self.set_source_info(figure)
        said, messages = self._caption()
        if said is not None:
            figure += said
        self.add_name(figure)
        if messages:
            return nodes.container("", figure, *messages)
        return figure

    def _caption(self) -> tuple[nodes.caption | None, list[nodes.system_message]]:
        """The caption out of the option or the directive's content, with what was wrong in it."""
        text = self.options.get("caption") or " ".join(line.strip() for line in self.content if line.strip())
        if not text:
            return None, []
        inline, messages = self.parse_inline(text)
        said = nodes.caption(text, "", *inline)
        self.set_source_info(said)
        return said, messages


def visit_html(translator: HTML5Translator, node: clip) -> None:
    """The film; where films cannot be shown, such as in an EPUB, the poster below it in the tree."""
    builder = translator.builder
    if builder.name.startswith("epub"):
        return
    kept: Keepsake = node["kept"]
    # Sphinx has copied the poster, perhaps under another name, and made a link around one with a width.
    poster = builder.images[next(node.findall(nodes.image))["uri"]]
    where = {"poster": url(f"{builder.imgpath}/{poster}")}
    told = ("transcript",) if kept.is_loop else ("captions", "chapters", "transcript")
    for kind in ("film", *told):
        kept.copy(kind, Path(builder.outdir) / builder.imagedir)
        where[kind] = url(f"{builder.imgpath}/{kept.name(kind)}")
    size = (kept.width, kept.height)
    translator.body.append(
        video(
            where,
            title=kept.title,
            alt=node["alt"],
            size=size,
            width=node.get("width"),
            language=kept.language,
            loop=kept.is_loop,
            voice=kept.has_voice,
        )
    )
    raise nodes.SkipNode


def visit_text(translator: Any, node: clip) -> None:
    """What the film tells, in words."""
    translator.new_state(0)
    translator.add_text(f"[{node['alt']}]")
    translator.end_state()
    for paragraph in node["kept"].transcript.split("\n\n"):
        translator.new_state()
        translator.add_text(paragraph)
        translator.end_state(wrap=False)
    raise nodes.SkipNode


def visit_picture(translator: Any, node: clip) -> None:
    """The poster below it in the tree."""


def depart(translator: Any, node: clip) -> None:
    """Nothing is left to close."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """What Sphinx calls."""
    from convanim.film.store.cache import code_version

    pictures = (visit_picture, depart)
    app.add_node(
        clip,
        html=(visit_html, depart),
        text=(visit_text, depart),
        latex=pictures,
        man=pictures,
        texinfo=pictures,
    )
    app.add_directive("convanim", ClipDirective)
    app.add_config_value("convanim_quality", "m", "env", str)
    # Pages are read again when convanim would draw them otherwise.
    app.add_config_value("convanim_code", code_version(), "env", str)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
