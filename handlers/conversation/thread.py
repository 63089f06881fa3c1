"""One customer's thread with one of the business's addresses: what is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.conversation.contact import Contact
from handlers.conversation.messages import OpenMessage
from handlers.texts import Language

SHARDS = "0123456789abcdef"  # what a thread's key, a hash, begins with
STAYS_OPEN = timedelta(minutes=15)
OWNER_DIES_AFTER = timedelta(seconds=30)  # every request of a turn renews it
SENDER_DIES_AFTER = timedelta(seconds=30)  # every message that Twilio takes renews it
IS_TAKEN_WITHIN = timedelta(seconds=60)  # where it did not answer
IS_LOOKED_FOR_WITHIN = timedelta(minutes=3)  # where there is a clock
MOST_ATTEMPTS = 4  # questions paid for that end with one message; only the customer's next message begins anew
MOST_SENDS = 8  # times that one text is tried to be sent
MOST_OPEN_CHARACTERS = 200_000  # at four bytes each, and 200 for a message's own, below Firestore's 1 MiB a document


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
    """One customer's thread with one of the business's addresses.

    `alias` is what the thread is called outside, in logs and at the assistant's: no list of numbers leads to it.
    `recent`: when the last minute's messages came. `language` is the customer's own, as far as it is known.
    Stored under the customer's lasting identity; the address's document only points to it (`moved_to`), and is written
    anew when `linked_at` is long ago. `former`: keys under which messages of this customer were stored before.
    """

    key: str
    contact: Contact
    alias: str
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

    def with_attempt(self, sid: str, more: int = 1) -> "Thread":
        """The thread with one more attempt at the question that ends with this message, or one less."""
        counted = (
            replace(message, asked=message.asked + more) if message.sid == sid else message for message in self.open
        )
        return replace(self, open=tuple(counted))

    def due(self) -> datetime | None:
        """Since when the newest thing here waits for us: a message for its answer, or a text for its way out."""
        waiting = [message.at for message in self.open if not (message.told and message.asked >= MOST_ATTEMPTS)]
        unsent = [self.unsent.tried_at] if self.unsent and not self.unsent.given_up else []
        return max([*waiting, *unsent], default=None)

    def conversations(self) -> tuple[str, ...]:
        """All that the assistant has had with this customer."""
        return tuple(filter(None, (*self.decisions.past, self.decisions.conversation)))


def newest_that_fit(messages: Sequence[OpenMessage]) -> tuple[OpenMessage, ...]:
    """The newest messages, as many as a document has room for."""
    room = MOST_OPEN_CHARACTERS
    fitting: list[OpenMessage] = []
    for message in reversed(messages):
        content = message.content
        room -= len(content.text) + sum(len(file.url) + len(file.media_type) for file in content.files) + 200
        room -= sum(len(part.text) + 50 for part in content.parts)
        if fitting and room < 0:
            break
        fitting.insert(0, message)
    return tuple(fitting)
