"""Makes a vector store as the folder is. It can be broken off at any moment, run again, and run twice at once.

A file is uploaded, attached, and waited for; only when it can be found is what the store had of it before deleted.
What a run has left behind the next one takes up: nothing is remembered but at OpenAI. Its lists may show for a while
what is deleted, so a file of the store counts only if the list of all files has it, too.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import openai
from openai.types import FileObject
from openai.types.vector_stores import VectorStoreFile

from dev.knowledge.plan import Wanted, keeper, orphans, todo
from handlers.knowledge.files import KnownText

MARK = {"recado": "knowledge"}  # in the metadata of the store
PURPOSE: Literal["assistants"] = "assistants"  # as OpenAI's own SDK uploads what it attaches
CHUNKS: openai.types.StaticFileChunkingStrategyObjectParam = {
    "type": "static",
    "static": {"max_chunk_size_tokens": 400, "chunk_overlap_tokens": 100},  # five of them go with each question
}
ATTACHES_A_MINUTE = 240  # OpenAI takes 300 of a store, from all who write there
LOOKS, LOOK_PAUSE = 150, 4.0  # ten minutes
ROUNDS = 3


@dataclass
class Done:
    """What came of it. `failed`: why OpenAI could not take a file, by path. `others`: files that are not ours."""

    store: str
    failed: dict[str, str] = field(default_factory=dict)
    others: int = 0
    is_whole: bool = False


def wanted_of(texts: Iterable[KnownText]) -> dict[str, Wanted]:
    """The files that the store is to have, by path."""
    return {text.name: Wanted.of(text.name, text.text) for text in texts}


@dataclass(frozen=True)
class Sync:
    """`say`: for what is under way."""

    client: openai.AsyncOpenAI
    say: Callable[[str], None]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, wanted: Mapping[str, Wanted], store: str = "") -> Done:
        """Make the store as wanted: the named one; else the one made before; else a new one."""
        done = Done(await self._store(store))
        for _ in range(ROUNDS):
            attached, uploaded = await self._look(done.store)
            missing = [each for path, each in wanted.items() if path not in done.failed]
            missing = [each for each in missing if not todo(each, attached).is_there]
            await self._add(done.store, missing, uploaded)
            attached, done.failed = await self._waited(done, wanted)
            await self._clean(done.store, wanted, attached, uploaded)
            attached, _ = await self._look(done.store)
            done.others = sum(not _is_ours(each) for each in attached)
            left = [each for path, each in wanted.items() if path not in done.failed]
            done.is_whole = all(todo(each, attached).is_done for each in left)
            if done.is_whole:
                break
        return done

    async def _store(self, named: str) -> str:
        if named:
            with suppress(openai.NotFoundError):
                if (await self.client.vector_stores.retrieve(named)).status != "expired":
                    return named
            self.say(f"The store {named} is not there any more.")
        if found := await self._made_before():
            return found
        made = (await self.client.vector_stores.create(name="Recado knowledge", metadata=MARK)).id
        first = await self._made_before() or made
        if first != made:  # another run was quicker by a moment
            await self.client.vector_stores.delete(made)
        self.say(f"The store is {first}.")
        return first

    async def _made_before(self) -> str:
        """The oldest store of ours, so that all runs take the same one; "" for none."""
        stores = [each async for each in self.client.vector_stores.list(limit=100)]
        ours = [each for each in stores if MARK.items() <= (each.metadata or {}).items() and each.status != "expired"]
        oldest = min(ours, key=lambda each: (each.created_at, each.id), default=None)
        return oldest.id if oldest else ""

    async def _look(self, store: str) -> tuple[list[VectorStoreFile], list[FileObject]]:
        """What is attached to the store and exists, and all files that were uploaded."""
        uploaded = [each async for each in self.client.files.list(purpose=PURPOSE)]
        ids = {each.id for each in uploaded}
        attached = [each async for each in self.client.vector_stores.files.list(store, limit=100)]
        return [each for each in attached if each.id in ids], uploaded

    async def _add(self, store: str, missing: Sequence[Wanted], uploaded: Sequence[FileObject]) -> None:
        by_name = {each.filename: each.id for each in uploaded}
        for number, each in enumerate(missing, 1):
            name = each.filename(store)
            file = by_name.get(name) or await self._upload(name, each.content)
            await self.pause(60 / ATTACHES_A_MINUTE)
            await self.client.vector_stores.files.create(
                store, file_id=file, attributes=each.attributes, chunking_strategy=CHUNKS
            )
            self.say(f"[{number}/{len(missing)}] {each.path}")

    async def _upload(self, name: str, content: bytes) -> str:
        return (await self.client.files.create(file=(name, content), purpose=PURPOSE)).id

    async def _waited(self, done: Done, wanted: Mapping[str, Wanted]) -> tuple[list[VectorStoreFile], dict[str, str]]:
        """What is attached once OpenAI is through with what is wanted, and why it could not take some."""
        for number in range(LOOKS):
            attached, _ = await self._look(done.store)
            states = {path: todo(each, attached) for path, each in wanted.items()}
            waiting = sum(state.is_waiting for state in states.values())
            if not waiting:
                break
            if number % 5 == 0:
                self.say(f"OpenAI is at work on {waiting} of {len(wanted)} ...")
            await self.pause(LOOK_PAUSE)
        return attached, {path: state.failed for path, state in states.items() if state.failed}

    async def _clean(
        self,
        store: str,
        wanted: Mapping[str, Wanted],
        attached: Sequence[VectorStoreFile],
        uploaded: Sequence[FileObject],
    ) -> None:
        """Delete what is replaced, what is no longer in the folder, and what broken-off runs have left."""
        kept = {path: keeper(each, attached) for path, each in wanted.items()}
        for each in filter(_is_ours, attached):
            path = str((each.attributes or {})["path"])
            is_replaced = path not in wanted or (kept[path] and kept[path] != each.id) or each.status == "failed"
            if is_replaced:
                with suppress(openai.NotFoundError):
                    await self.client.vector_stores.files.delete(each.id, vector_store_id=store)
                await self._delete(each.id)
        for file in orphans(store, attached, uploaded):
            await self._delete(file)

    async def _delete(self, file: str) -> None:
        with suppress(openai.NotFoundError):  # another run was quicker
            await self.client.files.delete(file)


def _is_ours(attached: VectorStoreFile) -> bool:
    return {"path", "sha256"} <= (attached.attributes or {}).keys()
