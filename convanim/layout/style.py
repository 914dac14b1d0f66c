"""How a frame looks and speaks: theme, canvas and tongue, which travel together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from convanim.language.catalogs import decimal_mark_of
from convanim.language.tags import tag_of
from convanim.language.tongue import Tongue
from convanim.layout.canvas import Canvas, canvas_of
from convanim.spec.aspect import WIDESCREEN, size_of
from convanim.theme.theme import Theme


@dataclass(frozen=True)
class Style:
    """Whatever stands on stage is drawn in the colours of ``theme``, has its room on ``canvas``, and speaks ``tongue``.

    A scene has its own, ``self.style``.
    """

    theme: Theme
    canvas: Canvas
    tongue: Tongue

    def __deepcopy__(self, memo: dict[int, Any]) -> Style:
        return self

    @classmethod
    def of(
        cls, theme: Theme | str = "dark", aspect: str = WIDESCREEN, language: str = "en", text: str | None = None
    ) -> Style:
        """A style by names, for blocks in a scene that has none; ``text`` is normal or large (None: as is usual there).

        Raises UnknownNameError for a theme, an aspect or a text that nobody knows, SpecError for what is no language.

        >>> Style.of("light", "9:16", "de").tongue.mark
        ','
        """
        known = Theme.named(theme) if isinstance(theme, str) else theme
        size_of(aspect)
        tag = tag_of(language)
        return cls(known, canvas_of(aspect, text), Tongue(tag, decimal_mark_of(tag)))

    def with_(self, **changes: Any) -> Style:
        """A copy with another theme, canvas or tongue."""
        return replace(self, **changes)
