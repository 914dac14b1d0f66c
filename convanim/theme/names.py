"""What the built-in themes are called."""

from __future__ import annotations

THEMES = ("dark", "light", "contrast", "print")
"""Each is a way of making one: ``Theme.dark`` and so on."""
FILE = ".toml"
"""How the names of files end that hold one."""
