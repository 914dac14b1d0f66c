"""``convanim publish`` as a terminal runs it."""

import re
from urllib.parse import quote, unquote

import pytest


def test_a_folder_a_page_and_a_snippet(run, tiny, tmp_path):
    done = run("publish", tiny, "-q", "l", "-o", "course", "--only", "words,poster,snippets", "--page", "--show", "md")
    assert done.code == 0
    assert done.out.strip() == (tmp_path / "course" / "tiny" / "snippet.md").read_text(encoding="utf-8").strip()
    *_, folder, page = done.err.splitlines()
    assert folder.startswith("course/tiny  ")
    assert page == "course/index.html"
    told = [re.fullmatch(r"tiny: (\w+) in (\d+\.\d) s", line) for line in done.err.splitlines()]
    assert [line[1] for line in told if line] == ["words", "snippets", "poster"]
    again = run("publish", tiny, "-q", "l", "-o", "course", "--only", "words,poster", "--page")
    assert [line.split()[0] for line in again.out.splitlines()] == ["course/tiny", "course/index.html"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "gif,snipets"], "nothing makes 'snipets' of a clip; allowed: words"),
        (["--only", "snipets"], "try snippets"),
        (["--only", "mov"], "nothing makes 'mov' of a clip; allowed: words, poster, webm"),
        (["--max-size", "big"], "big"),
        (["--channels", "0"], "channels is 0"),
        (["--base-url", "javascript:x"], "the base of addresses is 'javascript:x'"),
        (["--name", "a/b"], "the name is 'a/b'"),
        (["--crf", "99"], "crf is 99"),
    ],
)
def test_what_cannot_be_is_refused(run, tmp_path, arguments, message):
    done = run("publish", "depthwise", "-q", "l", "-o", "course", *arguments)
    assert done.code == 2
    assert message in done.err
    assert list(tmp_path.iterdir()) == []


def test_aspects_of_a_clip_stand_side_by_side_whatever_they_are_called(run, tmp_path):
    listed = [f'[[clip]]\nscene = "depthwise"\naspect = "{aspect}"\nlayer.channels = 2' for aspect in ("16:9", "9:16")]
    (tmp_path / "course.toml").write_text("\n".join(listed))
    asked = ("publish", "course.toml", "-q", "l", "-o", "course", "--only", "words,poster", "--page")
    done = run(*asked, "--name", "{scene} #1 50%! {aspect}")
    assert done.code == 0, done.err
    names = [f"depthwise #1 50%! {aspect}" for aspect in ("16x9", "9x16")]
    page = (tmp_path / "course" / "index.html").read_text(encoding="utf-8")
    for name in names:
        address = quote(f"{name}/{name}.mp4")
        assert f'src="{address}"' in page
        assert (tmp_path / "course" / unquote(address)).is_file()


def test_another_clip_is_replaced_only_with_a_warning(run, tiny, tmp_path):
    asked = ("publish", tiny, "-q", "l", "-o", "course", "--only", "words")
    assert "warning" not in run(*asked).err + run(*asked).err
    assert "course/tiny/tiny.mp4 shows another clip and is replaced (theme dark" in run(*asked, "--theme", "light").err
