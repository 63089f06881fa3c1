"""What the business knows: its folder, which goes whole with each question. Imported only where there is one."""

from dataclasses import dataclass
from pathlib import Path

import structlog

from handlers.errors import BadSettings
from handlers.instructions import business_files
from handlers.knowledge.folder import MOST_CHARACTERS, Folder, folder_of
from handlers.settings import Settings


@dataclass(frozen=True)
class Knowledge:
    """`told`: what the instructions say about it, at their end. `names`: those of the files that stand there."""

    told: str
    names: frozenset[str] = frozenset()


def knowledge_of(settings: Settings, place: Path) -> Knowledge:
    """What is in the folder. Raises BadSettings if it cannot go with a question."""
    try:
        folder = folder_of(place)
    except OSError:
        raise BadSettings(
            f"Recado cannot start: KNOWLEDGE names no folder that can be read, {settings.knowledge or place.name}.\n"
            "Set it to a folder beside main.py, or to a vector store's id; `make knowledge` looks at it."
        ) from None
    if not folder.is_whole:
        raise BadSettings(
            f"Recado cannot start: the files in KNOWLEDGE have over {MOST_CHARACTERS:,} characters, which no question"
            " can hold.\n`make knowledge SYNC=1` puts them into a vector store, and says what to set."
        )
    _say(folder, settings.knowledge_tokens)
    return Knowledge(business_files(folder.told), folder.names)


def _say(folder: Folder, most: int) -> None:
    """Tell an operator of what is not as it was meant. Customers get all that can be used."""
    log = structlog.get_logger()
    if folder.left_out or not folder.texts:
        left_out, files = len(folder.left_out), len(folder.texts)
        log.warning("KNOWLEDGE has files that are not used", files=files, left_out=left_out, remedy="make knowledge")
    if folder.tokens > most:
        remedy = "make knowledge SYNC=1, or a higher KNOWLEDGE_TOKENS"
        log.warning("KNOWLEDGE goes with every question, and is large", tokens=folder.tokens, remedy=remedy)
