"""The senders by REST, and who tells agents of what did not arrive."""

from typing import TYPE_CHECKING

from handlers.conversation.send_out import SendOut
from handlers.wiring.cast import Cast

if TYPE_CHECKING:
    from handlers.tickets.tell_failed import TellFailed
    from handlers.wiring.people import People


def send_out(cast: Cast, *, tells: bool = True) -> SendOut:
    """The sender of all that no request waits for. `tells`: it tells the helpdesk at once, too; the clock has a job."""
    if cast.people is None:
        return SendOut(cast.debts, cast.outboxes)
    gave_up, helpdesk = tell_failed(cast, cast.people).gave_up, cast.people.helpdesk
    if helpdesk is None:
        return SendOut(cast.debts, cast.outboxes, gave_up)
    from handlers.tickets.tell_helpdesk import SendOutAndTell

    return SendOutAndTell(cast.debts, cast.outboxes, gave_up, helpdesk.tell if tells else None)


def tell_failed(cast: Cast, people: "People") -> "TellFailed":
    """Who tells agents of messages that did not arrive."""
    from handlers.tickets.tell_failed import TellFailed

    notices, language = SendOut(cast.debts, cast.outboxes), cast.settings.assistant_language
    return TellFailed(people.tickets, people.heard, people.agents, notices, language, cast.now)
