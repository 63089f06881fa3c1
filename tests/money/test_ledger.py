"""The ledger: what each thing that is paid for outside a turn costs, and what an entry does not hold."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.facts import Sure
from handlers.conversation.messages import Usage
from handlers.conversation.outgoing import template_text
from handlers.conversation.thread import Thread
from handlers.conversation.unsent import Unsent
from handlers.money.ledger import Entry, Kind
from handlers.money.prices import load_prices
from handlers.numbers.spending import spending_of
from handlers.numbers.tally import Tally
from tests import writing
from tests.spent import LEDGER

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LUNA = replace(LEDGER, model="gpt-6-luna")


def owing(*texts: str, about: str | None = None, ticket: str = "", **contact: Any) -> Thread:
    """A thread with a customer in Mexico that owes these texts."""
    unsent = Unsent(texts or ("Hola",), NOW, "a", NOW, ticket=ticket)
    return Thread("key", writing.contact(**contact), "alias", unsent=unsent, about=about)


def charged(entry: Entry) -> dict[str, tuple[str, int, int | None, str]]:
    return {charge.line: (charge.where, charge.units, charge.micros, charge.sure) for charge in entry.charges}


@pytest.mark.parametrize(
    ("thread", "kind"),
    [
        (owing(), Kind.LATE),
        (owing(ticket="K7F3"), Kind.PERSON),
        (owing(about="a customer's thread"), Kind.NOTICE),
    ],
)
def test_a_message_by_rest_costs_twilios_fee_and_metas(thread: Thread, kind: Kind) -> None:
    entry = LEDGER.sent(thread, NOW)
    assert (entry.kind, entry.at, entry.business) == (kind, NOW, thread.contact.business)
    assert charged(entry) == {
        "twilio.out": ("", 1, 5_000, Sure.EXACT),
        "meta.service": ("MX", 1, 8_500, Sure.ESTIMATED),
    }


def test_on_the_evening_before_a_quarter_an_entry_has_the_price_of_its_day() -> None:
    evening, mexico = datetime(2026, 10, 1, 5, tzinfo=UTC), ZoneInfo("America/Mexico_City")
    for prices, micros in ((LEDGER.prices, 8_500), (load_prices(zone=mexico), 0)):
        charges = charged(replace(LEDGER, prices=prices).sent(owing(), evening))
        assert charges["meta.service"] == ("MX", 1, micros, Sure.ESTIMATED)


def test_a_template_is_no_free_form_message() -> None:
    assert charged(LEDGER.sent(owing(template_text("HX1", "Ana")), NOW))["meta.template"][0] == "MX"


def test_a_template_to_a_country_without_a_price_is_unknown_and_not_free() -> None:
    thread = owing(template_text("HX1", "Ana"), customer="+819012345678")
    assert charged(LEDGER.sent(thread, NOW))["meta.template"] == ("JP", 1, None, Sure.UNKNOWN)


def test_on_another_app_meta_takes_nothing_and_twilios_fee_is_not_known() -> None:
    assert charged(LEDGER.sent(owing(channel=Channel.SMS), NOW)) == {"twilio.out": ("sms", 1, None, Sure.UNKNOWN)}
    assert charged(LEDGER.refused(owing(channel=Channel.SMS), NOW)) == {"twilio.failed": ("sms", 1, None, Sure.UNKNOWN)}


@pytest.mark.parametrize(("channel", "carrier"), [(Channel.TELEGRAM, Carrier.TELEGRAM), (Channel.WEB, Carrier.WEB)])
def test_where_no_carrier_takes_a_fee_an_entry_is_empty(channel: Channel, carrier: Carrier) -> None:
    thread = owing(channel=channel, carrier=carrier)
    for entry in (
        LEDGER.sent(thread, NOW),
        LEDGER.refused(thread, NOW),
        LEDGER.heard(thread.contact, ["a"], "es", NOW),
    ):
        assert (entry.charges, entry.channel) == ((), channel)


def test_on_whatsapp_by_meta_there_is_metas_fee_alone() -> None:
    thread = owing(carrier=Carrier.META)
    assert charged(LEDGER.sent(thread, NOW)) == {"meta.service": ("MX", 1, 8_500, Sure.ESTIMATED)}
    assert charged(LEDGER.refused(thread, NOW)) == {}
    assert charged(LEDGER.heard(thread.contact, ["a", "b"], "es", NOW)) == {
        "meta.service": ("MX", 2, 17_000, Sure.ESTIMATED)
    }


def test_what_twilio_refuses_costs_its_fee_for_failures_at_most() -> None:
    assert charged(LEDGER.refused(owing(), NOW)) == {"twilio.failed": ("", 1, 1_000, Sure.ESTIMATED)}


def test_an_agents_message_is_paid_for_and_each_message_of_the_reply() -> None:
    agent = Contact(Channel.WHATSAPP, "+5215587654321", "+573001234567")
    entry = LEDGER.heard(agent, ["a" * 2_000], "es", NOW)
    assert (entry.kind, entry.business) == (Kind.AGENT, "+5215587654321")
    assert charged(entry) == {
        "twilio.in": ("", 1, 5_000, Sure.EXACT),
        "twilio.out": ("", 2, 10_000, Sure.EXACT),
        "meta.service": ("CO", 2, 1_600, Sure.ESTIMATED),
    }
    assert [*charged(LEDGER.heard(agent, [], "es", NOW))] == ["twilio.in"]


def test_the_nights_question_has_the_models_prices_on_lines_of_its_own() -> None:
    entry = LUNA.labelled(Usage(1_000_000, 200_000, 100_000), NOW)
    assert (entry.kind, entry.business) == (Kind.LABELS, "")
    assert charged(entry) == {
        "openai.labels.input": ("gpt-6-luna", 800_000, 80_000, Sure.ESTIMATED),
        "openai.labels.cached": ("gpt-6-luna", 200_000, 2_000, Sure.ESTIMATED),
        "openai.labels.output": ("gpt-6-luna", 100_000, 50_000, Sure.ESTIMATED),
    }


def test_the_nights_question_makes_no_answer_dearer() -> None:
    counts = {"waited/assistant/52": 10, "messages/faq": 5, "money/openai.input/m/micros/exact": 1_000}
    with_labels = {**counts, "money/openai.labels.input/m/micros/estimated": 9_000}
    assert spending_of(Tally(with_labels)).faq_saved == spending_of(Tally(counts)).faq_saved == 500
    assert spending_of(Tally(with_labels)).micros == 10_000


def test_an_entry_holds_nothing_that_leads_to_anybody() -> None:
    for entry in (LEDGER.sent(owing("¿Todo bien, Ana?"), NOW), LEDGER.heard(writing.contact(), ["¿Ana?"], "es", NOW)):
        assert "Ana" not in str(entry)
        assert writing.contact().customer not in str(entry)
