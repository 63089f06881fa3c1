"""Windows: for how long after the other side's last message a business may write. Pure.

24 hours on WhatsApp, Messenger and Instagram; on the two of pages, a person may still write for seven days, if Meta
carries the words and knows that they are a person's.
https://www.twilio.com/docs/whatsapp/key-concepts#the-24-hour-customer-service-window
https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.tickets.ticket import CannotAct, Ticket

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=2)  # a carrier may take a message that it sends too late, and report it failed afterwards
HAVE_ONE = frozenset({Channel.WHATSAPP, Channel.MESSENGER, Channel.INSTAGRAM})
HAVE_TEMPLATES = frozenset({Channel.WHATSAPP})  # which may be sent when it is over
# For what a person writes, where that is longer.
OF_PERSONS: Mapping[tuple[Carrier, Channel], timedelta] = {
    (Carrier.META, Channel.MESSENGER): timedelta(days=7),
    (Carrier.META, Channel.INSTAGRAM): timedelta(days=7),
}


class WindowIsOver(CannotAct):
    """The customer wrote too long ago. `contact`: the customer."""

    def __init__(self, contact: Contact) -> None:
        super().__init__()
        self.contact = contact


def of_persons(contact: Contact) -> timedelta:
    """The length of the window for a person's words, where there is one."""
    return OF_PERSONS.get((contact.carrier, contact.channel), WINDOW)


def closes_at(contact: Contact, inbound_at: datetime) -> datetime | None:
    """The end of the window for a person's words that the message of this time opened; None without one."""
    if contact.channel not in HAVE_ONE:
        return None
    return inbound_at + of_persons(contact) - MARGIN


def takes_persons_words(contact: Contact, inbound_at: datetime, now: datetime) -> bool:
    """True if a person may write to this customer now, whose last message came at this time."""
    until = closes_at(contact, inbound_at)
    return until is None or now < until


def takes_invitation(ticket: Ticket, now: datetime) -> bool:
    """True if the window is over, and the app knows texts that may be sent all the same."""
    contact = ticket.contact
    return contact.channel in HAVE_TEMPLATES and not takes_persons_words(contact, ticket.inbound_at, now)


def is_open(channel: Channel, inbound_at: datetime | None, now: datetime) -> bool:
    """True if any text may be sent now. `inbound_at`: the other side's last message, None if there was none."""
    if channel not in HAVE_ONE:
        return True
    return inbound_at is not None and now < inbound_at + WINDOW - MARGIN
