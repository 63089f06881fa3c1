"""A small world around real turns: customers, Twilio, a scripted assistant, and a clock.

Time is virtual: it moves on by itself whenever everybody waits. Only the store takes real time.
"""

import asyncio
import itertools
import json
import selectors
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers import texts
from handlers.conversation.asking import Ask
from handlers.conversation.calls import Call, Caller, Done
from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.delivery import Delivery
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Answer, Message, Usage
from handlers.conversation.opening import Limits
from handlers.conversation.outcome import Outcome
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.ports.assistant import Hears, Question
from handlers.conversation.ports.assistant import Response as PortResponse
from handlers.conversation.question import PutQuestion
from handlers.conversation.rounds import AskInRounds
from handlers.conversation.send_out import SendOut
from handlers.conversation.side import Side
from handlers.conversation.step import Step
from handlers.conversation.take_turn import TakeTurn
from handlers.conversation.thread import Thread
from handlers.doors.answering import Receives
from handlers.errors import (
    AssistantHiccup,
    ConversationLocked,
    ConversationUnusable,
    OutboxUnavailable,
    QuestionRefused,
    ResponseFailed,
)
from handlers.jobs.pay_overdue import PayOverdue
from handlers.languages import House, Spoken
from handlers.steps.ask_assistant import AskAssistant
from handlers.stores.documents import Documents
from tests import writing
from tests.kept import stores
from tests.told_outbox import How, ToldOutbox

BEGINNING = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEVER = 10_000.0
LIMITS = Limits(timedelta(seconds=20), messages_a_minute=1000)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time moves on whenever everybody waits; real time passes while a block is `elsewhere`."""

    def __init__(self) -> None:
        super().__init__(selectors.SelectSelector())
        self.now = 0.0
        self.away = 0
        self._selector: Any
        select = self._selector.select

        def skip(timeout: float | None) -> Any:
            begun = time.monotonic()
            if self.away:
                found = select(timeout)
                self.now += time.monotonic() - begun
                return found
            if timeout is None:
                raise RuntimeError("everybody waits for ever")
            self.now += timeout
            return select(0)

        self._selector.select = skip

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Let real time pass: the block waits for something outside this world."""
        self.away += 1
        try:
            yield
        finally:
            self.away -= 1

    def time(self) -> float:
        return self.now


Asked = tuple[str, frozenset[str]]  # the text of the last message that is new, and the calls whose outputs came


@dataclass(eq=False)
class Response:
    """A response of the assistant's; `text` names its customer and every message that it answers.

    `question` is the last of these.
    """

    id: str
    conversation: str
    text: str
    question: Asked
    ends_at: float
    fails: bool
    side: Side
    calls: tuple[Call, ...] = ()
    cancelled: bool = False


@dataclass
class Mood:
    """The assistant's behaviour for the next question: seconds until its answer, its faults, and its answer's side.

    `calls`: the number of calls that it makes in each of the next rounds, before it answers.
    """

    seconds: float = 1.0
    fault: str = ""
    side: Side = field(default_factory=Side)
    calls: tuple[int, ...] = ()


SILENCE = 12.0  # seconds before a silent response shows its id


