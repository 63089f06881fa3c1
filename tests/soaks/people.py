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
from handlers import texts
from handlers.tickets import texts as ticket_texts
from tests.lasting import Lasting
from tests.soaks.slow import SEED, Slow, slow_functions
from tests.town import Customer, kill_now_and_then, stop

CUSTOMERS = int(os.environ.get("SOAK_CUSTOMERS", "100"))
ROUNDS = 2
ANA, LUIS = "whatsapp:+5215511110001", "whatsapp:+5215511110002"
PATIENCE = 240.0  # seconds: a text whose sender was killed is looked for by the clock's next minutes
TRIES = 10  # times that a customer asks for a person, or asks the assistant
QUESTION = "¿Abren el domingo?"
HANDED_OVER, STILL_HANDED_OVER = (
    sentence["es"].partition("{")[0] for sentence in (ticket_texts.HANDED_OVER, ticket_texts.STILL_HANDED_OVER)
)
NO_ANSWER = (texts.UNAVAILABLE["es"], texts.LATE["es"], HANDED_OVER, STILL_HANDED_OVER)  # beginnings

slow = pytest.fixture(slow_functions(AGENTS=f"Ana={ANA}, Luis={LUIS}", TICKET_MINUTES="100"), name="slow")


async def until(there: Callable[[], object]) -> bool:
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


def heard(slow: Slow, customer: Customer) -> list[str]:
    """All that a customer got, as replies and then by REST."""
    return [*customer.received, *got(slow, customer.sender)]


def last_heard(slow: Slow, customer: Customer) -> list[str]:
    """The last texts that a customer got, for whoever looks into a miss."""
    last = [*customer.received[-4:], *got(slow, customer.sender)[-4:]]
    return [f"{customer.name} heard: {text!r}" for text in last]


def code_in(texts: list[str]) -> str:
    """The code of the ticket that was named last, or ""."""
    return next(iter(re.findall(r"#[0-9A-Z]{4}", "\n".join(texts))[-1:]), "")


async def asked_for_a_person(slow: Slow, customer: Customer) -> str:
    """Ask for a person until there is a ticket; its code, or "" if there is none."""
    for _ in range(TRIES):  # after a kill the next message may be told that a person has it already
        if code := code_in([*await customer.say("humano"), *got(slow, customer.sender)]):
            return code
        await asyncio.sleep(1)
    return ""


async def heard_of_the_question(slow: Slow, customer: Customer) -> list[str]:
    """Ask the assistant; return its answer, else what the customer is told instead, else nothing."""

    def answers() -> list[str]:
        return [text for text in heard(slow, customer) if f"«{QUESTION}" in text]  # by the assistant alone

    def told() -> list[str]:
        return [text for text in heard(slow, customer) if text.startswith(NO_ANSWER)]

    before = Counter(told())
    await customer.say(QUESTION)
    await until(lambda: answers() or Counter(told()) - before)
    return answers() or list(Counter(told()) - before)


async def asked_the_assistant(slow: Slow, customer: Customer, agent: Customer) -> bool:
    """Ask until the assistant answers; False if it does not, or the customer hears nothing at all.

    OpenAI takes up to 12 seconds for a request, and hops are killed: four attempts may be spent. Then the customer is
    asked to write again, and after two apologies a person gets the question, who closes it.
    """
    for _ in range(TRIES):
        texts = await heard_of_the_question(slow, customer)
        if not texts or f"«{QUESTION}" in texts[0]:
            return bool(texts)
        print(f"{customer.name} is told: {texts}")
        if code := code_in(texts):
            await agent.say(f"{code} cerrar")
    return False


async def talk_to_a_person(slow: Slow, customer: Customer, agent: Customer, chance: random.Random) -> list[str]:
    """A whole ticket, from "humano" to "cerrar"; the steps that did not happen."""
    await asyncio.sleep(chance.uniform(0, 30))
    missing = []
    code = await asked_for_a_person(slow, customer)
    if not code:
        return [f"{customer.name}: a person", *last_heard(slow, customer)]
    for number in range(ROUNDS):
        asked, said = f"pregunta {number} de {agent.name} a {customer.name}.", f"respuesta {number} de {customer.name}."
        await agent.say(f"{code} {asked}")
        missing += await not_come(slow, customer.sender, asked)
        await customer.say(said)
        missing += await not_come(slow, agent.sender, said)
        await asyncio.sleep(chance.uniform(0, 5))
    await agent.say(f"{code} cerrar")
    if not await asked_the_assistant(slow, customer, agent):
        missing.append(f"{customer.name}: the assistant")
    return missing and [*missing, *last_heard(slow, customer)]


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
    print(*missing, sep="\n")
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
