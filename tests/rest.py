"""A function that sends late answers by REST, with OpenAI, Twilio and a scheduler on loopback."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2

from dev import openai_standin, twilio_standin
from dev.phone import Phone
from dev.processes import free_port
from dev.twilio_standin.state import Sent
from tests import functions
from tests.dev.standins import LIMIT

# For tests of late answers: a response that begins within these seconds is promised. All others have the usual eleven.
HURRIED = {"ANSWER_SECONDS": "3"}
SECRET = "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw=="
TICK = "the scheduler's token"
NOTHING_DUE = {"turns": 0, "erasures": 0, "lapsed": 0, "talks": 0}


def due(ticked: httpx2.Response) -> dict[str, int]:
    """What a tick answered, but for how much it counted: all that was answered before."""
    counts: dict[str, int] = ticked.json()
    counts.pop("numbers")
    return counts


@dataclass
class Set:
    """A function that sends late answers by REST, with all that it talks to."""

    phone: Phone
    openai: openai_standin.Standin
    twilio: twilio_standin.Standin
    log: functions.Log

    def sent(self) -> list[Sent]:
        """The messages sent to the phone; where the first is slow, its answer is sent, too."""
        return [message for message in self.twilio.state.sent if message.to == self.phone.sender]

    async def wait_for(self, there: Callable[[], object]) -> None:
        """Wait until something has happened; the limit only ends a test that has failed."""
        async with asyncio.timeout(LIMIT):
            while not there():
                await asyncio.sleep(0.05)

    async def warm_up(self) -> None:
        """Send a first message: it takes the store seconds, and an answer has to begin in time to be promised."""
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
        **other,
    )


@contextlib.contextmanager
def in_its_own(**other: str) -> Iterator[Set]:
    """The function in its own process."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/openai"
    with (
        openai_standin.serve(webhook_url=url, webhook_secret=SECRET, webhook_pause=0.05) as openai,
        twilio_standin.serve() as twilio,
        functions.in_its_own(environment(openai, twilio, **other), port=port) as (phone, log),
    ):
        everything = Set(phone, openai, twilio, log)
        asyncio.run(everything.warm_up())
        yield everything


@dataclass
class Here:
    """The same in this process, where the test moves the clock."""

    phone: Phone
    openai: openai_standin.Standin
    twilio: twilio_standin.Standin
    clock: Any

    async def post(self, path: str, content: bytes = b"", **headers: str) -> httpx2.Response:
        async with httpx2.AsyncClient(transport=self.phone.transport) as client:
            return await client.post(self.phone.url + path, headers=headers, content=content)

    async def event(self, kind: str = "response.completed") -> int:
        """The status that OpenAI gets for its webhook about the last response."""
        about = {"id": list(self.openai.state.runs)[-1]}
        event = {"id": "evt_1", "object": "event", "created_at": 1, "type": kind, "data": about}
        body = json.dumps(event).encode()
        return (await self.post("/openai", body, **functions.openai_signature(body, SECRET))).status_code

    async def tick(self) -> httpx2.Response:
        return await self.post("/tick", Authorization=f"Bearer {TICK}")


@contextlib.asynccontextmanager
async def in_this_process(clock: Any, **other: str) -> AsyncIterator[Here]:
    """The function in this process, with this clock."""
    with openai_standin.serve() as openai, twilio_standin.serve() as twilio:
        async with functions.by_clock(environment(openai, twilio, STORE="memory") | other, clock) as phone:
            yield Here(phone, openai, twilio, clock)
