"""Every way in one picture that stays: its filters, its wiring, what it costs and what it keeps."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.caption import question
from convanim.scenes.comparison import Comparison
from convanim.tableaux.comparison.lane import Lane
from convanim.tableaux.conclusion.all_ways import EveryWay

WHICH_WAY = message("One input. Which way would you take?")


class Conclusion(Comparison):  # type: ignore[misc]  # stories are a package only when installed
    """``layer`` is the standard convolution; the ways beside it are those of the comparison."""

    title = message("Which way to take")
    lesson = "conclusion"
    layer = default_layer("conclusion")
    beats = ("which_way", "way_by_way", "what_stays")
    loop = None  # the race is told by the comparison

    @cached_property
    def all_ways(self) -> EveryWay:
        """The picture."""
        return EveryWay(self.cast, self.lanes, self.style)

    def picture_of(self, *lanes: Lane) -> dict[str, Any]:
        """What stands on stage with these ways in their rows; the overview of a crop goes with the input."""
        filters = {name: block for lane in lanes for name, block in self.all_ways.filters(lane).items()}
        around = {"facts": self.shared_facts(), "overview": None, "zoom": None}
        return {**around, **self.all_ways.input_beside(), **filters}

    def which_way(self) -> None:
        """The input alone, and the question."""
        self.ask(WHICH_WAY, facts=self.shared_facts(), input=self.all_ways.input_alone())

    def way_by_way(self) -> None:
        """Row by row: filters, wiring and what is kept, and the bar that comes down from the standard's.

        Until all are there, the question is not answered, and stays.
        """
        ways = self.all_ways
        self.say("What each way costs, and what it keeps.")
        words, bars = ways.words().hide().reveal("heading"), ways.bars()
        asked = question(self.cast.say(WHICH_WAY), self.style)
        for place, lane in enumerate(ways.lanes):
            shown = self.picture_of(*ways.lanes[: place + 1])
            self.arrange(0.9 if place == 0 else 0.6, **shown, words=words, bars=bars, question=asked)
            self.play(words.animate.reveal(lane.key), run_time=0.5)
            self.play(bars.animate.arrived(place + 1), run_time=1.0)
            self.rest(0.2)

    def what_stays(self) -> None:
        """The way that sees all for the least is lit; how many times less it takes, large."""
        ways = self.all_ways
        self.say(ways.verdict, **ways.separable())
        self.arrange(**self.picture_of(*ways.lanes), words=ways.words(), bars=ways.bars().arrived(len(ways.lanes)))
        self.play(self.actor("bars").animate.lighting(ways.lanes.index(ways.best)), run_time=0.6)
        self.also(overview=None, zoom=None, highlight=ways.highlight())
        self.also(0.8, overview=None, zoom=None, ratio=ways.ratio())
        self.rest(1.5)
