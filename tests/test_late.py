"""Late answers by REST: the function as a process, OpenAI's webhooks, Twilio's REST API and a scheduler on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from dev import openai_standin, twilio_standin
from dev.phone import Phone
from dev.processes import free_port
from handlers import texts, wiring
from tests import functions

SECRET = "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw=="
TICK = "the scheduler's token"


@dataclass
class Set:
    """A function that answers late by REST, with all it talks to."""

    phone: Phone
    openai: openai_standin.Standin
    twilio: twilio_standin.Standin
    log: functions.Log

    def sent(self) -> list[str]:
        return [message.body for message in self.twilio.state.sent]

    async def wait_for(self, there: Callable[[], object]) -> None:
        """Wait until something is there; the test's own limit is the only clock."""
        async with asyncio.timeout(20):
            while not there():
                await asyncio.sleep(0.05)

    async def warm_up(self) -> None:
        """The first message to a store takes longer than the second in which these answers have to begin."""
        await self.phone.send("Hola", From="whatsapp:+5215500000000")
        self.openai.state.webhooks.clear()

    async def post(self, path: str, **headers: str) -> httpx2.Response:
        async with httpx2.AsyncClient(trust_env=False) as client:
            return await client.post(self.phone.url + path, headers=headers, content=b"{}")


def environment(openai: openai_standin.Standin, twilio: twilio_standin.Standin, **other: str) -> dict[str, str]:
    return functions.settings(
        openai.base_url,
        TWILIO_API_KEY_SID="SK0123456789abcdef0123456789abcdef",
        TWILIO_API_KEY_SECRET="right",
        TWILIO_API_BASE_URL=twilio.base_url,
        OPENAI_WEBHOOK_SECRET=SECRET,
        TICK_SECRET=TICK,
        LATE_ANSWERS="rest",
        ANSWER_SECONDS="1",
        **other,
    )


@pytest.fixture(params=["memory", "firestore"])
def late(request: pytest.FixtureRequest) -> Iterator[Set]:
    store = {"STORE": "memory"}
    if request.param == "firestore":
        emulator = {"FIRESTORE_EMULATOR_HOST": request.getfixturevalue("emulator_host")}
        store = {"STORE": "firestore", "GOOGLE_CLOUD_PROJECT": request.getfixturevalue("project"), **emulator}
    port = free_port()
    url = f"http://127.0.0.1:{port}/openai"
    with (
        openai_standin.serve(webhook_url=url, webhook_secret=SECRET, webhook_pause=0.05) as openai,
        twilio_standin.serve() as twilio,
        functions.in_its_own(environment(openai, twilio, **store), port=port) as (phone, log),
    ):
        everything = Set(phone, openai, twilio, log)
        asyncio.run(everything.warm_up())
        yield everything


async def test_a_late_answer_is_announced_and_sent_when_openai_says_that_it_is_there(late: Set) -> None:
    assert (await late.phone.send("me llamo Ana #delay=2 #webhooks=3")).messages == [texts.WAIT["es"]]
    await late.wait_for(late.sent)
    await late.wait_for(lambda: [each.status for each in late.openai.state.webhooks if each.status == 200][2:])
    (sent,) = late.twilio.state.sent
    assert "Ana" in sent.body
    assert (sent.to, sent.from_) == (late.phone.sender, late.phone.business)
    again = await late.phone.send("¿Cómo me llamo?")
    assert len(again.messages) == 1


async def test_an_answer_in_time_is_not_sent_by_rest(late: Set) -> None:
    assert "Ana" in "".join((await late.phone.send("me llamo Ana")).messages)
    await late.wait_for(lambda: [each for each in late.openai.state.webhooks if each.status == 200])
    assert late.sent() == []


async def test_a_webhook_that_openai_did_not_sign_is_refused(late: Set) -> None:
    assert (await late.post("/openai")).status_code == 403
    assert "OpenAI's webhook" in late.log.text()


async def hang_up(url: str, request: bytes) -> None:
    """Send the beginning of a request, and close the connection at once."""
    place = urlsplit(url)
    _, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(request)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def test_who_hangs_up_in_the_middle_of_a_webhook_leaves_no_trace(late: Set) -> None:
    before = len(late.log.lines())
    announced = "Host: function\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    for body in ("", '{"id": '):
        await hang_up(late.phone.url, f"POST /openai HTTP/1.1\r\n{announced}{body}".encode())
    assert (await late.post("/openai")).status_code == 403  # all that came before has been looked at
    messages = [line["message"] for line in late.log.lines()[before:]]
    told = [each for each in messages if each != "late answers"]  # of the webhook about the first message
    assert told == ["request refused: wrong signature of OpenAI's webhook"]


