"""Text as editors of every system write it."""

import codecs
import os
from pathlib import Path

import pytest

from convanim.errors import SpecError
from convanim.textfile import marked, meant, read_text, read_toml

TEXT = 'key = "Grüße, 你好"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_tell_the_encoding(tmp_path, encoding, newline):
    path = tmp_path / "a.toml"
    path.write_text(TEXT, encoding=encoding, newline=newline)
    assert read_text(path) == TEXT
    assert read_toml(path, "with keys", "key = 1") == {"key": "Grüße, 你好"}
    assert marked(path.read_bytes()) == (None if encoding == "utf-8" else encoding)


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF32_BE, "utf-32-be")])
def test_the_other_byte_order(tmp_path, mark, encoding):
    (tmp_path / "a.toml").write_bytes(mark + TEXT.encode(encoding))
    assert read_text(tmp_path / "a.toml") == TEXT


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (TEXT.encode("utf-16-le"), "is not TOML|is no text in UTF-8"),
        (codecs.BOM_UTF16_LE + b"a", "is no text in UTF-8; allowed: a TOML file with keys"),
        ("key = 'Grüße'".encode("latin-1"), "is no text in UTF-8"),
        (codecs.BOM_UTF8 + b"key", "is not TOML: .*; allowed: key = 1"),
    ],
)
def test_what_is_no_toml(tmp_path, content, message):
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(SpecError, match=message):
        read_toml(tmp_path / "a.toml", "with keys", "key = 1")


@pytest.mark.skipif(os.name == "nt", reason="there they are the same")
def test_a_file_named_as_on_windows_is_meant_where_it_is_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "net.py").write_text("")
    assert meant(Path("nets\\net.py")) == "nets/net.py"
    assert meant(Path("nets\\other.py")) == meant(Path("nets/net.py")) == ""
