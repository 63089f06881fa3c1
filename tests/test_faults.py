"""Two functions over one store, one killed again and again under load: nothing is lost or doubled."""

import asyncio
import itertools
import os
import random
from collections.abc import AsyncIterator, Iterator

import pytest

from dev import openai_standin
from tests import functions
from tests.lasting import Lasting
from tests.town import NONE, Customer, Function, faults, kill_now_and_then, messages_kept, stop

CUSTOMERS = int(os.environ.get("FAULT_CUSTOMERS", "20"))  # `make soak` asks for 200
AT_ONCE = max(10, CUSTOMERS // 4)  # who begins when another has come to an end: as fast as this machine can
MESSAGES = 3  # of each customer; more, until there were enough
KILLS = 3


@pytest.fixture
async def instances(lasting: Lasting) -> AsyncIterator[list[Function]]:
    with openai_standin.serve(seconds=0.3) as openai:
        env = functions.settings(openai.base_url, ANSWER_SECONDS="3", MESSAGES_A_MINUTE="1000", **lasting.settings)
        both = [Function(env), Function(env)]
        for instance in both:
            await instance.start()
            await functions.phone(instance.url).send("the first message to an emulator takes seconds")
        yield both
        for instance in both:
            instance.running.close()


def texts_of(victim: Function, chance: random.Random) -> Iterator[str]:
    """A customer's texts, some of which are answered late."""
    for number in itertools.count():
        if number >= MESSAGES and victim.kills >= KILLS:
            return
        yield f"{number}{' #delay=4' if chance.random() < 0.15 else ''}"


async def talk(customer: Customer, victim: Function, chance: random.Random, places: asyncio.Semaphore) -> None:
    async with places:
        await customer.talk(texts_of(victim, chance), pauses=[0.05, 0.5, 5.0])


async def test_killed_at_any_moment_nothing_is_lost_doubled_or_crossed(
    instances: list[Function], lasting: Lasting
) -> None:
    chance = random.Random(20261122)  # noqa: S311 - no secret
    places = asyncio.Semaphore(AT_ONCE)
    customers = [Customer(number, instances, chance) for number in range(CUSTOMERS)]
    killing = asyncio.create_task(kill_now_and_then(instances[0], chance, every=3.0))
    await asyncio.gather(*(talk(customer, instances[0], chance, places) for customer in customers))
    await stop(killing)
    assert faults(customers, await messages_kept(lasting)) == NONE
