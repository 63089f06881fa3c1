"""WhatsApp's window: a business may write freely for 24 hours after the other side's last message. Pure.

https://www.twilio.com/docs/whatsapp/key-concepts#the-24-hour-customer-service-window
"""

from datetime import datetime, timedelta

from handlers.conversation.contact import Channel
from handlers.tickets.ticket import CannotAct

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=2)  # Twilio takes a message that it sends too late, and reports it failed afterwards
HAVE_ONE = frozenset({Channel.WHATSAPP, Channel.MESSENGER})


class WindowIsOver(CannotAct):
    """The customer wrote too long ago."""


def closes_at(channel: Channel, inbound_at: datetime) -> datetime | None:
    """The end of the window that the message of this time opened; None in a channel without one."""
    return inbound_at + WINDOW - MARGIN if channel in HAVE_ONE else None


def is_open(channel: Channel, inbound_at: datetime | None, now: datetime) -> bool:
    """True if a text may be sent now. `inbound_at`: the other side's last message, None if there was none."""
    if channel not in HAVE_ONE:
        return True
    return inbound_at is not None and now < inbound_at + WINDOW - MARGIN
