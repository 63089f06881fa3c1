"""What the business knows: a folder that goes whole with each question, or a store that is searched before.

Imported only where there is one.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openai
import structlog

from handlers.errors import BadSettings
from handlers.instructions import LOOKED_UP, business_files
from handlers.knowledge.folder import MOST_CHARACTERS, Folder, folder_of
from handlers.settings import Settings

if TYPE_CHECKING:
    from handlers.knowledge.look_up import LookUp


@dataclass(frozen=True)
class Knowledge:
    """`told`: what the instructions say about it, at their end. `names`: those of the files that stand there."""

    told: str
    names: frozenset[str] = frozenset()
    look_up: "LookUp | None" = None


def knowledge_of(settings: Settings, place: Path | str, client: openai.AsyncOpenAI) -> Knowledge:
    """The knowledge in a folder or in the store of this id. Raises BadSettings for a folder that cannot be used."""
    return _in_store(place, client) if isinstance(place, str) else _in_folder(place, settings)


def _in_store(store: str, client: openai.AsyncOpenAI) -> Knowledge:
    from handlers.adapters.openai.search import OpenAIPassages
    from handlers.knowledge.look_up import LookUp

    return Knowledge(LOOKED_UP, look_up=LookUp(OpenAIPassages(client, store)))


def _in_folder(place: Path, settings: Settings) -> Knowledge:
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
