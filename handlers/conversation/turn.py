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
from handlers.conversation.thread import Answered, Merged, Turn
from handlers.errors import ConversationLocked, StoreUnavailable, TurnLost, Unavailable

Step = Callable[[Turn], Awaitable[Reply | None]]

LOCK_PAUSE = 1.0  # seconds; how long a conversation stays locked after its response is not documented


class Result(StrEnum):
    """How a delivery of a message ended."""

    ANSWERED = "answered"
    REPEATED = "repeated"
    MERGED = "merged"
    LATE = "late"
    UNAVAILABLE = "unavailable"


@dataclass
class Outcome:
    """What became of one delivery: `reply` for the customer, the rest for the log. `seconds` by part of the turn."""

    result: Result = Result.ANSWERED
    reply: Reply = field(default_factory=Reply)
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
    """Answers one delivery of a message."""

    threads: Threads
    steps: Sequence[Step]
    language: texts.Language
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, message: Message, *, deadline: float) -> Outcome:
        """Answer by `deadline`, in the event loop's time. Raises StoreUnavailable: nothing can be said at all."""
        seconds: dict[str, float] = {}
        while True:
            outcome = Outcome(seconds=seconds)
            with outcome.timing("store"):
                opened = await self.threads.open_turn(message)
            try:
                await self._follow(opened, outcome, deadline)
                return outcome
            except TurnLost:
                pass  # somebody else moved the thread on: the store knows who answers now
            except ConversationLocked:
                await self.pause(LOCK_PAUSE)

    async def _follow(self, opened: Turn | Answered | Merged, outcome: Outcome, deadline: float) -> None:
        if isinstance(opened, Answered):
            outcome.result, outcome.reply = Result.REPEATED, Reply(opened.texts)
        elif isinstance(opened, Merged):
            outcome.result = Result.MERGED
        else:
            outcome.thread, outcome.covers = opened.thread.key, len(opened.thread.open)
            await self._answer(opened, outcome, deadline)

    async def _answer(self, turn: Turn, outcome: Outcome, deadline: float) -> None:
        try:
            with outcome.timing("assistant"):
                async with asyncio.timeout_at(deadline):
                    outcome.reply = await self._first_reply(turn)
        except ConversationLocked:
            raise
        except TimeoutError:
            await self._apologise(turn, outcome, Result.LATE, texts.LATE)
        except Unavailable as problem:
            outcome.problem = problem
            await self._apologise(turn, outcome, Result.UNAVAILABLE, texts.UNAVAILABLE)
        else:
            with outcome.timing("store"):
                await self._close(turn, outcome)

    async def _first_reply(self, turn: Turn) -> Reply:
        for step in self.steps:
            reply = await step(turn)
            if reply is not None:
                return reply
        return Reply()

    async def _close(self, turn: Turn, outcome: Outcome) -> None:
        try:
            await self.threads.close_turn(turn, outcome.reply)
        except StoreUnavailable as problem:
            # The answer is in hand: better given, and perhaps given again later, than kept from the customer.
            outcome.problem = problem

    async def _apologise(self, turn: Turn, outcome: Outcome, result: Result, sentence: texts.Sentence) -> None:
        outcome.result, outcome.reply = result, Reply((sentence[self.language],))
        try:
            with outcome.timing("store"):
                await self.threads.release_turn(turn)
        except StoreUnavailable as problem:
            outcome.problem = outcome.problem or problem
