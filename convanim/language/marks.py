"""How real numbers may be written: which mark stands before decimals, and how many of these there are."""

from __future__ import annotations

from collections.abc import Mapping

MARKS: Mapping[str, str] = {"point": ".", "comma": ","}
"""What may stand between ones and tenths, by name."""
MOST_DECIMALS = 6
