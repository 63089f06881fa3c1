"""A soak in which OpenAI and Twilio answer after up to 12 seconds, never or twice, and one function is killed."""

import asyncio
import contextlib
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

import httpx2
import pytest

from dev import openai_standin, twilio_standin
from handlers import kept_texts, texts
from handlers.channels.markup.text import to_whatsapp
from tests import functions
from tests.lasting import Lasting
from tests.town import NONE, Customer, Function, faults, kill_now_and_then, messages_kept, stop

CUSTOMERS = int(os.environ.get("SOAK_CUSTOMERS", "100"))
MESSAGES = 3
SEED = 20261124
SECRET = "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw=="
TICK = "the scheduler's token"
ASKED, GONE = (to_whatsapp(text["es"]) for text in (kept_texts.FORGET_ASK, kept_texts.FORGOTTEN))


@dataclass
class Slow:
    """Two functions, and all that they talk to."""

    openai: openai_standin.Standin
    twilio: twilio_standin.Standin
    instances: list[Function]
    ticks: Counter[str] = field(default_factory=Counter)

    def make_unkind(self) -> None:
        self.openai.state.unkind = openai_standin.Unkind(SEED)
        self.twilio.state.unkind = twilio_standin.Unkind(SEED)

    def make_kind(self) -> None:
        self.openai.state.unkind = self.twilio.state.unkind = None

    async def tick(self) -> None:
        """Tick once, at the function that is not killed; a tick that takes over 30 seconds has failed."""
        async with httpx2.AsyncClient(timeout=30, trust_env=False) as client:
            try:
                url = f"{self.instances[1].url}/tick"
                answer = await client.post(url, headers={"Authorization": f"Bearer {TICK}"})
                self.ticks[str(answer.status_code)] += 1
                self.ticks["turns"] += answer.json()["turns"]
            except httpx2.TransportError as problem:
                self.ticks[type(problem).__name__] += 1

    async def tick_now_and_then(self) -> None:
        while True:
            await self.tick()
            await asyncio.sleep(15)


def slow_functions(**settings: str) -> Callable[[Lasting], AsyncIterator[Slow]]:
    """A fixture of two functions with these settings, and all that they talk to."""

    async def started(lasting: Lasting) -> AsyncIterator[Slow]:
        async with _started({**lasting.settings, **settings}) as both:
            yield both

    return started


@contextlib.asynccontextmanager
async def _started(settings: Mapping[str, str]) -> AsyncIterator[Slow]:
    with (
        openai_standin.serve(seconds=0.3, webhook_secret=SECRET) as openai,
        twilio_standin.serve() as twilio,
    ):
        env = functions.settings(
            openai.base_url,
            **settings,
            TWILIO_API_KEY_SID="SK0123456789abcdef0123456789abcdef",
            TWILIO_API_KEY_SECRET="right",
            TWILIO_API_BASE_URL=twilio.base_url,
            OPENAI_WEBHOOK_SECRET=SECRET,
            TICK_SECRET=TICK,
        )
        both = [Function(env), Function(env)]
        for instance in both:
            await instance.start()
            await functions.phone(instance.url).send("the first message to an emulator takes seconds")
        openai.state.webhook_url = f"{both[1].url}/openai"
        yield Slow(openai, twilio, both)
        for instance in both:
            instance.running.close()


slow = pytest.fixture(slow_functions(), name="slow")


async def talk(customer: Customer, chance: random.Random) -> None:
    await asyncio.sleep(chance.uniform(0, 60))
    await customer.talk((f"cosa {number}" for number in range(MESSAGES)), pauses=[0.5, 5.0, 30.0])


def deliver_what_was_sent(slow: Slow, customers: list[Customer]) -> None:
    """Give the phones the texts that went out by REST."""
    for customer in customers:
        by_rest = [message.body for message in slow.twilio.state.sent if message.to == customer.sender]
        customer.received += [body for body in by_rest if body != texts.WAIT["es"]]


async def forgotten(customer: Customer) -> None:
    """Ask to be forgotten until it is done: by now OpenAI and Twilio work well again."""
    while ASKED not in await customer.say("olvídame"):
        await asyncio.sleep(1)
    await customer.say("sí")


async def left_in_store(lasting: Lasting) -> list[str]:
    """The stored data of customers, except the reply to each one's last message, which is kept for an hour."""
    kept = await lasting.documents()
    threads, erasures = ([path for path in kept if path.startswith(name)] for name in ("threads/", "erasures/"))
    messages = [path for path, fields in kept.items() if path.startswith("messages/") and "Ana0" in str(fields)]
    return threads[1:] + erasures + messages


async def test_however_slow_nothing_is_lost_doubled_crossed_or_kept(slow: Slow, lasting: Lasting) -> None:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    customers = [Customer(number, slow.instances, chance) for number in range(CUSTOMERS)]
    slow.make_unkind()
    going = [
        asyncio.create_task(kill_now_and_then(slow.instances[0], chance, every=10.0)),
        asyncio.create_task(slow.tick_now_and_then()),
    ]
    await asyncio.gather(*(talk(customer, chance) for customer in customers))
    await stop(going[0])
    slow.make_kind()
    for _ in range(6):  # what is owed has its minute
        await asyncio.sleep(15)
    await asyncio.gather(*(customer.say("y por último") for customer in customers))
    await asyncio.sleep(70)
    await slow.tick()
    await stop(going[1])
    deliver_what_was_sent(slow, customers)
    paid = Counter(slow.openai.state.paid.values())
    print(f"paid: {dict(paid)}; ticks: {dict(slow.ticks)}; kills: {slow.instances[0].kills}")
    assert faults(customers, await messages_kept(lasting)) == NONE
    assert max(paid) <= 2, paid
    assert set(slow.ticks) <= {"200", "503", "turns"}
    await asyncio.gather(*(forgotten(customer) for customer in customers))
    for _ in range(8):
        await asyncio.sleep(15)
        await slow.tick()
    report = slow.openai.state.report()
    kept = {name: items for name, items in {**report["conversations"], **report["left"]}.items() if items}
    assert await left_in_store(lasting) == []
    assert len(kept) <= 1, kept  # that of who warmed the emulator up
