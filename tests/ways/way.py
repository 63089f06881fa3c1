"""A way in: it posts what the channel's vendor posts, and shows what customers got; and the function behind it."""

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from zlib import crc32

import httpx2

from dev import openai_standin, twilio_standin
from dev.phone import Phone
from tests import functions
from tests.dev.standins import until
from tests.people import ANA, LUIS
from tests.rest import SECRET, TICK

BUSINESS = "+5215587654321"  # its number on WhatsApp


def number_of(customer: str) -> int:
    """A number of eight digits or fewer, another for each customer."""
    return crc32(customer.encode()) % 100_000_000


class Agent(Protocol):
    """An agent's phone."""

    async def send(self, text: str, **more: str) -> object:
        """Write to the business; `more`: fields of Twilio's form, such as those of a file."""
        ...


class OfAgents(Protocol):
    """A way that agents use, too, instead of WhatsApp by Twilio: the attribute `agents` of such a way."""

    @property
    def ana(self) -> Agent:
        """The first agent's phone."""
        ...

    def told(self) -> list[str]:
        """All that agents got."""
        ...


class Way(Protocol):
    """One channel. Customers are told apart by short names; all that a vendor needs is made of them.

    `settings`: those that set the channel up. `most`: the longest message that it takes, as `size` measures it;
    `most_body`: the largest request, in bytes.
    `redelivers_answers`: a request that comes again is answered with the same texts, where others are answered with
    nothing.
    """

    settings: Mapping[str, str]
    most: int
    most_body: int
    redelivers_answers: bool

    def connect(self, phone: Phone) -> None:
        """Take the function to post to from a phone."""
        ...

    async def write(self, *texts: str, customer: str = "eva") -> int:
        """Post these messages of a customer, in one request if the vendor puts several in one; the (worst) status."""
        ...

    async def write_file(self, content: bytes, media_type: str, *, customer: str = "eva") -> int:
        """Post a message that is a file; the status."""
        ...

    async def write_strange(self, *, customer: str = "eva") -> int:
        """Post, with the vendor's proof, what this app tells besides messages, and what nobody knows; the status."""
        ...

    async def again(self) -> int:
        """Post the last genuine request once more, byte for byte; the status."""
        ...

    async def forge(self, text: str, *, customer: str = "eva") -> list[int]:
        """Post this message without the vendor's proof, with a wrong one, and with one of other bytes; the statuses."""
        ...

    async def post(self, body: bytes) -> int:
        """Post any bytes, with the vendor's proof for them; the status."""
        ...

    async def press(self, said: str, *, customer: str = "eva") -> int:
        """Press the button that says this, under the last message that has it; in an app without buttons, write it."""
        ...

    def got(self, customer: str = "eva") -> list[str]:
        """All texts that a customer got so far, in order, in responses and by REST."""
        ...

    def size(self, text: str) -> int:
        """The size of a message, in what the vendor counts."""
        ...


async def posted(phone: Phone, path: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post these bytes to the function that a phone knows; the status."""
    async with httpx2.AsyncClient(transport=phone.transport, trust_env=False) as client:
        return (await client.post(phone.url + path, content=body, headers=headers)).status_code


@dataclass
class World:
    """A function with one way in, agents on WhatsApp, and the stand-ins behind."""

    way: Way
    phone: Phone
    openai: openai_standin.Standin
    twilio: twilio_standin.Standin
    clock: Any
    told: set[str] = field(default_factory=set)

    @property
    def ana(self) -> Agent:
        """An agent's phone."""
        if agents := self._agents:
            return agents.ana
        return replace(self.phone, sender=ANA, business=f"whatsapp:{BUSINESS}", profile_name="Ana")

    @property
    def _agents(self) -> OfAgents | None:
        return getattr(self.way, "agents", None)

    async def says(self, *texts: str, customer: str = "eva") -> list[str]:
        """What a customer gets for these messages, once OpenAI has nothing left to tell."""
        before = len(self.way.got(customer))
        assert await self.way.write(*texts, customer=customer) == 200
        await self.settle()
        return self.way.got(customer)[before:]

    async def settle(self, *, surely: bool = True) -> None:
        """Report the end of each response to the function, as OpenAI does. `surely`: it takes each at once."""
        while ended := await self.ended():
            for run in ended:
                self.told.add(run)
                assert await self._report(run) or not surely

    async def ended(self) -> list[str]:
        """Wait until all responses have ended; those whose end was not reported."""
        runs = self.openai.state.runs
        there = [run for run in list(runs) if run not in self.told]
        await until(lambda: all(runs[run].finished for run in there))
        return there

    async def _report(self, response: str) -> bool:
        about = {"type": "response.completed", "data": {"id": response}}
        body = json.dumps({"id": "evt_1", "object": "event", "created_at": 1, **about}).encode()
        signature = functions.openai_signature(body, SECRET)
        return (await self.post("/openai", body, **signature)).status_code == 200

    async def tick(self, *, surely: bool = True, **span: float) -> None:
        """Let so much time pass, a minute if none is given, and call the clock. `surely`: nothing goes wrong."""
        self.clock.go_on(**(span or {"seconds": 61}))
        ticked = await self.post("/tick", Authorization=f"Bearer {TICK}")
        assert ticked.status_code == 200 or not surely

    async def post(self, path: str, content: bytes = b"", **headers: str) -> httpx2.Response:
        """Post to the function."""
        async with httpx2.AsyncClient(transport=self.phone.transport) as client:
            return await client.post(self.phone.url + path, headers=headers, content=content)

    def asked(self) -> list[str]:
        """All questions to the model, as JSON."""
        seen = self.openai.state.seen("POST", "/v1/responses")
        return [json.dumps(question.body, ensure_ascii=False) for question in seen]

    def told_agents(self) -> list[str]:
        """All that agents got by REST."""
        if agents := self._agents:
            return agents.told()
        return [message.body for message in self.twilio.state.sent if message.to in (ANA, LUIS)]


@contextlib.asynccontextmanager
async def world_of(
    way: Callable[[twilio_standin.Standin], AbstractContextManager[Way]],
    store: Mapping[str, str],
    clock: Any,
    **other: str,
) -> AsyncIterator[World]:
    """The function in this process, with this clock, its agents, and one way in."""
    with openai_standin.serve() as openai, twilio_standin.serve() as twilio, way(twilio) as opened:
        base = functions.settings(
            openai.base_url,
            TWILIO_API_KEY_SID="SK0123456789abcdef0123456789abcdef",
            TWILIO_API_KEY_SECRET="any",
            TWILIO_API_BASE_URL=twilio.base_url,
            OPENAI_WEBHOOK_SECRET=SECRET,
            TICK_SECRET=TICK,
            AGENTS=f"Ana={ANA}, Luis={LUIS}",
            AGENTS_FROM=BUSINESS,
            SURVEY="ticket",
        )
        env = {**base, **opened.settings, **store, **other}
        async with functions.by_clock(env, clock) as phone:
            opened.connect(phone)
            yield World(opened, phone, openai, twilio, clock)
