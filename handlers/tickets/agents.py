"""Agents: the people of the business who answer customers, from the setting AGENTS."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handlers.conversation.commands import plain
from handlers.conversation.contact import Carrier, Channel, Contact

OF_PHONES = frozenset({Channel.WHATSAPP, Channel.SMS, Channel.RCS})  # one number of the business's serves them all
SYNTAX = "write Name=whatsapp:+5215512345678, several with commas between them"
_AGENT = re.compile(r"(?P<name>[^=:#]{1,40})=(?P<channel>whatsapp|sms):(?P<address>\+\d{7,15})")
# A mobile number may come with a digit that people leave out when they write it, or without one that they write:
# Mexico's 1, Argentina's 9, and Brazil's 9 after the area.
_MOBILE = re.compile(r"(\+52)1(\d{10})|(\+54)9(\d{10})|(\+55\d\d)9(\d{8})")


@dataclass(frozen=True)
class Agent:
    """A person of the business: a name that customers see, and the address that this person writes from.

    `told_from`: the business's own address in the agent's app, for what is about customers of other apps.
    """

    name: str
    channel: Channel
    address: str
    told_from: Contact | None = field(default=None, compare=False)  # a session knows the agent by the rest

    def contact(self, customer: Contact) -> Contact:
        """The agent as a contact of the business's address that the customer wrote to, if the agent's app has it."""
        other = self.told_from
        at = customer if other is None or self._is_served(customer, other) else other
        if self.channel is Channel.SMS:  # which only Twilio carries
            return Contact(self.channel, at.business, self.address, carrier=Carrier.TWILIO)
        return Contact(self.channel, at.business, self.address, carrier=at.carrier, line=at.line)

    def _is_served(self, customer: Contact, other: Contact) -> bool:
        """True if the address that the customer wrote to serves the agent's app, too, rather than `other`.

        A number of Twilio's serves all of its apps, one of Meta's only WhatsApp.
        """
        if customer.channel is self.channel:
            return True
        carrier = Carrier.TWILIO if self.channel is Channel.SMS else other.carrier
        return customer.channel in OF_PHONES and customer.carrier is carrier


@dataclass(frozen=True)
class Agents:
    """All agents. The first is the owner.

    Templates that WhatsApp has approved, by Twilio's ContentSids, "" for none: `notice` reaches an agent who wrote too
    long ago for anything else, `invitation` likewise a customer.
    """

    every: tuple[Agent, ...] = ()
    notice: str = ""
    invitation: str = ""

    def of(self, contact: Contact) -> Agent | None:
        """The agent who writes from this address, if it is one."""
        by = (contact.channel, _plain(contact.customer))
        return next((agent for agent in self.every if (agent.channel, _plain(agent.address)) == by), None)

    def named(self, name: str) -> Agent | None:
        """The agent of this name, whatever its case and accents."""
        return next((agent for agent in self.every if plain(agent.name) == plain(name)), None)


def agents_in(setting: str, *, notice: str = "", invitation: str = "", told_from: Contact | None = None) -> Agents:
    """The agents of the setting, and their templates. Raises ValueError, in words for an operator."""
    lines = [line.strip() for line in re.split(r"[,\n]", setting) if line.strip()]
    found = [replace(_agent(line), told_from=told_from) for line in lines]
    _refuse_twice([plain(agent.name) for agent in found], "name")
    _refuse_twice([_plain(agent.address) for agent in found], "number")
    return Agents(tuple(found), notice, invitation)


def _agent(line: str) -> Agent:
    found = _AGENT.fullmatch(re.sub(r"\s*=\s*", "=", line))
    if found is None or not plain(found["name"]):
        raise ValueError(f"has an agent that cannot be read; {SYNTAX}")
    return Agent(found["name"].strip(), Channel(found["channel"]), found["address"])


def _refuse_twice(values: Sequence[str], what: str) -> None:
    if len(set(values)) < len(values):
        raise ValueError(f"has two agents of the same {what}")


def _plain(address: str) -> str:
    found = _MOBILE.fullmatch(address)
    return "".join(filter(None, found.groups())) if found else address
