"""A soak with customers on every channel: OpenAI is slow, one function is killed, vendors deliver again and twice.

Each channel has two functions of its own, since some share a vendor's settings. `SOAK_WAYS="twilio web"` takes those.
"""

import asyncio
import copy
import os
import random
from collections import Counter, deque
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from dev import openai_standin, twilio_standin
from dev.phone import Phone
from handlers import kept_texts, texts
from handlers.conversation.thread import MOST_ATTEMPTS
from tests import functions, lasting
from tests.contracts.test_channels import WAYS, plain
from tests.lasting import Lasting
from tests.rest import SECRET, TICK
from tests.soaks.slow import Slow, left_in_store
from tests.town import NONE, SET_SENTENCES, Function, kill_now_and_then, messages_kept, stop
from tests.ways.meta import ByMeta
from tests.ways.way import Way

CUSTOMERS = int(os.environ.get("SOAK_CUSTOMERS", "40"))
MESSAGES = 3
SEED = 20261126
TWICE = 0.2  # of all requests come again although they were taken
ASK = plain(kept_texts.FORGET_ASK["es"])
OFTEN = frozenset(map(plain, (*SET_SENTENCES, texts.WAIT["es"])))
# Its vendor neither lists nor reports what was sent, nor takes a key of ours: what is on its way at a kill may double.
MAY_DOUBLE = frozenset({"telegram"})
CHOSEN = os.environ.get("SOAK_WAYS", "").split() or [*WAYS]


@dataclass
class Customer:
    """Writes by a way of their own to the `phones` of all functions, and again until one has taken the message."""

    number: int
    way: Way
    phones: list[Phone]
    chance: random.Random
    written: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"Ana{self.number:04}"

    def got(self) -> list[str]:
        """All texts but those that anybody may hear more than once."""
        return [text for text in self.heard() if text not in OFTEN]

    def heard(self) -> list[str]:
        return [plain(text) for text in self.way.got(self.name)]

    async def talk(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, 30))
        for number in range(MESSAGES):
            await self.say(f"me llamo {self.name} y digo cosa {number}")
            await asyncio.sleep(self.chance.choice([0.0, 0.5, 5.0, 15.0]))

    async def say(self, text: str) -> None:
        self.written.append(text)
        status = await self._status(self.way.write(text, customer=self.name))
        while status != 200:
            await asyncio.sleep(1)
            status = await self._status(self.way.again())
        if self.chance.random() < TWICE and not self.way.redelivers_answers:
            await self._status(self.way.again())

    async def _status(self, posting: Awaitable[int]) -> int | None:
        """The status of a request to any function; None if it was killed meanwhile."""
        self.way.connect(self.chance.choice(self.phones))
        return await status_of(posting)

    async def is_forgotten(self) -> None:
        """Ask to be forgotten until it is done: by now all works well again."""
        for _ in range(60):
            asked = self.heard().count(ASK)
            await self.say("olvídame")
            await asyncio.sleep(2)
            if self.heard().count(ASK) > asked:
                break
        await self.say("sí")


async def status_of(posting: Awaitable[int]) -> int | None:
    """The status of a request; None if the function was killed meanwhile."""
    try:
        return await posting
    except (httpx2.TransportError, TimeoutError):
        return None


def lost(customer: Customer, kept: Mapping[str, dict[str, Any]]) -> list[str]:
    """The messages of which the stored reply did not come, or that nobody kept."""
    by_text = {fields["content"]["text"]: fields for fields in kept.values() if fields.get("content")}
    got = {*customer.heard()}
    return [text for text in customer.written if not _has_come(by_text.get(text, {}), kept, got)]


def _has_come(record: Mapping[str, Any], kept: Mapping[str, dict[str, Any]], got: set[str]) -> bool:
    replied = kept.get(record.get("answered_by") or "", {}).get("texts") or []
    return bool(replied) and {plain(text) for text in replied} <= got


