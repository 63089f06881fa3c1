"""Surveys: when a customer is asked how it was, in which words, and what is kept of it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.conversation.survey import Survey
from handlers.conversation.talk import REST
from handlers.conversation.thread import Thread
from handlers.languages import Spoken
from handlers.tickets import texts, windows
from handlers.tickets.ticket import Ticket

PAUSE = timedelta(days=30)  # between two questions to the same customer
TAKEN_FOR = timedelta(hours=24)  # a rating, after the question


class NotAsked(StrEnum):
    """The reason why a customer was not asked; ASKED: they were."""

    ASKED = ""
    WINDOW = "window"  # the channel allows no message any more
    RECENT = "recent"  # asked less than PAUSE ago
    STOPPED = "stopped"  # the customer wants no messages
    UNANSWERED = "unanswered"  # no person ever wrote: there is nothing to rate


@dataclass(frozen=True)
class Rating:
    """A customer who was asked how it was, or was not, and what they answered. `at`: when.

    `ticket`: the code of the ticket that ended, "" after a talk with the assistant alone; `agent`: the name of who had
    it then. `score`: from 1 to 5, None without an answer. `counted`: what of it is part of the business's numbers.
    """

    thread: str
    at: datetime
    ticket: str = ""
    agent: str = ""
    not_asked: NotAsked = NotAsked.ASKED
    score: int | None = None
    answered_at: datetime | None = None
    comment: str = ""
    commented_at: datetime | None = None
    counted: tuple[str, ...] = ()

    @property
    def uncounted(self) -> tuple[str, ...]:
        """What has happened and is not counted yet: "asked" (or not), "scored", "commented"."""
        happened = {"asked": self.at, "scored": self.score, "commented": self.commented_at}
        return tuple(what for what, is_so in happened.items() if is_so and what not in self.counted)

    @property
    def id(self) -> str:
        """The name of its document."""
        return f"{self.thread}-{self.at.timestamp():.6f}"


@dataclass(frozen=True)
class Goodbye:
    """The last words to a customer whose ticket is closed, and the survey that they open, if any."""

    texts: tuple[str, ...] = ()
    rating: Rating | None = None


@dataclass(frozen=True)
class Settled:
    """A thread that was at rest: `thread` as it is to be stored, what the customer is asked, "" if nothing."""

    thread: Thread
    rating: Rating | None = None
    question: str = ""


def goodbye(ticket: Ticket, thread: Thread, now: datetime, *, agent: str, asks: bool) -> Goodbye:
    """The closing message, with the question at its end if the customer may be asked; none where it may not be sent.

    `agent`: who closes, "" for the clock; who has the ticket counts more. `asks`: the business wants surveys.
    """
    not_asked = _why_not(ticket, thread, now)
    rating = Rating(thread.key, now, ticket.code, ticket.agent or agent, not_asked) if asks else None
    if not_asked is NotAsked.WINDOW or thread.decisions.stopped:
        return Goodbye((), rating)
    question = f"\n\n{texts.HOW_WAS_IT[ticket.language]}" if asks and not not_asked else ""
    return Goodbye((f"{texts.CLOSED_BY_PERSON[ticket.language]}{question}",), rating)


def asked(thread: Thread, rating: Rating | None) -> Thread:
    """The thread of a customer who was asked, if they were."""
    if rating is None or rating.not_asked:
        return thread
    return replace(thread, survey=Survey(rating.id, rating.at))


def is_recent(thread: Thread, now: datetime) -> bool:
    """True if the customer was asked so lately that they are not asked again."""
    return thread.survey is not None and now - thread.survey.at < PAUSE


def after_rest(thread: Thread, now: datetime, house_language: Spoken) -> Settled | None:
    """A thread whose time to be asked has come; None if it has not, since somebody is writing again."""
    rested = thread.decisions.survey_at
    if rested is None or now < rested or (thread.running and thread.running.is_alive(now)):
        return None
    settled = replace(thread, decisions=replace(thread.decisions, survey_at=None))
    is_unanswered = thread.open or thread.unsent or thread.ticket
    if is_unanswered or thread.decisions.stopped or is_recent(thread, now):
        return Settled(settled)
    if not windows.is_open(thread.contact.channel, rested - REST, now):
        return Settled(settled, Rating(thread.key, now, not_asked=NotAsked.WINDOW))
    rating = Rating(thread.key, now)
    return Settled(asked(settled, rating), rating, texts.HOW_WAS_IT[thread.language or house_language])


def _why_not(ticket: Ticket, thread: Thread, now: datetime) -> NotAsked:
    if not windows.is_open(ticket.contact.channel, ticket.inbound_at, now):
        return NotAsked.WINDOW
    if ticket.answered_at is None:
        return NotAsked.UNANSWERED
    if thread.decisions.stopped:
        return NotAsked.STOPPED
    return NotAsked.RECENT if is_recent(thread, now) else NotAsked.ASKED
