"""The promises of Links, over every adapter of documents."""

import asyncio
from datetime import timedelta
from typing import Any

from handlers.conversation.contact import Channel
from handlers.tickets.links import Link
from tests.kept import Stores

ANA = Link("Ana", Channel.WHATSAPP, "+5215511110001", "+5215587654321")
SOON = timedelta(minutes=10)


async def test_a_link_is_taken_once(store: Stores, clock: Any) -> None:
    await store.links.keep("token", ANA, clock() + SOON)
    assert await store.links.take("another") is None
    assert await store.links.take("token") == ANA
    assert await store.links.take("token") is None


async def test_of_two_who_take_it_at_once_one_gets_it(store: Stores, clock: Any) -> None:
    await store.links.keep("token", ANA, clock() + SOON)
    both = await asyncio.gather(*(store.links.take("token") for _ in range(2)))
    assert sorted(both, key=str) == [ANA, None]


async def test_a_link_ends_and_is_gone(store: Stores, clock: Any) -> None:
    await store.links.keep("token", ANA, clock() + SOON)
    clock.go_on(minutes=10)
    assert await store.links.take("token") is None
    assert await store.links.take("token") is None


async def test_the_token_itself_is_not_kept(store: Stores, clock: Any) -> None:
    await store.links.keep("token", ANA, clock() + SOON)
    assert await store.documents.get(["links/token"]) == []
