"""``convanim render``: what it refuses, and how; what it writes, and says."""

import json
import pickle
import sys

import numpy as np
import pytest
from numpy.lib.format import write_array_header_1_0

from convanim.catalog import load_scene
from convanim.cli.clips import scenes
from convanim.errors import SpecError
from convanim.film.store.cache import Cache, Kept
from convanim.lessons import LESSONS
from convanim.request.request import Request
from convanim.spec import Layer
from tests import children


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


BAD = [
    # arguments, exit code, what the message says: given, allowed, try
    (["photo.PNG"], 2, ["no scene is called 'photo.PNG'", "try a scene, such as depthwise, with --input photo.PNG"]),
    (["net.pt"], 2, ["try a scene, such as depthwise, with --weights net.pt"]),
    (["depthwise", "--theme", "dakr"], 2, ["did you mean 'dark'?"]),
    (["dephtwise"], 2, ["no scene is called 'dephtwise'", ", ".join(LESSONS), "try depthwise"]),
    (["missing.py"], 1, ["there is no file missing.py"]),
    (["depthwise", "--channels", "0"], 2, ["channels is 0", "1 or more"]),
    (["depthwise", "--channels", "eight"], 2, ["--channels", "'eight'"]),
    (["depthwise", "--groups", "2"], 2, ["groups is 2", "as many groups as channels: 8", "leaving groups out"]),
    (["depthwise", "--filters", "12"], 2, ["12 filters for 8 channels", "multiple of 8", "16 filters"]),
    (["split", "--groups", "3"], 2, ["3 groups do not divide 8 channels", "1, 2, 4, 8", "try --groups 2"]),
    (["split", "--groups", "1"], 2, ["groups is 1", "2 or more", "try --groups 2"]),
    (["pointwise", "--kernel", "3"], 2, ["kernel is 3", "1x1", "leaving kernel out"]),
    (["depthwise", "--kernel", "9"], 2, ["reaches over 9 cells", "at most 6", "smaller kernel"]),
    (["depthwise", "--kernel", "3x"], 2, ["kernel is '3x'", "such as 2x3"]),
    (["depthwise", "--size", "axb"], 2, ["size is 'axb'"]),
    (["depthwise", "--size", "100000x100000"], 2, ["cells", "smaller size"]),
    (["depthwise", "--padding", "sane"], 2, ["padding is 'sane'", "'same' or 'valid'"]),
    (["depthwise", "--padding", "same", "--stride", "2"], 2, ["'same' with stride 2x2", "try --padding 0,1,0,1\n"]),
    (["depthwise", "--padding", "0,1,0"], 2, ["padding is '0,1,0'", "top,bottom,left,right such as 0,1,0,1"]),
    (["depthwise", "--padding", "-1"], 2, ["padding height is -1", "0 or more"]),
    (["depthwise", "--stride", "0"], 2, ["stride height is 0", "1 or more"]),
    (["depthwise", "--seed", "-1"], 2, ["seed is -1", "0 or more"]),
    (["depthwise", "--values", "prime"], 2, ["'prime'", "integers"]),
    (["depthwise", "--theme", "pink"], 2, ["'pink'", "dark"]),
    (["depthwise", "pointwise", "--kernel", "3"], 2, ["pointwise: kernel is 3"]),
    (["depthwise", "--input", "none.npy"], 2, ["--input none.npy: No such file", "a .npy file", "numpy.save"]),
    (["depthwise", "--input", "."], 2, ["--input .: Is a directory"]),
    (["depthwise", "--input", "text.npy"], 2, ["text.npy: it is no .npy file"]),
    (["depthwise", "--input", "empty.npy"], 2, ["empty.npy: it is no .npy file"]),
    (["depthwise", "--input", "half.npy"], 2, ["half.npy: it is no .npy file, or only part of one"]),
    (["depthwise", "--input", "huge.npy"], 2, ["huge.npy: its array fills 80000000000128 bytes", "at most"]),
    (["depthwise", "--input", "garbled.npy"], 2, ["garbled.npy: it is no .npy file, or only part of one"]),
    (["depthwise", "--input", "objects.npy"], 2, ["objects.npy: it holds objects, which are not unpickled"]),
    (["depthwise", "--input", "pickle.npy"], 2, ["pickle.npy: it holds objects, which are not unpickled"]),
    (
        ["depthwise", "--input", "several.npz"],
        2,
        ["several.npz: it holds 2 arrays", "a 4x5x7, b 4x5x7", "try several.npz:a"],
    ),
    (["depthwise", "--input", "words.npy"], 2, ["words.npy", "whole or real numbers"]),
    (["depthwise", "--input", "nan.npy"], 2, ["nan.npy", "finite numbers"]),
    (["depthwise", "--input", "flat.npy"], 2, ["shape (6, 6)", "channels, height, width", "array[None]"]),
    (["depthwise", "--weights", "image.npy"], 2, ["shape (4, 5, 7)", "4 axes: filters"]),
    (["depthwise", "--input", "image.npy", "--channels", "8"], 2, ["input has shape (4, 5, 7)", "(C=8, H=5, W=7)"]),
    (["pointwise", "--weights", "weights.npy"], 2, ["weight has shape (4, 1, 3, 3)"]),
    (["depthwise", "-o", "file"], 1, ["the folder file cannot be written to", "-o FOLDER"]),
    (["depthwise", "-o", "file/deeper"], 1, ["cannot be written to"]),
    (["depthwise", "-o", "taken"], 1, ["depthwise.srt is a folder"]),
    (["lesson.py", "lesson.py:Tiny"], 2, ["2 of the clips would be called tiny", '--name "{scene}-{number}"']),
    (["depthwise", "--name", "a/b"], 2, ["the name is 'a/b'", "without folders"]),
    (["depthwise", "--name", "{aspekt}"], 2, ["is called 'aspekt'", "scene, theme, aspect", "try {aspect}"]),
    (["split", "depthwise", "--name", "one"], 2, ["2 of the clips would be called one"]),
    (["broken.py"], 1, ["broken.py, line 2: ZeroDivisionError"]),
]


