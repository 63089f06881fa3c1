"""Threads whose retention is over: one whole shard a minute."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

from dev.processes import ROOT
from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import SHARDS
from handlers.conversation.turn import Turn
from handlers.jobs.let_lapse import LetLapse
from handlers.stores.documents import Write
from tests.kept import Stores, stores

Writes = Callable[..., Message]
PAGE = " ".join((ROOT / "docs" / "privacy.md").read_text().split())


async def answered(kept: Stores, message: Message) -> str:
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    await kept.threads.close_turn(turn, Reply(("Hola",)))
    return turn.thread.key


async def test_within_sixteen_minutes_each_lapsed_thread_is_let_go_of(write: Writes, clock: Any) -> None:
    kept = stores(clock)
    for number in range(400):
        await answered(kept, write(customer=f"+{number}"))
    clock.go_on(days=89, hours=2)
    job, counts = LetLapse(kept.erasures, clock), []
    for _ in SHARDS:
        counts.append((await job(asyncio.get_running_loop().time() + 20)).count)
        clock.go_on(minutes=1)
    assert sum(counts) == 400
    assert min(counts) > 0
    assert (await job(asyncio.get_running_loop().time() + 20)).count == 0


async def test_a_thread_whose_field_is_changed_by_hand_is_let_go_of_as_privacy_says(write: Writes, clock: Any) -> None:
    kept = stores(clock)
    key, other = await answered(kept, write(customer="+1")), await answered(kept, write(customer="+2"))
    [said] = re.findall(r"change the field `lapses`: leave its first .* and write `(\d+)`", PAGE)
    [stored] = await kept.documents.get([f"threads/{key}"])
    by_hand = {**stored.fields, "lapses": f"{stored.fields['lapses'][:2]}{said}"}
    await kept.documents.commit([Write(stored.path, by_hand, stored.version)])
    for _ in SHARDS:
        await LetLapse(kept.erasures, clock)(asyncio.get_running_loop().time() + 20)
        clock.go_on(minutes=1)
    [erasure] = await kept.erasures.unfinished(key[0], clock(), most=5)
    assert erasure.keys == (key,)
    left = await kept.documents.get([f"threads/{key}", f"threads/{other}"])
    assert [document.path for document in left] == [f"threads/{other}"]


async def test_with_no_time_left_nothing_is_begun(write: Writes, clock: Any) -> None:
    kept = stores(clock)
    await answered(kept, write())
    clock.go_on(days=89, hours=2)
    for _ in SHARDS:
        clock.go_on(minutes=1)
        assert (await LetLapse(kept.erasures, clock)(asyncio.get_running_loop().time() + 3)).count == 0
