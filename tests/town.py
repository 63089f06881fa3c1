"""A town of customers who write to functions that are killed now and then, for the test of faults and the soaks."""

import asyncio
import contextlib
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dev import processes
from dev.phone import new_sid
from handlers import kept_texts, texts
from handlers.channels.markup.text import to_whatsapp
from tests import functions
from tests.lasting import Lasting

# What customers may hear more than once, each time for a reason.
SET_SENTENCES = frozenset(
    sentence["es"] for sentence in (texts.UNAVAILABLE, texts.LATE, texts.REFUSED, kept_texts.FORGET_ASK)
)


def children(pid: int) -> list[int]:
    """The workers that a server has forked, and that would outlive it."""
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


async def kill_now_and_then(victim: Function, chance: random.Random, *, every: float) -> None:
    """Kill it after at most `every` seconds and start it again, without end."""
    while True:
        await asyncio.sleep(chance.uniform(0.1, every))
        await victim.kill()
        await victim.start()


class Customer:
    """Writes messages, sometimes before the answer to the one before, and keeps what comes back."""

    def __init__(self, number: int, instances: list[Function], chance: random.Random) -> None:
        self.name = f"Ana{number:04}"
        self.chance = chance
        first, second = chance.sample(instances, 2)
        self.sender = f"whatsapp:+521550000{number:04}"
        self.phone = functions.phone(first.url, sender=self.sender)
        self.fallback = functions.phone(second.url, sender=self.sender)
        self.received: list[str] = []
        self.sids: list[str] = []

    async def talk(self, texts: Iterator[str], pauses: list[float]) -> None:
        """Write these texts, a pause after each, and wait for all answers."""
        sessions = []
        for text in texts:
            sessions.append(asyncio.create_task(self.say(f"me llamo {self.name} y digo {text}")))
            await asyncio.sleep(self.chance.choice(pauses))
        await asyncio.gather(*sessions)

    async def say(self, text: str) -> list[str]:
        """Write a text, as Twilio delivers it; return what came back."""
        sid, before = new_sid(), len(self.received)
        self.sids.append(sid)
        while not await self._is_taken(text, sid):
            await asyncio.sleep(1)
        return self.received[before:]

    async def _is_taken(self, text: str, sid: str) -> bool:
        """True if a function has accepted the message; none does while the store, on a busy machine, is too slow."""
        status = None
        async for delivery in self.phone.converse(text, sid=sid, fallback=self.fallback):
            self.received += [message for message in delivery.messages if message != texts.WAIT["es"]]
            status = delivery.status
        return status not in (None, 503)

    def has_got(self, sid: str, kept: Mapping[str, dict[str, Any]]) -> bool:
        """True if the stored reply to a message has come."""
        answered_by = kept.get(sid, {}).get("answered_by") or ""
        replied = kept.get(answered_by, {}).get("texts") or []
        return bool(replied) and {to_whatsapp(text) for text in replied} <= set(self.received)

    def got_twice(self) -> list[str]:
        times = Counter(self.received)
        return [message for message, number in times.items() if number > 1 and message not in SET_SENTENCES]

    def got_of_others(self, customers: "list[Customer]") -> list[str]:
        others = [customer.name for customer in customers if customer is not self]
        return [message for message in self.received if any(name in message for name in others)]


async def stop(killing: "asyncio.Task[None]") -> None:
    killing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await killing


async def messages_kept(lasting: Lasting) -> dict[str, dict[str, Any]]:
    """The documents of all messages, by sid."""
    kept = await lasting.documents()
    return {path.partition("/")[2]: fields for path, fields in kept.items() if path.startswith("messages/")}


def faults(customers: list[Customer], kept: Mapping[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The texts that were lost, doubled, or sent to the wrong customer."""
    return {
        "lost": [sid for customer in customers for sid in customer.sids if not customer.has_got(sid, kept)],
        "doubled": [message for customer in customers for message in customer.got_twice()],
        "crossed": [message for customer in customers for message in customer.got_of_others(customers)],
    }


NONE: dict[str, list[str]] = {"lost": [], "doubled": [], "crossed": []}