@pytest.fixture
def files(tmp_path, tiny):
    """Arrays and files of every bad kind."""
    whole = np.arange(4 * 5 * 7).reshape(4, 5, 7)
    np.save(tmp_path / "image.npy", whole)
    np.save(tmp_path / "weights.npy", np.ones((4, 1, 3, 3)))
    np.save(tmp_path / "flat.npy", np.ones((6, 6)))
    np.save(tmp_path / "words.npy", np.array([[["a"]]]))
    np.save(tmp_path / "nan.npy", np.full((1, 6, 6), np.nan))
    np.save(tmp_path / "objects.npy", np.array([[[object]]], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "several.npz", a=whole, b=whole)
    (tmp_path / "half.npy").write_bytes((tmp_path / "image.npy").read_bytes()[:-40])
    with (tmp_path / "huge.npy").open("wb") as file:
        write_array_header_1_0(file, {"shape": (10**6, 10**6, 10), "fortran_order": False, "descr": "<i8"})
    (tmp_path / "garbled.npy").write_bytes((tmp_path / "image.npy").read_bytes().replace(b"(4, 5, 7)", b"(4, ((, 7"))
    (tmp_path / "pickle.npy").write_bytes(pickle.dumps([1, 2]))
    (tmp_path / "text.npy").write_text("1 2 3\n")
    (tmp_path / "empty.npy").write_text("")
    (tmp_path / "file").write_text("")
    (tmp_path / "taken" / "depthwise.srt").mkdir(parents=True)
    (tmp_path / "broken.py").write_text("\n1 / 0\n")
    return tmp_path


@pytest.mark.parametrize(("arguments", "code", "parts"), BAD, ids=[" ".join(arguments) for arguments, _, _ in BAD])
def test_refusals(run, files, arguments, code, parts):
    before = sorted(files.rglob("*"))
    done = run("render", *arguments)
    assert done.code == code, done
    assert done.out == ""
    for part in parts:
        assert part in done.err
    if "Usage" not in done.err:  # click words its own refusals over several lines
        assert done.err.startswith("error: ")
        assert done.err.count("\n") == 1
    assert [path for path in sorted(files.rglob("*")) if "__pycache__" not in path.parts] == before


def test_everything_is_checked_before_anything_is_rendered(run, files):
    done = run("render", "lesson.py", "broken.py", "-q", "l")
    assert done.code == 1
    assert not (files / "media").exists()


def test_a_clip_and_its_json(run, tiny, tmp_path):
    done = run("render", tiny, "-q", "l", "--json")
    assert done.code == 0
    (line,) = done.out.splitlines()
    clip = json.loads(line)
    assert clip["scene"] == "Tiny"
    assert (clip["width"], clip["height"], clip["fps"]) == (854, 480, 15)
    assert clip["path"] == "media/tiny.mp4"
    assert names_in(tmp_path / "media") == ["tiny.json", "tiny.mp4", "tiny.srt"]
    assert "chatter" in done.err


def test_a_loop_says_nothing_and_lies_beside_the_film(run, tiny, tmp_path):
    done = run("render", tiny, "-q", "l", "--cut", "loop", "--json")
    clip = json.loads(done.out)
    assert (clip["path"], clip["captions"]) == ("media/tiny-loop.mp4", None)
    assert [section["name"] for section in clip["sections"]] == ["loop"]
    assert names_in(tmp_path / "media") == ["tiny-loop.json", "tiny-loop.mp4"]
    told = json.loads((tmp_path / "media" / "tiny-loop.json").read_text(encoding="utf-8"))
    assert (told["cut"], told["captions"]) == ("loop", [])


def test_a_scene_without_a_loop_is_refused(run, tiny):
    tiny.write_text(tiny.read_text().replace("def loop", "def other"))
    done = run("render", tiny, "-q", "l", "--cut", "loop")
    assert done.code == 2
    assert "Tiny has no loop; allowed: a scene with a method loop" in done.err
    assert "--cut film" in done.err


def test_words_for_people(run, tiny):
    done = run("render", f"{tiny}:Tiny", "-q", "l", "-o", "out")
    assert done.out.startswith("out/tiny.mp4  ")
    assert "854x480 at 15" in done.out
    quiet = run("render", tiny, "-q", "l", "--quiet", "--stills")
    assert (quiet.out, quiet.code) == ("", 0)


def test_stills(run, tiny, tmp_path):
    done = run("render", tiny, "-q", "l", "--stills", "--theme", "light")
    assert done.out == "media/tiny-1-only.png\n"
    assert names_in(tmp_path / "media") == ["tiny-1-only.png"]


def test_a_scene_that_fails_while_it_plays(run, tiny, tmp_path):
    tiny.write_text(tiny.read_text() + "        self.no_such_thing()\n")
    done = run("render", tiny, "-q", "l")
    assert done.code == 1
    assert "AttributeError: 'Tiny' object has no attribute 'no_such_thing'" in done.err
    assert "lesson.py, line" in done.err
    assert "--debug" in done.err
    assert names_in(tmp_path) == ["lesson.py"]


def found(name, layer=(), values=()):
    own = Request.of(name, {**dict(layer), **dict(values)}).own
    return own.layer, own.values


def test_options_reach_the_layer():
    options = {"in_channels": 6, "size": "5x7", "kernel": "2x3", "stride": "2x1", "padding": "1x0", "bias": True}
    layer, values = found("depthwise", options, {"seed": 3, "kind": "normal"})
    assert layer == Layer(6, 6, (5, 7), (2, 3), (2, 1), ((1, 1), (0, 0)), groups=6, bias=True)
    assert (values.seed, values.kind) == (3, "normal")


def test_what_is_not_given_is_the_scenes_own(tiny):
    assert found(str(tiny), {"stride": "2"}, {"seed": 1})[0] == Layer(2, 2, size=4, groups=2, stride=2)
    assert found("depthwise")[0] is load_scene("depthwise").layer


def test_arrays_say_what_options_leave_open():
    image, weight = np.ones((4, 5, 7)), np.ones((8, 2, 3, 2))
    assert found("split", values={"input": image, "weight": weight})[0] == Layer(4, 8, (5, 7), (3, 2), groups=2)
    assert found("depthwise", values={"input": image})[0] == Layer(4, 4, (5, 7), groups=4)
    assert found("separable", values={"weight": weight[:3, :1]})[0] == Layer(3, 3, kernel=(3, 2))
    assert found("pointwise", values={"input": image})[0] == Layer(4, 4, (5, 7), kernel=1)


def test_all_leaves_out_what_a_subject_fixes(capsys):
    requests = scenes(["all"], Request.of("", {"kernel": "2", "channels": 4}), quiet=False)
    assert [request.scene for request in requests] == list(LESSONS)
    for request, lesson in zip(requests, LESSONS.values(), strict=True):
        assert request.own.layer.in_channels == (lesson.layer.in_channels if "in_channels" in lesson.fixed else 4)
        assert request.own.layer.kernel == (lesson.layer.kernel if "kernel" in lesson.fixed else (2, 2))
    assert "pointwise: rendered without --kernel, which its subject fixes\n" in capsys.readouterr().err


def test_all_leaves_out_what_cannot_show_the_rest(capsys):
    requests = scenes(["all"], Request.of("", {"groups": 2}), quiet=False)
    assert {"split", "aggregate"} <= {request.scene for request in requests}
    odd = scenes(["all"], Request.of("", {"channels": 5, "filters": 7}), quiet=False)
    assert "depthwise" not in {request.scene for request in odd} and "separable" in {request.scene for request in odd}
    assert "depthwise: left out, as 7 filters for 5 channels" in capsys.readouterr().err
    with pytest.raises(SpecError, match="in_channels is 0"):
        scenes(["all"], Request.of("", {"channels": 0}), quiet=False)


def test_what_is_asked_for_by_name_must_fit():
    with pytest.raises(SpecError, match="kernel is 2"):
        scenes(["pointwise", "all"], Request.of("", {"kernel": "2"}), quiet=True)


def test_an_unchanged_clip_needs_neither_manim_nor_torch(run, tiny, tmp_path):
    def render(*more):
        ask = "import sys; from convanim.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
        command = [sys.executable, "-c", ask, "render", "lesson.py", "-q", "l", "--json", *more]
        return children.run(command, check=True, cwd=tmp_path)

    first, again, other = render(), render(), render("--seed", "3")
    assert [json.loads(done.stdout)["kept"] for done in (first, again)] == [0, 1]
    assert {"manim", "torch"} <= set(first.stderr.split())
    assert not {"manim", "torch", "numpy"} & set(again.stderr.split())
    assert {"manim", "torch"} <= set(other.stderr.split())
    assert json.loads(render("--no-cache").stdout)["kept"] == 0


def test_what_workers_print_does_not_mix_with_results(tiny, tmp_path):
    ask = [sys.executable, "-m", "convanim", "render", "lesson.py", "-q", "l", "-j", "2", "--json"]
    done = children.run(ask, check=True, cwd=tmp_path)
    assert json.loads(done.stdout)["scene"] == "Tiny"
    assert "chatter" in done.stderr


def test_versions_stand_side_by_side_and_one_that_is_replaced_is_told_of(run, tiny, tmp_path):
    asked = ("render", tiny, "-q", "l", "-o", "clips")
    for theme in ("dark", "light"):
        done = run(*asked, "--theme", theme, "--name", "{scene}-{theme}-{quality}")
        assert (done.code, "warning" in done.err) == (0, False)
    assert {path.name for path in (tmp_path / "clips").glob("*.mp4")} == {"tiny-dark-l.mp4", "tiny-light-l.mp4"}
    first, second = run(*asked), run(*asked, "--theme", "light")
    assert "warning" not in first.err + run(*asked, "--theme", "light").err
    warning = (
        'warning: clips/tiny.mp4 shows another clip and is replaced (theme dark, now light); --name "{scene}-{theme}"'
    )
    assert second.err.startswith(f"{warning} would keep both\n")
    assert "warning" not in run(*asked, "--theme", "dark", "--quiet").err


def test_own_files_with_scenes_of_one_name_are_told_apart(run, tiny, tmp_path):
    (tmp_path / "other.py").write_text(tiny.read_text(encoding="utf-8"), encoding="utf-8")
    done = run("render", tiny, "other.py", "-q", "l", "--stills", "-o", "clips", "--name", "{file}-{scene}")
    assert done.code == 0, done.err
    assert sorted(path.name for path in (tmp_path / "clips").iterdir()) == [
        "lesson-tiny-1-only.png",
        "other-tiny-1-only.png",
    ]


def test_other_pictures_are_replaced_only_with_a_warning(run, tiny, tmp_path):
    asked = ("render", tiny, "--stills", "-o", "clips")
    assert "warning" not in run(*asked, "-q", "l").err + run(*asked, "-q", "m").err
    told = run(*asked, "-q", "l", "--theme", "light").err
    assert "tiny-1-only.png shows another clip and is replaced (theme dark, now light); --name" in told


def test_a_dry_run_draws_nothing_and_says_what_it_would(run, tmp_path):
    list_ = tmp_path / "course.toml"
    list_.write_text('[[clip]]\nscene = "depthwise"\nlayer = { size = 4 }\nmatrix = { seed = "0..4" }\n')
    told = run("render", list_, "--dry-run")
    assert told.code == 0 and "5 clips, 0 of them as before" in told.out
    assert "is known once a clip of Depthwise was drawn here" in told.out
    cache = Cache()
    cache.keep_clip("00" * 10, Kept((), (), {}, "Depthwise", (1280, 720, 30), 30.0, 10**6), {})
    told = run("render", list_, "--dry-run", "-j", "2")
    assert "5 to draw: about 2 min of one core, by 2 processes 75 s, and 5.0 MB, as 1 clip of" in told.out
    as_json = json.loads(run("render", list_, "--dry-run", "--json").out)
    assert (as_json["clips"], as_json["seconds"], as_json["stored"]) == (5, 150.0, 5 * 10**6)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".toml"] == []
    refused = run("render", "depthwise", "--dry-run", "--stills")
    assert refused.code == 2 and "--dry-run beside --stills" in refused.err
