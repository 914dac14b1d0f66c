"""Errors as the author of a scene reads them: which line of which file."""

import pytest

from convanim.catalog import load_scene
from convanim.errors import SpecError
from convanim.preview.fault import Fault, fault_of
from convanim.request.render import render

SCENE = """
from convanim import ConvScene, Depthwise, Layer, Values
{imported}

class Mine({base}):
    layer = Layer({layer})
    beats = ({beats})

    def own(self):
        self.say("Two channels.")
        {own}
"""
USUAL = {"imported": "", "base": "ConvScene", "layer": "2, 2, size=4, groups=2", "beats": '"own",', "own": ""}

FAULTS = [
    # what is otherwise in the scene, the file, the line's code, what the message says
    ({"layer": "0"}, "mine.py", "layer = Layer(0)", "in_channels is 0; allowed: 1 or more"),
    ({"own": "self.arrange(facts=nothing)"}, "mine.py", "self.arrange(facts=nothing)", "NameError: name 'nothing'"),
    ({"own": "self.say('{nothing}')"}, "mine.py", "self.say('{nothing}')", "nothing"),
    ({"own": "import helper"}, "helper.py", "1 / 0", "ZeroDivisionError: division by zero"),
    ({"imported": "import helper"}, "helper.py", "1 / 0", "ZeroDivisionError: division by zero"),
    ({"imported": "import garbled"}, "garbled.py", "def broken(:", "SyntaxError: invalid syntax"),
    ({"imported": "x = (", "own": ""}, "mine.py", "x = (", "SyntaxError: '(' was never closed"),
    ({"imported": "import no_such_module"}, "mine.py", "import no_such_module", "ModuleNotFoundError"),
    ({"own": "open('missing.csv')"}, "mine.py", "open('missing.csv')", "FileNotFoundError: [Errno 2]"),
    ({"own": "raise SystemExit"}, "mine.py", "raise SystemExit", "the scene ends Python"),
    ({"own": "Values(seed=-1)"}, "mine.py", "Values(seed=-1)", "seed is -1"),
    ({"beats": '"own", "missing"'}, "", "", "Mine has no method for the beat 'missing'"),
    ({"own": "raise ValueError('two\\nlines')"}, "mine.py", "raise ValueError('two\\nlines')", "ValueError: two lines"),
]


@pytest.mark.parametrize(("otherwise", "file", "code", "text"), FAULTS, ids=[fault[3][:30] for fault in FAULTS])
def test_the_line_that_is_to_blame(tmp_path, monkeypatch, otherwise, file, code, text):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "helper.py").write_text("\n\n1 / 0\n")
    (tmp_path / "garbled.py").write_text("\ndef broken(:\n    pass\n")
    (tmp_path / "mine.py").write_text(SCENE.format(**{**USUAL, **otherwise}))
    with pytest.raises(BaseException) as raised:  # noqa: PT011  # whatever a scene raises
        render("mine.py", quality="l", out=tmp_path, stills=True)
    fault = fault_of(raised.value)
    assert text in fault.text
    assert "\n" not in str(fault)
    if file:
        assert (fault.file, fault.code) == (file, code)
        lines = (tmp_path / file).read_text().splitlines()
        assert lines[fault.line - 1].strip() == code
        assert str(fault).startswith(f"{file}, line {fault.line}: ")


def test_built_in_scenes_are_blamed_only_for_what_is_theirs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = "    def one_channel_slowly(self):\n        super().one_channel_slowly(1)\n"
    (tmp_path / "mine.py").write_text(f"from convanim import Depthwise\n\nclass Mine(Depthwise):\n{own}")
    with pytest.raises(TypeError) as raised:
        render("mine.py", quality="l", out=tmp_path, stills=True)
    assert fault_of(raised.value).place == "mine.py, line 5"


def test_what_is_in_no_file():
    fault = fault_of(SpecError("groups is 3", "a divisor of 8 channels", "groups=4"))
    assert fault == Fault("groups is 3; allowed: a divisor of 8 channels; try groups=4")
    assert str(fault) == fault.text


def test_what_scene_files_lack(tmp_path):
    (tmp_path / "empty.py").write_text("")
    with pytest.raises(Exception, match="defines no scene") as raised:
        load_scene(f"{tmp_path / 'empty.py'}")
    assert fault_of(raised.value).text.startswith("empty.py defines no scene")