def faults(customers: list[Customer], kept: Mapping[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The texts that were lost, doubled, or came to another customer."""
    names = {customer.name for customer in customers}
    return {
        "lost": [text for customer in customers for text in lost(customer, kept)],
        "doubled": [text for customer in customers for text, times in Counter(customer.got()).items() if times > 1],
        "crossed": [
            text
            for customer in customers
            for text in customer.got()
            if any(name in text for name in names - {customer.name})
        ],
    }


async def pass_reports_on(way: Way, phones: list[Phone], chance: random.Random) -> None:
    """Post what a vendor reports of messages, if it does, to any function and again until one has taken it."""
    reports: deque[bytes] = way.meta.state.reports if isinstance(way, ByMeta) else deque()
    messenger = copy.copy(way)
    while True:
        await asyncio.sleep(0.2)
        while reports:
            messenger.connect(chance.choice(phones))
            if await status_of(messenger.post(reports[0])) == 200:
                reports.popleft()
            else:
                await asyncio.sleep(1)


async def started(env: Mapping[str, str]) -> list[Function]:
    both = [Function(dict(env)), Function(dict(env))]
    for instance in both:
        await instance.start()
        await functions.phone(instance.url).send("the first message to an emulator takes seconds")
    return both


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Lasting:
    """Firestore: the contract of channels runs over every store."""
    return lasting.of("firestore", request)


@pytest.mark.parametrize("name", CHOSEN)
async def test_on_every_channel_nothing_is_lost_doubled_crossed_or_kept(name: str, store: Lasting) -> None:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    with (
        openai_standin.serve(seconds=0.3, webhook_secret=SECRET) as openai,
        twilio_standin.serve() as twilio,
        WAYS[name](twilio) as way,
    ):
        env = {
            **functions.settings(openai.base_url),
            "TWILIO_API_KEY_SID": "SK0123456789abcdef0123456789abcdef",
            "TWILIO_API_KEY_SECRET": "right",
            "TWILIO_API_BASE_URL": twilio.base_url,
            "OPENAI_WEBHOOK_SECRET": SECRET,
            "TICK_SECRET": TICK,
            "LATE_ANSWERS": "rest",
            **way.settings,
            **store.settings,
        }
        slow = Slow(openai, twilio, await started(env))
        try:
            openai.state.webhook_url = f"{slow.instances[1].url}/openai"
            phones = [functions.phone(instance.url) for instance in slow.instances]
            customers = [Customer(number, copy.copy(way), phones, chance) for number in range(CUSTOMERS)]
            reporting = asyncio.create_task(pass_reports_on(way, phones, chance))
            await _talk_through(slow, customers, chance)
            paid = Counter(openai.state.paid.values())
            print(f"{name}: paid: {dict(paid)}; ticks: {dict(slow.ticks)}; kills: {slow.instances[0].kills}")
            found = faults(customers, await messages_kept(store))
            if name in MAY_DOUBLE:
                assert len(found["doubled"]) <= slow.instances[0].kills
                found["doubled"] = []
            assert found == NONE
            assert max(paid) <= MOST_ATTEMPTS, paid
            await asyncio.gather(*(customer.is_forgotten() for customer in customers))
            for _ in range(8):
                await asyncio.sleep(5)
                await slow.tick()
            assert await left_in_store(store) == []
            await stop(reporting)
        finally:
            for instance in slow.instances:
                instance.running.close()


async def _talk_through(slow: Slow, customers: list[Customer], chance: random.Random) -> None:
    """All messages, while a function is killed again and again; then a last one of each, once all works well."""
    slow.openai.state.unkind = openai_standin.Unkind(SEED)
    killing = asyncio.create_task(kill_now_and_then(slow.instances[0], chance, every=10.0))
    ticking = asyncio.create_task(slow.tick_now_and_then())
    await asyncio.gather(*(customer.talk() for customer in customers))
    await stop(killing)
    slow.openai.state.unkind = None
    await asyncio.sleep(90)  # what is owed has its minute
    await asyncio.gather(*(customer.say(f"me llamo {customer.name} y por último") for customer in customers))
    await asyncio.sleep(70)
    await slow.tick()
    await stop(ticking)
