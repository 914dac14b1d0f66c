"""Arithmetic is not time: what saved multiply-adds save on a real machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from manim import linear

from convanim.draw.drawn import Drawn
from convanim.draw.phrase import Phrase
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.measure.own import measurement_at
from convanim.measure.record import Measurement
from convanim.measure.variants import DEPTHWISE
from convanim.mobjects.counts import Given
from convanim.scene import ConvScene
from convanim.spec.aspect import ASPECTS
from convanim.spec.topic import UNCHOSEN, Topic
from convanim.tableaux.clock.dumbbells import Dumbbells, most_rows
from convanim.tableaux.clock.figures import machine, of_shape, times
from convanim.tableaux.clock.findings import SAVING, Findings
from convanim.tableaux.clock.notes import hero_times, limits_beside, measured_on
from convanim.tableaux.clock.roof import LIMITS, roof
from convanim.tableaux.clock.scatter import Scatter
from convanim.tableaux.clock.traffic import ratios, traffic


class Clock(ConvScene):
    """``measured`` is a file that ``convanim measure`` wrote, or its content; without, this machine is timed first."""

    title = message("Arithmetic is not time")
    lesson = "clock"
    aspects = tuple(ASPECTS)
    layer = default_layer("clock")
    measured: str | Measurement | None = None
    """What is shown: every number comes from there."""
    beats = ("promise_and_measure", "bytes_for_arithmetic", "under_the_roof", "saved_beside_saved")

    chapters = {"saved_beside_saved": message("Saved arithmetic, saved time")}

    @classmethod
    def fit_topic(cls, topic: Topic = UNCHOSEN) -> None:
        """Find what is shown before anything is drawn; raises SpecError for a file that holds no measurement."""
        super().fit_topic(topic)
        measurement_at(topic.measured or cls.measured)

    @classmethod
    def evidence(cls) -> dict[str, Any]:
        """The whole measurement."""
        return {"measurement": measurement_at(cls.measured).model_dump(mode="json")}

    @cached_property
    def findings(self) -> Findings:
        """What was measured, and what can be said of it."""
        return Findings(measurement_at(self.measured))

    @cached_property
    def told(self) -> Mapping[str, Given]:
        """The numbers that captions name."""
        hero, tongue = self.findings.hero, self.tongue
        each, mixed, moved = self.findings.per_value
        return {
            **self.findings.counts,
            "work": of_shape(hero, DEPTHWISE, "work"),
            "time": times(hero, DEPTHWISE, "time", tongue),
            "adds": each,
            "mixed": mixed,
            "moved": moved,
        }

    def _phrase(self, template: str, more: Mapping[str, Given] = MappingProxyType({}), at: str | None = None) -> Phrase:
        return super()._phrase(template, {**self.told, **more}, at)

    def where(self) -> Drawn:
        """The machine and the day, for the top right."""
        return self._facts(machine(self.findings.measurement, self.tongue))

    def promise_and_measure(self) -> None:
        """So much arithmetic is saved; the time that is saved falls back from it, shape by shape."""
        rows = self.findings.rows(most_rows(self.style))
        pairs = Dumbbells(rows, self.findings.hero, self.style)
        self.ask(
            "Depthwise: {work} times fewer multiply-adds. {work}\N{NO-BREAK SPACE}times\N{NO-BREAK SPACE}faster?",
            facts=self.where(),
            pairs=pairs.copy().at(0, 0),
        )
        self.say(self.findings.verdict)
        self.arrange(
            facts=self.where(), pairs=pairs.copy().at(0, 0), times=hero_times(self.findings, self.style).hide()
        )
        self.tell(self.actor("times"), 2.0)
        self.play(self.actor("pairs").animate.at(1, 0), run_time=1.4)
        if len(rows) > 1:
            self.say(self.findings.of_all)
            self.also()
            self.play(self.actor("pairs").animate.at(1, len(rows) - 1), run_time=2.4, rate_func=linear)

    def bytes_for_arithmetic(self) -> None:
        """Values have to be read and written; depthwise has little arithmetic for each of them."""
        self.say("Values are moved, too: {moved} bytes for {adds} multiply-adds, or for {mixed}.")
        halves = traffic(self.findings, self.style).hide("pointwise")
        written = ratios(self.findings, self.style).hide("pointwise")
        self.arrange(facts=self.where(), halves=halves, ratios=written)
        self.rest(1.2)
        both: dict[str, Any] = {
            "halves": self.actor("halves").animate.reveal("pointwise"),
            "ratios": self.actor("ratios").animate.reveal("pointwise"),
        }
        self.play(*both.values(), run_time=0.8)

    def under_the_roof(self) -> None:
        """Two limits that were measured, and how fast each variant was under them."""
        self.say("Two limits, the fastest measured here: arithmetic and memory.")
        plot = roof(self.findings, self.style).hide().reveal("axes")
        limits = limits_beside(self.findings, self.style).hide()
        self.arrange(facts=self.where(), plot=plot, limits=limits)
        self.reveal(self.actor("plot"), *LIMITS, pause=0.3)
        self.say(self.findings.limit)
        self.also()
        self.reveal(self.actor("plot"), "standard", "two_groups", "separable", "depthwise", run_time=0.4, pause=0.3)
        self.reveal(self.actor("limits"), "standard", "depthwise", run_time=0.4, pause=0.3)

    def saved_beside_saved(self) -> None:
        """All that was measured: the arithmetic saved against the time saved."""
        self.say(self.findings.slowest)
        points = Scatter(self.findings, self.style).hide(*SAVING, "hero").at()
        self.arrange(facts=self.where(), points=points, source=measured_on(self.findings, self.style))
        self.play(self.actor("points").animate.reveal("depthwise").drop("depthwise"), run_time=1.4)
        self.say(self.findings.moral)
        self.also()
        for name in ("separable", "two_groups"):
            self.play(self.actor("points").animate.reveal(name).drop(name), run_time=1.1)
        self.reveal(self.actor("points"), "hero", pause=0.2)

    def loop(self) -> None:
        """The time that is saved falls back from the arithmetic that is saved, shape by shape, and all returns."""
        rows = self.findings.rows(most_rows(self.style))
        pairs = Dumbbells(rows, self.findings.hero, self.style)
        self.arrange(pairs=pairs.copy().at(0, 0))
        self.play(self.actor("pairs").animate.at(1, 0), run_time=1.4)
        self.rest(0.4)
        self.play(self.actor("pairs").animate.at(1, len(rows) - 1), run_time=2.8, rate_func=linear)
        self.rest(2.4)
        self.play(self.actor("pairs").animate.at(0, 0), run_time=1.6)