@dataclass
class ToldAssistant:
    """Keeps the promises of Assistant, and is slow, silent, failing, refusing or forgetful as told.

    `keeps_history`: False for one that has to be told all that was said, and all calls, with each question.
    `paid`: the number of responses begun for questions that end with a message, by its sid.
    """

    world: "World"
    keeps_history: bool = True
    responses: dict[str, Response] = field(default_factory=dict)
    conversations: dict[str, set[str]] = field(default_factory=dict)  # with the calls that wait for their outputs
    paid: Counter[str] = field(default_factory=Counter)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def start_conversation(self) -> str:
        await self.world.pause(0.1)
        conversation = f"conv_{next(self.numbers)}"
        self.conversations[conversation] = set()
        return conversation

    async def forget(self, conversation: str) -> None:
        await self.world.pause(0.1)
        self.conversations.pop(conversation, None)

    @asynccontextmanager
    async def ask(self, conversation: str, question: Question) -> AsyncIterator[PortResponse]:
        await self.world.pause(0.1)
        newest = question.messages[-1].sid
        mood = self.world.moods.pop(newest, Mood())
        self._refuse(conversation, mood, {call.id for call in question.calls if call.is_held})
        text = " ".join([question.customer, *(message.sid for message in question.messages)])
        ends_at = self.world.time() + mood.seconds
        fails, asked = mood.fault == "failed", asked_in(question)
        response = Response(f"resp_{next(self.numbers)}", conversation, text, asked, ends_at, fails, mood.side)
        if mood.calls and question.may_call:
            ids = [f"call_{next(self.numbers)}" for _ in range(mood.calls[0])]
            response.calls = tuple(Call(each, "look_up", f'{{"of": "{question.customer}"}}') for each in ids)
            self.world.moods[newest] = Mood(calls=mood.calls[1:])
        self.responses[response.id] = response
        self.paid[newest] += 1
        # The response is under way, and its id is on its way to us.
        await self.world.pause(SILENCE if mood.fault == "silent" else 0.1)
        yield ToldRunning(self, response)

    def _refuse(self, conversation: str, mood: Mood, outputs: set[str]) -> None:
        if mood.fault == "gone":
            self.conversations.pop(conversation, None)
        if conversation not in self.conversations:
            raise ConversationUnusable("gone", remedy="")
        if mood.fault == "hiccup":
            raise AssistantHiccup("hiccup", remedy="")
        if mood.fault == "refused":
            raise QuestionRefused("bio_policy", remedy="")
        if any(self._is_running(each) for each in self.responses.values() if each.conversation == conversation):
            raise ConversationLocked("conversation_locked", remedy="")
        if self.keeps_history and outputs != self._waits_for(conversation):
            raise ConversationUnusable("No tool output found", remedy="")

    def _waits_for(self, conversation: str) -> set[str]:
        """The calls of the conversation's responses without an output in a response that has ended well."""
        here = [each for each in self.responses.values() if each.conversation == conversation and self._has_ended(each)]
        outputs = {call for each in here for call in each.question[1]}
        return {call.id for each in here for call in each.calls} - outputs

    async def find_answer(self, conversation: str, question: Question, *, after: str) -> Answer | None:
        await self.world.pause(0.1)
        if conversation not in self.conversations:
            raise ConversationUnusable("gone", remedy="")
        here = [each for each in self.responses.values() if each.conversation == conversation and self._has_ended(each)]
        newest = max(here, key=lambda response: response.ends_at, default=None)
        if newest is None or item_of(newest) == after or newest.question != asked_in(question):
            return None
        return replace(_answer(newest), usage=Usage(0, 0, 0, is_whole=False))

    @asynccontextmanager
    async def resume(self, response: str) -> AsyncIterator[PortResponse]:
        await self.world.pause(0.1)
        yield ToldRunning(self, self.responses[response])

    async def cancel(self, response: str) -> Answer | None:
        await self.world.pause(0.1)
        found = self.responses[response]
        if self._is_running(found):
            found.cancelled = True
        return None if found.cancelled or found.fails else _answer(found)

    def _is_running(self, response: Response) -> bool:
        return not response.cancelled and self.world.time() < response.ends_at

    def _has_ended(self, response: Response) -> bool:
        """True if it has left its answer in the conversation."""
        return not (self._is_running(response) or response.cancelled or response.fails)


class ToldRunning:
    """A response under way."""

    def __init__(self, assistant: ToldAssistant, response: Response) -> None:
        self.assistant = assistant
        self.response = response
        self.id = response.id

    async def answer(self, hears: Hears | None = None) -> Answer:
        while self.assistant._is_running(self.response):
            await self.assistant.world.pause(0.25)
        if self.response.cancelled or self.response.fails:
            raise ResponseFailed("ended", remedy="")
        answer = _answer(self.response)
        if hears:
            hears(answer.text)
        return answer


@dataclass
class SlowOutbox(ToldOutbox):
    """An Outbox slow enough for its caller to be killed meanwhile; `faults` are those of the next messages."""

    world: "World" = field(kw_only=True)
    faults: list[How] = field(default_factory=list)

    def messages(self, text: str, channel: Channel) -> list[str]:
        """Every answer as two messages."""
        return [text] if text in SENTENCES else [text, f"{text}{SECOND}"]

    async def send(self, thread: Thread, message: str) -> None:
        await self.world.pause(0.2)
        if self.faults:
            self.tell(message, self.faults.pop(0))
        before = len(self.taken)
        try:
            await super().send(thread, message)
        finally:
            if len(self.taken) > before:
                self.world.receive(thread.contact.customer, message)
        await self.world.pause(0.2)  # so that we can be killed before writing it down

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        await self.world.pause(0.2)
        return await super().has_sent(thread, message, since)


def asked_in(question: Question) -> Asked:
    """What a question says that the conversation does not hold yet."""
    new = [message.content.text for message in question.new]
    return new[-1] if new else "", frozenset(call.id for call in question.calls if not call.is_told)


def item_of(response: Response) -> str:
    """The id of the item that a response leaves in its conversation."""
    return f"item of {response.id}"


def _answer(response: Response) -> Answer:
    text = "" if response.calls else response.text
    return Answer(text, Usage(100, 0, 10), item=item_of(response), side=response.side, calls=response.calls)


@dataclass
class ToldTools:
    """Keeps the promises of Tools. `ran`: how often each call was begun, by its id; `callers`: on whose behalf."""

    world: "World"
    ran: Counter[str] = field(default_factory=Counter)
    callers: set[tuple[str, str]] = field(default_factory=set)
    seconds: float = 2.0

    def question(self, _call: Call, _spoken: Spoken) -> str:
        return ""

    async def run(self, call: Call, caller: Caller) -> Done:
        self.ran[call.id] += 1
        self.callers.add((json.loads(call.arguments)["of"], caller.alias))
        await self.world.pause(1.0)
        return Done('{"found": true}', "done", 1.0)


