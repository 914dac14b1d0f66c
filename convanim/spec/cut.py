"""The cuts of a scene: what of it a clip shows."""

from __future__ import annotations

FILM, LOOP = CUTS = ("film", "loop")
"""The whole story, and its most telling motion alone: about ten seconds without words that end as they begin."""
LOOP_BEAT = "loop"
"""The method of a scene that plays its loop, and the only beat of that cut."""
