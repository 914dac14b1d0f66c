"""What a scene's author gets wrong is answered in words, with their line."""

from functools import partial

import pytest
from manim import MovingCamera, MovingCameraScene, Scene

from convanim import OverlapWarning, VoxelTensor, render
from convanim.catalog import load_scene
from convanim.errors import SceneFileError, SpecError, UnknownNameError
from convanim.film.quality import Quality
from convanim.film.shoot import manim_set, stage
from convanim.film.writer import ClipWriter
from convanim.scene import ConvScene

OWN = """
from manim import RED, Indicate, MathTex, Square, Text, Transform
from convanim import ConvScene, Layer, VoxelTensor, Window


class Own(ConvScene):
    layer = Layer(1, 1, size=3)
    beats = ("own",)

    def own(self):
        x = VoxelTensor([[[1, 2], [3, 4]]])
        self.arrange(x=x)
        {wrong}
"""


def shoot(scene: type[ConvScene]) -> None:
    """Play a scene as films are rendered, without drawing it."""
    with manim_set(Quality(160, 90, 4), film=False):
        stage(scene, partial(ClipWriter, encoder_of=lambda _: None, on_frame=None), skip=True).render()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            "self.arrange(x)",
            "a VoxelTensor is brought on stage without a name; .*; try arrange(x=x)",
        ),
        ("self.also(t=Text('t'))", "t is Text; allowed: a mobject of convanim's, .*; try self.add, or self.play"),
        ("self.arrange(y=3)", "y is 3; allowed: a mobject of convanim's"),
        ("self.actor('xs')", "nobody stands on stage as 'xs'; allowed: x; try x"),
        ("x.set_color(RED)", "set_color on a VoxelTensor; allowed: its theme's colours, .*; try style=Style.of(theme)"),
        ("self.play(Indicate(x))", "set_color on a VoxelTensor"),
        ("Window(x.around(range(6, 8), 0))", "rows 6 to 7 of x are asked for; allowed: 0 to 1, and padding"),
        ("Window(x.around(0, -7))", "column -7 of x is asked for; allowed: 0 to 1, and padding"),
        ("Window(x.around(5, 0))", "row 5 of x is asked for; allowed: 0 to 1, and padding"),
        ("x.light(x.mask(0, 3))", "column 3 of x is asked for; allowed: 0 to 1, and padding"),
        (
            "self.add_sound('click.wav')",
            "add_sound('click.wav'); allowed: captions, which may be spoken; try narrate=.*, or manim render",
        ),
        ("self.next_section('more')", "next_section('more') in the beat own; allowed: beats,"),
        (
            "self.play(Transform(x, VoxelTensor([[[1]]])))",
            "a VoxelTensor of 1x2x2 is to turn into a VoxelTensor of 1x1x1; allowed: .*; try FadeOut of the one",
        ),
        ("self.play(Transform(x, Square()))", "a VoxelTensor of 1x2x2 is to turn into a Square"),
    ],
)
def test_it_is_answered_with_the_line(tmp_path, wrong, told):
    file = tmp_path / "own.py"
    file.write_text(OWN.format(wrong=wrong), encoding="utf-8")
    with pytest.raises(SpecError) as raised:
        shoot(load_scene(str(file)))
    told = told.replace("(", r"\(").replace(")", r"\)")
    assert raised.match(f"^own.py, line 13: {told}")


def test_formulas_of_manims_say_what_they_need(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "own.py"
    file.write_text(OWN.format(wrong="self.add(MathTex('x^{7}'))"), encoding="utf-8")
    with pytest.raises(SpecError, match=r"^own.py, line 13: a formula of Manim's is set by LaTeX, .*; try Text"):
        shoot(load_scene(str(file)))


def test_a_construct_in_place_of_beats_is_refused_where_the_class_is_made():
    with pytest.raises(SpecError, match=r"Mine has a construct of its own.*; allowed: beats: .*; try beats = "):
        type("Mine", (ConvScene,), {"construct": lambda self: None})


class Near(MovingCameraScene, ConvScene):
    beats = ("near",)

    def near(self):
        self.rest(1.0)


class Given(ConvScene):
    beats = ()

    def __init__(self, **kwargs):
        super().__init__(camera_class=MovingCamera, **kwargs)


class Written(ConvScene):
    camera_class = MovingCamera
    beats = ()


@pytest.mark.parametrize("scene", [Near, Given, Written])
def test_a_camera_that_moves_is_left_to_manim(scene):
    with pytest.raises(SpecError, match=f"{scene.__name__} has a MovingCamera; allowed: .*; try manim render"):
        shoot(scene)


@pytest.mark.parametrize("name", ["", ":Plain"])
def test_a_scene_of_manims_own_is_sent_there(tmp_path, name):
    file = tmp_path / "plain.py"
    file.write_text("from manim import Scene\n\n\nclass Plain(Scene):\n    pass\n", encoding="utf-8")
    with pytest.raises(SceneFileError, match=r"Plain in plain.py is a scene of Manim's own; .*plain.py Plain$"):
        load_scene(f"{file}{name}")


def test_a_class_of_manims_own_is_no_scene_of_a_film():
    with pytest.raises(UnknownNameError, match="a class made from ConvScene"):
        render(Scene)


class Piled(ConvScene):
    beats = ("apart", "piled")

    def blocks(self, right: float) -> dict[str, VoxelTensor]:
        numbers = [[[1, 2], [3, 4]]]
        return {"x": VoxelTensor(numbers), "y": VoxelTensor(numbers).shift([right, 0, 0])}

    def apart(self):
        self.arrange(**self.blocks(3.0))

    def piled(self):
        self.arrange(**self.blocks(0.2))


def test_blocks_that_hide_one_another_are_told_of(tmp_path):
    with pytest.warns(OverlapWarning, match=r"^x and y stand on each other in the beat piled of Piled; y\.shift"):
        render(Piled, quality="l", out=tmp_path, stills=True)
    for _ in ("drawn", "kept"):
        with pytest.warns(OverlapWarning) as told:
            render(Piled, quality="l", out=tmp_path)
        assert len(told) == 1
