"""The stage: its first picture is there at once, a question opens the film, and what is too quick to read rests."""

import pytest

from convanim.draw.items import Words
from convanim.errors import SpecError
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Window
from convanim.motion.walk import Framing, Reading
from convanim.ribbon.ribbon import Ribbon
from convanim.scene import ConvScene
from convanim.scene.stage import ASKING
from convanim.scene.walking import READABLE
from convanim.spec import Layer
from tests.scenes.playing import play


class Asked(ConvScene):
    beats = ("open",)
    layer = Layer(2, 2, 3)

    def open(self):
        self.ask("{weights} weights. Are all of them needed?", x=VoxelTensor(self.trace.input))
        self.asked = [[item.text for item in self.actor("question").display_list()], self.now]
        self.say("No.")
        self.arrange(x=self.actor("x"))


def test_the_first_picture_is_there_from_the_first_frame_on():
    first = []

    class Opened(Asked):
        def wait(self, *args, **kwargs):
            first.append((self.now, [item.text for item in texts(self)]))
            super().wait(*args, **kwargs)

    play(Opened)
    time, words = first[0]
    assert time == 0.0 and "36 weights. Are all of them needed?" in words


def texts(scene):
    items = (item for mobject in scene.mobjects_shown() for item in mobject.display_list())
    return [item for item in items if isinstance(item, Words) and item.color[3] > 0.9]


def test_a_question_stands_as_long_as_it_takes_to_read_and_leaves_with_the_next_tableau():
    scene = play(Asked, fps=20).scene
    (said,), until = scene.asked
    assert said == "36 weights. Are all of them needed?"
    assert until == pytest.approx(max(ASKING, len(said) / 15), abs=0.1)
    assert "question" not in scene._cast_on_stage
    assert any(entry.source.index[0] == "weights" and entry.source.value == 36 for entry in scene.ledger.entries)


class Changed(ConvScene):
    beats = ("change",)
    layer = Layer(2, 2, 3)

    def change(self):
        def block(right):
            return VoxelTensor(self.trace.input).shift([right, 0.0, 0.0])

        first = block(0.0)
        self.arrange(x=first)
        second = block(0.0)
        before = self.now
        self.recast(x=second, y=block(1.0))
        self.recasting = self.actor("x") is second, self.now - before, "y" in self._cast_on_stage
        self.gone = first not in self.mobjects
        self.third = block(1.0)
        self.dissolve(1.0, x=self.third)


def test_an_actor_takes_over_at_once_and_a_name_that_nobody_has_is_passed_over():
    scene = play(Changed).scene
    assert scene.recasting == (True, 0.0, False) and scene.gone


def test_where_one_tableau_dissolves_into_the_next_no_block_moves():
    places = []

    class Watched(Changed):
        def _observe(self, time):
            super()._observe(time)
            blocks = [one for one in self.mobjects_shown() if isinstance(one, VoxelTensor)]
            places.extend(float(block.points[0, 0]) for block in blocks)

    scene = play(Watched, fps=20).scene
    assert scene.actor("x") is scene.third
    assert len({round(place, 6) for place in places}) == 2


class Walked(ConvScene):
    beats = ("walk_it",)
    layer = Layer(2, 2, 4)
    quick = 0.1

    def walk_it(self):
        steps = [self.trace.step(0, 0, column) for column in (0, 1)] + [self.trace.step(0, 1, 0)]
        ribbon = Ribbon(self.cast)
        self.arrange(formula=ribbon.formula(steps[0]))
        self.seen = []
        formula = self.actor("formula")
        reading = Reading(formula, ribbon.formula)

        class Noting:
            mobject = formula

            def follow(noting, before, step, share):
                signs = [m for m in self.mobjects_shown() if "fast_forward" in getattr(m, "parts", ())]
                self.seen.append((step.index, share, float(formula.opacity[0]), max(map(opacity_of, signs), default=0)))

        self.walk(steps, [1.0, self.quick, 1.0], reading, Noting(), start=steps[0])
        self.left = [m for m in self.mobjects_shown() if "fast_forward" in getattr(m, "parts", ())]


