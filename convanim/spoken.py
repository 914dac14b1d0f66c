"""What a scene speaks: its language, the words of its stage and how its numbers are written."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from convanim.errors import UnknownNameError
from convanim.languages import LOCALE, beside, decimal_mark_of, is_source, languages, tag_of
from convanim.look import Look
from convanim.stage.outlines import font_for
from convanim.tongue import MARKS, Tongue, chapter


class Spoken:
    """The part of a scene that has to do with language."""

    language: ClassVar[str] = "en"
    """What its title, captions and words on stage are in, as BCP 47 tags it: ``de``, ``pt-BR``.

    Texts without a translation stay as they are written."""
    decimals: int | None = None
    """Decimals of real values in the ribbon, and at most so many in cells (None: as many as their size asks for)."""
    decimal_mark: str | None = None
    """What stands before decimals, ``point`` or ``comma`` (None: as the language has it)."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # One door for what a class says and what it is asked for.
        Look(language=cls.language, decimals=cls.decimals, decimal_mark=cls.decimal_mark)

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
                f"{cls.__name__} does not speak {wanted!r}", ", ".join(dict.fromkeys([cls.language, *known]))
            )
        font_for(wanted)
        return wanted

    @cached_property
    def tongue(self) -> Tongue:
        """Says the words and writes the numbers."""
        mark = MARKS[self.decimal_mark] if self.decimal_mark else decimal_mark_of(self.language)
        return Tongue(self.language, mark, self.decimals, beside(type(self)))

    def chapter(self, beat: str) -> str:
        """What a beat is called for readers."""
        return self.tongue.text(chapter(beat))
