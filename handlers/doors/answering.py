"""The edge that all channels share: it answers a verified message, whatever goes wrong."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from structlog.typing import FilteringBoundLogger

from handlers import logs, texts
from handlers.conversation.facts import Charge
from handlers.conversation.messages import Message, Reply
from handlers.conversation.outcome import Outcome, Result
from handlers.errors import (
    AssistantMisconfigured,
    KnowledgeMisconfigured,
    KnowledgeUnavailable,
    StoreUnavailable,
    ToolServerDown,
)
from handlers.languages import House

T = TypeVar("T")


class Receives(Protocol):
    """Takes a message and returns its outcome; `house`: how to apologise to somebody unknown."""

    @property
    def house(self) -> House: ...

    async def __call__(self, message: Message, *, deadline: float, hop: int = ...) -> Outcome: ...


YOUNG_SECONDS = 5.0  # no start has taken longer
TO_MEND = (AssistantMisconfigured, KnowledgeMisconfigured, StoreUnavailable, ToolServerDown)  # by an operator
MOST_ANSWER_SECONDS = 11.0  # after the caller began: Twilio hangs up at 15, and the turn has to be stored before that


@dataclass(frozen=True)
class Answering:
    """Answers verified messages, and logs one line for each. `age`: the process's age, in seconds.

    `most_seconds`: how long after the caller began an answer may come at most.
    """

    take_turn: Receives
    answer_seconds: float
    age: Callable[[], float] = lambda: math.inf
    most_seconds: float = MOST_ANSWER_SECONDS

    def deadline(self) -> float:
        """The deadline for a request that comes in now, in the event loop's time."""
        return asyncio.get_running_loop().time() + seconds_left(self.age(), self.answer_seconds, self.most_seconds)

    async def __call__(
        self, message: Message, write: Callable[[Outcome], T], log: FilteringBoundLogger, *, deadline: float, hop: int
    ) -> T:
        """The outcome as `write` renders it. Raises only StoreUnavailable, when no reply at all is possible."""
        log = log.bind(message_sid=message.sid, channel=str(message.contact.channel))
        begun = time.perf_counter()
        try:
            outcome = await self.take_turn(message, deadline=deadline, hop=hop)
            written = write(outcome)
        except StoreUnavailable as problem:
            log.error("store unavailable: the sender has to deliver it again", code=problem.code, remedy=problem.remedy)
            raise
        except Exception as problem:  # whatever our fault is, the customer is told
            log.error("a programming error: the customer got an apology", **logs.where(problem))
            outcome = self._apology()
            written = write(outcome)
        seconds = {**outcome.seconds, "total": time.perf_counter() - begun}
        report(outcome, seconds, log.bind(hop=hop, thread=outcome.thread or None))
        return written

    def _apology(self) -> Outcome:
        language = self.take_turn.house.spoken_to(None)
        return Outcome(Result.UNAVAILABLE, language, Reply((texts.UNAVAILABLE[language],)), is_kept=False)


def seconds_left(age: float, answer_seconds: float, most_seconds: float = MOST_ANSWER_SECONDS) -> float:
    """The seconds that an answer may take in a process that is `age` seconds old.

    A request to a young process may have waited since the process began; nothing in the request tells.
    """
    waited = age if age < YOUNG_SECONDS else 0.0
    return min(answer_seconds, most_seconds - waited)


def report(outcome: Outcome, seconds: dict[str, float], log: FilteringBoundLogger) -> None:
    """Log the one line of a turn: a warning if the customer got an apology, an error if an operator has to act."""
    facts: dict[str, object] = {"result": str(outcome.result), "messages": outcome.covers}
    facts |= {f"{part}_ms": round(took * 1000, 1) for part, took in seconds.items()}
    if usage := outcome.reply.usage:
        facts |= {name: getattr(usage, name) for name in ("input_tokens", "cached_tokens", "output_tokens")}
    if outcome.charges:
        facts["cost"] = _dollars(outcome.charges)
    if outcome.entry:
        facts["faq"] = outcome.entry
    if outcome.limited:
        facts["limited"] = outcome.limited
    if outcome.tools:
        facts["tools"] = outcome.tools
    if outcome.problem:
        facts |= {"code": outcome.problem.code, "remedy": outcome.problem.remedy}
    if not outcome.side.known or outcome.side.sources:
        facts |= {"known": outcome.side.known, "sources": outcome.side.sources}
    if outcome.side.topic:
        facts |= {"topic": outcome.side.topic, "mood": str(outcome.side.mood)}
    if isinstance(outcome.problem, TO_MEND):
        log.error("turn", **facts)
    elif outcome.result in (Result.OWED, Result.UNAVAILABLE) or isinstance(outcome.problem, KnowledgeUnavailable):
        log.warning("turn", **facts)
    else:
        log.info("turn", **facts)


def _dollars(charges: Sequence[Charge]) -> float | None:
    """The sum in US dollars; None if the price of any of them is not known."""
    micros = [charge.micros for charge in charges]
    return None if None in micros else sum(amount for amount in micros if amount) / 1_000_000
