"""One customer's thread with one business number: what is kept of it, and the right to answer it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from handlers.conversation.messages import Channel, Message, OpenMessage, Part, Reply
from handlers.errors import Unavailable
from handlers.texts import Language

SHARDS = "0123456789abcdef"  # what a thread's key, a hash, begins with
STAYS_OPEN = timedelta(minutes=15)
OWNER_DIES_AFTER = timedelta(seconds=30)  # every request of a turn renews it
SENDER_DIES_AFTER = timedelta(seconds=30)  # every message that Twilio takes renews it
IS_TAKEN_WITHIN = timedelta(seconds=60)  # where it did not answer
IS_LOOKED_FOR_WITHIN = timedelta(minutes=3)  # where there is a clock
MOST_ATTEMPTS = 4  # questions paid for that end with one message; only the customer's next message begins anew
MOST_SENDS = 8  # times that one text is tried to be sent


@dataclass(frozen=True)
class Limits:
    """What one customer may ask of us: how long a burst lasts, how many of its messages one turn takes over, and how
    many messages a minute are answered."""

    burst: timedelta = timedelta(seconds=20)
    messages_a_minute: int = 20
    burst_messages: int = 5


@dataclass(frozen=True)
class Decisions:
    """What a turn decides about its thread: one value, which the turn holds and every write of it carries.

    `conversation` is the assistant's id of the present one; `past` are those that were left, to be deleted some day.
    `carries_over`: the present one begins with what was said last. `tokens`: how many the last question took, with its
    whole conversation; `first_tokens`: how many of them the conversation's first question took. `item`: the newest
    item of the conversation that we know of.
    `said`: texts that were not delivered yet, to the messages in `answered`. `asks_to_forget`: one of them asks whether
    all is to be deleted; `forget_asked_at`: when the last reply did.
    `stopped`: the customer wants to hear nothing. `fetched`: bytes of their files since `fetching_since`.
    """

    conversation: str | None = None
    past: tuple[str, ...] = ()
    carries_over: bool = False
    tokens: int = 0
    first_tokens: int = 0
    item: str = ""
    said: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    asks_to_forget: bool = False
    forget_asked_at: datetime | None = None
    stopped: bool = False
    fetched: int = 0
    fetching_since: datetime | None = None


@dataclass(frozen=True)
class Running:
    """The turn that answers a thread. `covers`: the sids it answers; `since`: None once its owner gave it up.

    `asked_at`: when its last question was, or was to be, put. `paused`: the request that worked on it has ended, and
    the next hop goes on.
    """

    owner: str
    covers: tuple[str, ...]
    since: datetime | None
    response: str | None = None
    asked_at: datetime | None = None
    paused: bool = False

    def is_alive(self, now: datetime) -> bool:
        """Whether the owner can still be at work."""
        return self.since is not None and now - self.since < OWNER_DIES_AFTER


@dataclass(frozen=True)
class Unsent:
    """Texts of closed turns that go out by REST, first to last. `since`: when the first of them was to go.

    Of the first text `accepted` messages are out. `by` sends them, or did, and was heard of at `tried_at` for the last
    time; `tries`: how often somebody took it up. `unclear`: the next message may be out already, since somebody is, or
    was, sending it. `given_up`: it is not tried any more, and goes with the customer's next message while it is fresh.
    """

    texts: tuple[str, ...]
    since: datetime
    by: str
    tried_at: datetime
    accepted: int = 0
    tries: int = 0
    unclear: bool = False
    given_up: bool = False

    def is_being_sent(self, now: datetime) -> bool:
        """Whether somebody can still be at it, or Twilio: it may take a message long after we hung up."""
        return not self.given_up and now - self.tried_at <= (IS_TAKEN_WITHIN if self.unclear else SENDER_DIES_AFTER)

    def is_useless(self, now: datetime) -> bool:
        """Whether nobody wants it any more."""
        return now - self.since > STAYS_OPEN


@dataclass(frozen=True)
class Thread:
    """One customer's thread with one business number.

    `alias` is what the thread is called outside, in logs and at the assistant's: no list of numbers leads to it.
    `recent`: when the last minute's messages came. `language` is the customer's own, as far as it is known.
    Stored under the customer's lasting identity; the address's document only points to it (`moved_to`), and is written
    anew when `linked_at` is long ago. `former`: keys under which messages of this customer were stored before.
    """

    key: str
    business: str
    sender: str
    alias: str
    channel: Channel = Channel.WHATSAPP
    external_id: str = ""
    profile_name: str = ""
    former: tuple[str, ...] = ()
    language: Language | None = None
    decisions: Decisions = Decisions()
    number: int = 0
    running: Running | None = None
    open: tuple[OpenMessage, ...] = ()
    recent: tuple[datetime, ...] = ()
    unsent: Unsent | None = None
    moved_to: str | None = None
    linked_at: datetime | None = None

    def due(self) -> datetime | None:
        """Since when the newest thing here waits for us: a message for its answer, or a text for its way out."""
        waiting = [each.at for each in self.open if not (each.told and each.asked >= MOST_ATTEMPTS)]
        unsent = [self.unsent.tried_at] if self.unsent and not self.unsent.given_up else []
        return max([*waiting, *unsent], default=None)

    def conversations(self) -> tuple[str, ...]:
        """All that the assistant has had with this customer."""
        return tuple(filter(None, (*self.decisions.past, self.decisions.conversation)))


@dataclass
class Turn:
    """The right to answer a thread's open messages, until somebody else takes the thread over.

    `thread` is the state as it was last written and `version` the store's own mark of it; the store keeps both up
    to date. `covers`: the sids of its messages. `superseded` is the turn that this one took over from, if that one had
    not ended.
    `attempt`: the message for which an attempt is written down that was not used yet; `has_paid`: something else was
    paid for in it.
    `looks_first`: an earlier attempt may have left its
    answer in the conversation. `files`: those fetched so far, by url. `problem`: what an operator has to know of,
    though the customer got an answer. `seconds`: how long each part took.
    """

    message: Message
    thread: Thread
    superseded: Running | None = None
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
        return tuple(each for each in self.thread.open if each.sid in self.running.covers)

    @property
    def unanswered(self) -> tuple[OpenMessage, ...]:
        """What the assistant is to be asked about: the messages to which nothing was said yet."""
        return tuple(each for each in self.messages if each.sid not in self.decisions.answered)

    @property
    def may_ask(self) -> bool:
        """Whether an attempt is written down for the question as it is now: a command may have been answered since."""
        return [self.attempt] == [message.sid for message in self.unanswered[-1:]]

    @property
    def response(self) -> str | None:
        """The assistant's response that is under way for this turn."""
        return self.running.response

    @property
    def language(self) -> Language | None:
        """The customer's, as far as it is known."""
        return self.thread.language

    def decide(self, **decided: Any) -> None:
        """Change fields of `decisions`; the next write of this turn carries them."""
        self.decisions = replace(self.decisions, **decided)

    def say(self, text: str, *, to: Sequence[str]) -> None:
        """Make a text a part of the reply, by which the messages with these sids are answered."""
        answered = tuple(dict.fromkeys((*self.decisions.answered, *to)))
        self.decide(said=(*self.decisions.said, text), answered=answered)

    def reply(self, *texts: str) -> Reply:
        """What was said so far, and these texts."""
        return Reply((*self.decisions.said, *texts))

    def all_said(self) -> Reply | None:
        """The reply once every message has its answer."""
        return None if self.unanswered else self.reply()

    def leave_conversation(self, *, carries_over: bool) -> None:
        """Begin a new conversation with the next question; the old one is remembered only to be deleted some day."""
        self.decide(
            conversation=None,
            past=self.thread_conversations(),
            carries_over=carries_over,
            tokens=0,
            first_tokens=0,
            item="",
        )

    def thread_conversations(self) -> tuple[str, ...]:
        """All conversations of the thread, as the turn has decided."""
        return replace(self.thread, decisions=self.decisions).conversations()

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


def missing_keys(threads: Mapping[str, Thread]) -> list[str]:
    """The keys that the threads found point to, and that have to be read as well."""
    return [thread.moved_to for thread in threads.values() if thread.moved_to and thread.moved_to not in threads]
