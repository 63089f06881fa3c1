"""Vector stores for tests, filled by the real SDK at the stand-in."""

import openai

from dev.openai_standin import Standin
from handlers.adapters.openai.search import PATH


async def filled(client: openai.AsyncOpenAI, **files: str) -> str:
    """The id of a new store with these files; their names have __ for a slash, and end in .md."""
    store = await client.vector_stores.create(name="knowledge")
    for name, text in files.items():
        path = f"{name.replace('__', '/')}.md"
        kept = await client.files.create(file=(path.rpartition("/")[2], text.encode()), purpose="assistants")
        await client.vector_stores.files.create(store.id, file_id=kept.id, attributes={PATH: path})
    return store.id


def searches(standin: Standin, store: str) -> list[object]:
    """The bodies of all searches in a store."""
    return [seen.body for seen in standin.state.seen("POST", f"/v1/vector_stores/{store}/search")]
