"""How much is taken from outside: far more than any course needs, and little enough that nothing runs out.

Each is looked at before what it bounds is read, and messages name it.
"""

from __future__ import annotations

MOST_WHOLE = 2**63 - 1
"""The largest whole number, and less its sign the smallest: what 64 bits hold."""
MOST_DIGITS = 640
"""Of a number that is read from text; Python itself may be told to read no more."""
MOST_LETTERS = 10_000
"""Of a text that says an option: longer than any path that a system takes."""

TEXT_BYTES = 2**20
"""Of a list of clips, a theme or a measurement."""
LEDGER_BYTES = 2**28
"""Of a ledger that lies beside a film which is about to be replaced."""
CHECKED_BYTES, MOST_TOLD = 2**26, 2**22
"""Of a ledger that is verified, and values in it: a film of all chapters has a twentieth of that."""
MOST_PARTS, MOST_CAPTIONS, MOST_COUNTED = 1000, 10_000, 1000
"""Beats of one film, what is said in it, and layers and networks whose costs it shows."""
MOST_WORK = 2**36
"""Multiply-adds of all layers of a film that is verified: a minute's work, where a machine is slow."""
MOST_DEPTH = 32
"""Tables and lists inside each other in such a file, and parts of a key with dots."""
MOST_CLIPS = 10_000
"""In one list."""
MOST_THEMES = 200
"""In one list; each is looked at in all its colours."""

MOST_CELLS = 2**26
"""Of a layer's input, weights and output each, and so of an array."""
FILE_BYTES = 2**32
"""Of a file with tensors, and of what a compressed one unpacks to."""
MOST_TENSORS, MOST_NAME = 100_000, 1000
"""In one file, and letters of the name of one."""

MOST_RUN = 2**31
"""Numbers of a model and its input together, where it has to be run with them."""

PICTURE_BYTES = 2**28
"""Of a file with a picture."""
MOST_PIXELS = 2**26
"""Of a picture that is averaged down to fewer cells."""
MOST_PIXELS_WHOLE = 2**24
"""Of one that a model reads with all its pixels."""
MOST_SIDE = 4096
"""Rows and columns that a picture is averaged down to, for a model that reads it."""
MOST_SIDE_SHOWN = 256
"""Rows and columns of a picture that is itself the input of what is shown."""

SOUND_BYTES = 2**28
"""Of a file with a recording: an hour of speech without compression, in one channel."""
MOST_RECORDED, MOST_HEARD = 600, 3600
"""Seconds of one recording, and of all that is said in a film."""
SOUND_RATES = (4000, 192_000)
"""Samples a second of a recording."""
MOST_RECORDINGS = 10_000
"""Files in a folder of recordings."""
SPEAKING_SECONDS = 120
"""That an engine may take for one caption."""
