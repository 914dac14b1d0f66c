"""What a presentation says of itself."""

from io import BytesIO

from pptx import Presentation

from convanim.course.powerpoint.deck import Deck


def test_a_title_may_be_longer_than_a_presentations_may() -> None:
    title = 'Grouped "and" <b>depthwise</b> & 🎉 ' * 20
    deck = Deck(9_144_000, 5_143_500, title, "0" * 64, "en")
    told = Presentation(BytesIO(deck.saved())).core_properties.title
    assert told == title[:255]
