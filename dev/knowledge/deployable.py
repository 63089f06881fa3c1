"""Whether the folder of KNOWLEDGE can go with the function: what `make deploy` refuses, and the doctor names."""

from pathlib import Path

from dev.deploy.uploaded import is_uploaded
from handlers.knowledge.folder import Folder, folder_of
from handlers.knowledge.place import BESIDE


def unusable(place: Path, most: int) -> str:
    """Why the function could not do with this folder, and what to do; "" if it can. `most`: KNOWLEDGE_TOKENS."""
    folder = read(place)
    if folder is None:
        return f"there is no folder {_told(place)} that can be read: make it, or name another"
    if not folder.texts:
        return f"{_told(place)} holds no file that can be used: make knowledge says why"
    if folder.tokens > most:
        return (
            f"{_told(place)} has about {folder.tokens:,} tokens, more than KNOWLEDGE_TOKENS ({most:,}): run"
            " make knowledge SYNC=1 and set the id that it prints, or raise KNOWLEDGE_TOKENS: each question pays for it"
        )
    return ""


def read(place: Path) -> Folder | None:
    """The folder; None if it cannot be read."""
    try:
        return folder_of(place, most=None)
    except OSError:
        return None


def left_behind(place: Path) -> str:
    """Why the folder would not be uploaded with the function; "" if it is."""
    if not place.resolve().is_relative_to(BESIDE.resolve()):
        return f"{place} is not beside main.py, so it does not go with the function: put it there"
    return "" if is_uploaded(_told(place)) else f"{_told(place)} does not go with the function: copy it to knowledge/"


def _told(place: Path) -> str:
    return place.relative_to(BESIDE).as_posix() if place.is_relative_to(BESIDE) else str(place)
