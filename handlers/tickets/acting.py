"""Actions on a ticket by people of the business: what one commit changes, and whom it tells."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.conversation.contact import Contact
from handlers.conversation.messages import Content
from handlers.conversation.thread import Thread
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import Ticket

NOTHING = Content()


@dataclass(frozen=True)
class Notice:
    """A text for an agent, in Markdown. It begins with the ticket's code, so that quoting it leads to the ticket."""

    to: Contact
    text: str


@dataclass(frozen=True)
class Acted:
    """The outcome of an action: the changed ticket, and what goes out once that is stored.

    `said`: what the person said to the customer, as it is kept; `to_customer`: the same in Markdown, as it is sent.
    `by`: the person's name. `reply`: what the person is told. `gives_back`: the assistant answers again.
    `rating`: the survey that it opens, or why it opens none.
    """

    ticket: Ticket
    by: str
    reply: tuple[str, ...] = ()
    said: Content = NOTHING
    to_customer: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    gives_back: bool = False
    rating: Rating | None = None


@dataclass(frozen=True)
class Repeated:
    """The action was done before, by the same message; its reply was this."""

    reply: tuple[str, ...]


# Pure, since it runs again if somebody else was first. Raises CannotAct.
Act = Callable[[Ticket, Thread], Acted]
