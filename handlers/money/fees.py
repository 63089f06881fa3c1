"""Fees for messages: which lines of the price list they are, what their prices depend on, and how many. Pure."""

from collections.abc import Iterator

from handlers.conversation.contact import Channel, Contact
from handlers.money.countries import country_of_contact
from handlers.money.price_list import SERVICE

Fee = tuple[str, str, int]  # a line, what its price depends on, how many messages


def came(contact: Contact, messages: int = 1) -> Fee:
    """Twilio's fee for messages from there."""
    return "twilio.in", _app(contact), messages


def sent(contact: Contact, messages: int = 1, line: str = SERVICE) -> Iterator[Fee]:
    """For messages to there: Twilio's fee, and on WhatsApp Meta's, which is this line."""
    yield "twilio.out", _app(contact), messages
    if contact.channel is Channel.WHATSAPP:
        yield line, country_of_contact(contact), messages


def refused(contact: Contact) -> Fee:
    """Twilio's fee for a message that it refused."""
    return "twilio.failed", _app(contact), 1


def _app(contact: Contact) -> str:
    """What Twilio's price depends on: "" for WhatsApp, else the app's name, of which no price is known."""
    return "" if contact.channel is Channel.WHATSAPP else str(contact.channel)
