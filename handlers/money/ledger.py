"""The ledger: what is paid for outside the turns of customers, entry by entry. Pure.

That is what goes out by REST, what agents write and are answered, and the night's question. An entry holds no words,
and neither names nor addresses of customers and agents; only the country that a price depends on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from handlers.conversation.contact import Channel, Contact
from handlers.conversation.facts import Charge, Sure
from handlers.conversation.messages import Usage
from handlers.conversation.outgoing import template_in
from handlers.conversation.thread import Thread
from handlers.languages import Spoken
from handlers.money.countries import country_of_contact
from handlers.money.prices import Prices


class Kind(StrEnum):
    """What was paid for."""

    LATE = "late"  # an answer by REST, or the clock's question how it was
    PERSON = "person"  # what a person of the business wrote to a customer, and goodbyes of a ticket
    NOTICE = "notice"  # to an agent
    AGENT = "agent"  # an agent's message, and the reply to it
    LABELS = "labels"  # the night's question


@dataclass(frozen=True)
class Entry:
    """What was paid at one moment. `business`: the number of the business's that it is for, "" for none."""

    at: datetime
    business: str
    kind: Kind
    charges: tuple[Charge, ...]


@dataclass(frozen=True)
class Ledger:
    """Makes entries. `rendered`: the messages in which a reply goes out; `model`: OpenAI's, that sorts by topics.

    `stored`: to be told of each entry once it is stored, not when it is made: its commit may fail and be tried again.
    """

    prices: Prices
    rendered: Callable[[Sequence[str], Channel, Spoken], Sequence[str]]
    model: str
    stored: Callable[[Entry], None] = lambda _entry: None

    def sent(self, thread: Thread, at: datetime) -> Entry:
        """One message of the thread's first unsent text, which the carrier has accepted."""
        texts = thread.unsent.texts if thread.unsent else ()
        line = "meta.template" if texts and template_in(texts[0]) else "meta.service"
        return Entry(at, thread.contact.business, _kind_of(thread), tuple(self._out(thread.contact, 1, at, line)))

    def refused(self, thread: Thread, at: datetime) -> Entry:
        """One message that the carrier refused: Twilio takes a fee for most of those, though not for each reason."""
        fee = self.prices.charge("twilio.failed", 1, self.prices.day(at), _app(thread.contact))
        return Entry(at, thread.contact.business, _kind_of(thread), (_guessed(fee),))

    def heard(self, agent: Contact, texts: Sequence[str], language: Spoken, at: datetime) -> Entry:
        """An agent's message, and the reply to it."""
        sent = len(self.rendered(texts, agent.channel, language))
        charges = [self.prices.charge("twilio.in", 1, self.prices.day(at), _app(agent))]
        return Entry(at, agent.business, Kind.AGENT, (*charges, *self._out(agent, sent, at)))

    def labelled(self, usage: Usage, at: datetime) -> Entry:
        """The night's question, at the price of others: OpenAI takes less for one that may take hours."""
        tokens = {
            "openai.labels.input": usage.input_tokens - usage.cached_tokens,
            "openai.labels.cached": usage.cached_tokens,
            "openai.labels.output": usage.output_tokens,
        }
        charges = [
            self.prices.charge(line, units, self.prices.day(at), self.model) for line, units in tokens.items() if units
        ]
        return Entry(at, "", Kind.LABELS, tuple(map(_guessed, charges)))

    def _out(self, contact: Contact, messages: int, at: datetime, line: str = "meta.service") -> Iterator[Charge]:
        """So many messages: Twilio's fee, and on WhatsApp Meta's."""
        if messages:
            yield self.prices.charge("twilio.out", messages, self.prices.day(at), _app(contact))
        if messages and contact.channel is Channel.WHATSAPP:
            yield self.prices.charge(line, messages, self.prices.day(at), country_of_contact(contact))


def _kind_of(thread: Thread) -> Kind:
    if thread.about:
        return Kind.NOTICE
    return Kind.PERSON if thread.unsent and thread.unsent.ticket else Kind.LATE


def _app(contact: Contact) -> str:
    """What Twilio's price depends on: "" for WhatsApp, else the app's name, of which no price is known."""
    return "" if contact.channel is Channel.WHATSAPP else str(contact.channel)


def _guessed(charge: Charge) -> Charge:
    return replace(charge, sure=Sure.ESTIMATED) if charge.sure is Sure.EXACT else charge
