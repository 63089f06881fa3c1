"""A soak in which 300 customers write at once to two functions with a day's ceiling, and one is killed again and again.

What the ceiling holds are answers; what refusing costs comes on top, and is told.
"""

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from dev import openai_standin
from handlers.conversation.facts import Who
from handlers.money import limit_texts
from handlers.money.prices import load_prices
from handlers.stores.fields import facts_of
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


def ledger(records: Sequence[Mapping[str, Any]]) -> float:
    """What these messages cost by their records; the tokens of an answer that was found later are not known."""
    charges = [charge for fields in records if fields["facts"] for charge in facts_of(fields["facts"]).charges]
    return sum(charge.micros or 0 for charge in charges) / 1_000_000


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
    who = {fields["answered_by"]: fields["facts"]["who"] for fields in records if fields["facts"]}
    incoming = sum(who.get(fields["answered_by"]) == Who.ASSISTANT for fields in records)
    counted = cost_of(incoming, len(answers))
    kept_with_messages = ledger([fields for fields in records if who.get(fields["answered_by"]) == Who.ASSISTANT])
    [taken] = [fields["taken"] for path, fields in kept.items() if path.startswith("budget/") and path.count("-") == 2]
    share = max(kept_with_messages, counted) / LIMIT_USD
    print(
        f"ceiling {LIMIT_USD:.2f}; answers by their records {kept_with_messages:.2f}, as the phones count"
        f" {counted:.2f}: {share:.3f} of it; {incoming} messages in, {len(answers)} out; with"
        f" {len(received) - len(answers)} refusals {ledger(records):.2f}, taken {taken / 1_000_000:.2f};"
        f" kills {instances[0].kills}"
    )
    assert share <= 1.1
    assert kept_with_messages >= 0.6 * LIMIT_USD  # kills lose some
    assert taken / 1_000_000 >= 0.9 * ledger(records)  # what was spent without asking is counted, too
    assert len(answers) < CUSTOMERS * MESSAGES
