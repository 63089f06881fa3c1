"""The senders by REST, and who tells agents of what did not arrive."""

from handlers.conversation.send_out import SendOut
from handlers.tickets.tell_failed import TellFailed
from handlers.wiring.cast import Cast


def send_out(cast: Cast) -> SendOut:
    """The sender of all that no request waits for."""
    return SendOut(cast.debts, cast.outboxes, tell_failed(cast).gave_up)


def tell_failed(cast: Cast) -> TellFailed:
    """Who tells agents of messages that did not arrive."""
    notices, language = SendOut(cast.debts, cast.outboxes), cast.settings.assistant_language
    return TellFailed(cast.tickets, cast.heard, cast.agents, notices, language, cast.now)