async def test_a_tick_without_the_secret_is_refused_and_with_it_has_nothing_to_do(late: Set) -> None:
    assert (await late.post("/tick", Authorization="Bearer another")).status_code == 403
    answer = await late.post("/tick", Authorization=f"Bearer {TICK}")
    assert (answer.status_code, answer.json()) == (200, {"turns": 0, "erasures": 0})


async def test_a_tick_leaves_a_message_its_minute(late: Set) -> None:
    await late.phone.send("me llamo Ana #fail=500")
    assert (await late.post("/tick", Authorization=f"Bearer {TICK}")).json() == {"turns": 0, "erasures": 0}
    assert late.sent() == []


@dataclass
class Here:
    """The same in this process, where time can be told to go on."""

    phone: Phone
    openai: openai_standin.Standin
    twilio: twilio_standin.Standin
    clock: Any

    async def post(self, path: str, content: bytes = b"", **headers: str) -> httpx2.Response:
        async with httpx2.AsyncClient(transport=self.phone.transport) as client:
            return await client.post(self.phone.url + path, headers=headers, content=content)

    async def event(self, kind: str = "response.completed") -> int:
        """The status that OpenAI gets for saying that the last response has ended."""
        about = {"id": list(self.openai.state.runs)[-1]}
        event = {"id": "evt_1", "object": "event", "created_at": 1, "type": kind, "data": about}
        body = json.dumps(event).encode()
        return (await self.post("/openai", body, **functions.openai_signature(body, SECRET))).status_code

    async def tick(self) -> httpx2.Response:
        return await self.post("/tick", Authorization=f"Bearer {TICK}")


@pytest.fixture
async def here(monkeypatch: pytest.MonkeyPatch, clock: Any) -> AsyncIterator[Here]:
    monkeypatch.setattr(wiring, "_now", clock)
    with openai_standin.serve() as openai, twilio_standin.serve() as twilio:
        async with functions.in_process(environment(openai, twilio, STORE="memory")) as phone:
            yield Here(phone, openai, twilio, clock)


async def test_openai_is_asked_to_say_it_again_while_somebody_waits(here: Here) -> None:
    waiting = asyncio.create_task(here.phone.send("Hola #delay=0.6"))
    while not here.openai.state.runs:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)  # its id is recorded
    assert await here.event() == 503
    assert (await waiting).messages
    assert await here.event() == 200
    assert not here.twilio.state.sent


async def test_other_events_of_openai_are_taken_and_mean_nothing(here: Here) -> None:
    await here.phone.send("Hola")
    assert await here.event("batch.completed") == 200


async def test_an_owed_answer_is_sent_when_its_response_has_ended(here: Here) -> None:
    await here.phone.send("me llamo Ana #delay=1.5")
    (run,) = here.openai.state.runs.values()
    while not run.finished:
        await asyncio.sleep(0.05)
    assert await here.event() == 200
    assert "Ana" in here.twilio.state.sent[0].body
    assert await here.event() == 200
    assert len(here.twilio.state.sent) == 1


async def test_what_twilio_does_not_take_is_a_503_and_goes_with_the_next_tick(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    await here.phone.send("me llamo Ana #delay=1.5 #twilio=500x2")
    (run,) = here.openai.state.runs.values()
    while not run.finished:
        await asyncio.sleep(0.05)
    assert await here.event() == 503
    here.clock.go_on(seconds=61)
    assert (await here.tick()).status_code == 503
    here.clock.go_on(seconds=61)
    assert (await here.tick()).json() == {"turns": 0, "erasures": 0}
    assert len(here.twilio.state.sent) == 1
    assert "could not be sent" in capsys.readouterr().out


async def test_a_tick_finishes_what_was_left_open(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    await here.phone.send("me llamo Ana #fail=500x2")
    here.clock.go_on(seconds=61)
    assert (await here.tick()).json() == {"turns": 1, "erasures": 0}
    assert "Ana" in here.twilio.state.sent[0].body
    assert '"results": ["answered"]' in capsys.readouterr().out


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
        assert ticked.json() == {"turns": 0, "erasures": 0}


async def test_without_the_secret_of_a_tick_there_is_none(standin: openai_standin.Standin) -> None:
    env = functions.settings(standin.base_url)
    async with functions.in_process(env) as phone, httpx2.AsyncClient(transport=phone.transport) as client:
        assert (await client.post(f"{phone.url}/tick")).status_code == 404
