"""Fees for messages, by app and carrier: which lines they are, what their prices depend on, and how many. Pure.

Twilio takes a fee each way for what it carries. Meta takes one for each message that it delivers on WhatsApp, whichever
carrier brings it there. Messenger, Instagram, Telegram and the web chat cost nothing by the message.
https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
"""

from collections.abc import Callable, Iterator, Sequence

from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.languages import Spoken
from handlers.money.countries import country_of_contact
from handlers.money.price_list import SERVICE

Fee = tuple[str, str, int]  # a line, what its price depends on, how many messages
Rendered = Callable[[Sequence[str], Contact, Spoken], Sequence[str]]  # the messages in which texts go out to a contact


def came(contact: Contact, messages: int = 1) -> Iterator[Fee]:
    """For messages from there: Twilio's fee, if Twilio brought them."""
    if contact.carrier is Carrier.TWILIO:
        yield "twilio.in", _app(contact), messages


def sent(contact: Contact, messages: int = 1, line: str = SERVICE) -> Iterator[Fee]:
    """For messages to there: Twilio's fee, if Twilio brings them, and on WhatsApp Meta's, which is this line."""
    if contact.carrier is Carrier.TWILIO:
        yield "twilio.out", _app(contact), messages
    if contact.channel is Channel.WHATSAPP:
        yield line, country_of_contact(contact), messages


def refused(contact: Contact) -> Iterator[Fee]:
    """For a message that the carrier refused: Twilio's fee; the others take none."""
    if contact.carrier is Carrier.TWILIO:
        yield "twilio.failed", _app(contact), 1


def _app(contact: Contact) -> str:
    """What Twilio's price depends on: "" for WhatsApp, else the app's name, of which no price is known."""
    return "" if contact.channel is Channel.WHATSAPP else str(contact.channel)
