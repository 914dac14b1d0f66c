"""The story of a clip is what its ledger tells."""

import pytest

from convanim.course.text.story import Story
from convanim.errors import SpecError
from convanim.request.render import render
from convanim.scene import ConvScene
from convanim.spec import Layer


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    layer = Layer(2, 2, size=(4, 5), groups=2, stride=(2, 1), bias=True)
    return render("depthwise", layer=layer, quality="l", out=tmp_path_factory.mktemp("clip"), cache=False)


def test_it_is_read_from_the_ledger(clip):
    story = Story.read(clip.ledger)
    assert (story.name, story.scene, story.layer.size) == ("depthwise", "Depthwise", (4, 5))
    assert [beat.end for beat in story.beats] == [section.end for section in clip.sections]
    assert story.beats[0].title == "Keep splitting"
    assert story.counts["multiply_adds"] == str(2 * 1 * 3 * 9)


def test_every_sentence_belongs_to_a_beat(clip):
    story = Story.read(clip.ledger)
    assert all(beat.start <= said.start + 1e-3 < beat.end for beat in story.beats for said in beat.sentences)
    assert len(story.sentences) == clip.captions.read_text(encoding="utf-8").count("-->")
    assert len(story.steps) == len({step["start"] for step in story.steps}) > 2


@pytest.mark.parametrize("language", ["", "german language", "d"])
def test_a_language_is_a_tag(language):
    with pytest.raises(SpecError, match="BCP 47"):
        type("Mine", (ConvScene,), {"language": language})
