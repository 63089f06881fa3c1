"""The ledger: what is paid for outside the turns of customers, entry by entry. Pure.

That is what goes out by REST, what agents write and are answered, and the night's question. An entry holds no words,
and neither names nor addresses of customers and agents; only the country that a price depends on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.conversation.contact import Contact
from handlers.conversation.facts import Charge
from handlers.conversation.messages import Usage
from handlers.conversation.outgoing import template_in
from handlers.conversation.thread import Thread
from handlers.languages import Spoken
from handlers.money import fees
from handlers.money.price_list import SERVICE
from handlers.money.prices import LABELS, Prices


class Kind(StrEnum):
    """What was paid for."""

    LATE = "late"  # an answer by REST, or the clock's question how it was
    PERSON = "person"  # what a person of the business wrote to a customer, and goodbyes of a ticket
    NOTICE = "notice"  # to an agent
    AGENT = "agent"  # an agent's message, and the reply to it
    LABELS = "labels"  # the night's question


@dataclass(frozen=True)
class Entry:
    """What was paid at one moment, perhaps nothing. `business`: the number of the business's that it is for, `channel`:
    the app; both "" for none.
    """

    at: datetime
    business: str
    kind: Kind
    charges: tuple[Charge, ...]
    channel: str = ""


@dataclass(frozen=True)
class Ledger:
    """Makes entries. `rendered`: the messages in which a reply goes out; `model`: OpenAI's, that sorts by topics.

    `stored`: to be told of each entry once it is stored, not when it is made: its commit may fail and be tried again.
    """

    prices: Prices
    rendered: fees.Rendered
    model: str
    stored: Callable[[Entry], None] = lambda _entry: None

    def sent(self, thread: Thread, at: datetime) -> Entry:
        """One message of the thread's first unsent text, which the carrier has accepted."""
        texts = thread.unsent.texts if thread.unsent else ()
        line = "meta.template" if texts and template_in(texts[0]) else SERVICE
        return _entry(at, thread.contact, _kind_of(thread), self._charges(fees.sent(thread.contact, line=line), at))

    def refused(self, thread: Thread, at: datetime) -> Entry:
        """One message that the carrier refused: Twilio takes a fee for most of those, though not for each reason."""
        charges = self._charges(fees.refused(thread.contact), at, are_guessed=True)
        return _entry(at, thread.contact, _kind_of(thread), charges)

    def heard(self, agent: Contact, texts: Sequence[str], language: Spoken, at: datetime) -> Entry:
        """An agent's message, and the reply to it."""
        sent = len(self.rendered(texts, agent, language))
        return _entry(at, agent, Kind.AGENT, self._charges([*fees.came(agent), *fees.sent(agent, sent)], at))

    def labelled(self, usage: Usage, at: datetime) -> Entry:
        """The night's question, at the price of others: OpenAI takes less for one that may take hours."""
        tokens = [
            (f"{LABELS}input", self.model, usage.input_tokens - usage.cached_tokens),
            (f"{LABELS}cached", self.model, usage.cached_tokens),
            (f"{LABELS}output", self.model, usage.output_tokens),
        ]
        return Entry(at, "", Kind.LABELS, self._charges(tokens, at, are_guessed=True))

    def _charges(
        self, items: Iterable[tuple[str, str, int]], at: datetime, *, are_guessed: bool = False
    ) -> tuple[Charge, ...]:
        """A charge for each line, what its price depends on, and units; none for nothing."""
        day = self.prices.day(at)
        return tuple(
            self.prices.charge(line, units, day, where, is_guess=are_guessed) for line, where, units in items if units
        )


def _entry(at: datetime, contact: Contact, kind: Kind, charges: tuple[Charge, ...]) -> Entry:
    return Entry(at, contact.business, kind, charges, str(contact.channel))


def _kind_of(thread: Thread) -> Kind:
    if thread.about:
        return Kind.NOTICE
    return Kind.PERSON if thread.unsent and thread.unsent.ticket else Kind.LATE
