"""A ticket: a customer's matter that a person takes care of."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from handlers.conversation.contact import Contact
from handlers.conversation.thread import Thread
from handlers.errors import RecadoError
from handlers.languages import Spoken

MOST_EVENTS = 200  # the oldest go; a ticket is one document,
MOST_CHARACTERS = 100_000  # of its notes, which holds at most 1 MiB
FILES_ALONE = "files"  # the text of an answer without words, which could not carry the agent's name


class State(StrEnum):
    """Who has to act."""

    OPEN = "open"  # nobody has it yet
    TAKEN = "taken"  # the customer waits for an agent
    WAITING = "waiting"  # the agent waits for the customer
    CLOSED = "closed"


class Why(StrEnum):
    """The reason why a person is needed."""

    ASKED = "asked"
    CANNOT = "cannot"
    UPSET = "upset"
    PROMISED = "promised"
    RULE = "rule"
    FAILED = "failed"  # the assistant, twice in a row
    TAKEN_OVER = "taken_over"  # an agent stepped in by themselves
    LIMITED = "limited"  # a ceiling of money is reached, so the assistant does not answer


class What(StrEnum):
    """The kind of an event in a ticket's life."""

    OPENED = "opened"
    TAKEN = "taken"
    GIVEN = "given"
    ANSWERED = "answered"
    NOTED = "noted"
    REMINDED = "reminded"
    INVITED = "invited"  # by a template, after the window closed
    FAILED = "failed"  # a message that did not arrive
    CLOSED = "closed"


@dataclass(frozen=True)
class Event:
    """One thing that happened. `who`: an agent's name, "" for the customer or the assistant.

    `text`: a note's words; of an answer FILES_ALONE, or "".
    """

    at: datetime
    what: What
    who: str = ""
    text: str = ""


class CannotAct(RecadoError):
    """The ticket is in a state that does not allow it."""


class IsTaken(CannotAct):
    """Another agent has it."""

    def __init__(self, agent: str) -> None:
        super().__init__("taken")
        self.agent = agent


class IsClosed(CannotAct):
    """It is closed already."""


class NothingSaid(CannotAct):
    """There are no words to send or to keep."""


class IsStopped(CannotAct):
    """The customer said stop, and wants no messages."""


@dataclass(frozen=True)
class Ticket:
    """A matter for a person. `thread`: the key of the customer's thread; `agent`: the name of who has it, "" if nobody.

    `waiting_since`: when the customer began to wait for a person, None while they do not. `inbound_at`: the customer's
    last message, from which WhatsApp's window counts. `first_answer_at`: a person's first words; `answered_at`: the
    last ones. `counted`: what of it is part of the business's numbers.
    """

    code: str
    thread: str
    contact: Contact
    language: Spoken
    opened_at: datetime
    why: Why
    summary: str
    inbound_at: datetime
    waiting_since: datetime | None
    state: State = State.OPEN
    agent: str = ""
    first_answer_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    closed_for: str = ""
    reminded: bool = False
    events: tuple[Event, ...] = ()
    counted: tuple[str, ...] = ()

    @property
    def uncounted(self) -> tuple[str, ...]:
        """What has happened and is not counted yet: "opened", "answered" by a person for the first time, "closed"."""
        happened = {"opened": self.opened_at, "answered": self.first_answer_at, "closed": self.closed_at}
        return tuple(what for what, at in happened.items() if at and what not in self.counted)

    @property
    def is_closed(self) -> bool:
        """True if nobody has to act any more."""
        return self.state is State.CLOSED

    def is_of(self, thread: Thread) -> bool:
        """False if its customer was forgotten: the thread that has its key now began later."""
        return thread.begun_at is None or thread.begun_at <= self.opened_at

    def has_words_of(self, agent: str) -> bool:
        """True if this agent wrote words to the customer, so that they know the name."""
        return any(
            event.what is What.ANSWERED and event.who == agent and event.text != FILES_ALONE for event in self.events
        )

    def happened(self, what: What, now: datetime, who: str = "", text: str = "") -> "Ticket":
        """The ticket with one more event; the oldest go if there are too many."""
        events = (*self.events, Event(now, what, who, text[:MOST_CHARACTERS]))[-MOST_EVENTS:]
        while sum(len(event.text) for event in events) > MOST_CHARACTERS:
            events = events[1:]
        return replace(self, events=events)
