"""What is sent to an address appears there complete, a clip's film last."""

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from convanim.errors import RenderError
from convanim.film.store import sending as module
from convanim.film.store.sending import Sending, delivery_to
from convanim.remote import Away, Remote


@pytest.fixture
def there():
    module._remote.cache_clear()
    yield Remote("memory://clips")
    MemoryFileSystem.store.clear()
    module._remote.cache_clear()


def sent(*files):
    with delivery_to("memory://clips") as delivery:
        delivery.reserve(*files)
        for file in files:
            delivery.write(file, f"{file} of now")
        delivery.deliver()


def names(there):
    return sorted(one.name for one in there.listed())


def test_an_address_is_sent_to_and_a_folder_is_none(there, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert isinstance(delivery_to("memory://clips"), Sending)
    assert not isinstance(delivery_to("clips"), Sending)
    sent("a.mp4", "a.json")
    assert there.read("a.mp4") == b"a.mp4 of now"
    assert names(there) == ["a.json", "a.mp4"]
    assert list(tmp_path.iterdir()) == []


def test_all_have_arrived_before_any_is_moved_and_the_film_is_the_last(there, monkeypatch):
    done, move = [], Remote.move

    def noted(self, name, to):
        done.append((to, len(self.listed())))
        move(self, name, to)

    monkeypatch.setattr(Remote, "move", noted)
    sent("a.mp4", "a.srt", "a.json")
    assert done == [("a.json", 3), ("a.srt", 3), ("a.mp4", 3)]


@pytest.mark.parametrize("failing", ["send", "move"])
def test_what_cannot_be_sent_leaves_no_part_of_it(there, monkeypatch, failing):
    sent("a.mp4", "a.json")
    real, asked = getattr(Remote, failing), []

    def fail(self, *names):
        asked.append(names)
        if len(asked) == 2:
            raise Away(5, "nobody answers")
        real(self, *names)

    monkeypatch.setattr(Remote, failing, fail)
    with pytest.raises(
        RenderError, match=r"a\.(json|mp4) cannot be sent to memory://clips: nobody answers; try the same"
    ):
        sent("a.mp4", "a.json")
    assert names(there) == ["a.json", "a.mp4"]


def test_without_delivery_nothing_is_sent(there):
    with delivery_to("memory://clips") as delivery:
        delivery.reserve("a.mp4")
        delivery.write("a.mp4", "film")
    assert names(there) == []


def test_odd_names_are_refused(there):
    with delivery_to("memory://clips") as delivery, pytest.raises(RenderError, match="no file can be called"):
        delivery.reserve("../a.mp4")
