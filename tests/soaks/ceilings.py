"""A soak in which 300 customers write at once to two functions with a day's ceiling, and one is killed again and again.

What the ceiling holds are answers; what refusing costs comes on top, and is told.
"""

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from dev import openai_standin
from handlers.money import limit_texts
from handlers.money.prices import load_prices
from tests import functions
from tests.lasting import Lasting
from tests.rest import TICK
from tests.soaks.slow import SEED
from tests.town import SET_SENTENCES, Customer, Function, kill_now_and_then, stop

CUSTOMERS = int(os.environ.get("SOAK_CUSTOMERS", "300"))
MESSAGES = 4
LIMIT_USD = CUSTOMERS * 0.04  # about half of what they ask for
KILLED_EVERY = float(os.environ.get("SOAK_KILLS", "4"))  # seconds at most; 0: never
REFUSED = limit_texts.LIMITED_TODAY["es"]


@pytest.fixture
async def instances(lasting: Lasting) -> AsyncIterator[list[Function]]:
    with openai_standin.serve(seconds=0.3) as openai:
        env = functions.settings(
            openai.base_url,
            **lasting.settings,
            TICK_SECRET=TICK,
            DAY_LIMIT_USD=f"{LIMIT_USD:.2f}",
            MONTH_LIMIT_USD=f"{10 * LIMIT_USD:.2f}",
            CUSTOMER_DAY_LIMIT_USD="50",
            MESSAGES_A_MINUTE="1000",
        )
        both = [Function(env), Function(env)]
        for instance in both:
            await instance.start()
            await functions.phone(instance.url).send("ayuda")  # the first message to an emulator takes seconds
        yield both
        for instance in both:
            instance.running.close()


def dollars(line: str, units: int, where: str = "") -> float:
    """What so many units cost today."""
    micros = load_prices().charge(line, units, datetime.now(UTC).date(), where).micros
    assert micros is not None
    return micros / 1_000_000


def cost_of(incoming: int, outgoing: int) -> float:
    """So many messages each way with customers in Mexico; OpenAI and Google come to less than two percent of it."""
    return dollars("twilio.in", incoming) + dollars("twilio.out", outgoing) + dollars("meta.service", outgoing, "MX")


async def talk(customer: Customer, chance: random.Random) -> None:
    """Write at once with all others; mostly wait for an answer before the next message."""
    saying = []
    for number in range(MESSAGES):
        saying.append(asyncio.create_task(customer.say(f"me llamo {customer.name} y digo cosa {number}")))
        await asyncio.wait(saying, timeout=0.5 if chance.random() < 0.1 else None)
    await asyncio.gather(*saying)


async def test_many_at_once_pass_the_ceiling_by_no_more_than_a_tenth(
    instances: list[Function], lasting: Lasting
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    customers = [Customer(number, instances, chance) for number in range(CUSTOMERS)]
    killing = asyncio.create_task(kill_now_and_then(instances[0], chance, every=KILLED_EVERY or 10_000))
    await asyncio.gather(*(talk(customer, chance) for customer in customers))
    with contextlib.suppress(asyncio.CancelledError):
        await stop(killing)
    received = [text for customer in customers for text in customer.received]
    answers = [text for text in received if text != REFUSED and text not in SET_SENTENCES]
    kept = await lasting.documents()
    records = [fields for path, fields in kept.items() if path.startswith("messages/")]
    answered_by = {
        fields["answered_by"] for fields in records if any(text != REFUSED for text in fields["texts"] or ())
    }
    incoming = sum(fields["answered_by"] in answered_by for fields in records)
    whole = cost_of(len(records), len(received))
    [taken] = [fields["taken"] for path, fields in kept.items() if path.startswith("budget/") and path.count("-") == 2]
    answered = cost_of(incoming, len(answers))
    print(
        f"ceiling {LIMIT_USD:.2f}; answers {answered:.2f} ({answered / LIMIT_USD:.3f} of it): {incoming} messages in,"
        f" {len(answers)} out; taken {taken / 1_000_000:.2f}; with {len(received) - len(answers)} refusals {whole:.2f};"
        f" kills {instances[0].kills}"
    )
    assert answered <= 1.1 * LIMIT_USD
    assert answered >= 0.6 * LIMIT_USD  # kills lose some
    assert len(answers) < CUSTOMERS * MESSAGES
