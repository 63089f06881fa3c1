"""A turn: the right to answer a thread's open messages."""

import asyncio
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.conversation.messages import Message, OpenMessage, Part, Reply
from handlers.conversation.thread import Decisions, Running, Thread
from handlers.errors import Unavailable
from handlers.texts import Language


@dataclass
class Turn:
    """The right to answer a thread's open messages, until somebody else takes the thread over.

    `thread` is the state as it was last written and `version` the store's own mark of it; the store keeps both up
    to date. `covers`: the sids of its messages. `superseded`: the turn that this one took over from, if that one had
    not ended. `house_language`: the one to speak until the customer's is known.
    `attempt`: the message for which an attempt is written down that was not used yet; `has_paid`: something else was
    paid for in it. `looks_first`: an earlier attempt may have left its answer in the conversation.
    `files`: those fetched so far, by url. `problem`: what an operator has to know of, though the customer got an
    answer. `seconds`: how long each part took.
    """

    message: Message
    thread: Thread
    superseded: Running | None = None
    house_language: Language = "es"
    attempt: str = ""
    has_paid: bool = False
    looks_first: bool = False
    version: object = field(default=None, repr=False)
    is_closed: bool = False
    files: dict[str, bytes | Part | None] = field(default_factory=dict, repr=False)
    problem: Unavailable | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    decisions: Decisions = field(init=False)
    covers: tuple[str, ...] = field(init=False)
    _beside: list[asyncio.Task[None]] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.decisions, self.covers = self.thread.decisions, self.running.covers

    @property
    def number(self) -> int:
        """Which turn of its thread this is; a thread that has moved on has a higher one."""
        return self.thread.number

    @property
    def running(self) -> Running:
        """The turn as the thread knows it."""
        assert self.thread.running is not None  # noqa: S101 - a turn that was closed is not used again
        return self.thread.running

    @property
    def messages(self) -> tuple[OpenMessage, ...]:
        """What this turn answers, oldest first; a message that waits for the thread to be free is not among it."""
        return tuple(message for message in self.thread.open if message.sid in self.running.covers)

    @property
    def unanswered(self) -> tuple[OpenMessage, ...]:
        """What the assistant is to be asked about: the messages to which nothing was said yet."""
        return tuple(message for message in self.messages if message.sid not in self.decisions.answered)

    @property
    def may_ask(self) -> bool:
        """Whether an attempt is written down for the question as it is now: a command may have been answered since."""
        return [self.attempt] == [message.sid for message in self.unanswered[-1:]]

    @property
    def response(self) -> str | None:
        """The assistant's response that is under way for this turn."""
        return self.running.response

    @property
    def language(self) -> Language:
        """The customer's; the house's until it is known."""
        return self.thread.language or self.house_language

    def decide(self, **decided: Any) -> None:
        """Change fields of `decisions`; the next write of this turn carries them."""
        self.decisions = replace(self.decisions, **decided)

    def say(self, text: str, *, to: Sequence[str]) -> None:
        """Put a text in front of the reply, by which the messages with these sids are answered."""
        answered = tuple(dict.fromkeys((*self.decisions.answered, *to)))
        self.decide(said=(*self.decisions.said, text), answered=answered)

    def after_said(self, reply: Reply) -> Reply:
        """The reply, behind what was said before."""
        return replace(reply, texts=(*self.decisions.said, *reply.texts))

    def leave_conversation(self, *, carries_over: bool) -> None:
        """Begin a new conversation with the next question; the old one is remembered only to be deleted some day."""
        self.decide(
            conversation=None,
            past=replace(self.thread, decisions=self.decisions).conversations(),
            carries_over=carries_over,
            tokens=0,
            first_tokens=0,
            item="",
        )

    def meanwhile(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin what nobody waits for; it is stopped when the steps are through."""
        self._beside.append(asyncio.create_task(work))

    def stop_beside(self) -> None:
        """Stop what runs beside the steps."""
        while self._beside:
            self._beside.pop().cancel()

    def timing(self, part: str) -> AbstractContextManager[None]:
        """Add what the block takes to `seconds` of that part."""
        return timing(self.seconds, part)


@contextmanager
def timing(seconds: dict[str, float], part: str) -> Iterator[None]:
    """Add what the block takes to the seconds of that part."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds[part] = seconds.get(part, 0.0) + time.perf_counter() - begun
