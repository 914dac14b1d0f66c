"""A scene made from a built-in one is told as that one is, but for its name."""

import json
import re

import numpy as np
import pytest
import torch
from torch import nn

from convanim.catalog import load_scene
from convanim.course.frames import poster_beat
from convanim.course.page.data import tale
from convanim.course.snippets import _told as told_in_snippets
from convanim.course.text.equations import cost_equation, equations_of, first_worked, main_equation
from convanim.course.text.recipe import command, python_code
from convanim.course.text.story import Story
from convanim.course.text.texts import alt_text, beat_alt, layer_facts, saving, summary, transcript
from convanim.errors import SpecError
from convanim.lessons import LESSONS
from convanim.request.numbers import of_arrays, of_module, own_input
from convanim.spec import Values
from tests.scenes.asked import OF_LAYERS, left_open
from tests.verify.films import film_of


@pytest.fixture(scope="module")
def pairs():
    """What ``pair`` has made, by the lesson's name: pytest would make it again for tests of other parameters."""
    return {}


OFTEN = ("depthwise", "separable", "comparison", "block")
"""Lessons of all sorts: of one layer, of two in a row, of several beside one another, and of a block."""


@pytest.fixture(params=[name if name in OFTEN else pytest.param(name, marks=pytest.mark.full) for name in OF_LAYERS])
def pair(request, pairs, tmp_path_factory):
    """The ledgers of a built-in scene and of one made from it, on a small layer, and the latter's class."""
    name = request.param
    if name not in pairs:
        pairs[name] = told(name, tmp_path_factory.mktemp(name))
    return pairs[name]


def told(name, folder):
    scene = LESSONS[name].scene
    (folder / "mine.py").write_text(f"from convanim import {scene}\n\n\nclass {scene}({scene}):\n    pass\n")
    own = load_scene(str(folder / "mine.py"))
    layer = small(LESSONS[name], 4)
    ledgers = []
    for made in (name, own):
        film = film_of(folder, made, "clip", layer=layer, values=Values(seed=3))
        ledgers.append(json.loads(film.with_suffix(".json").read_text(encoding="utf-8")))
    return ledgers, own


@pytest.fixture
def stories(pair):
    return [Story.of(ledger, "clip") for ledger in pair[0]]


def test_ledgers_differ_in_whose_scene_it_is(pair):
    (built_in, own), scene = pair
    # As the digests of what tells it do, too.
    sealed = {name: own[name] for name in ("film", "digest")}
    assert own == {**built_in, **sealed, "own_scene": True}
    assert all(built_in[name] != value for name, value in sealed.items())
    assert "own_scene" not in built_in
    assert own["lesson"] == scene.lesson


OUTPUTS = {
    "summary": summary,
    "facts": layer_facts,
    "saving": saving,
    "alternative text": alt_text,
    "alternative texts of beats": lambda story: [beat_alt(story, beat) for beat in story.beats],
    "cost": cost_equation,
    "first worked equation": first_worked,
    "equations": lambda story: [(equations_of(story, beat), main_equation(story, beat)) for beat in story.beats],
    "transcript": lambda story: transcript(story).partition("Made with:")[0],
    "poster": poster_beat,
    "page": tale,
    "snippets": lambda story: {**told_in_snippets(story, {}), "command": "", "say": story.tongue},
}


@pytest.mark.parametrize("output", OUTPUTS)
def test_it_is_told_alike(stories, output):
    built_in, own = map(OUTPUTS[output], stories)
    assert own == built_in
    # A film that counts work may work out no sum.
    assert built_in or (output == "first worked equation" and not stories[0].steps)


def test_it_is_made_again_from_its_own_file(stories):
    built_in, own = stories
    name, scene = own.lesson.name, own.lesson.scene
    assert re.match(rf"convanim render {name} (--channels 4|--size [45])", command(built_in))
    assert command(own).startswith(f"convanim render FILE.py:{scene} --channels {own.layer.in_channels}")
    assert f"    {scene},\n" in python_code(built_in)
    assert f'    "FILE.py:{scene}",\n' in python_code(own)


def small(lesson, size):
    """A lesson's layer on a small input, of four channels if it can be; where it is to hop, there is room for that."""
    size += lesson.name == "stride"
    return lesson.fit_layer(left_open(lesson, {"in_channels": 4, "out_channels": 4, "size": size}))


def module_of(lesson):
    """A module that a lesson can show, on four channels if it can."""
    torch.manual_seed(0)
    stages = [
        nn.Conv2d(
            one.in_channels,
            one.out_channels,
            one.kernel,
            one.stride,
            [before for before, _ in one.padding],
            one.dilation,
            one.groups,
        )
        for _, one in lesson.stages(small(lesson, 5))
    ]
    return nn.Sequential(*stages) if lesson.chain is not None else stages[0]


def same(one, other):
    """Whether two found layers and their numbers are the same."""
    for values, others in ((one.values, other.values), (one.mixing, other.mixing)):
        assert (values is None) is (others is None)
        for role in ("input", "weight", "bias") if values is not None else ():
            np.testing.assert_array_equal(getattr(values, role), getattr(others, role))
    return one.layer == other.layer


def test_its_own_module_and_arrays_are_read_alike(pair):
    scene = pair[1]
    name = scene.lesson
    lesson = LESSONS[name]
    shape = small(lesson, 5).input_shape
    if lesson.draws_weights:
        for made in (name, scene):
            # A built-in scene that shows whole modules asks what they read.
            whole = lesson.of_module and made == name
            with pytest.raises(SpecError, match="no input" if whole else "draws those of all its layers"):
                of_module(made, module_of(lesson), None)
            with pytest.raises(SpecError, match="an input alone"):
                of_arrays(made, {}, {"weight": np.ones((4, 4, 3, 3))})
        return
    image, module = np.random.default_rng(0).normal(size=shape).astype(np.float32), module_of(lesson)
    found, own = (of_module(made, module, own_input(image)) for made in (name, scene))
    assert same(found, own)
    weight = found.values.weight
    for options in ({}, {"size": 6}):
        assert same(*(of_arrays(made, options, {"weight": weight}, found.mixing) for made in (name, scene)))


def test_what_is_no_subject_is_refused_alike(pair):
    scene, model = pair[1], nn.ModuleDict({"up": nn.ConvTranspose2d(4, 4, 3), "down": nn.Conv2d(4, 6, 3, groups=2)})
    said = []
    for made in (scene.lesson, scene):
        with pytest.raises(SpecError) as refused:
            of_module(made, model, None, name="up")
        said.append(str(refused.value))
    # A built-in scene that shows whole modules asks for what they read; one made from it shows none.
    assert (said[0] == said[1]) == (not LESSONS[scene.lesson].of_module)
