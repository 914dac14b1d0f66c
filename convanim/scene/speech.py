"""What a scene speaks: its language, the words of its stage and how its numbers are written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from convanim.draw.outlines import font_for
from convanim.draw.phrase import Phrase
from convanim.errors import SpecError, UnknownNameError
from convanim.language.catalogs import LOCALE, beside, decimal_mark_of, is_source, languages
from convanim.language.marks import MARKS
from convanim.language.tags import tag_of
from convanim.language.tongue import Tongue, chapter, message
from convanim.mobjects.counts import Given, counts_of, phrase
from convanim.spec import Layer
from convanim.spec.cut import LOOP_BEAT


class Spoken:
    """The part of a scene that has to do with language.

    Title, chapters and all that is said are templates, as ``Tongue.fill`` has them, of the layer's counts.
    """

    title: ClassVar[str] = ""
    """What stands at the top."""
    chapters: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """What beats are called for readers, where the names of their methods do not say it; those of the class that a
    scene is made from hold, too."""
    layer: Layer
    language: ClassVar[str] = "en"
    """What its title, captions and words on stage are in, as BCP 47 tags it: ``de``, ``pt-BR``.

    Texts without a translation stay as they are written."""
    decimals: int | None = None
    """Decimals of real values in the ribbon, and at most so many in cells (None: as many as their size asks for)."""
    decimal_mark: str | None = None
    """What stands before decimals, ``point`` or ``comma`` (None: as the language has it)."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for beat in cls.chapters:
            if not callable(getattr(cls, beat, None)):
                raise SpecError(f"chapters of {cls.__name__} has {beat!r}, which is none of its methods", "its beats")

    @classmethod
    def fit_language(cls, language: str | None = None) -> str:
        """The language that is asked for (None: the scene's own), found to be one that it can be shown in.

        These are its own, those that it has catalogs for beside its file, and, if its own is English, all that
        convanim speaks. Raises UnknownNameError for any other, RenderError where no font has its letters.
        """
        wanted = cls.language if language is None else tag_of(language)
        known = languages(*beside(cls), *((LOCALE,) if is_source(cls.language) else ()))
        if wanted != cls.language and wanted not in known:
            raise UnknownNameError(
                f"{cls.__name__} does not speak {wanted!r}",
                ", ".join(dict.fromkeys([cls.language, *known])),
                field="language",
            )
        font_for(wanted)
        return wanted

    @cached_property
    def tongue(self) -> Tongue:
        """Says the words and writes the numbers."""
        mark = MARKS[self.decimal_mark] if self.decimal_mark else decimal_mark_of(self.language)
        return Tongue(self.language, mark, self.decimals, beside(type(self)))

    @cached_property
    def counts(self) -> Mapping[str, Given]:
        """The counts that captions may name, and names that stand among them."""
        return counts_of(self.layer)

    @property
    def subject(self) -> str:
        """What the counts are of, as the audit trail has it: the layer."""
        return self.layer.tag

    @property
    def heading(self) -> str:
        """The title as it is said."""
        return self.titled.text

    @cached_property
    def titled(self) -> Phrase:
        """The title as it is said, with the numbers in it."""
        return self._phrase(self.title, at=f"the title of {type(self).__name__}")

    @classmethod
    def chapter_template(cls, beat: str) -> str:
        """What a beat is called for readers, with counts in braces: out of ``chapters``, else its name."""
        named = (vars(one).get("chapters", {}) for one in cls.__mro__)
        usual = message("Loop") if beat == LOOP_BEAT else chapter(beat)
        return next((chapters[beat] for chapters in named if beat in chapters), usual)

    def chapter(self, beat: str) -> str:
        """What a beat is called for readers."""
        return self._phrase(self.chapter_template(beat), at=f"the chapter of {beat}").text

    def _phrase(self, template: str, more: Mapping[str, Given] = MappingProxyType({}), at: str | None = None) -> Phrase:
        """A template filled in; an error says where it stands, if that is in no beat (``at``)."""
        try:
            return phrase(template, self.counts, self.subject, more, tongue=self.tongue)
        except SpecError as error:
            if at is None:
                raise
            raise error.at(at) from error
