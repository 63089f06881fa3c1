"""The senders by REST, and who tells agents of what did not arrive."""

from handlers.conversation.send_out import SendOut
from handlers.tickets.tell_failed import TellFailed
from handlers.wiring.cast import Cast


def send_out(cast: Cast, *, tells: bool = True) -> SendOut:
    """The sender of all that no request waits for. `tells`: it tells the helpdesk at once, too; the clock has a job."""
    gave_up = tell_failed(cast).gave_up
    if cast.helpdesk is None:
        return SendOut(cast.debts, cast.outboxes, gave_up)
    from handlers.tickets.tell_helpdesk import SendOutAndTell

    return SendOutAndTell(cast.debts, cast.outboxes, gave_up, cast.helpdesk.tell if tells else None)


def tell_failed(cast: Cast) -> TellFailed:
    """Who tells agents of messages that did not arrive."""
    notices, language = SendOut(cast.debts, cast.outboxes), cast.settings.assistant_language
    return TellFailed(cast.tickets, cast.heard, cast.agents, notices, language, cast.now)
