"""Sub-pixel convolution: filters make many small maps, and their numbers move into one large map, square by square."""

from __future__ import annotations

from functools import cached_property

from convanim.draw.drawn import Drawn
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison, compare_pixel_shuffled, pixel_shuffle_call
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast
from convanim.ribbon.proof import proof_sheet
from convanim.scene import ConvScene
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.pixel_shuffle.areas import Areas
from convanim.tableaux.pixel_shuffle.chain import Chain
from convanim.tableaux.pixel_shuffle.maps import Maps


class PixelShuffle(ConvScene):
    """One place of all small maps, then every place; what that takes, and where the work is done."""

    title = message("Pixel shuffle")
    lesson = "pixel_shuffle"
    aspects = tuple(ASPECTS)
    layer = default_layer("pixel_shuffle")
    upscale_factor: int = 2
    """How many times as high and as wide as each small map the large one is."""
    beats = (
        "many_small_maps",
        "one_pixel",
        "pixel_by_pixel",
        "nothing_is_computed",
        "where_the_work_is",
        "beside_torch",
    )

    @cached_property
    def cast(self) -> Cast:
        """The layer's cast: of the filters that make one large map, each has a hue of its own."""
        each = self.upscale_factor**2
        hues = self.style.theme.ramps_of_channels(each)
        return self.cast_of(self.trace, filter_hues=[hues[k % each] for k in range(self.layer.out_channels)])

    @cached_property
    def maps(self) -> Maps:
        """The tableau: small maps, and the large one."""
        return Maps(self.cast, self.upscale_factor)

    @cached_property
    def areas(self) -> Areas:
        """The tableau of windows at the small and at the large size."""
        return Areas(self.cast, self.upscale_factor)

    def facts_of_shuffle(self) -> Drawn:
        """The layer in short, and what the shuffle makes of it."""
        figures, say = self.maps.told.figures, self._phrase
        return self._facts(
            [
                say(message("in {in_channels}×{rows}×{columns}")),
                say(message("upscale factor {factor}"), figures),
                say(message("out {large_channels}×{large_rows}×{large_columns}"), figures),
            ]
        )

    def compared(self) -> Comparison:
        """How the large map compares with what torch's own two calls make."""
        return compare_pixel_shuffled(self.tensors, self.upscale_factor)

    def proof(self) -> Sheet:
        """How closely the large map agrees with torch's."""
        return proof_sheet(
            self.check_against_torch(),
            self.layer,
            self.values.module,
            self.style,
            pixel_shuffle_call(self.layer),
            more={"upscale_factor": self.maps.told.figures["factor"]},
        )

    def many_small_maps(self) -> None:
        """What a convolution has made, and the place of the large map, empty."""
        maps = self.maps
        self.ask(maps.told.asked, facts=self.facts_of_shuffle(), **maps.opening())
        self.say("{out_channels:W} filters have made them, {out_rows}×{out_columns} each.")
        self.arrange(0.7, facts=self.facts_of_shuffle(), **maps.opening())

    def one_pixel(self) -> None:
        """The numbers in one place of all small maps fly into a square of the large one."""
        maps = self.maps
        moved = maps.upscaled.of_step(maps.first)
        figures = maps.told.figures
        self.say("{cells:W} numbers of one place fill a square: row by row, in the order of channels.", **figures)
        aiming = maps.aiming()
        aiming["lines"].grown(0)
        self.arrange(0.8, facts=self.facts_of_shuffle(), **aiming)
        self.flow("lines", 0.4)
        formula = maps.formulas.forth(moved[0]).hide()
        self.also(0.1, formula=formula)
        self.tell(formula, 1.5)
        for number, one in enumerate(moved[:4]):
            if number:
                self.also(0.35, **maps.flying(maps.first, number, number), formula=maps.formulas.forth(one))
                self.rest(0.15)
            self.also(0.6, **maps.flying(maps.first, number + 1, number))
        if maps.upscaled.each > 4:
            self.also(0.2, **maps.flying(maps.first, 4, 4))
            self.also(0.9, **maps.flying(maps.first, maps.upscaled.each, 4))
        self.also(0.2, **maps.flying(maps.first, maps.upscaled.each, maps.upscaled.each))

    def pixel_by_pixel(self) -> None:
        """Place by place, until the large map is full."""
        maps = self.maps
        around = {"facts": self.facts_of_shuffle()}
        first, *others = maps.steps
        self.say(maps.told.fills, **maps.told.figures)
        self.arrange(0.8, **around, **maps.at(first), formula=maps.formulas.square(first))
        self.rest(0.5)
        self.walk(others, maps.durations(), *maps.followers(self.actor), start=first, letters=None)
        self.arrange(0.8, **around, **maps.full(), formula=self.actor("formula"))

    def nothing_is_computed(self) -> None:
        """No weights and no multiply-adds: any number leads back to where it stood."""
        maps = self.maps
        self.say("Numbers move, none is changed: no weights, no multiply-adds.")
        formula = maps.formulas.back(maps.read_back).hide()
        self.arrange(0.9, facts=self.facts_of_shuffle(), **maps.back(), formula=formula)
        self.tell(formula, 2.6)

    def where_the_work_is(self) -> None:
        """What the convolution takes at the small size, and what windows at the large size would."""
        sheet = self.areas.sheet().hide("window-1", "window-2")
        self.say("At the large size, the same window sees {cells:w} times less.", **self.maps.told.figures)
        self.arrange(1.0, facts=self.facts_of_shuffle(), areas=sheet)
        self.rest(0.3)
        self.reveal(sheet, "window-1", run_time=0.6, pause=0.4)
        self.say("A window over the same area takes {cells:w} times as much.", **self.maps.told.figures)
        self.also(0.3)
        self.reveal(sheet, "window-2", run_time=0.6, pause=0.4)

    def beside_torch(self) -> None:
        """Input, convolution and shuffle in a row, and torch's own."""
        self.say("Convolve, then shuffle: that is a sub-pixel convolution.")
        self.arrange(
            1.2,
            facts=self.facts_of_shuffle(),
            overview=self.overview(output=True),
            **Chain(self.maps).tableau(),
            proof=self.proof(),
        )

    def loop(self) -> None:
        """The numbers of one place after the other move, until the large map is full; and all is empty again."""
        maps = self.maps
        self.arrange(**maps.empty())
        self.rest(0.4)
        first, *others = maps.steps
        self.arrange(0.6, **maps.at(first))
        self.walk(
            others, maps.durations_of_loop()[1:], *maps.followers(self.actor, told=False), start=first, letters=None
        )
        self.rest(1.2)
        self.arrange(1.0, **maps.empty())
