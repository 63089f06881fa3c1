"""One turn: own the thread, run the steps, close. Whatever happens on the way has one honest outcome."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from handlers import texts
from handlers.conversation.messages import Message, Reply
from handlers.conversation.ports import Threads
from handlers.conversation.thread import Answered, Busy, Flooded, Merged, Opened, Turn
from handlers.errors import StoreUnavailable, TurnLost, Unavailable

Step = Callable[[Turn], Awaitable[Reply | None]]

BUSY_PAUSE = 0.5  # seconds between two looks whether the thread is free
LAST_LOOK = 1.0  # seconds after the deadline in which a turn that was lost may still learn who answers


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


@dataclass
class Outcome:
    """What became of one delivery: `reply` for the customer, the rest for the log. `seconds` by part of the turn.

    `next_hop`: the request to come back with, for an answer that is late.
    """

    result: Result = Result.ANSWERED
    reply: Reply = field(default_factory=Reply)
    next_hop: int | None = None
    language: texts.Language | None = None
    thread: str = ""
    covers: int = 0
    problem: Unavailable | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timing(self, part: str) -> Iterator[None]:
        """Add what the block takes to `seconds` of that part."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[part] = self.seconds.get(part, 0.0) + time.perf_counter() - begun


@dataclass(frozen=True)
class TakeTurn:
    """Answers one delivery of a message. A late answer is fetched by at most `max_hops` further requests.

    `rest`: what is not there then goes out by the Outbox when it is. `sending`: so does this turn's own reply.
    """

    threads: Threads
    steps: Sequence[Step]
    language: texts.Language
    max_hops: int
    rest: bool = False
    sending: bool = False
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, message: Message, *, deadline: float, hop: int = 0) -> Outcome:
        """Answer by `deadline`, in the event loop's time. Raises StoreUnavailable: nothing can be said at all."""
        seconds: dict[str, float] = {}
        while True:
            outcome = Outcome(seconds=seconds)
            with outcome.timing("store"):
                opened = await self.threads.open_turn(message)
            try:
                if await self._follow(opened, outcome, deadline, hop):
                    return outcome
            except TurnLost:  # somebody else moved the thread on: the store knows who answers now
                if asyncio.get_running_loop().time() >= deadline + LAST_LOOK:
                    self._put_off(outcome, hop, under_way=False)
                    return outcome

    async def _follow(self, opened: Opened, outcome: Outcome, deadline: float, hop: int) -> bool:
        """Whether the outcome stands; else the store has to be asked again."""
        match opened:
            case Answered(said):
                outcome.result, outcome.reply = Result.REPEATED, Reply(said)
            case Merged():
                outcome.result = Result.MERGED
            case Flooded(first=first):
                outcome.result, outcome.language = Result.FLOODED, opened.thread.language
                outcome.reply = self._say(texts.FLOODED, outcome) if first else Reply()
            case Busy():
                outcome.language = opened.thread.language
                return await self._wait(outcome, deadline, hop)
            case _:
                outcome.language = opened.thread.language
                outcome.thread, outcome.covers = opened.thread.key, len(opened.messages)
                await self._answer(opened, outcome, deadline, hop)
        return True

    async def _wait(self, outcome: Outcome, deadline: float, hop: int) -> bool:
        if asyncio.get_running_loop().time() + BUSY_PAUSE < deadline:
            await self.pause(BUSY_PAUSE)
            return False
        self._put_off(outcome, hop, under_way=False)
        return True

    async def _answer(self, turn: Turn, outcome: Outcome, deadline: float, hop: int) -> None:
        try:
            with outcome.timing("assistant"):
                async with asyncio.timeout_at(deadline):
                    try:
                        outcome.reply = await first_reply(self.steps, turn) or Reply()
                    finally:
                        outcome.language = turn.thread.language  # a voice note may have told it
        except TimeoutError:
            self._put_off(outcome, hop, under_way=turn.response is not None)
            if outcome.next_hop is None:
                await self._release(turn, outcome)
        except Unavailable as problem:
            outcome.result, outcome.reply, outcome.problem = (
                Result.UNAVAILABLE,
                self._say(texts.UNAVAILABLE, outcome),
                problem,
            )
            await self._release(turn, outcome)
        else:
            if not turn.is_closed:
                await self._close(turn, outcome)

    def _put_off(self, outcome: Outcome, hop: int, *, under_way: bool) -> None:
        """Not in time: come back for it, and say so once; after the last hop it is owed.

        It is promised only when a response is `under_way`, whose end will bring the answer.
        """
        if hop < self.max_hops:
            outcome.result, outcome.next_hop = Result.LATE, hop + 1
            outcome.reply = self._say(texts.WAIT, outcome) if hop == 0 else Reply()
        elif self.rest and under_way:
            outcome.result, outcome.reply = Result.OWED, self._say(texts.WAIT, outcome) if hop == 0 else Reply()
        else:
            outcome.result, outcome.reply = Result.OWED, self._say(texts.LATE, outcome)

    async def _close(self, turn: Turn, outcome: Outcome) -> None:
        try:
            with outcome.timing("store"):
                await self.threads.close_turn(turn, outcome.reply, sending=self.sending)
        except StoreUnavailable as problem:
            # The answer is in hand: better given, and perhaps given again later, than kept from the customer.
            outcome.problem = problem

    async def _release(self, turn: Turn, outcome: Outcome) -> None:
        try:
            with outcome.timing("store"):
                await self.threads.release_turn(turn)
        except StoreUnavailable as problem:
            outcome.problem = outcome.problem or problem

    def _say(self, sentence: texts.Sentence, outcome: Outcome) -> Reply:
        return Reply((sentence[outcome.language or self.language],))
