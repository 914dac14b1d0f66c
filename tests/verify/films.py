"""Films so small that one takes a second or two, with all that clips carry."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from convanim.film.assemble import assemble
from convanim.film.naming import usual_name
from convanim.film.quality import Quality
from convanim.film.shoot import Take, shoot
from convanim.film.store.delivery import Delivery
from convanim.scene import ConvScene

SIZES = {"16:9": Quality(160, 90, 4), "1:1": Quality(120, 120, 4), "9:16": Quality(90, 160, 4)}


def film_of(
    folder: Path, scene: str | type[ConvScene], name: str = "", size: Quality | None = None, **given: Any
) -> Path:
    """The film of a scene in a folder, its ledger and captions beside it; ``given`` are attributes of the scene."""
    take = Take(scene, given, size or SIZES[given.get("aspect", "16:9")])
    with Delivery(folder) as delivery:
        delivery.scratch("beats").mkdir()
        reel = shoot(take, delivery.scratch("beats"))
        about = {"scene": take.scene_class().__name__, **reel.about}
        name = name or usual_name(about["scene"], given.get("cut", "film"))
        kinds = ("mp4", "json") if given.get("cut") == "loop" else ("mp4", "srt", "json")
        delivery.reserve(*(f"{name}.{kind}" for kind in kinds))
        made = assemble(reel.footage, about, name, take.size, delivery, 0.0)
        delivery.deliver()
    assert made.path is not None
    return made.path


def copied_to(folder: Path, film: Path) -> Path:
    """A film with its ledger and captions in another folder, to be changed there."""
    for suffix in (".mp4", ".srt", ".json"):
        shutil.copy(film.with_suffix(suffix), folder)
    return folder / film.name


def told(film: Path) -> dict[str, Any]:
    """The ledger beside a film."""
    return json.loads(film.with_suffix(".json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]
