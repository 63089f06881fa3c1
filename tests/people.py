"""A shop with two agents, before stand-ins: fixtures for tests of what people of a business do, over every store."""

import contextlib
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest

from dev import openai_standin, twilio_standin
from dev.phone import Phone, quote
from tests import functions, lasting
from tests.rest import TICK

ANA, LUIS = "whatsapp:+5215511110001", "whatsapp:+5215511110002"
EVA: dict[str, Any] = {"sender": "whatsapp:+5215522220001", "profile_name": "Eva"}

# For what no store makes different: the contracts hold over each of them.
in_memory = pytest.mark.parametrize("store", ["memory"], indirect=True)


@dataclass
class Shop:
    """A customer's phone and the agents', and the stand-ins behind the function."""

    customer: Phone
    openai: openai_standin.Standin
    twilio: twilio_standin.Standin
    clock: Any

    @property
    def ana(self) -> Phone:
        return replace(self.customer, sender=ANA, profile_name="Ana")

    @property
    def luis(self) -> Phone:
        return replace(self.customer, sender=LUIS, profile_name="Luis")

    async def says(self, text: str, **more: str) -> list[str]:
        """The customer writes; the messages that come back in the response."""
        return (await self.customer.send(text, **more)).messages

    async def told(self, agent: Phone, text: str, **more: str) -> list[str]:
        """An agent writes; the messages that come back in the response."""
        return (await agent.send(text, **more)).messages

    def got(self, phone: Phone) -> list[str]:
        """All that was sent by REST to a phone."""
        return [message.body for message in self.twilio.state.sent if message.to == phone.sender]

    def last_to(self, phone: Phone) -> dict[str, str]:
        """The fields of a reply that quotes the last message sent to this phone."""
        return quote([message.sid for message in self.twilio.state.sent if message.to == phone.sender][-1])

    def asked(self) -> int:
        return len(self.openai.state.seen("POST", "/v1/responses"))

    async def tick(self, **span: float) -> int:
        """Let so much time pass, a minute if none is given, and call the clock; its status."""
        return (await self.ticked(**span)).status_code

    async def ticked(self, **span: float) -> httpx2.Response:
        """The same; its answer."""
        self.clock.go_on(**(span or {"seconds": 61}))
        async with httpx2.AsyncClient(transport=self.customer.transport) as client:
            url = f"{self.customer.url}/tick"
            return await client.post(url, headers={"Authorization": f"Bearer {TICK}"})

    async def open_ticket(self) -> str:
        """Both agents have written today; the customer asks for a person. Returns the ticket's code."""
        await self.told(self.ana, "tickets")
        await self.told(self.luis, "tickets")
        await self.says("Mi pan llegó frío")
        (reply,) = await self.says("humano")
        return code_in(reply)


def code_in(text: str) -> str:
    found = re.search(r"#[0-9A-Z]{4}", text)
    assert found, text
    return found.group()


@pytest.fixture
def servers() -> Iterator[tuple[openai_standin.Standin, twilio_standin.Standin]]:
    with openai_standin.serve() as openai, twilio_standin.serve() as twilio:
        yield openai, twilio


@pytest.fixture(params=["memory", *lasting.STORES])
def store(request: pytest.FixtureRequest) -> Mapping[str, str]:
    return lasting.settings_of(request.param, request)


@contextlib.asynccontextmanager
async def shop_of(servers: Any, store: Mapping[str, str], clock: Any) -> AsyncIterator[Shop]:
    """A shop with this store, and more settings if they are given with it."""
    openai, twilio = servers
    async with functions.by_clock(_environment(openai, twilio, store), clock) as phone:
        yield Shop(replace(phone, **EVA), openai, twilio, clock)


@contextlib.asynccontextmanager
async def opened_shop(store: Mapping[str, str], clock: Any, **other: str) -> AsyncIterator[Shop]:
    """A shop with stand-ins of its own."""
    with openai_standin.serve() as openai, twilio_standin.serve() as twilio:
        async with shop_of((openai, twilio), {**store, **other}, clock) as shop:
            yield shop


@contextlib.contextmanager
def shop_in_its_own_process(**other: str) -> Iterator[Shop]:
    """The shop with the function in a process of its own, over HTTP, by the real clock."""
    with (
        openai_standin.serve() as openai,
        twilio_standin.serve() as twilio,
        functions.in_its_own(_environment(openai, twilio, other)) as (phone, _),
    ):
        yield Shop(replace(phone, **EVA), openai, twilio, None)


def _environment(
    openai: openai_standin.Standin, twilio: twilio_standin.Standin, other: Mapping[str, str]
) -> dict[str, str]:
    return functions.settings(
        openai.base_url,
        TWILIO_API_KEY_SID="SK0123456789abcdef0123456789abcdef",
        TWILIO_API_KEY_SECRET="any",
        TWILIO_API_BASE_URL=twilio.base_url,
        TICK_SECRET=TICK,
        **{"AGENTS": f"Ana={ANA}, Luis={LUIS}", **other},
    )


@pytest.fixture
async def shop(servers: Any, store: Mapping[str, str], clock: Any) -> AsyncIterator[Shop]:
    async with shop_of(servers, store, clock) as shop:
        yield shop
