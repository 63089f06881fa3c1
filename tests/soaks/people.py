"""A soak in which agents answer customers while one function is killed again and again, and OpenAI is unkind.

Twilio takes what it is sent: what it leaves unclear for minutes, and what is given up then, has tests of its own.
"""

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import Callable

import pytest

from dev import openai_standin
from tests.lasting import Lasting
from tests.soaks.slow import SEED, Slow, slow_functions
from tests.town import Customer, kill_now_and_then, stop

CUSTOMERS = int(os.environ.get("SOAK_CUSTOMERS", "100"))
ROUNDS = 2
ANA, LUIS = "whatsapp:+5215511110001", "whatsapp:+5215511110002"
PATIENCE = 240.0  # seconds: a text whose sender was killed is looked for by the clock's next minutes

slow = pytest.fixture(slow_functions(AGENTS=f"Ana={ANA}, Luis={LUIS}", TICKET_MINUTES="100"), name="slow")


async def until(there: Callable[[], bool]) -> bool:
    """Wait until it is there; False if it does not come."""
    for _ in range(int(PATIENCE / 0.5)):
        if there():
            return True
        await asyncio.sleep(0.5)
    return False


def got(slow: Slow, address: str) -> list[str]:
    return [message.body for message in list(slow.twilio.state.sent) if message.to == address]


async def not_come(slow: Slow, address: str, words: str) -> list[str]:
    """These words, if they have not come after a while."""
    return [] if await until(lambda: any(words in text for text in got(slow, address))) else [words]


async def talk_to_a_person(slow: Slow, customer: Customer, agent: Customer, chance: random.Random) -> list[str]:
    """A whole ticket, from "humano" to "cerrar"; the steps that did not happen."""
    await asyncio.sleep(chance.uniform(0, 30))
    missing = []
    code = ""
    while not code:  # after a kill the next message may be told that a person has it already
        found = re.search(r"#[0-9A-Z]{4}", "\n".join([*await customer.say("humano"), *got(slow, customer.sender)]))
        code = found.group() if found else ""
    for number in range(ROUNDS):
        asked, said = f"pregunta {number} de {agent.name} a {customer.name}.", f"respuesta {number} de {customer.name}."
        await agent.say(f"{code} {asked}")
        missing += await not_come(slow, customer.sender, asked)
        await customer.say(said)
        missing += await not_come(slow, agent.sender, said)
        await asyncio.sleep(chance.uniform(0, 5))
    await agent.say(f"{code} cerrar")
    await customer.say("¿Abren el domingo?")
    quoted = "«¿Abren el domingo?"  # by the assistant alone
    if not await until(lambda: any(quoted in text for text in [*customer.received, *got(slow, customer.sender)])):
        missing.append("the assistant")
    return missing


async def test_what_people_say_arrives_once_whatever_is_killed(slow: Slow, lasting: Lasting) -> None:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    customers = [Customer(number, slow.instances, chance) for number in range(CUSTOMERS)]
    agents = [Customer(9000 + number, slow.instances, chance) for number in range(2)]
    for agent, name, address in zip(agents, ("Ana", "Luis"), (ANA, LUIS), strict=True):
        agent.name, agent.sender = name, address
        agent.phone.sender = agent.fallback.sender = address
        await agent.say("tickets")
    slow.openai.state.unkind = openai_standin.Unkind(SEED)
    going = [
        asyncio.create_task(kill_now_and_then(slow.instances[0], chance, every=10.0)),
        asyncio.create_task(slow.tick_now_and_then()),
    ]
    talks = [talk_to_a_person(slow, customer, chance.choice(agents), chance) for customer in customers]
    missing = [what for one in await asyncio.gather(*talks) for what in one]
    await stop(going[0])
    slow.make_kind()
    await asyncio.sleep(70)
    await slow.tick()
    await stop(going[1])
    print(f"ticks: {dict(slow.ticks)}; kills: {slow.instances[0].kills}")
    assert missing == []
    for customer in customers:
        texts = got(slow, customer.sender)
        questions = [text.removeprefix("*Ana:* ").removeprefix("*Luis:* ") for text in texts if "pregunta" in text]
        assert [text for text, times in Counter(questions).items() if times > 1] == []
        assert [text for text in questions if f" a {customer.name}." not in text] == []
    answers = Counter(
        found
        for agent in agents
        for text in got(slow, agent.sender)
        for found in re.findall(r"respuesta \d de \w+\.", text)
    )
    assert {text: times for text, times in answers.items() if times > 1} == {}
