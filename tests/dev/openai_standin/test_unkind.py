"""A bad day at the stand-in, and its report of the messages paid for and kept."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise

import httpx2
import openai
import pytest

from dev.openai_standin import Unkind, serve
from tests.dev.openai_standin.test_standin import MODEL, ask, begin, client_of
from tests.dev.openai_standin.test_webhooks import Receiver, one_receiver, receive
from tests.dev.standins import start, until

__all__ = ["one_receiver", "receive"]  # fixtures

KIND = {"never": 0.0, "twice": 0.0, "cut": 0.0}


def test_the_same_seed_has_the_same_mishaps() -> None:
    one, same, other = ([unkind.mishap() for _ in range(50)] for unkind in (Unkind(1), Unkind(1), Unkind(2)))

    assert one == same != other


def test_requests_are_done_slowly_or_answered_slowly() -> None:
    mishaps = [mishap for unkind in [Unkind(1)] for mishap in (unkind.mishap() for _ in range(1000))]

    assert 400 < sum(mishap.before > 0 for mishap in mishaps) < 600
    assert not [mishap for mishap in mishaps if mishap.before and mishap.after]
    assert 11 < max(mishap.before + mishap.after for mishap in mishaps) <= 12
    assert 20 < sum(mishap.never for mishap in mishaps) < 100
    assert 20 < sum(mishap.cut is not None for mishap in mishaps) < 100


def test_webhooks_come_never_once_or_twice() -> None:
    unkind = Unkind(1, never=0.3, twice=0.3)
    times = [len(unkind.webhook(1)) for _ in range(100)]

    assert set(times) == {0, 1, 2}
    assert unkind.webhook(0) == []


async def test_who_waits_long_enough_has_the_answer() -> None:
    with serve() as standin:
        standin.state.unkind = Unkind(1, most_seconds=0.1, **KIND)
        async with client_of(standin) as client:
            thread = (await client.conversations.create()).id
            answers = [await ask(client, thread, text) for text in ("me llamo Ana", "¿Abren hoy?")]

    assert [answer.status for answer in answers] == ["completed"] * 2
    assert "te llamas Ana" in answers[1].output_text


async def test_what_is_never_answered_was_done_all_the_same() -> None:
    with serve() as standin:
        async with client_of(standin) as client:
            thread = (await client.conversations.create()).id
            standin.state.unkind = Unkind(1, most_seconds=0.01, **{**KIND, "never": 1.0})
            creating = asyncio.create_task(client.conversations.create())
            asking = asyncio.create_task(begin(client, thread, "Hola", metadata={"message_sid": "1"}))
            await until(lambda: len(standin.state.conversations) == 2 and standin.state.paid.total() == 1)
            assert not creating.done()
            assert not asking.done()
            creating.cancel()
            asking.cancel()
            await until(lambda: len(standin.state.conversations[thread].items) == 2)

    assert standin.state.paid == {"1": 1}


async def test_answers_are_cut_and_their_responses_go_on() -> None:
    with serve() as standin:
        async with client_of(standin) as client:
            thread = (await client.conversations.create()).id
            standin.state.unkind = Unkind(1, most_seconds=0.0, **{**KIND, "cut": 1.0})
            with pytest.raises(openai.APIConnectionError):
                await client.conversations.create()
            with pytest.raises(openai.APIConnectionError):
                await ask(client, thread, "Hola #delay=0.1")
            await until(lambda: len(standin.state.conversations[thread].items) == 2)


async def test_webhooks_come_twice_and_late(receive: Receiver) -> None:
    with serve(webhook_url=receive.url, webhook_pause=0) as standin:
        standin.state.unkind = Unkind(1, most_seconds=0.1, **{**KIND, "twice": 1.0})
        async with client_of(standin) as client:
            response = await client.responses.create(model=MODEL, input="Hola", background=True)
            await until(lambda: len(receive.posts) == 2)

    assert all(one == other for one, other in pairwise(receive.ids()))
    assert {json.loads(body)["data"]["id"] for body, _ in receive.posts} == {response.id}


async def test_a_report_tells_what_was_paid_and_what_is_kept() -> None:
    with serve() as standin:
        async with client_of(standin) as client:
            kept, gone = [(await client.conversations.create()).id for _ in range(2)]
            for thread, sid in ((kept, "SM1"), (kept, "SM1"), (gone, "SM2")):
                await ask(client, thread, "Hola", metadata={"message_sid": sid})
            await client.conversations.delete(gone)
        async with httpx2.AsyncClient() as http:
            report = (await http.get(f"{standin.base_url.removesuffix('/v1')}/_standin/report")).json()

    counted = {"paid": {"SM1": 2, "SM2": 1}, "conversations": {kept: 4}, "left": {gone: 2}, "responses": 3}
    assert report == {**counted, "unkind": None}
    assert "report" not in str(standin.state.requests)


async def test_the_command_is_unkind_when_told() -> None:
    process = await start("dev.openai_standin", "--port", "0", "--unkind", "7")
    assert process.stdout
    base_url = (await process.stdout.readline()).decode().strip()
    async with httpx2.AsyncClient() as http:
        report = (await http.get(f"{base_url.removesuffix('/v1')}/_standin/report")).json()
    process.terminate()
    await process.communicate()

    assert report == {"paid": {}, "conversations": {}, "left": {}, "responses": 0, "unkind": 7}
