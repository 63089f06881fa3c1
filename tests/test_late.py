"""Late answers by REST: the function as a process, OpenAI's webhooks, Twilio's REST API and a scheduler on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.requests import Request

from dev import openai_standin
from handlers import texts
from handlers.conversation.clock import Done
from handlers.doors.tick import TickDoor
from tests import functions, lasting, rest
from tests.dev.standins import LIMIT, until
from tests.rest import HURRIED, NOTHING_DUE, SECRET, TICK, Here, Set, due


@pytest.fixture(params=["memory", *lasting.STORES])
def store(request: pytest.FixtureRequest) -> Mapping[str, str]:
    return lasting.settings_of(request.param, request)


@pytest.fixture
def late(store: Mapping[str, str]) -> Iterator[Set]:
    with rest.in_its_own(**store) as everything:
        yield everything


@pytest.fixture(scope="module")
def shared() -> Iterator[Set]:
    """One function for the tests that no store matters to, and that leave nothing owed."""
    with rest.in_its_own() as everything:
        yield everything


@pytest.fixture
def hurried(store: Mapping[str, str]) -> Iterator[Set]:
    with rest.in_its_own(**store, **HURRIED) as everything:
        yield everything


async def test_a_late_answer_is_announced_and_sent_when_openai_says_that_it_is_there(hurried: Set) -> None:
    with hurried.openai.state.holding("me llamo Ana"):
        assert (await hurried.phone.send("me llamo Ana #webhooks=3")).messages == [texts.WAIT["es"]]
    await hurried.wait_for(hurried.sent)
    await hurried.wait_for(lambda: [each.status for each in hurried.openai.state.webhooks if each.status == 200][2:])
    (sent,) = hurried.sent()
    assert "Ana" in sent.body
    assert (sent.to, sent.from_) == (hurried.phone.sender, hurried.phone.business)
    again = await hurried.phone.send("¿Cómo me llamo?")
    assert len(again.messages) == 1


async def test_an_answer_in_time_is_not_sent_by_rest(shared: Set) -> None:
    assert "Ana" in "".join((await shared.phone.send("me llamo Ana")).messages)
    await shared.wait_for(lambda: [each for each in shared.openai.state.webhooks if each.status == 200])
    assert shared.sent() == []


async def test_a_webhook_that_openai_did_not_sign_is_refused(shared: Set) -> None:
    before = len(shared.log.text())
    assert (await shared.post("/openai")).status_code == 403
    assert "OpenAI's webhook" in shared.log.text()[before:]


async def hang_up(url: str, request: bytes) -> None:
    """Send the beginning of a request, and close the connection at once."""
    place = urlsplit(url)
    _, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(request)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def test_a_caller_who_hangs_up_in_the_middle_of_a_webhook_leaves_no_line_in_the_log(shared: Set) -> None:
    before = len(shared.log.lines())
    announced = "Host: function\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    for body in ("", '{"id": '):
        await hang_up(shared.phone.url, f"POST /openai HTTP/1.1\r\n{announced}{body}".encode())
    assert (await shared.post("/openai")).status_code == 403  # all that came before has been looked at
    messages = [line["message"] for line in shared.log.lines()[before:]]
    told = [each for each in messages if each != "late answers"]  # of the webhook about the first message
    assert told == ["request refused: wrong signature of OpenAI's webhook"]


async def test_a_tick_without_the_secret_is_refused_and_with_it_leaves_a_message_its_minute(late: Set) -> None:
    assert (await late.post("/tick", Authorization="Bearer another")).status_code == 403
    answer = await late.post("/tick", Authorization=f"Bearer {TICK}")
    assert (answer.status_code, due(answer)) == (200, NOTHING_DUE)
    await late.phone.send("me llamo Ana #fail=500")
    assert due(await late.post("/tick", Authorization=f"Bearer {TICK}")) == NOTHING_DUE
    assert late.sent() == []


@pytest.fixture
async def here(clock: Any) -> AsyncIterator[Here]:
    async with rest.in_this_process(clock) as here:
        yield here


@pytest.fixture
async def hurried_here(clock: Any) -> AsyncIterator[Here]:
    async with rest.in_this_process(clock, **HURRIED) as here:
        yield here


async def test_openai_is_asked_to_say_it_again_while_somebody_waits(here: Here) -> None:
    with here.openai.state.holding("Hola"):
        waiting = asyncio.create_task(here.phone.send("Hola"))
        await until(lambda: bool(here.openai.state.runs))
        async with asyncio.timeout(LIMIT):
            while await here.event() == 200:  # its id is not recorded yet
                await asyncio.sleep(0.01)
        assert await here.event() == 503
    assert (await waiting).messages != [texts.WAIT["es"]]
    assert await here.event() == 200
    assert not here.twilio.state.sent


async def test_other_events_of_openai_are_taken_and_mean_nothing(here: Here) -> None:
    await here.phone.send("Hola")
    assert await here.event("batch.completed") == 200


async def test_an_owed_answer_is_sent_when_its_response_has_ended(hurried_here: Here) -> None:
    with hurried_here.openai.state.holding("me llamo Ana"):
        assert (await hurried_here.phone.send("me llamo Ana")).messages == [texts.WAIT["es"]]
    (run,) = hurried_here.openai.state.runs.values()
    await until(lambda: run.finished)
    assert await hurried_here.event() == 200
    assert "Ana" in hurried_here.twilio.state.sent[0].body
    assert await hurried_here.event() == 200
    assert len(hurried_here.twilio.state.sent) == 1


async def test_what_twilio_does_not_take_is_a_503_and_goes_with_the_next_tick(
    hurried_here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    with hurried_here.openai.state.holding("me llamo Ana"):
        await hurried_here.phone.send("me llamo Ana #twilio=500x2")
    (run,) = hurried_here.openai.state.runs.values()
    await until(lambda: run.finished)
    assert await hurried_here.event() == 503
    hurried_here.clock.go_on(seconds=61)
    assert (await hurried_here.tick()).status_code == 503
    hurried_here.clock.go_on(seconds=61)
    assert due(await hurried_here.tick()) == NOTHING_DUE
    assert len(hurried_here.twilio.state.sent) == 1
    assert "could not be sent" in capsys.readouterr().out


async def test_a_tick_finishes_what_was_left_open(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    await here.phone.send("me llamo Ana #fail=500x2")
    here.clock.go_on(seconds=61)
    assert due(await here.tick()) == NOTHING_DUE | {"turns": 1}
    assert "Ana" in here.twilio.state.sent[0].body
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ("turns", ["answered"]) in [(line.get("job"), line.get("results")) for line in lines]


async def test_a_tick_counts_what_was_answered_once(here: Here) -> None:
    await here.phone.send("me llamo Ana")
    await here.phone.send("¿Abren hoy?")
    assert [(await here.tick()).json()["numbers"] for _ in range(2)] == [2, 0]


async def test_an_answer_by_rest_counts_and_so_does_what_it_took_to_send_it(here: Here) -> None:
    await here.phone.send("me llamo Ana #fail=500x2")
    here.clock.go_on(seconds=61)
    assert sum([(await here.tick()).json()["numbers"] for _ in range(3)]) == 2


async def test_strangers_are_refused(here: Here) -> None:
    assert (await here.post("/openai", b"{}")).status_code == 403
    assert (await here.post("/openai", b"x" * 70_000)).status_code == 413
    assert (await here.post("/tick")).status_code == 403
    assert (await here.post("/tick", Authorization="Bearer another")).status_code == 403


async def test_without_an_api_key_no_answer_is_sent_late_and_a_tick_only_forgets(
    standin: openai_standin.Standin,
) -> None:
    env = functions.settings(standin.base_url, OPENAI_WEBHOOK_SECRET=SECRET, TICK_SECRET=TICK)
    async with functions.in_process(env) as phone, httpx2.AsyncClient(transport=phone.transport) as client:
        assert (await client.post(f"{phone.url}/openai")).status_code == 404
        ticked = await client.post(f"{phone.url}/tick", headers={"Authorization": f"Bearer {TICK}"})
        assert due(ticked) == {job: 0 for job in NOTHING_DUE if job != "turns"}


async def test_without_its_secret_there_is_no_tick(standin: openai_standin.Standin) -> None:
    env = functions.settings(standin.base_url)
    async with functions.in_process(env) as phone, httpx2.AsyncClient(transport=phone.transport) as client:
        assert (await client.post(f"{phone.url}/tick")).status_code == 404


async def test_whatever_is_wrong_with_one_job_the_others_do_their_work(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(_until: float) -> Done:
        raise ZeroDivisionError

    async def works(_until: float) -> Done:
        return Done(3)

    request = Request({"type": "http", "headers": [(b"authorization", b"Bearer right")]})
    answer = await TickDoor({"broken": broken, "works": works}, "right")(request)
    assert (answer.status_code, json.loads(bytes(answer.body))) == (503, {"broken": 0, "works": 3})
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "broken" in line]
    assert '"error": "ZeroDivisionError"' in line
