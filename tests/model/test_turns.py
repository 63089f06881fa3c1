"""Turns in random order of events: each message is answered once, or honestly apologised for."""

import os
import uuid
from collections import Counter, defaultdict
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from handlers.adapters.firestore import FirestoreDocuments
from handlers.adapters.memory import MemoryDocuments
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.conversation.calls import MOST_ROUNDS
from handlers.conversation.messages import Message
from handlers.conversation.thread import MOST_ATTEMPTS
from handlers.stores.documents import Documents
from handlers.stores.indexes import INDEXED
from handlers.texts import REFUSED, WAIT
from tests.model.people import ABOUT_PEOPLE, HANDED, WorldWithPeople
from tests.model.world import APOLOGIES, BEGINNING, NEVER, SECOND, SENTENCES, Mood, VirtualLoop, World
from tests.told_outbox import How

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "1"))  # `make soak` asks for more

moods = st.builds(
    Mood,
    seconds=st.sampled_from([0.2, 2.0, 10.9, 15.0, 60.0, NEVER]),
    fault=st.sampled_from(["", "", "", "hiccup", "failed", "gone", "refused", "silent", "silent"]),
    calls=st.sampled_from([(), (), (), (1,), (2,), (1, 1), (1, 2, 1, 1)]),
)

pytestmark = pytest.mark.no_cover  # tracing takes long, and nothing is covered here alone

PAUSES = st.sampled_from([0.0, 0.3, 3.0])


class Turns(RuleBasedStateMachine):
    """Messages, repeated deliveries, kills and waiting, in any order."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Message] = []

    def make_world(self) -> World:
        raise NotImplementedError

    @initialize()
    def begin(self) -> None:
        self.world = self.make_world()

    def run(self, coroutine: Any) -> Any:
        return self.world.loop.run_until_complete(coroutine)

    @rule(customer=st.integers(0, 1), mood=moods, pause=st.sampled_from([0.0, 0.15, 0.3, 3.0, 25.0]))
    def write(self, customer: int, mood: Mood, pause: float) -> None:
        self.sent.append(self.world.message(customer, mood))
        self.world.deliver(self.sent[-1])
        self.run(self.world.pass_time(pause))

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 5), pause=st.sampled_from([0.0, 0.3, 3.0]))
    def deliver_again(self, number: int, pause: float) -> None:
        self.world.deliver(self.sent[-1 - number % len(self.sent)])
        self.run(self.world.pass_time(pause))

    @rule(number=st.integers(0, 5))
    def kill(self, number: int) -> None:
        self.world.kill(number)
        self.run(self.world.pass_time(0))

    @precondition(lambda self: self.world.rest)
    @rule()
    def tick(self) -> None:
        self.world.tick()
        self.run(self.world.pass_time(0.5))

    @precondition(lambda self: self.world.rest)
    @rule(number=st.integers(0, 3), times=st.integers(1, 2))
    def openai_says_that_a_response_has_ended(self, number: int, times: int) -> None:
        for _ in range(times):
            self.world.response_ended(number)
        self.run(self.world.pass_time(0.5))

    @precondition(lambda self: self.world.rest)
    @rule(faults=st.lists(st.sampled_from(How), max_size=3))
    def twilio_is_unkind(self, faults: list[How]) -> None:
        self.world.outbox.faults += faults

    @rule(seconds=st.sampled_from([0.1, 1.0, 12.0, 31.0, 100.0]))
    def wait(self, seconds: float) -> None:
        self.run(self.world.pass_time(seconds))

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.run(self.world.settle())
            self.check_that_each_customer_is_answered_at_last()
            self.check_what_was_received()
        finally:
            self.end()

    def check_that_each_customer_is_answered_at_last(self) -> None:
        """When a dead owner's time is over, one more message brings all missing answers, and nothing is left open."""
        self.world.outbox.faults.clear()
        self.run(self.world.pass_time(31))
        for customer in (0, 1):
            self.sent.append(self.world.message(customer, Mood(seconds=0.2)))
            self.world.deliver(self.sent[-1])
        self.run(self.world.settle())
        if self.world.rest:
            for _ in range(3):
                self.run(self.world.pass_time(61))
                self.world.tick()
                self.run(self.world.settle())
        for message in self.sent[-2:]:
            opened = self.run(self.world.kept.threads.open_turn(message))
            assert type(opened).__name__ == "Answered", (message.sid, opened)

    def check_what_was_received(self) -> None:
        answers: dict[str, set[str]] = defaultdict(set)
        excused: set[str] = set()
        customers: dict[str, str] = {}
        for message, text in self.world.received:
            if text in APOLOGIES or text == REFUSED["en"]:
                excused |= {
                    earlier.sid
                    for earlier in self.sent
                    if earlier.contact == message.contact and earlier.sid <= message.sid
                }
            elif text != WAIT["en"] and not self.is_by_a_person(text):
                alias, *sids = text.removesuffix(SECOND).split()
                customer = message.contact.customer
                assert customers.setdefault(alias, customer) == customer, f"{message.sid} got another's"
                for sid in sids:
                    answers[sid].add(text.removesuffix(SECOND))
        for sid, texts in answers.items():
            assert len(texts) == 1, f"{sid} was answered {len(texts)} times: {texts}"
        for message in self.sent:
            is_heard = message.sid in answers or message.sid in excused or self.is_told_to_a_person(message)
            assert is_heard, f"{message.sid} got no answer"
        sent = Counter((each.thread.contact.customer, each.message) for each in self.world.outbox.taken)
        twice = [text for (_, text), times in sent.items() if times > 1 and not self.may_come_twice(text)]
        assert not twice, f"sent twice by REST: {twice}"
        for sid, times in self.world.assistant.paid.items():
            assert times <= MOST_ATTEMPTS + MOST_ROUNDS, f"{sid} was paid for {times} times"
        tools = self.world.tools
        assert all(times == 1 for times in tools.ran.values()), f"run twice: {tools.ran}"
        assert all(told == proved for told, proved in tools.callers), f"for another customer: {tools.callers}"

    def may_come_twice(self, text: str) -> bool:
        """True for set sentences, each of which comes whenever it is true."""
        return text in SENTENCES

    def is_by_a_person(self, text: str) -> bool:
        """True if a person wrote this text, or it is a sentence about one."""
        return False

    def is_told_to_a_person(self, message: Message) -> bool:
        """True if a person answers this message, not the assistant."""
        return False

    def end(self) -> None:
        raise NotImplementedError


