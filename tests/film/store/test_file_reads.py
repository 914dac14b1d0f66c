"""Which files a process has read, looked for and written."""

import json

from tests.children import python

ASK = """
import json, os, sys
from pathlib import Path
from convanim.film.store.file_reads import awaited, opened, unnoted, watch

watch()
Path("read.txt").read_text()
Path("made.txt").write_text("made")
Path("made.txt").read_text()
with unnoted():
    Path("earlier.txt").read_text()
Path("both.bin").open("r+b").close()
os.close(os.open("low.bin", os.O_RDONLY))
try:
    Path("missing.txt").read_text()
except FileNotFoundError:
    pass
import convanim.numerals, colorsys
times = opened()
assert all(Path(path).stat().st_mtime <= when for path, when in times.items() if path.endswith("read.txt"))
print(json.dumps([sorted(map(os.path.basename, paths)) for paths in (times, awaited())]))
"""


def test_what_is_read_and_what_is_awaited(tmp_path):
    for name in ("read.txt", "both.bin", "low.bin", "earlier.txt"):
        (tmp_path / name).write_text(name)
    done = python("-c", ASK, cwd=tmp_path)
    opened, awaited = json.loads(done.stdout)
    assert opened == ["both.bin", "low.bin", "made.txt", "read.txt"]
    assert awaited == ["both.bin", "low.bin", "missing.txt", "read.txt"]


APART = """
import json, os, sys
from pathlib import Path
from convanim.film.store.file_reads import Reads, opened, watch

watch()
sys.path.insert(0, os.getcwd())
Path("list.txt").read_text()
reads = Reads()
with reads.of_one() as first:
    Path("first.txt").read_text()
    import shared
with reads.of_one() as second:
    Path("second.txt").read_text()
told = opened(), reads.files(first), reads.files(second)
print(json.dumps([sorted(map(os.path.basename, paths)) for paths in told]))
"""


def test_what_one_clip_reads_is_its_own_but_for_code_and_what_that_reads(tmp_path):
    for name in ("list.txt", "first.txt", "second.txt", "table.txt"):
        (tmp_path / name).write_text("")
    (tmp_path / "shared.py").write_text('open("table.txt").close()')
    opened, first, second = json.loads(python("-c", APART, cwd=tmp_path).stdout)
    assert opened == ["list.txt"]
    assert first == ["first.txt", "shared.py", "table.txt"]
    assert second == ["second.txt", "shared.py", "table.txt"]
