"""``convanim slides`` as a terminal runs it."""

import pytest


def test_slides_are_one_file(run, tiny, tmp_path):
    done = run("slides", tiny, "pointwise", "--channels", "2", "--size", "3", "-q", "l", "-o", "deck", "--title", "A<b")
    assert done.code == 0, done.err
    assert done.out.splitlines()[-1].startswith("deck/slides.html  5 beats of 2 clips, ")
    assert [path.name for path in (tmp_path / "deck").iterdir()] == ["slides.html"]
    page = (tmp_path / "deck" / "slides.html").read_text(encoding="utf-8")
    assert "<title>A&lt;b</title>" in page
    assert "Two channels." in page


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nothing"], 2, "no scene is called 'nothing'"),
        (["depthwise", "--channels", "0"], 2, "channels"),
        (["depthwise", "--name", "a/b"], 2, "the name is 'a/b'"),
        (["missing.py"], 1, "there is no file missing.py"),
    ],
)
def test_what_cannot_be_is_refused(run, tmp_path, arguments, code, message):
    done = run("slides", *arguments, "-q", "l", "-o", "deck")
    assert done.code == code
    assert message in done.err
    assert not (tmp_path / "deck").exists()


def test_a_folder_in_the_way_is_told_first(run, tmp_path):
    (tmp_path / "slides.html").mkdir()
    done = run("slides", "depthwise", "-o", ".")
    assert (done.code, done.out) == (1, "")
    assert "is a folder" in done.err


def test_two_clips_of_one_scene_fit_into_one_deck(run, tiny, tmp_path):
    (tmp_path / "other.py").write_text(tiny.read_text(encoding="utf-8"), encoding="utf-8")
    done = run("slides", tiny, "other.py", "-q", "l", "-o", "deck", "--name", "my deck")
    assert done.code == 0, done.err
    assert done.out.startswith("deck/my deck.html  2 beats of 2 clips, ")


def test_another_deck_is_replaced_only_with_a_warning(run, tiny, tmp_path):
    asked = ("slides", tiny, "-q", "l", "-o", "deck")
    assert "warning" not in run(*asked).err + run(*asked, "--fps", "12").err
    told = run(*asked, "--theme", "light").err
    assert "warning: deck/slides.html shows something else and is replaced; --name NAME would keep both" in told
    (tmp_path / "deck" / "slides.html").write_text("mine")
    assert "deck/slides.html shows something else" in run(*asked, "--theme", "light").err


def test_a_deck_for_powerpoint_follows_the_same_rules(run, tiny, tmp_path):
    pytest.importorskip("pptx")
    asked = ("slides", tiny, "-q", "l", "-o", "deck", "--pptx", "--quiz")
    done = run(*asked)
    assert done.code == 0, done.err
    assert done.out.startswith("deck/slides.pptx  1 beats of 1 clip, ")
    assert "tells no result that could be asked for" in done.err
    first = (tmp_path / "deck" / "slides.pptx").read_bytes()
    assert "warning" not in run(*asked).err
    assert (tmp_path / "deck" / "slides.pptx").read_bytes() == first
    assert "warning: deck/slides.pptx shows something else" in run(*asked, "--theme", "light").err
    assert [path.name for path in (tmp_path / "deck").iterdir()] == ["slides.pptx"]


def test_the_page_speaks_the_films_language_or_another(run, tiny, tmp_path):
    asked = ("slides", "pointwise", "--channels", "1", "--size", "2", "-q", "l", "-o", "deck", "--language", "de")
    assert run(*asked).code == 0
    page = (tmp_path / "deck" / "slides.html").read_text(encoding="utf-8")
    assert '<html lang="de" dir="ltr">' in page and 'aria-label="Weiterspielen"' in page
    assert run(*asked, "--page-language", "fr").code == 0
    page = (tmp_path / "deck" / "slides.html").read_text(encoding="utf-8")
    assert '<html lang="fr" dir="ltr">' in page and 'aria-label="Continuer"' in page
    assert 'lang="de" dir="ltr">Ein {!1×1}' not in page and "Ein 1×1-Kernel" in page
    refused = run(*asked, "--page-language", "d!")
    assert refused.code == 2 and "the language is 'd!'" in refused.err