class TurnsInMemory(Turns):
    """Late answers are fetched by redirects."""

    rest = False

    def make_world(self) -> World:
        return World(MemoryDocuments(), VirtualLoop(), rest=self.rest)

    def end(self) -> None:
        self.world.loop.close()


class TurnsWithoutHistory(TurnsInMemory):
    """The same with an assistant that keeps no conversation."""

    def make_world(self) -> World:
        world = super().make_world()
        world.assistant.keeps_history = False
        return world


class LateByRest(TurnsInMemory):
    """Late answers are sent by REST, started by OpenAI's webhook or the clock."""

    rest = True


class People(LateByRest):
    """A person answers when one is asked for: nothing is lost, doubled or crossed, and the assistant keeps silent."""

    world: WorldWithPeople

    def make_world(self) -> WorldWithPeople:
        world = WorldWithPeople(MemoryDocuments(), VirtualLoop(), rest=True)
        world.loop.run_until_complete(world.begin())
        return world

    @rule(
        customer=st.integers(0, 1),
        words=st.sampled_from(["human", "assistant"]),
        pause=st.sampled_from([0.0, 0.3, 3.0]),
    )
    def ask_for_somebody(self, customer: int, words: str, pause: float) -> None:
        self.sent.append(self.world.command(customer, words))
        self.world.deliver(self.sent[-1])
        self.run(self.world.pass_time(pause))

    @rule(
        customer=st.integers(0, 1),
        words=st.sampled_from(["", "", "close", "take"]),
        pause=st.sampled_from([0.0, 0.3, 3.0]),
    )
    def the_agent_writes(self, customer: int, words: str, pause: float) -> None:
        ticket = self.run(self.world.newest_ticket(f"+521550000{customer:04}"))
        if ticket:
            self.world.order(ticket, words)
        self.run(self.world.pass_time(pause))

    @rule(faults=st.lists(st.sampled_from([how for how in How if how is not How.REFUSED]), max_size=3))
    def twilio_is_unkind(self, faults: list[How]) -> None:
        """What it refuses for good is given up, and told: tests/tickets/test_hear_agent.py."""
        self.world.outbox.faults += faults

    @rule(seconds=st.sampled_from([0.1, 1.0, 12.0, 31.0, 61.0]))
    def wait(self, seconds: float) -> None:
        """The clock ticks: what nobody sends for 15 minutes would be given up."""
        super().wait(seconds)
        self.world.tick()

    def check_that_each_customer_is_answered_at_last(self) -> None:
        """Whoever has a person sends for the assistant first."""
        self.world.outbox.faults.clear()
        self.run(self.world.pass_time(61))
        for customer in (0, 1):
            self.sent.append(self.world.command(customer, "assistant"))
            self.world.deliver(self.sent[-1])
        self.run(self.world.settle())
        super().check_that_each_customer_is_answered_at_last()

    def check_what_was_received(self) -> None:
        super().check_what_was_received()
        assert self.world.broken == []
        received = [(message.contact.customer, text) for message, text in self.world.received]
        for sid, (_, customer) in self.world.orders.items():
            got = {whose for whose, text in received if f"word {sid}" in text}
            assert got <= {customer}, f"{sid} reached another customer"
            if self.world.is_word(sid) and not self.world.was_refused(sid):
                assert got, f"{sid} reached nobody"

    def may_come_twice(self, text: str) -> bool:
        is_about_a_person = self.is_by_a_person(text) and "word SA" not in text
        return is_about_a_person or super().may_come_twice(text)

    def is_by_a_person(self, text: str) -> bool:
        text = text.removesuffix(SECOND)
        return text in ABOUT_PEOPLE or text.startswith(HANDED) or "word SA" in text

    def is_told_to_a_person(self, message: Message) -> bool:
        """A command is answered by a sentence; it may be quoted, too."""
        is_told = any(message.content.text in notice.splitlines()[-1] + notice for notice in self.world.told)
        return message.content.text in ("human", "assistant") or is_told


