"""One turn: own the thread, run the steps, close. Whatever happens on the way has one honest outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from handlers import texts
from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Answered, Busy, Flooded, Merged, Opened
from handlers.conversation.ports import Threads
from handlers.conversation.thread import MOST_ATTEMPTS, Turn, timing
from handlers.errors import AttemptsSpent, StoreUnavailable, TurnLost, Unavailable

T = TypeVar("T")
Step = Callable[[Turn], Awaitable[Reply | None]]

BUSY_PAUSE = 0.5  # seconds between two looks whether the thread is free
LAST_LOOK = 1.0  # seconds after the deadline in which a turn that was lost may still learn who answers
CLOSING = 3.0  # seconds after the deadline in which the store may still be written: 11 + 3, and Twilio hangs up at 15


async def first_reply(steps: Sequence[Step], turn: Turn) -> Reply | None:
    """What the first step says that replies; None when none does."""
    for step in steps:
        if (reply := await step(turn)) is not None:
            return reply
    return None


class Result(StrEnum):
    """How a delivery of a message ended."""

    ANSWERED = "answered"
    REPEATED = "repeated"
    MERGED = "merged"
    FLOODED = "flooded"
    LATE = "late"
    OWED = "owed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery: `reply` for the customer, the rest for the log. `seconds` by part of the turn.

    `next_hop`: the request to come back with, for an answer that is late. `thread`: its alias.
    """

    result: Result
    reply: Reply = field(default_factory=Reply)
    next_hop: int | None = None
    language: texts.Language | None = None
    thread: str = ""
    covers: int = 0
    problem: Unavailable | None = None
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """One delivery of a message, to be answered by `deadline`; `hop`: how often it was redirected so far."""

    message: Message
    deadline: float
    hop: int
    seconds: dict[str, float] = field(default_factory=dict)

    async def stored(self, writing: Awaitable[T]) -> T:
        """What the store says, as long as there is somebody to be told. Raises StoreUnavailable."""
        try:
            with timing(self.seconds, "store"):
                async with asyncio.timeout_at(self.deadline + CLOSING):
                    return await writing
        except TimeoutError:
            raise StoreUnavailable("timeout", remedy="see store_ms, and what else took its time") from None


