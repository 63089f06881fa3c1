"""A small world around real turns: customers, Twilio, an assistant that is told how to behave, and a clock.

Time is virtual: a loop that never sleeps, for threads in memory; or scaled down, where Firestore needs real sockets.
"""

import asyncio
import itertools
import selectors
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from handlers import texts
from handlers.conversation.messages import Answer, Channel, Message, OpenMessage, Said, Usage
from handlers.conversation.ports import Running, Threads
from handlers.conversation.turn import Outcome, TakeTurn
from handlers.errors import (
    AssistantHiccup,
    ConversationLocked,
    ConversationUnusable,
    QuestionRefused,
    ResponseFailed,
)
from handlers.steps.ask_assistant import AskAssistant

BUSINESS = "whatsapp:+5215587654321"
BEGINNING = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEVER = 10_000.0


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time goes on by itself whenever everybody waits."""

    def __init__(self) -> None:
        super().__init__(selectors.SelectSelector())
        self.now = 0.0
        self._selector: Any
        select = self._selector.select

        def skip(timeout: float | None) -> Any:
            if timeout is None:
                raise RuntimeError("everybody waits for ever")
            self.now += timeout
            return select(0)

        self._selector.select = skip

    def time(self) -> float:
        return self.now


@dataclass(eq=False)
class Response:
    """A response of the assistant's; `text` names its customer and every message that it answers."""

    id: str
    conversation: str
    text: str
    question: str
    ends_at: float
    fails: bool
    cancelled: bool = False


@dataclass
class Mood:
    """How the assistant takes the next question: seconds until its answer, and what goes wrong."""

    seconds: float = 1.0
    fault: str = ""


@dataclass
class ToldAssistant:
    """Keeps the promises of Assistant as it is told to: slow, failing, losing conversations, one response at a time."""

    world: "World"
    responses: dict[str, Response] = field(default_factory=dict)
    conversations: set[str] = field(default_factory=set)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def start_conversation(self) -> str:
        await self.world.pause(0.1)
        conversation = f"conv_{next(self.numbers)}"
        self.conversations.add(conversation)
        return conversation

    async def forget(self, conversation: str) -> None:
        await self.world.pause(0.1)
        self.conversations.discard(conversation)

    @asynccontextmanager
    async def ask(
        self,
        conversation: str,
        messages: Sequence[OpenMessage],
        *,
        customer: str,
        files: Mapping[str, bytes] = MappingProxyType({}),
        history: Sequence[Said] = (),
    ) -> AsyncIterator[Running]:
        await self.world.pause(0.1)
        mood = self.world.moods.pop(messages[-1].sid, Mood())
        if mood.fault == "gone":
            self.conversations.discard(conversation)
        if conversation not in self.conversations:
            raise ConversationUnusable("gone", remedy="")
        if mood.fault == "hiccup":
            raise AssistantHiccup("hiccup", remedy="")
        if mood.fault == "refused":
            raise QuestionRefused("refused", remedy="")
        if any(self._is_running(each) for each in self.responses.values() if each.conversation == conversation):
            raise ConversationLocked("conversation_locked", remedy="")
        text = " ".join([customer, *(each.sid for each in messages)])
        ends_at, fails = self.world.time() + mood.seconds, mood.fault == "failed"
        response = Response(f"resp_{next(self.numbers)}", conversation, text, messages[-1].text, ends_at, fails)
        self.responses[response.id] = response
        await self.world.pause(0.1)  # the response is under way, and its id is on its way to us
        yield ToldRunning(self, response)

    @asynccontextmanager
    async def resume(self, response: str) -> AsyncIterator[Running]:
        await self.world.pause(0.1)
        yield ToldRunning(self, self.responses[response])

    async def find_answer(self, conversation: str, messages: Sequence[OpenMessage], *, after: str) -> Answer | None:
        await self.world.pause(0.1)
        if conversation not in self.conversations:
            raise ConversationUnusable("gone", remedy="")
        here = [each for each in self.responses.values() if each.conversation == conversation]
        left = [each for each in here if not (each.cancelled or each.fails or self._is_running(each))]
        if not left or item_of(left[-1]) == after or left[-1].question != messages[-1].text:
            return None
        return replace(_answer(left[-1]), usage=Usage(0, 0, 0))

    async def cancel(self, response: str) -> Answer | None:
        await self.world.pause(0.1)
        found = self.responses[response]
        if self._is_running(found):
            found.cancelled = True
        return None if found.cancelled or found.fails else _answer(found)

    def _is_running(self, response: Response) -> bool:
        return not response.cancelled and self.world.time() < response.ends_at


