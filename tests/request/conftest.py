"""A list of clips as a file."""

import pytest


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "course.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written
