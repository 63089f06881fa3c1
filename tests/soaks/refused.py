"""A soak in which OpenAI and Twilio refuse for good, in all ways, and one function is killed."""

import asyncio
import os
import random
from collections import Counter
from typing import get_args

import pytest

from handlers import texts
from handlers.conversation.thread import MOST_ATTEMPTS
from handlers.conversation.unsent import MOST_SENDS
from handlers.languages import Spoken
from tests.lasting import Lasting
from tests.soaks.slow import Slow, deliver_what_was_sent, forgotten, left_in_store, slow
from tests.town import Customer, kill_now_and_then, messages_kept, stop

CUSTOMERS = int(os.environ.get("SOAK_CUSTOMERS", "100"))
SEED = 20261125
REFUSALS = [
    "#failed=bio_policy",
    "#failed=server_error",
    "#failed=image_content_policy_violation",
    "#refused=misalignment_policy_violation",
    "#refused=null",
    "#refused=413:too_large@input",
    "#fail=401",
    "#fail=403",
    "#fail=404",
    "#fail=quota",
    "#fail=context",
    "#fail=500",
    "#delay=4 #twilio=21211",
    "#delay=4 #twilio=21610",
    "#delay=4 #twilio=63016",
    "#delay=4 #twilio=20003",
    "",
]

__all__ = ["slow"]


async def talk(customer: Customer, chance: random.Random) -> list[str]:
    """Send refused messages, with a command among them, then an accepted one; return the reply to that."""
    await asyncio.sleep(chance.uniform(0, 30))
    refused = chance.sample(REFUSALS, 2)
    await customer.talk((f"cosa {fault}" for fault in refused), pauses=[0.1, 5.0])
    assert any("continuar" in text for text in await customer.say("ayuda"))
    return await customer.say(f"me llamo {customer.name} y por último")


@pytest.mark.parametrize("seed", [SEED])
async def test_whatever_is_refused_ends_and_the_next_message_is_answered(
    slow: Slow, lasting: Lasting, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    customers = [Customer(number, slow.instances, chance) for number in range(CUSTOMERS)]
    going = [
        asyncio.create_task(kill_now_and_then(slow.instances[0], chance, every=10.0)),
        asyncio.create_task(slow.tick_now_and_then()),
    ]
    last = await asyncio.gather(*(talk(customer, chance) for customer in customers))
    await stop(going[0])
    await asyncio.sleep(90)
    await stop(going[1])
    deliver_what_was_sent(slow, customers)
    paid = Counter(slow.openai.state.paid.values())
    print(f"paid: {dict(paid)}; ticks: {dict(slow.ticks)}; kills: {slow.instances[0].kills}")
    silent = [customer.name for customer, texts in zip(customers, last, strict=True) if not texts]
    crossed = [text for customer in customers for text in customer.got_of_others(customers)]
    doubled = [text for customer in customers for text in customer.got_twice() if text not in HELPS]
    assert (silent, crossed, doubled) == ([], [], [])
    assert max(paid) <= MOST_ATTEMPTS, paid
    tries = [seen for seen in slow.twilio.state.requests if seen.method == "POST" and "Messages" in seen.path]
    assert len(tries) <= CUSTOMERS * 3 * MOST_SENDS
    assert set(slow.ticks) <= {"200", "503", "turns"}
    await asyncio.gather(*(forgotten(customer) for customer in customers))
    for _ in range(8):
        await asyncio.sleep(15)
        await slow.tick()
    assert await left_in_store(lasting) == []
    assert await messages_kept(lasting)


HELPS = frozenset(texts.HELP[spoken] for spoken in get_args(Spoken))
