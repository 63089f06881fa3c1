"""Late answers by REST: the function as a process, OpenAI's webhooks, Twilio's REST API and a scheduler on loopback."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import pytest

from dev import openai_standin, twilio_standin
from dev.phone import Phone
from dev.processes import free_port
from handlers import texts
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


async def test_a_tick_without_the_secret_is_refused_and_with_it_has_nothing_to_do(late: Set) -> None:
    assert (await late.post("/tick", Authorization="Bearer another")).status_code == 403
    answer = await late.post("/tick", Authorization=f"Bearer {TICK}")
    assert (answer.status_code, answer.json()) == (200, {"turns": 0})


async def test_a_tick_leaves_a_message_its_minute(late: Set) -> None:
    await late.phone.send("me llamo Ana #fail=500")
    assert (await late.post("/tick", Authorization=f"Bearer {TICK}")).json() == {"turns": 0}
    assert late.sent() == []
