"""A check of what the business knows: the folder that goes with each question, or the vector store that is searched."""

from pathlib import Path

import openai

from dev.doctor.findings import Finding, fails, holds, not_applicable
from dev.doctor.openai import STANDIN_KEY
from dev.knowledge.deployable import read, unusable
from handlers.adapters.openai.errors import is_unknown, translated
from handlers.adapters.openai.search import GONE
from handlers.errors import AssistantUnavailable
from handlers.knowledge.place import knowledge_in
from handlers.settings import Settings

KNOWLEDGE = "What the business knows"
SYNC = "make knowledge SYNC=1"


async def knowledge_findings(settings: Settings) -> list[Finding]:
    """The check; none where the business gave nothing to know."""
    place = knowledge_in(settings.knowledge)
    if place is None:
        return []
    if isinstance(place, Path):
        return [folder_finding(place, settings.knowledge_tokens)]
    key = settings.openai_api_key.get_secret_value()
    if key == STANDIN_KEY:
        return [not_applicable(KNOWLEDGE, "no OPENAI_API_KEY: the stand-in of `make run` has no vector stores")]
    base_url = settings.openai_base_url or None
    async with openai.AsyncOpenAI(api_key=key, base_url=base_url, max_retries=0, timeout=20) as client:
        return [await _store(client, place)]


def folder_finding(place: Path, most: int) -> Finding:
    """What is in the folder of this machine, which the next deployment takes along."""
    if why := unusable(place, most):
        return fails(KNOWLEDGE, "not as it is meant", remedy=why)
    folder = read(place)
    assert folder is not None  # noqa: S101 - just looked at
    not_used = ", ".join(one.name for one in folder.left_out)
    more = f"; not used: {not_used} (make knowledge says why)" if not_used else ""
    return holds(KNOWLEDGE, f"{len(folder.texts)} files, about {folder.tokens:,} tokens with every question{more}")


async def _store(client: openai.AsyncOpenAI, store: str) -> Finding:
    try:
        with translated(model="KNOWLEDGE"):
            try:
                found = await client.vector_stores.retrieve(store)
            except openai.NotFoundError as problem:
                if not is_unknown(problem, store):
                    raise
                return fails(KNOWLEDGE, f"the vector store {store} is not there", remedy=GONE)
    except AssistantUnavailable as problem:
        return fails(KNOWLEDGE, f"the vector store cannot be looked at ({problem.code})", remedy=problem.remedy)
    counts = found.file_counts
    said = f"the vector store {store} has {counts.completed} files that are searched"
    if found.status == "expired" or found.expires_after:
        return fails(KNOWLEDGE, f"{said}, and expires", remedy=f"{SYNC} makes one that stays, and prints its id")
    if not counts.completed:
        return fails(KNOWLEDGE, f"the vector store {store} is empty", remedy=f"{SYNC} fills it")
    if counts.in_progress or counts.failed:
        said += f"; {counts.in_progress} are not ready yet, {counts.failed} could not be read"
        return fails(KNOWLEDGE, said, remedy=f"{SYNC} goes on, and names those that cannot be read")
    return holds(KNOWLEDGE, said)