@dataclass
class World:
    """Customers write, Twilio delivers, redirects are followed, and every text that reaches a phone is noted."""

    documents: Documents
    loop: asyncio.AbstractEventLoop
    rest: bool = False
    moods: dict[str, Mood] = field(default_factory=dict)
    received: list[tuple[Message, str]] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    deliveries: "list[tuple[Message | None, asyncio.Task[None]]]" = field(default_factory=list)
    sids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.kept = stores(self.now, self.documents, retention=timedelta(days=1), limits=LIMITS)
        self.assistant, self.outbox = ToldAssistant(self), SlowOutbox(self.now, world=self)
        forget = Forget(self.assistant, self.kept.erasures, self.now)
        put_question = PutQuestion(self.assistant, self.kept.threads, forget, 12_000)
        self.tools = ToldTools(self)
        ask = AskAssistant(AskInRounds(Ask(put_question, self.now, self.pause), self.tools))
        delivery = Delivery.in_response(hops=0 if self.rest else 3, sends_late=self.rest)
        self.take_turn = TakeTurn(self.kept.threads, self.steps(ask), House("en"), delivery, self.pause)
        self.pay = PayDebts(
            self.kept.debts, self.take_turn, SendOut(self.kept.debts, {Carrier.TWILIO: self.outbox}), self.now
        )

    @property
    def takes(self) -> Receives:
        """Takes what Twilio delivers."""
        return self.take_turn

    def steps(self, ask: Step) -> list[Step]:
        """The steps of a turn."""
        return [ask]

    def time(self) -> float:
        """This world's seconds since it began."""
        return self.loop.time()

    def now(self) -> datetime:
        """The world's time of day."""
        return BEGINNING + timedelta(seconds=self.time())

    def pause(self, seconds: float) -> Awaitable[None]:
        return asyncio.sleep(seconds)

    def message(self, customer: int, mood: Mood) -> Message:
        """A new message of a customer, and the assistant's behaviour for it."""
        sid = f"SM{next(self.sids):04}"
        self.moods[sid] = mood
        self.sent.append(writing.message(f"text of {sid}", sid=sid, customer=f"+521550000{customer:04}"))
        return self.sent[-1]

    def deliver(self, message: Message) -> None:
        """Let Twilio post the message, and follow redirects."""
        self.deliveries.append((message, self.loop.create_task(self._deliver(message))))

    async def _deliver(self, message: Message) -> None:
        hop: int | None = 0
        while hop is not None:
            outcome = await self.takes(message, deadline=self.loop.time() + 11, hop=hop)
            self.outcomes.append(outcome)
            for text in outcome.reply.texts:
                self.receive(message.contact.customer, text)
            hop = outcome.next_hop

    def receive(self, customer: str, text: str) -> None:
        """Note a text that reaches a phone, with the customer's last message by then."""
        wrote = (message for message in reversed(self.sent) if message.contact.customer == customer)
        self.received.append((next(wrote), text))

    def tick(self) -> None:
        """Run the clock's jobs, as every minute."""
        job = PayOverdue(self.kept.debts, self.pay, self.now)
        self._by_itself(job(self.loop.time() + 24))

    def response_ended(self, number: int) -> None:
        """Let OpenAI report the end of one of the last responses; without effect while a turn waits for it."""
        ids = list(self.assistant.responses)
        if ids:
            self._by_itself(self._ended(ids[-1 - number % len(ids)]))

    async def _ended(self, response: str) -> None:
        if not await self.pay.is_awaited(response):
            with suppress(OutboxUnavailable):
                await self.pay.response_ended(response, deadline=self.loop.time() + 20)

    def _by_itself(self, work: Coroutine[Any, Any, Any]) -> None:
        self.deliveries.append((None, self.loop.create_task(work)))

    def kill(self, number: int) -> None:
        """Kill the process that answers some delivery: its reply is lost, and Twilio calls the fallback URL."""
        alive = [(message, task) for message, task in self.deliveries if not task.done()]
        if alive:
            message, task = alive[number % len(alive)]
            task.cancel()
            if message:
                self.deliver(message)

    async def pass_time(self, seconds: float) -> None:
        await self.pause(seconds)

    async def settle(self) -> None:
        """Let every delivery end."""
        for _, task in self.deliveries:
            with suppress(asyncio.CancelledError):
                await task


SECOND = " (2)"
APOLOGIES = {texts.UNAVAILABLE["en"], texts.LATE["en"], texts.FLOODED["en"]}
SENTENCES = APOLOGIES | {texts.WAIT["en"], texts.REFUSED["en"]}