def opacity_of(mobject):
    return float(mobject.opacity[0])


@pytest.mark.parametrize(("quick", "dimmed"), [(READABLE / 4, True), (READABLE, False)])
def test_where_steps_are_too_quick_the_ribbon_rests_and_a_sign_says_so(quick, dimmed):
    scene = play(type("Mine", (Walked,), {"quick": quick}), fps=60).scene
    second = [(opacity, sign) for index, share, opacity, sign in scene.seen if index == (0, 0, 1) and share == 1.0]
    assert second and all((opacity < 0.5) is dimmed for opacity, _ in second)
    last_sign = max(sign for _, sign in second)
    assert (last_sign > 0.5) is dimmed
    assert opacity_of(scene.actor("formula")) == 1.0 and not scene.left


def test_slower_films_leave_more_time_to_read():
    scene = play(type("Mine", (Walked,), {"quick": READABLE * 0.6, "pace": 0.5}), fps=60).scene
    assert all(opacity == 1.0 for _, _, opacity, _ in scene.seen)


class Ticked(Walked):
    def walk_it(self):
        steps = [self.trace.step(0, 0, column) for column in (0, 1)] + [self.trace.step(0, 1, 0)]
        self.arrange(meter=self.meter_of(self.layer, cells=0))
        self.read = []
        meter = self.actor("meter")

        class Noting:
            mobject = meter

            def follow(noting, before, step, share):
                self.read.append((step.index, share, float(meter.done[0])))

        self.walk(steps, [1.0, 1.0, 1.0], Noting(), meter=self.meter_of(self.layer, cells=3))


def test_the_meter_ticks_with_every_step():
    scene = play(Ticked, fps=20).scene
    done = [tick for *_, tick in scene.read]
    assert done == sorted(done) and done[0] == 0.0
    assert scene.actor("meter").done[0] == pytest.approx(3 / 8)
    assert scene.actor("meter").cost.multiply_adds == scene.meter_of(scene.layer).cost.multiply_adds


def test_a_meter_that_does_not_stand_there_cannot_tick():
    class Mine(Walked):
        def walk_it(self):
            self.walk([self.trace.step(0, 0, 0)], [1.0], meter=self.meter_of(self.layer))

    with pytest.raises(
        SpecError, match=r"none stands on stage; allowed: one that was arranged .*; try arrange\(meter="
    ):
        play(Mine, skip=True)


@pytest.mark.parametrize("cells", [-1, 9])
def test_no_more_cells_are_computed_than_there_are(cells):
    class Mine(Walked):
        def walk_it(self):
            self.meter_of(self.layer, cells=cells)

    with pytest.raises(SpecError, match=f"{cells} cells of an output of 8 are computed; allowed: 0 to 8"):
        play(Mine, skip=True)


class Hopping(ConvScene):
    beats = ("along_a_row", "down")
    layer = Layer(2, 2, 6, stride=(2, 1), bias=True)

    def tell(self, steps):
        x, y = VoxelTensor(self.trace.input), VoxelTensor(self.trace.output, name="y").shift([3.0, 0.0, 0.0])
        self.arrange(x=x, y=y, window=Window(x.around(steps[0].rows, steps[0].columns), self.style))
        place = lambda step: x.around(step.rows, step.columns)  # noqa: E731  # a follower's function
        self.walk(steps, [1.0] * len(steps), Framing(self.actor("window"), place, tells=True), start=steps[0])

    def along_a_row(self):
        self.tell(self.trace.row(0, 0)[:2])

    def down(self):
        self.tell([self.trace.step(0, row, 0) for row in (0, 1)])


def test_that_a_window_hops_down_is_said_where_it_does():
    scene = play(Hopping, fps=10).scene
    ends = {still.beat: still.time for still in scene.stills}
    told = {caption.content: caption.start.total_seconds() for caption in scene.renderer.file_writer.subcaptions}
    (bias,) = (start for text, start in told.items() if "bias" in text)
    (stride,) = (start for text, start in told.items() if "hops two rows" in text)
    assert bias < ends["along_a_row"] <= stride
