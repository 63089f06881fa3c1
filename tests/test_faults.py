"""Two functions behind one Firestore, one of them killed again and again under load: nothing lost or doubled."""

import asyncio
import contextlib
import itertools
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore_v1.async_client import AsyncClient

from dev import openai_standin, processes
from dev.phone import new_sid
from handlers import texts
from handlers.channels.whatsapp_text import to_whatsapp
from tests import functions

CUSTOMERS = int(os.environ.get("FAULT_CUSTOMERS", "30"))  # `make soak` asks for 200
AT_ONCE = max(10, CUSTOMERS // 4)  # who begins when another has come to an end: as fast as this machine can
MESSAGES = 3  # of each customer; more, until there were enough
KILLS = 3


def children(pid: int) -> list[int]:
    """The workers that a server has forked, which a kill of the server alone would leave."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Function:
    """One instance, killed with all its children and started again on its port."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.port = processes.free_port()
        self.kills = 0

    async def start(self) -> None:
        self.running = contextlib.ExitStack()
        started = processes.function(self.env, port=self.port)
        self.url, self.process = await asyncio.to_thread(self.running.enter_context, started)

    async def kill(self) -> None:
        for pid in [self.process.pid, *children(self.process.pid)]:
            os.kill(pid, signal.SIGKILL)
        self.kills += 1
        await asyncio.to_thread(self.running.close)


async def kill_now_and_then(victim: Function, chance: random.Random) -> None:
    while True:
        await asyncio.sleep(chance.uniform(0.1, 1.0))
        await victim.kill()
        await victim.start()


@pytest.fixture
async def instances(emulator_host: str, project: str) -> AsyncIterator[list[Function]]:
    with openai_standin.serve(seconds=0.3) as openai:
        firestore = {"STORE": "firestore", "GOOGLE_CLOUD_PROJECT": project, "FIRESTORE_EMULATOR_HOST": emulator_host}
        env = functions.settings(openai.base_url, ANSWER_SECONDS="3", **firestore)
        both = [Function(env), Function(env)]
        for instance in both:
            await instance.start()
            await functions.phone(instance.url).send("the first message to an emulator takes seconds")
        yield both
        for instance in both:
            instance.running.close()


class Customer:
    """Writes messages, sometimes before the answer to the one before, and keeps what comes back."""

    def __init__(
        self, number: int, instances: list[Function], chance: random.Random, places: asyncio.Semaphore
    ) -> None:
        self.places = places
        self.name = f"Ana{number:04}"
        self.chance = chance
        self.victim = instances[0]
        first, second = chance.sample(instances, 2)
        sender = f"whatsapp:+521550000{number:04}"
        self.phone = functions.phone(first.url, sender=sender)
        self.fallback = functions.phone(second.url, sender=sender)
        self.received: list[tuple[str, str]] = []
        self.sids: list[str] = []

    async def talk(self) -> None:
        async with self.places:
            sessions = []
            for number in itertools.takewhile(self.goes_on, itertools.count()):
                late = " #delay=4" if self.chance.random() < 0.15 else ""
                sessions.append(asyncio.create_task(self.say(f"me llamo {self.name} y digo {number}{late}")))
                await asyncio.sleep(self.chance.choice([0.05, 0.5, 5.0]))
            await asyncio.gather(*sessions)

    def goes_on(self, number: int) -> bool:
        return number < MESSAGES or self.victim.kills < KILLS

    async def say(self, text: str) -> None:
        sid = new_sid()
        self.sids.append(sid)
        while not await self.is_taken(text, sid):
            await asyncio.sleep(1)

    async def is_taken(self, text: str, sid: str) -> bool:
        """Whether somebody has taken the message; nobody does while Firestore, on a busy machine, is too slow."""
        status = None
        async for delivery in self.phone.converse(text, sid=sid, fallback=self.fallback):
            self.received += [(sid, message) for message in delivery.messages if message != texts.WAIT["es"]]
            status = delivery.status
        return status not in (None, 503)

    def has_got(self, sid: str, kept: dict[str, dict[str, Any]]) -> bool:
        """Whether the reply that is kept as the answer to a message has come."""
        answered_by = kept.get(sid, {}).get("answered_by") or ""
        replied = kept.get(answered_by, {}).get("texts") or []
        return bool(replied) and {to_whatsapp(text) for text in replied} <= {message for _, message in self.received}

    def got_twice(self) -> list[str]:
        times = Counter(message for _, message in self.received)
        return [message for message, number in times.items() if number > 1]

    def got_of_others(self, customers: "list[Customer]") -> list[str]:
        others = [customer.name for customer in customers if customer is not self]
        return [message for _, message in self.received if any(name in message for name in others)]


async def test_killed_at_any_moment_nothing_is_lost_doubled_or_crossed(
    instances: list[Function], firestore: AsyncClient
) -> None:
    chance = random.Random(20261122)  # noqa: S311 - no secret
    places = asyncio.Semaphore(AT_ONCE)
    customers = [Customer(number, instances, chance, places) for number in range(CUSTOMERS)]
    killing = asyncio.create_task(kill_now_and_then(instances[0], chance))
    await asyncio.gather(*(customer.talk() for customer in customers))
    await stop(killing)
    kept = {each.id: each.to_dict() or {} async for each in firestore.collection("messages").stream()}
    lost = [sid for customer in customers for sid in customer.sids if not customer.has_got(sid, kept)]
    doubled = [message for customer in customers for message in customer.got_twice()]
    crossed = [message for customer in customers for message in customer.got_of_others(customers)]
    assert (lost, doubled, crossed) == ([], [], [])


async def stop(killing: "asyncio.Task[None]") -> None:
    killing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await killing
