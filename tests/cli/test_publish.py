"""``convanim publish`` as a terminal runs it."""

import pytest


def test_a_folder_a_page_and_a_snippet(run, tiny, tmp_path):
    done = run("publish", tiny, "-q", "l", "-o", "course", "--only", "words,poster,snippets", "--page", "--show", "md")
    assert done.code == 0
    assert done.out.strip() == (tmp_path / "course" / "tiny" / "snippet.md").read_text(encoding="utf-8").strip()
    *_, folder, page = done.err.splitlines()
    assert folder.startswith("course/tiny  ")
    assert page == "course/index.html"
    assert "tiny: snippets" in done.err
    again = run("publish", tiny, "-q", "l", "-o", "course", "--only", "words,poster", "--page")
    assert [line.split()[0] for line in again.out.splitlines()] == ["course/tiny", "course/index.html"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "mov"], "nothing makes 'mov' of a clip; allowed: words, poster, webm"),
        (["--max-size", "big"], "big"),
        (["--channels", "0"], "channels is 0"),
        (["--crf", "99"], "crf is 99"),
    ],
)
def test_what_cannot_be_is_refused(run, tmp_path, arguments, message):
    done = run("publish", "depthwise", "-q", "l", "-o", "course", *arguments)
    assert done.code == 2
    assert message in done.err
    assert list(tmp_path.iterdir()) == []