class TurnsFarAway(Turns):
    """The same with a store outside the virtual world, which takes real time."""

    def make_documents(self) -> Documents:
        raise NotImplementedError

    def make_world(self) -> World:
        loop = VirtualLoop()
        self.documents = FarAway(self.make_documents(), loop)
        return World(self.documents, loop)

    def end(self) -> None:
        self.run(self.documents.close())
        self.world.loop.close()


class TurnsInFirestore(TurnsFarAway):
    """In Firestore's emulator, each in its own project."""

    def make_documents(self) -> Documents:
        return FirestoreDocuments(f"test-{uuid.uuid4().hex[:12]}", emulator=os.environ["FIRESTORE_EMULATOR_HOST"])


class TurnsInSqlite(TurnsFarAway):
    """In SQLite, each in its own file."""

    def make_documents(self) -> Documents:
        self.folder = TemporaryDirectory()
        return SqliteDocuments(f"{self.folder.name}/recado.db", INDEXED, lambda: BEGINNING)

    def end(self) -> None:
        super().end()
        self.folder.cleanup()


class FarAway:
    """Documents outside the virtual world: each call takes real time."""

    def __init__(self, documents: Documents, loop: VirtualLoop) -> None:
        self.documents = documents
        self.remedy = documents.remedy
        self.loop = loop

    async def get(self, *arguments: Any) -> Any:
        with self.loop.elsewhere():
            return await self.documents.get(*arguments)

    async def commit(self, *arguments: Any) -> Any:
        with self.loop.elsewhere():
            return await self.documents.commit(*arguments)

    async def find(self, *arguments: Any, **more: Any) -> Any:
        with self.loop.elsewhere():
            return await self.documents.find(*arguments, **more)

    async def close(self) -> None:
        with self.loop.elsewhere():
            await self.documents.close()


def hold(machine: type[Turns], examples: int) -> None:
    few = settings(max_examples=examples * EXAMPLES, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(machine, settings=settings(few, suppress_health_check=list(HealthCheck)))


def test_turns_in_memory() -> None:
    hold(TurnsInMemory, 50)


def test_turns_of_an_assistant_that_keeps_no_history() -> None:
    hold(TurnsWithoutHistory, 30)


def test_late_answers_by_rest() -> None:
    hold(LateByRest, 50)


def test_people_answer() -> None:
    hold(People, 25)


def test_turns_in_firestore(emulator_host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", emulator_host)
    hold(TurnsInFirestore, 5)


def test_turns_in_sqlite() -> None:
    hold(TurnsInSqlite, 5)
