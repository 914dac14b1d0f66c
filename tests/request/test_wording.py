"""Each door says errors in its own words."""

import pickle

import pytest

from convanim.errors import PYTHON, Name, Setting, ShapeError, SpecError
from convanim.request.request import Request, labelled
from convanim.request.wording import COMMAND, DIRECTIVE, LIST

SAME = "'same' with stride 2x2; allowed: 'same' only at stride 1"

EXAMPLES = [
    # words, and what each door says: Python, the command line, a directive, a list
    (
        {"channels": 0},
        "in_channels is 0; allowed: 1 or more",
        "channels is 0; allowed: 1 or more",
        "channels is 0; allowed: 1 or more",
        "channels is 0; allowed: 1 or more",
    ),
    (
        {"groups": 3},
        "filters: 1, 2, 4, 8; try groups=2",
        "filters: 1, 2, 4, 8; try --groups 2",
        "filters: 1, 2, 4, 8; try :groups: 2",
        "filters: 1, 2, 4, 8; try groups = 2",
    ),
    (
        {"stride": 2, "padding": "same"},
        'try padding="0,1,0,1"',
        "try --padding 0,1,0,1",
        "try :padding: 0,1,0,1",
        'try padding = "0,1,0,1"',
    ),
    (
        {"values": "prime"},
        "kind is 'prime'; allowed: integers, normal",
        "values is 'prime'; allowed: integers, normal",
        "values is 'prime'; allowed: integers, normal",
        "kind is 'prime'; allowed: integers, normal",
    ),
    (
        {"resize": 5},
        "resize without input",
        "--resize without --input",
        ":resize: without :input:",
        "resize without input",
    ),
    (
        {"layer_name": "0"},
        'layer="0" without model',
        "--layer-name 0 without --model",
        ":layer-name: 0 without :model:",
        'layer = "0" without factory',
    ),
    (
        {"weights": "gone.pt"},
        "weight gone.pt: No such file",
        "--weights gone.pt: No such file",
        ":weights: gone.pt: No such file",
        "weights gone.pt: No such file",
    ),
    (
        {"show_channels": "x"},
        'try show_channels="0,5,9"',
        "try --show-channels 0,5,9",
        "try :show-channels: 0,5,9",
        'try show_channels = "0,5,9"',
    ),
]


@pytest.mark.parametrize(("words", "python", "command", "directive", "table"), EXAMPLES)
def test_each_door_has_its_words(words, python, command, directive, table):
    with pytest.raises(SpecError) as caught:
        _ = Request.of("split", words).own
    error = caught.value
    assert python in str(error)
    for wording, text in ((PYTHON, python), (COMMAND, command), (DIRECTIVE, directive), (LIST, table)):
        assert text in error.said(wording)


def test_an_error_knows_its_field():
    for words, field in (({"channels": 0}, "in_channels"), ({"theme": "drak"}, "theme"), ({"crop": "1"}, "crop")):
        with pytest.raises(SpecError) as caught:
            Request.of("split", words).own  # noqa: B018
        assert caught.value.field == field


def test_words_of_a_nearer_door_stay():
    with pytest.raises(SpecError) as caught, labelled("course.toml, clip 1", LIST):
        raise SpecError((Name("in_channels"), " is 0"), "1 or more", Setting("groups", 2))
    assert caught.value.said(COMMAND) == "course.toml, clip 1: channels is 0; allowed: 1 or more; try groups = 2"


def test_what_users_write_is_never_reworded():
    error = SpecError((Name("out_channels"), " is 'in_channels'"), "", Setting("name", "{in_channels} x"))
    assert error.said(COMMAND) == "filters is 'in_channels'; try --name \"{in_channels} x\""


def test_errors_travel_between_processes():
    error = ShapeError((Setting("input"), " x.npy"), "numbers", Setting("index", 0)).at("split").worded(LIST)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.said(COMMAND), again.field) == (ShapeError, error.said(COMMAND), "input")