@dataclass(frozen=True)
class TakeTurn:
    """Answers one delivery of a message. A late answer is fetched by at most `max_hops` further requests.

    `rest`: answers not ready after the last hop are sent by REST. `sending`: so is this turn's own reply, by whom that
    names.
    """

    threads: Threads
    steps: Sequence[Step]
    language: texts.Language
    max_hops: int
    rest: bool = False
    sending: str = ""
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, message: Message, *, deadline: float, hop: int = 0) -> Outcome:
        """Answer by `deadline`, in the event loop's time, and at most `CLOSING` seconds after it.

        Raises StoreUnavailable: nothing can be said at all.
        """
        delivery = Delivery(message, deadline, hop)
        opened = await delivery.stored(self.threads.open_turn(message))
        while (outcome := await self._followed(opened, delivery)) is None:
            try:
                opened = await delivery.stored(self.threads.open_turn(message))
            except StoreUnavailable as problem:
                return replace(self._not_yet(delivery, opened), problem=problem)
        return outcome

    async def _followed(self, opened: Opened, delivery: Delivery) -> Outcome | None:
        """How it ended; None: the store has to be asked again, since somebody else has moved the thread on."""
        try:
            return await self._follow(opened, delivery)
        except TurnLost:
            is_over = asyncio.get_running_loop().time() >= delivery.deadline + LAST_LOOK
            return self._not_yet(delivery, opened) if is_over else None

    async def _follow(self, opened: Opened, delivery: Delivery) -> Outcome | None:
        match opened:
            case Answered(said):
                return Outcome(Result.REPEATED, Reply(said), seconds=delivery.seconds)
            case Merged():
                return Outcome(Result.MERGED, seconds=delivery.seconds)
            case Flooded(first=first):
                language = opened.thread.language
                reply = self._saying(texts.FLOODED, language) if first else Reply()
                return Outcome(Result.FLOODED, reply, language=language, seconds=delivery.seconds)
            case Busy():
                return await self._waited(opened, delivery)
        opened.seconds = delivery.seconds
        outcome = await self._answer(opened, delivery)
        alias, covers = opened.thread.alias, len(opened.covers)
        return replace(outcome, thread=alias, covers=covers, language=opened.language, seconds=delivery.seconds)

    async def _waited(self, busy: Busy, delivery: Delivery) -> Outcome | None:
        if asyncio.get_running_loop().time() + BUSY_PAUSE < delivery.deadline:
            await self.pause(BUSY_PAUSE)
            return None
        return self._not_yet(delivery, busy)

    async def _answer(self, turn: Turn, delivery: Delivery) -> Outcome:
        try:
            async with asyncio.timeout_at(delivery.deadline):
                reply = await first_reply(self.steps, turn) or Reply()
        except TimeoutError:
            return await self._put_off(turn, delivery)
        except Unavailable as problem:
            is_last = isinstance(problem, AttemptsSpent)
            apologised = await self._give_up(turn, delivery, texts.UNAVAILABLE, is_last=is_last)
            return replace(apologised, result=Result.UNAVAILABLE, problem=problem)
        outcome = Outcome(Result.ANSWERED, reply, problem=turn.problem)
        if turn.is_closed:
            return outcome
        # The answer is in hand: better given, and perhaps given again later, than kept from the customer.
        return await self._kept(outcome, self.threads.close_turn(turn, reply, sending=self.sending), delivery)

    async def _put_off(self, turn: Turn, delivery: Delivery) -> Outcome:
        """Not in time: come back for it, and say so once. After the last hop it is owed.

        It is promised only when a response is under way, whose end will bring the answer.
        """
        if delivery.hop < self.max_hops:
            return await self._kept(self._not_yet(delivery, turn), self.threads.pause_turn(turn), delivery)
        if self.rest and turn.response is not None:
            waits = delivery.hop == 0 and not self.sending
            outcome = Outcome(Result.OWED, self._saying(texts.WAIT, turn.language) if waits else Reply())
            return await self._kept(outcome, self.threads.release_turn(turn, Reply()), delivery)
        return await self._give_up(turn, delivery, texts.LATE)

    def _not_yet(self, delivery: Delivery, opened: Opened) -> Outcome:
        """Come back for it; after the last hop it is owed."""
        language = None if isinstance(opened, Answered | Merged) else opened.thread.language
        about = Outcome(Result.LATE, language=language, seconds=delivery.seconds)
        if delivery.hop >= self.max_hops:
            reply = Reply() if self.sending else self._saying(texts.LATE, language)
            return replace(about, result=Result.OWED, reply=reply)
        reply = self._saying(texts.WAIT, language) if delivery.hop == 0 else Reply()
        return replace(about, reply=reply, next_hop=delivery.hop + 1)

    async def _give_up(
        self, turn: Turn, delivery: Delivery, sentence: texts.Sentence, *, is_last: bool = False
    ) -> Outcome:
        """No answer: the messages stay open. What was said to this very message is delivered all the same.

        `is_last`: nobody will try again.
        """
        if turn.message.sid in turn.decisions.answered:
            is_news = any(not message.told for message in turn.unanswered)
            reply = turn.reply(*(self._saying(sentence, turn.language).texts if is_news else ()))
            closing = self.threads.close_turn(turn, reply, partly=True, sending=self.sending)
            return await self._kept(Outcome(Result.OWED, reply), closing, delivery)
        apology = self._saying(sentence, turn.language) if self._is_to_hear(turn, is_last) else Reply()
        releasing = self.threads.release_turn(turn, apology, sending=self.sending)
        return await self._kept(Outcome(Result.OWED, apology), releasing, delivery)

    def _is_to_hear(self, turn: Turn, is_last: bool) -> bool:
        """Whether the customer is told: who asks always; by REST once, and only when nobody will try again."""
        newest = turn.unanswered[-1:]
        is_over = is_last or any(message.asked >= MOST_ATTEMPTS for message in newest)
        return not self.sending or (is_over and not any(message.told for message in newest))

    async def _kept(self, outcome: Outcome, writing: Awaitable[None], delivery: Delivery) -> Outcome:
        """The outcome, written down if the store lets us."""
        try:
            await delivery.stored(writing)
        except StoreUnavailable as problem:
            return replace(outcome, problem=outcome.problem or problem)
        return outcome

    def _saying(self, sentence: texts.Sentence, language: texts.Language | None) -> Reply:
        return Reply((sentence[language or self.language],))
