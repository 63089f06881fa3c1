"""Who is in the world: customers of several countries and two numbers of the business's, and two agents."""

import random
from dataclasses import dataclass

from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.tickets.agents import Agent, Agents

BUSY, QUIET = "+5215500000001", "+5215500000002"  # the busy one uses up Meta's free messages of a month
# Who writes to the busy number is of countries with the same price, so that it does not matter whose messages are free.
OF_BUSY = {"502": "GT", "593": "EC", "507": "PA"}
OF_QUIET = {"521": "MX", "51": "PE", "1212": "US", "44": "GB"}
WITHOUT_PRICE = {"34": "ES"}
COUNTRIES = {**OF_BUSY, **OF_QUIET, **WITHOUT_PRICE}
TOLD_FROM = Contact(Channel.WHATSAPP, BUSY, "")  # of what is about customers of other apps
AGENTS = Agents(
    (
        Agent("Ana", Channel.WHATSAPP, "+50255550001", TOLD_FROM),
        Agent("Luis", Channel.WHATSAPP, "+50255550002", TOLD_FROM),
    ),
    notice="HXnotice",
)
# The ways in which customers write, and how many of them.
WAYS = {
    (Channel.WHATSAPP, Carrier.TWILIO): 60,
    (Channel.WHATSAPP, Carrier.META): 20,
    (Channel.INSTAGRAM, Carrier.META): 6,
    (Channel.TELEGRAM, Carrier.TELEGRAM): 8,
    (Channel.WEB, Carrier.WEB): 6,
}


@dataclass
class Customer:
    """A customer, who is another one after having been forgotten."""

    number: int
    contact: Contact
    life: int = 0

    @property
    def is_busy(self) -> bool:
        """True if they write to the business's busy number."""
        return self.contact.business == BUSY


def customer(number: int, drawn: random.Random, *, unknown: bool) -> Customer:
    """A drawn one. `unknown`: some of them write from where no price is known."""
    business = drawn.choices([BUSY, QUIET], [5, 1])[0]
    codes = list(OF_BUSY if business == BUSY else {**OF_QUIET, **(WITHOUT_PRICE if unknown else {})})
    channel, carrier = drawn.choices(list(WAYS), list(WAYS.values()))[0]
    if unknown and drawn.random() < 0.05:
        channel, carrier = Channel.SMS, Carrier.TWILIO
    return Customer(number, Contact(channel, business, f"+{drawn.choice(codes)}{number:08}", carrier=carrier))


def country_of(contact: Contact) -> str:
    """The country of a contact of this world."""
    return next(country for code, country in COUNTRIES.items() if contact.customer.startswith(f"+{code}"))
