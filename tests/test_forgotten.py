"""Forget me, for every kind of customer: afterwards no data of theirs is left, in the store or at OpenAI."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers import kept_texts
from tests import functions, rest
from tests.lasting import Lasting
from tests.rest import Here

NUMBER, EXTERNAL, SECRET = "whatsapp:+5215512345678", "whatsapp:MX.abc123", "mi clave es 1234"
BY_NUMBER = {"From": NUMBER}
HIDDEN = {"From": EXTERNAL, "ExternalUserId": EXTERNAL}
BOTH = {"From": NUMBER, "ExternalUserId": EXTERNAL}


@pytest.fixture
async def here(clock: Any, lasting: Lasting) -> AsyncIterator[Here]:
    async with rest.in_this_process(clock, **lasting.settings, LATE_ANSWERS="redirect", ANSWER_SECONDS="11") as here:
        yield here


async def left(here: Here, lasting: Lasting) -> dict[str, Any]:
    """All data that is left: documents, and items at OpenAI."""
    kept: dict[str, Any] = {**await lasting.documents()}
    conversations = {**here.openai.state.left, **{i: [i] for i in here.openai.state.conversations}}
    return kept | {name: items for name, items in conversations.items() if items}


WALKS = {
    "the number alone": [BY_NUMBER, BY_NUMBER],
    "a hidden number": [HIDDEN, HIDDEN],
    "the number, then both": [BY_NUMBER, BOTH],
    "both, then hidden": [BOTH, HIDDEN],
    "the number and a hidden one, then both": [BY_NUMBER, HIDDEN, BOTH],
    "a new number": [BOTH, {"From": "whatsapp:+5215599999999", "ExternalUserId": EXTERNAL}],
}


@pytest.mark.parametrize("walk", WALKS)
async def test_nothing_is_left_of_any_kind_of_customer(here: Here, lasting: Lasting, walk: str) -> None:
    for who in WALKS[walk]:
        assert (await here.phone.send(SECRET, **who)).messages
        here.clock.go_on(seconds=5)
    await forget(here, **WALKS[walk][-1])
    kept = await left(here, lasting)
    for byte in (SECRET, NUMBER, EXTERNAL):
        assert byte not in str(kept)
    assert not [name for name in kept if not name.startswith("messages/")]


async def test_after_rotations_and_a_burst_nothing_is_left(here: Here, lasting: Lasting) -> None:
    for text in (SECRET, "nueva conversación", SECRET, "nueva conversación"):
        await here.phone.send(text)
    here.clock.go_on(seconds=5)
    await asyncio.gather(*(here.phone.send(f"{SECRET} {number}") for number in range(6)))
    here.clock.go_on(seconds=5)
    await forget(here)
    kept = await left(here, lasting)
    assert SECRET not in str(kept)
    assert not [name for name in kept if not name.startswith("messages/")]


async def forget(here: Here, **who: str) -> None:
    await here.phone.send("olvídame", **who)
    here.clock.go_on(seconds=5)
    said = (await here.phone.send("sí", **who)).messages
    assert said == [kept_texts.FORGOTTEN["es"]]


async def test_the_alias_at_openai_outlives_a_rotated_token_and_leads_to_no_number(here: Here) -> None:
    await here.phone.send("Hola")
    await here.phone.send("¿Abren hoy?")
    asked = [seen.body for seen in here.openai.state.seen("POST", "/v1/responses")]
    first, second = (body["safety_identifier"] for body in asked if isinstance(body, dict))
    assert first == second
    assert functions.TOKEN not in first
