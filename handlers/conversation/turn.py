"""A turn: the right to answer a thread's open messages.

Long: each field of what a turn knows is explained.
"""

import asyncio
import math
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.conversation.calls import moved
from handlers.conversation.enclosed import Enclose
from handlers.conversation.facts import Charge
from handlers.conversation.messages import Message, OpenMessage, Part, Reply, Usage
from handlers.conversation.side import NO_SIDE, Side
from handlers.conversation.thread import Decisions, Running, Thread
from handlers.conversation.timing import timing
from handlers.errors import Unavailable
from handlers.languages import House, Spoken


@dataclass
class Turn:
    """The right to answer a thread's open messages, until another turn takes the thread over.

    `thread` is the state as last written, and `version` the store's own mark of it; the store keeps both up to date.
    `covers`: the sids of its messages. `superseded`: the turn that this one took over from, if that had not ended.
    `house`: the business's way to speak. `attempt`: the message for which an unused
    attempt is written down; `has_paid`: something else in that attempt was paid for. `looks_first`: an earlier attempt
    may have left its answer in the conversation. `files`: the files fetched so far, by url; `found`: what
    was looked up so far, by the words. `problem`: a fault that an
    operator has to know, though the customer got an answer. `usage`: the tokens that its answers took. `seconds`: the
    time of each part. `passes`: the ticket that the thread has now and the one that it has once the turn is closed, if
    the turn changes that. `enclosed`: what else the closing commit writes; `owes`: the threads whose texts are to be
    sent after it. `has_heard`: the assistant answered, so it knows what its question told it.
    `skips_servers`: the assistant is asked without the tools of servers, one of which is down. `deadline`: when the
    request has to be answered, in the event loop's time. `hop`: how many requests of the same message ended before it
    without the answer. `charges`: what the turn's messages and its answer cost, once it is about to be closed.
    `limited`: the ceiling that kept it from being answered. `leaves`: it ends once the assistant's response is under
    way. `hears`: is told the assistant's reply as it is being written. `carried`: the key of what carries its reply by
    REST, if its thread does not. `undoing`: undoes what was done only for this turn, if the turn is lost.
    """

    message: Message
    thread: Thread
    superseded: Running | None = None
    house: House = field(default_factory=House)
    attempt: str = ""
    has_paid: bool = False
    looks_first: bool = False
    version: object = field(default=None, repr=False)
    is_closed: bool = False
    files: dict[str, bytes | Part | None] = field(default_factory=dict, repr=False)
    found: dict[str, str] = field(default_factory=dict, repr=False)
    problem: Unavailable | None = None
    usage: Usage | None = None
    side: Side = NO_SIDE
    seconds: dict[str, float] = field(default_factory=dict)
    enclosed: list[Enclose] = field(default_factory=list, repr=False)
    owes: tuple[str, ...] = ()
    passes: tuple[str | None, str | None] | None = None
    has_heard: bool = False
    deadline: float = math.inf
    skips_servers: bool = False
    hop: int = 0
    charges: tuple[Charge, ...] = ()
    limited: str = ""
    leaves: bool = False
    hears: Callable[[str], None] | None = field(default=None, repr=False)
    carried: str = ""
    undoing: list[Callable[[], None]] = field(default_factory=list, repr=False)
    decisions: Decisions = field(init=False)
    covers: tuple[str, ...] = field(init=False)
    _beside: list[asyncio.Task[None]] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.decisions, self.covers = self.thread.decisions, self.running.covers

    @property
    def number(self) -> int:
        """The number of this turn in its thread; a thread that has moved on has a higher one."""
        return self.thread.number

    @property
    def running(self) -> Running:
        """The turn as the thread knows it."""
        assert self.thread.running is not None  # noqa: S101 - a closed turn is not used again
        return self.thread.running

    @property
    def messages(self) -> tuple[OpenMessage, ...]:
        """The messages that this turn answers, oldest first; without those that wait for the thread to be free."""
        return tuple(message for message in self.thread.open if message.sid in self.running.covers)

    @property
    def unanswered(self) -> tuple[OpenMessage, ...]:
        """The messages that no step has answered yet."""
        return tuple(message for message in self.messages if message.sid not in self.decisions.answered)

    @property
    def may_ask(self) -> bool:
        """True if an attempt is written down for the question as it is now; a command may have been answered since."""
        return [self.attempt] == [message.sid for message in self.unanswered[-1:]]

    @property
    def response(self) -> str | None:
        """The id of the assistant's response under way for this turn, if any."""
        return self.running.response

    @property
    def language(self) -> Spoken:
        """The language to look sentences up in: `texts.WAIT[turn.language]`."""
        return self.house.spoken_to(self.thread.language)

    def decide(self, **decided: Any) -> None:
        """Change fields of `decisions`; the next write of this turn carries them."""
        self.decisions = replace(self.decisions, **decided)

    def say(self, text: str, *, to: Iterable[OpenMessage]) -> None:
        """Answer these messages with a text, after what was said before in this turn."""
        self.say_nothing(to=to)
        self.decide(said=(*self.decisions.said, text))

    def say_nothing(self, *, to: Iterable[OpenMessage]) -> None:
        """Let these messages count as answered, without a text."""
        sids = (message.sid for message in to)
        self.decide(answered=tuple(dict.fromkeys((*self.decisions.answered, *sids))))

    def say_more(self, text: str) -> None:
        """Add a paragraph to what was said last: each further message costs money."""
        *before, last = self.decisions.said
        self.decide(said=(*before, f"{last}\n\n{text}"))

    def count(self, usage: Usage) -> None:
        """Add the tokens that an answer took."""
        self.usage = self.usage + usage if self.usage else usage

    def reply(self, *more: str) -> Reply:
        """All that was said in this turn, in order, with `more` at the end."""
        return Reply((*self.decisions.said, *more), self.usage)

    def pass_to(self, ticket: str | None) -> None:
        """Leave the thread with this ticket, or with none, once the turn is closed."""
        self.passes = (self.thread.ticket, ticket)

    def leave_conversation(self, *, carries_over: bool) -> None:
        """Begin a new conversation with the next question; the old one is kept only to be deleted later."""
        self.decide(
            conversation=None,
            past=replace(self.thread, decisions=self.decisions).conversations(),
            carries_over=carries_over,
            missed_since=None,
            tokens=0,
            first_tokens=0,
            item="",
            calls=moved(self.decisions.calls),
            heard=(),
        )

    def meanwhile(self, work: Coroutine[Any, Any, None]) -> None:
        """Start work that nobody waits for; it is stopped after the last step."""
        self._beside.append(asyncio.create_task(work))

    def undo(self) -> None:
        """Undo, once, what was done for this turn alone: it is lost."""
        while self.undoing:
            self.undoing.pop()()

    def stop_beside(self) -> None:
        """Stop the work that runs beside the steps."""
        while self._beside:
            self._beside.pop().cancel()

    def timing(self, part: str) -> AbstractContextManager[None]:
        """Add the block's time to this part of `seconds`."""
        return timing(self.seconds, part)