class ToldRunning:
    """A response under way."""

    def __init__(self, assistant: ToldAssistant, response: Response) -> None:
        self.assistant = assistant
        self.response = response
        self.id = response.id

    async def answer(self) -> Answer:
        while self.assistant._is_running(self.response):
            await self.assistant.world.pause(0.25)
        if self.response.cancelled or self.response.fails:
            raise ResponseFailed("ended", remedy="")
        return _answer(self.response)


def item_of(response: Response) -> str:
    """What a response leaves in its conversation."""
    return f"item of {response.id}"


def _answer(response: Response) -> Answer:
    return Answer(response.text, Usage(100, 0, 10), item=item_of(response))


@dataclass
class World:
    """Customers write, Twilio delivers, redirects are followed, and every text that reaches a phone is noted."""

    threads: Threads
    loop: asyncio.AbstractEventLoop
    scale: float = 1.0
    moods: dict[str, Mood] = field(default_factory=dict)
    received: list[tuple[Message, str]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    deliveries: "list[tuple[Message, asyncio.Task[None]]]" = field(default_factory=list)
    sids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.assistant = ToldAssistant(self)
        ask = AskAssistant(self.assistant, self.threads, "en", thread_tokens=12_000, pause=self.pause)
        self.take_turn = TakeTurn(self.threads, [ask], "en", max_hops=3, pause=self.pause)

    def time(self) -> float:
        """Seconds of this world since it began."""
        return self.loop.time() / self.scale

    def pause(self, seconds: float) -> Awaitable[None]:
        return asyncio.sleep(seconds * self.scale)

    def message(self, customer: int, mood: Mood) -> Message:
        """A new message of a customer, and how the assistant will take it."""
        sid = f"SM{next(self.sids):04}"
        self.moods[sid] = mood
        return Message(sid, f"whatsapp:+521550000{customer:04}", BUSINESS, Channel.WHATSAPP, f"text of {sid}")

    def deliver(self, message: Message) -> None:
        """Twilio posts the message, and follows where it is sent."""
        self.deliveries.append((message, self.loop.create_task(self._deliver(message))))

    async def _deliver(self, message: Message) -> None:
        hop: int | None = 0
        while hop is not None:
            deadline = self.loop.time() + 11 * self.scale
            outcome = await self.take_turn(message, deadline=deadline, hop=hop)
            self.outcomes.append(outcome)
            self.received += [(message, text) for text in outcome.reply.texts]
            hop = outcome.next_hop

    def kill(self, number: int) -> None:
        """The process that answers some delivery is gone, its reply with it: Twilio calls the fallback URL."""
        alive = [(message, task) for message, task in self.deliveries if not task.done()]
        if alive:
            message, task = alive[number % len(alive)]
            task.cancel()
            self.deliver(message)

    async def pass_time(self, seconds: float) -> None:
        await self.pause(seconds)

    async def settle(self) -> None:
        """Let every delivery come to its end."""
        for _, task in self.deliveries:
            with suppress(asyncio.CancelledError):
                await task


def clock_of(loop: asyncio.AbstractEventLoop, scale: float) -> Any:
    """The world's time of day, for the store."""
    return lambda: BEGINNING + timedelta(seconds=loop.time() / scale)


APOLOGIES = {texts.UNAVAILABLE["en"], texts.LATE["en"], texts.FLOODED["en"]}
