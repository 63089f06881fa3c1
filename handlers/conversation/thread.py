"""The thread of one customer with one of the business's addresses, as it is stored.

Long: each field of what is stored is explained.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.conversation.calls import MadeCall
from handlers.conversation.contact import Contact
from handlers.conversation.messages import OpenMessage
from handlers.conversation.spending import Spent
from handlers.conversation.survey import Rated, Survey
from handlers.conversation.unsent import Unsent
from handlers.languages import Language

SHARDS = "0123456789abcdef"  # the first characters of threads' keys, which are hashes
OWNER_DIES_AFTER = timedelta(seconds=30)  # every request of a turn renews it
MOST_ATTEMPTS = 4  # paid questions that end with one message; only the customer's next message starts a new count
MOST_OPEN_CHARACTERS = 200_000  # at four bytes each, and 200 for a message's own, below Firestore's 1 MiB a document


@dataclass(frozen=True)
class Decisions:
    """A turn's decisions about its thread: one value, which the turn holds and each of its writes carries.

    `conversation` is the assistant's id of the present conversation; `past` are earlier ones, still to be deleted.
    `carries_over`: the present one begins with what was said last. `tokens`: those of the last question, with its whole
    conversation; `first_tokens`: those of the conversation's first question. `item`: the newest item of the
    conversation that we know. `said`: undelivered texts, which answer the messages in `answered`. `asks_to_forget`: one
    of them asks whether to delete everything; `forget_asked_at`: when a reply last asked that. `stopped`: the customer
    wants no messages. `fetched`: bytes of their files since `fetching_since`. `heard_since`: the assistant was told
    what people said since then. `missed_since`: what both sides said since then is not in the conversation, and goes
    with the next question. `told_closed_until`: the customer was told that the business is closed until then. `rated`:
    what became of the last survey; `survey_at`: when the customer may be asked how it was, if nobody writes until then.
    `sources`: the files whose passages the question was given; `entry`: the entry of the FAQ that answered, without a
    model. `calls`: of tools, for the open messages, and those whose outputs the conversation lacks; `rounds`: how often
    the assistant made calls. `heard`: the open messages that the conversation holds already. `confirming`: the call
    that the customer is asked about; `confirming_since`: when a reply asked that. `spent`: today's money, where there
    is a ceiling. `tries`: when codes of other apps were tried that are none. `back_at`: when the customer last wanted
    the assistant back from people who write by hand.
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
    heard_since: datetime | None = None
    missed_since: datetime | None = None
    told_closed_until: datetime | None = None
    rated: Rated | None = None
    survey_at: datetime | None = None
    sources: tuple[str, ...] = ()
    entry: str = ""
    calls: tuple[MadeCall, ...] = ()
    rounds: int = 0
    heard: tuple[str, ...] = ()
    confirming: MadeCall | None = None
    confirming_since: datetime | None = None
    spent: Spent | None = None
    tries: tuple[datetime, ...] = ()
    back_at: datetime | None = None


@dataclass(frozen=True)
class Running:
    """The turn that answers a thread. `covers`: the sids that it answers; `since`: None once its owner gave it up.

    `asked_at`: when its last question was sent, or was about to be. `paused`: its request has ended, and the next hop
    goes on.
    """

    owner: str
    covers: tuple[str, ...]
    since: datetime | None
    response: str | None = None
    asked_at: datetime | None = None
    paused: bool = False

    def is_alive(self, now: datetime) -> bool:
        """True if the owner may still be at work."""
        return self.since is not None and now - self.since < OWNER_DIES_AFTER


@dataclass(frozen=True)
class Joined:
    """A key under which this thread's messages from before that time are stored, too: the customer wrote elsewhere."""

    key: str
    at: datetime


@dataclass(frozen=True)
class Thread:
    """One customer's thread with one of the business's addresses.

    `alias` is the thread's name outside, in logs and at the assistant's: nobody can compute it from a phone number.
    `begun_at`: when it began, None if that is not known; whoever was forgotten and writes again has a new one of the
    same key.
    `recent`: when the last minute's messages came. `language` is the customer's own, if known. Stored under the
    customer's lasting identity; the address's document only points to it (`moved_to`), and is written anew when
    `linked_at` is long ago. `former`: keys under which messages of this customer were stored before. `contact`: where
    the customer wrote last; `also`: their other addresses that lead here, the last one first. `joined`: what was said
    there before that.

    `ticket`: the code of the open ticket, while a person answers instead of the assistant; `person_since`: when people
    began to talk, in what the assistant has not heard of yet. `about`: the customer's thread, in one that only carries
    notices about it to an agent. `survey`: the last question how it was. `talked_at`: when the newest answered message
    came that belongs to a conversation; `unsettled_since`: the first one of those of which it is not known yet what
    became of them; `settles_at`: when that is looked at. `by_hand_at`: when a person of the business last wrote to the
    customer outside Recado, in the carrier's own inbox.
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
    ticket: str | None = None
    person_since: datetime | None = None
    about: str | None = None
    survey: Survey | None = None
    talked_at: datetime | None = None
    unsettled_since: datetime | None = None
    settles_at: datetime | None = None
    begun_at: datetime | None = None
    also: tuple[Contact, ...] = ()
    joined: tuple[Joined, ...] = ()
    by_hand_at: datetime | None = None

    def with_attempt(self, sid: str, more: int = 1) -> "Thread":
        """The thread with `more` attempts at the question that ends with this message; -1 takes one back."""
        counted = (
            replace(message, asked=message.asked + more) if message.sid == sid else message for message in self.open
        )
        return replace(self, open=tuple(counted))

    def origin(self, message: OpenMessage) -> Contact:
        """Where this open message came from."""
        return message.contact or self.contact

    def due(self) -> datetime | None:
        """The time since when the newest open message or unsent text has waited; None if nothing waits."""
        waiting = [message.at for message in self.open if not (message.told and message.asked >= MOST_ATTEMPTS)]
        unsent = [self.unsent.tried_at] if self.unsent and not self.unsent.given_up else []
        return max([*waiting, *unsent], default=None)

    def is_calling(self, now: datetime) -> bool:
        """True if the living owner runs calls of tools at this moment: nobody takes over then."""
        running = self.running
        is_at_work = running is not None and running.is_alive(now) and not running.paused
        return is_at_work and any(call.is_running(now) for call in self.decisions.calls)

    def conversations(self) -> tuple[str, ...]:
        """All conversations that the assistant has had with this customer."""
        return tuple(filter(None, (*self.decisions.past, self.decisions.conversation)))


def newest_that_fit(messages: Sequence[OpenMessage]) -> tuple[OpenMessage, ...]:
    """The newest messages, as many as fit into a document."""
    room = MOST_OPEN_CHARACTERS
    fitting: list[OpenMessage] = []
    for message in reversed(messages):
        content = message.content
        room -= len(content.text) + sum(len(file.url) + len(file.media_type) for file in content.files) + 200
        room -= sum(len(part.text) + 50 for part in content.parts) + (400 if message.contact else 0)
        if fitting and room < 0:
            break
        fitting.insert(0, message)
    return tuple(fitting)
