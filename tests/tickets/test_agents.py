"""Agents: from the setting, and known by their number however an app spells it."""

from dataclasses import replace

import pytest

from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.tickets.agents import Agents, agents_in
from tests import writing
from tests.ticketing import AGENTS, ANA, EVA


def test_agents_stand_in_one_line_or_in_several() -> None:
    assert agents_in(f"Ana = whatsapp:{ANA.address},\nLuis=whatsapp:+5215511110002\n,") == AGENTS
    assert agents_in("Eva María=sms:+15550001111").every[0].channel is Channel.SMS
    assert agents_in("  ") == Agents()


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        ("Ana", "has an agent that cannot be read"),
        ("Ana=+5215511110001", "has an agent that cannot be read"),
        ("Ana=whatsapp:5215511110001", "has an agent that cannot be read"),
        ("=whatsapp:+5215511110001", "has an agent that cannot be read"),
        ("#K7F3=whatsapp:+5215511110001", "has an agent that cannot be read"),
        ("🙂=whatsapp:+5215511110001", "has an agent that cannot be read"),  # nobody could give a ticket to that name
        ("Ana=messenger:+5215511110001", "has an agent that cannot be read"),
        ("José=whatsapp:+5215511110001, jose=whatsapp:+5215511110002", "has two agents of the same name"),
        ("Ana=whatsapp:+5215511110001, Luis=whatsapp:+525511110001", "has two agents of the same number"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_without_its_numbers(setting: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as refused:
        agents_in(setting)
    assert "1111" not in str(refused.value).replace("write Name=whatsapp:+5215512345678", "")


@pytest.mark.parametrize(
    ("set_as", "writes_from"),
    [
        ("+5215511110001", "+525511110001"),  # Mexico
        ("+5491155550001", "+541155550001"),  # Argentina
        ("+5511955550001", "+551155550001"),  # Brazil
        ("+15550001111", "+15550001111"),
    ],
)
def test_an_agent_is_known_however_the_number_is_spelled(set_as: str, writes_from: str) -> None:
    for setting, number in ((set_as, writes_from), (writes_from, set_as)):
        agents = agents_in(f"Ana=whatsapp:{setting}")
        assert agents.of(writing.contact(customer=number)) == agents.every[0]


@pytest.mark.parametrize("number", ["+5215511110003", "+15511110001", "+5215511110", ""])
def test_anybody_else_is_a_customer(number: str) -> None:
    assert AGENTS.of(writing.contact(customer=number)) is None


def test_the_same_number_in_another_app_is_a_customer() -> None:
    assert AGENTS.of(writing.contact(customer=ANA.address, channel=Channel.SMS)) is None


def test_agents_have_names_whatever_the_case_and_accents() -> None:
    assert AGENTS.named("aná") == ANA
    assert AGENTS.named("Eva") is None


def test_an_agent_is_written_to_from_the_number_that_the_customer_wrote_to() -> None:
    contact = ANA.contact(EVA)
    assert (contact.channel, contact.business, contact.customer) == (ANA.channel, EVA.business, ANA.address)
    assert contact.profile_name == ""


def test_agents_are_told_from_the_number_that_the_customer_wrote_to_or_from_one_of_their_own_app() -> None:
    at = Contact(Channel.WHATSAPP, "+5215599990000", "", carrier=Carrier.META, line="line 1")
    (ana,) = agents_in(f"Ana=whatsapp:{ANA.address}", told_from=at).every
    customer = writing.contact()
    assert ana.contact(customer) == Contact(Channel.WHATSAPP, customer.business, ANA.address)
    other = replace(customer, channel=Channel.TELEGRAM, carrier=Carrier.TELEGRAM, business="bot")
    assert ana.contact(other) == replace(at, customer=ANA.address)
    assert ANA.contact(other).business == "bot"


TWILIOS, METAS = "+5215599990000", "+5215599990001"
BY_TWILIO = {channel: writing.contact(channel=channel, business=TWILIOS) for channel in (Channel.WHATSAPP, Channel.SMS)}
BY_META = Contact(Channel.WHATSAPP, METAS, EVA.customer, carrier=Carrier.META, line="line 1")
AT_META = Contact(Channel.WHATSAPP, METAS, "", carrier=Carrier.META, line="line 1")
AT_TWILIO = Contact(Channel.WHATSAPP, TWILIOS, "")


@pytest.mark.parametrize("customer", [*BY_TWILIO.values(), BY_META, replace(BY_META, channel=Channel.MESSENGER)])
@pytest.mark.parametrize("told_from", [AT_TWILIO, AT_META])
def test_an_agent_of_sms_is_always_twilios(customer: Contact, told_from: Contact) -> None:
    (ana,) = agents_in(f"Ana=sms:{ANA.address}", told_from=told_from).every
    told = ana.contact(customer)
    assert (told.channel, told.carrier, told.line) == (Channel.SMS, Carrier.TWILIO, "")
    assert told.business == (TWILIOS if customer.carrier is Carrier.TWILIO else told_from.business)


def test_an_agent_on_whatsapp_is_told_of_twilios_sms_from_metas_number() -> None:
    """Twilio's number may have no WhatsApp there."""
    (ana,) = agents_in(f"Ana=whatsapp:{ANA.address}", told_from=AT_META).every
    assert ana.contact(BY_TWILIO[Channel.SMS]) == replace(AT_META, customer=ANA.address)
    assert ana.contact(BY_TWILIO[Channel.WHATSAPP]) == replace(AT_TWILIO, customer=ANA.address)
    (ana,) = agents_in(f"Ana=whatsapp:{ANA.address}", told_from=replace(AT_TWILIO, business="+525512121212")).every
    assert ana.contact(BY_TWILIO[Channel.SMS]) == replace(AT_TWILIO, customer=ANA.address)
