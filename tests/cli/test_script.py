"""What films say, on a sheet to read from."""

import json
from pathlib import Path

FEW = str(Path(__file__).parents[1] / "film" / "few.py")


def test_a_script_on_stdout(run):
    done = run("script", FEW)
    assert done.code == 0 and done.err == ""
    assert done.out.startswith("Few (en), 7.2 s\n\n01-one  One, 2.7 s\n  0.0-1.9  Two channels.\n")


def test_a_script_in_a_file_and_as_data(run, tmp_path):
    done = run("script", FEW, "-o", str(tmp_path / "sheets"), "--name", "{scene}-{language}")
    assert done.out == f"{tmp_path / 'sheets' / 'few-en-script.txt'}\n"
    assert (tmp_path / "sheets" / "few-en-script.txt").read_text(encoding="utf-8").startswith("Few (en)")
    told = json.loads(run("script", FEW, "--json").out)
    assert [one["file"] for one in told["beats"]] == ["01-one", "02-two", "03-three"]
    assert told["beats"][0]["captions"] == [{"text": "Two channels.", "start": 0.0, "end": 1.9}]


def test_a_script_in_the_films_language(run):
    assert "Jeder Kanal" in run("script", "depthwise", "--language", "de").out


def test_a_loop_says_nothing(run):
    done = run("script", "pointwise", "--cut", "loop")
    assert (done.code, done.err) == (2, "error: a loop says nothing; allowed: a film; try --cut film\n")


def test_recordings_make_a_film_with_a_voice(run, tmp_path):
    from tests.film.voice.sounds import spans, tone, write

    (tmp_path / "voice").mkdir()
    write(tmp_path / "voice" / "02-two.wav", tone(1.0))
    done = run("render", FEW, "-q", "l", "-o", str(tmp_path), "--narrate", str(tmp_path / "voice"))
    assert done.code == 0
    assert "1 of 3 beats spoken" in done.out
    assert done.err.startswith("note: of Few 2 of 3 beats are silent: 01-one, 03-three not in ")
    assert len(spans(tmp_path / "few.mp4")) == 1


def test_a_list_names_folders_beside_it(run, tmp_path):
    from tests.film.voice.sounds import tone, write

    for name in ("a", "b"):
        (tmp_path / "voice" / name).mkdir(parents=True)
        for beat in ("one", "two", "three"):
            write(tmp_path / "voice" / name / f"{beat}.wav", tone(0.5))
    clips = "\n".join(f'[[clip]]\nscene = "{FEW}"\nname = "{name}"' for name in ("a", "b"))
    (tmp_path / "course.toml").write_text(f'narrate = "voice"\nout = "out"\nquality = "l"\n{clips}\n')
    done = run("render", str(tmp_path / "course.toml"), "-j", "1")
    assert (done.code, done.err) == (0, "")
    assert done.out.count("3 of 3 beats spoken") == 2
