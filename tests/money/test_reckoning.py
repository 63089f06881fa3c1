"""Reckoning: what each message that a turn closes cost, by whom it was answered, and what else is counted of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.channels.twilio import write
from handlers.conversation.calls import MadeCall
from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.facts import Charge, Facts, Reckon, Sure, Who
from handlers.conversation.messages import Part, PartKind, Reply, Usage
from handlers.conversation.record import records_of
from handlers.conversation.side import Mood, Side
from handlers.conversation.thread import Running
from handlers.conversation.turn import Turn
from handlers.errors import QuestionRefused
from handlers.money.doubts import TellingDoubts
from handlers.money.price_warnings import PriceWarning
from handlers.money.prices import Prices, load_prices
from handlers.money.reckoning import Reckoning
from handlers.money.who import who_of
from tests import writing
from tests.spent import RENDERED

NOW, SECOND = datetime(2026, 11, 26, 12, tzinfo=UTC), timedelta(seconds=1)
PRICES, MEXICO = load_prices(), ZoneInfo("America/Mexico_City")
LUNA = "gpt-6-luna"
RECKON = Reckoning(PRICES, lambda: NOW, LUNA, "gpt-transcribe", RENDERED)
ELSEWHERE = replace(RECKON, on_google=False)
USAGE = Usage(1_000, 400, 120)


def a_turn(
    *texts: str,
    usage: Usage | None = USAGE,
    channel: Channel = Channel.WHATSAPP,
    carrier: Carrier = Carrier.TWILIO,
    **fields: Any,
) -> Turn:
    """A turn about these messages of a customer in Mexico, whom the assistant answered."""
    turn = writing.turn(*(texts or ("Hola, ¿abren hoy?",)))
    came = tuple(
        replace(one, at=NOW - (len(turn.messages) - number) * SECOND) for number, one in enumerate(turn.messages)
    )
    turn.thread = replace(turn.thread, contact=writing.contact(channel=channel, carrier=carrier), open=came)
    turn.say_nothing(to=turn.messages)
    turn.usage = usage
    for name, value in fields.items():
        setattr(turn, name, value)
    return turn


def facts_of(
    turn: Turn, *texts: str, reckon: Reckon = RECKON, by_rest: bool = False, closing: Sequence[str] = ()
) -> list[Facts]:
    """The facts of all messages that it closes, in their order; the last has the reply."""
    records = records_of(turn, turn.reply(*texts), closing or turn.covers, reckon, by_rest=by_rest)
    return [record.facts for record in records.values() if record.facts]


def units_of(*facts: Facts) -> dict[str, int]:
    """The units of all their charges by line."""
    found: dict[str, int] = {}
    for charge in (charge for each in facts for charge in each.charges):
        found[charge.line] = found.get(charge.line, 0) + charge.units
    return found


def test_an_ordinary_answer_has_a_charge_for_all_that_it_took() -> None:
    turn = a_turn(seconds={"store": 0.05, "assistant": 2.45})
    [facts] = facts_of(turn, "Sí, de 7 a 20.")
    assert facts.charges == (
        Charge("twilio.in", 1, 5_000, Sure.EXACT),
        Charge("google.reads", 2, 1, Sure.ESTIMATED),
        Charge("google.writes", 5, 5, Sure.ESTIMATED),
        Charge("openai.input", 600, 60, Sure.EXACT, LUNA),
        Charge("openai.cached", 400, 4, Sure.EXACT, LUNA),
        Charge("openai.output", 120, 60, Sure.EXACT, LUNA),
        Charge("twilio.out", 1, 5_000, Sure.EXACT),
        Charge("meta.service", 1, 8_500, Sure.ESTIMATED, "MX"),
        Charge("google.run", 2_500, 63, Sure.ESTIMATED),
    )
    assert (facts.closed_at, facts.who, facts.merged, facts.business) == (NOW, Who.ASSISTANT, 1, "+5215587654321")
    assert facts.parts == {"store": 50, "assistant": 2_450}
    assert (facts.talks, facts.begins) == (True, True)


def test_of_messages_answered_together_each_costs_its_own_and_the_answer_once() -> None:
    first, second, last = facts_of(a_turn("Hola", "una pregunta", "¿abren hoy?"), "Sí.", reckon=ELSEWHERE)
    assert units_of(first) == units_of(second) == {"twilio.in": 1}
    assert units_of(last) == {
        "twilio.in": 1,
        "twilio.out": 1,
        "meta.service": 1,
        "openai.input": 600,
        "openai.cached": 400,
        "openai.output": 120,
    }
    assert (first.merged, second.merged, last.merged) == (1, 1, 3)
    assert (first.talks, second.begins, last.begins) == (False, True, False)
    assert {each.who for each in (first, second, last)} == {Who.ASSISTANT}
    assert first.parts == {}


def test_a_long_answer_costs_each_of_its_messages() -> None:
    [facts] = facts_of(a_turn(), "Una línea del texto.\n\n" * 200)
    sent = len(write.messages(["Una línea del texto.\n\n" * 200], Channel.WHATSAPP, "es"))
    assert sent > 1
    assert (units_of(facts)["twilio.out"], units_of(facts)["meta.service"]) == (sent, sent)


def test_where_nothing_is_said_nothing_is_sent() -> None:
    assert units_of(*facts_of(a_turn(usage=None), reckon=ELSEWHERE)) == {"twilio.in": 1}


def test_what_goes_out_by_rest_is_counted_when_it_is_sent() -> None:
    turn = a_turn()
    [facts] = facts_of(turn, "Sí." * 2_000, by_rest=True)
    assert (units_of(facts)["twilio.out"], units_of(facts)["meta.service"]) == (1, 1)  # the earlier request's "⏳"
    assert units_of(facts)["google.run"] == 11_000


@pytest.mark.parametrize(
    ("fields", "waits", "seconds"),
    [
        ({}, 0, 0),
        ({"hop": 1}, 1, 11),
        ({"hop": 3}, 1, 33),
        ({"superseded": Running("SM0", ("SM0",), NOW, paused=True)}, 1, 11),
        ({"superseded": Running("SM0", ("SM0",), NOW)}, 0, 0),
    ],
)
def test_an_hourglass_and_the_requests_before_are_counted_too(fields: Any, waits: int, seconds: int) -> None:
    [facts] = facts_of(a_turn(**fields, seconds={"store": 0.5}), "Sí.")
    units = units_of(facts)
    assert (units["twilio.out"], units["meta.service"]) == (1 + waits, 1 + waits)
    assert units["google.run"] == 500 + 1_000 * seconds
    [out] = [charge for charge in facts.charges if charge.line == "twilio.out"]
    assert out.sure is (Sure.ESTIMATED if waits else Sure.EXACT)


def test_an_earlier_apology_is_counted_with_its_message() -> None:
    turn = a_turn("Hola, ¿abren?", "¿Hola?")
    told = [replace(message, told=number == 0) for number, message in enumerate(turn.thread.open)]
    turn.thread = replace(turn.thread, open=tuple(told))
    first, last = facts_of(turn, "Sí.")
    assert (units_of(first)["twilio.out"], units_of(last)["twilio.out"]) == (1, 1)


def test_voice_notes_are_paid_for_by_the_second_each_with_its_own_message() -> None:
    turn = a_turn("Hola", "")
    heard = (Part(PartKind.TRANSCRIPT, "¿Abren?", seconds=20), Part(PartKind.UNHEARD, seconds=4))
    first, last = turn.thread.open
    turn.thread = replace(turn.thread, open=(first.with_parts(heard), last))
    spoken, written = facts_of(turn, "Sí.")
    [charge] = [charge for charge in spoken.charges if charge.line == "openai.transcription"]
    assert charge == Charge("openai.transcription", 24, 1_800, Sure.ESTIMATED, "gpt-transcribe")
    assert "openai.transcription" not in units_of(written)


def test_calls_of_tools_and_searches_are_counted() -> None:
    turn = a_turn(found={"abren": "A las siete.", "hoy": ""})
    turn.decide(calls=(MadeCall("1", "order", "{}"), MadeCall("2", "order", "{}")), rounds=2)
    units = units_of(*facts_of(turn, "Sí."))
    assert (units["openai.search"], units["openai.tools"], units["google.writes"]) == (2, 2, 5 + 2 * 3)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.RCS, Channel.MESSENGER])
def test_on_other_apps_twilios_price_is_unknown_and_meta_takes_none(channel: Channel) -> None:
    [facts] = facts_of(a_turn(channel=channel, hop=1), "Sí.")
    charges = {charge.line: charge for charge in facts.charges}
    assert charges["twilio.out"] == Charge("twilio.out", 2, None, Sure.UNKNOWN, str(channel))
    assert charges["twilio.in"].micros is None
    assert "meta.service" not in charges


@pytest.mark.parametrize(
    ("channel", "carrier"),
    [
        (Channel.MESSENGER, Carrier.META),
        (Channel.INSTAGRAM, Carrier.META),
        (Channel.TELEGRAM, Carrier.TELEGRAM),
        (Channel.WEB, Carrier.WEB),
    ],
)
@pytest.mark.parametrize("by_rest", [False, True])
def test_where_no_carrier_takes_a_fee_openai_and_google_remain(
    channel: Channel, carrier: Carrier, by_rest: bool
) -> None:
    [facts] = facts_of(a_turn(channel=channel, carrier=carrier, hop=1), "Sí.", by_rest=by_rest)
    assert {charge.line.partition(".")[0] for charge in facts.charges} == {"openai", "google"}


def test_on_whatsapp_by_meta_nothing_is_paid_to_twilio_nor_for_what_no_request_waited_for() -> None:
    turn = a_turn(carrier=Carrier.META, seconds={"assistant": 2.5})
    turn.thread = replace(turn.thread, open=tuple(replace(message, told=True) for message in turn.thread.open))
    [facts] = facts_of(turn, "Sí.", by_rest=True)
    assert {line: units for line, units in units_of(facts).items() if not line.startswith("openai.")} == {
        "google.reads": 4,
        "google.writes": 7,
        "google.run": 2_500,
    }
    [gone] = facts_of(a_turn(carrier=Carrier.META), "Borrado.", "Todo.")  # of who was forgotten: nothing else counts it
    assert (units_of(gone)["meta.service"], "twilio.out" in units_of(gone)) == (2, False)


def test_an_answer_that_nobody_told_the_tokens_of_is_unknown_and_not_free() -> None:
    [facts] = facts_of(a_turn(usage=USAGE + Usage(0, 0, 0, is_whole=False)), "Sí, a las 7.")
    assert facts.charges[-1] == Charge("openai.output", 3, None, Sure.UNKNOWN, LUNA)
    assert Charge("openai.input", 600, 60, Sure.EXACT, LUNA) in facts.charges


def test_a_model_without_a_price_is_counted_in_tokens() -> None:
    [facts] = facts_of(a_turn(), "Sí.", reckon=replace(RECKON, model="gpt-9"))
    tokens = [charge for charge in facts.charges if charge.line.startswith("openai.")]
    assert [(charge.units, charge.micros, charge.where) for charge in tokens] == [
        (600, None, "gpt-9"),
        (400, None, "gpt-9"),
        (120, None, "gpt-9"),
    ]


def test_on_a_machine_of_ones_own_google_takes_nothing() -> None:
    [facts] = facts_of(a_turn(), "Sí.", reckon=ELSEWHERE)
    assert not [line for line in units_of(facts) if line.startswith("google.")]


def test_what_a_partly_closed_turn_leaves_open_is_not_counted() -> None:
    turn = writing.turn("ayuda", "¿abren hoy?")
    turn.say_nothing(to=turn.messages[:1])
    [facts] = facts_of(turn, "Esto es lo que puedes pedir.", closing=["SM1"])
    assert (facts.merged, units_of(facts)["twilio.in"]) == (1, 1)


@given(st.integers(1, 5), st.booleans(), st.integers(0, 3), st.booleans())
def test_the_sum_of_a_turn_is_that_of_its_messages_and_one_answer(n: int, asks: bool, hop: int, by_rest: bool) -> None:
    turn = a_turn(*(f"¿Abren el {day}?" for day in range(n)), usage=USAGE if asks else None, hop=hop)
    units = units_of(*facts_of(turn, "Sí.", by_rest=by_rest))
    sent = 2 * by_rest
    assert (units["google.reads"], units["google.writes"]) == (2 * n + sent, 3 * n + 1 + asks + sent)
    assert units["twilio.in"] == n
    assert units.get("openai.input", 0) == (600 if asks else 0)
    assert units.get("twilio.out", 0) == (not by_rest) + (hop > 0 or by_rest)


@pytest.mark.parametrize(("minutes", "begins"), [(14, True), (15, False)])
def test_what_nobody_but_a_replay_answers_begins_no_conversation(minutes: int, begins: bool) -> None:
    turn = a_turn()
    (came,) = turn.messages
    later = replace(RECKON, now=lambda: came.at + timedelta(minutes=minutes))
    (facts,) = facts_of(turn, "Sí.", reckon=later)
    assert (facts.talks, facts.begins) == (True, begins)


def test_topic_and_mood_are_the_answers() -> None:
    side = Side(mood=Mood.UNHAPPY, topic="orders")
    [facts] = facts_of(a_turn(side=side), "Sí.", reckon=replace(RECKON, asks_mood=True))
    assert (facts.topic, facts.mood) == ("orders", "unhappy")
    [facts] = facts_of(a_turn(side=side), "Sí.")
    assert facts.mood == ""  # nobody asked for it, so the default says nothing
    [facts] = facts_of(a_turn(usage=None), "Sí.", reckon=replace(RECKON, asks_mood=True))
    assert facts.mood == ""


def with_ticket(turn: Turn, ticket: str | None) -> Turn:
    turn.thread = replace(turn.thread, ticket=ticket)
    return turn


def passing(turn: Turn, ticket: str | None) -> Turn:
    turn.pass_to(ticket)
    return turn


def decided(turn: Turn, **decisions: Any) -> Turn:
    turn.decide(**decisions)
    return turn


def limited(turn: Turn) -> Turn:
    turn.limited = "day"
    return turn


@pytest.mark.parametrize(
    ("turn", "who"),
    [
        (a_turn(), Who.ASSISTANT),
        (a_turn(usage=None), Who.COMMAND),
        (decided(a_turn(usage=None), entry="hours"), Who.FAQ),
        (decided(a_turn(usage=None, limited="day"), entry="hours"), Who.FAQ),
        (with_ticket(a_turn(usage=None), "K7F2"), Who.PERSON),
        (with_ticket(a_turn(), "K7F2"), Who.ASSISTANT),  # as its own questions: a late answer of before the ticket
        (passing(a_turn(), "K7F2"), Who.PERSON),  # the assistant handed over
        (passing(a_turn(usage=None), "K7F2"), Who.PERSON),
        (passing(with_ticket(a_turn(usage=None), "K7F2"), None), Who.COMMAND),  # the customer sent for the assistant
        (passing(with_ticket(a_turn(), "K7F2"), None), Who.ASSISTANT),
        (a_turn(usage=None, problem=QuestionRefused("refused", remedy="")), Who.NOBODY),
        (passing(a_turn(usage=None, problem=QuestionRefused("refused", remedy="")), "K7F2"), Who.PERSON),
        (limited(a_turn(usage=None)), Who.NOBODY),
        (passing(limited(a_turn(usage=None)), "K7F2"), Who.PERSON),
    ],
)
def test_who_answered(turn: Turn, who: Who) -> None:
    assert who_of(turn) is who


def test_on_the_evening_before_a_quarter_an_answer_has_the_price_of_its_day() -> None:
    evening = replace(RECKON, now=lambda: datetime(2026, 10, 1, 5, tzinfo=UTC))
    for reckon, micros in ((evening, 8_500), (replace(evening, prices=load_prices(zone=MEXICO)), 0)):
        [facts] = facts_of(a_turn(), "Sí.", reckon=reckon)
        assert [charge.micros for charge in facts.charges if charge.line == "meta.service"] == [micros]


@pytest.mark.parametrize(("prices", "doubts"), [(PRICES, 4), (load_prices(zone=MEXICO), 0)])
def test_on_the_evening_before_a_quarter_no_price_is_too_old(prices: Prices, doubts: int) -> None:
    told: list[PriceWarning] = []
    evening = replace(RECKON, prices=prices, now=lambda: datetime(2027, 1, 1, 5, tzinfo=UTC))
    facts_of(a_turn(), "Sí.", reckon=TellingDoubts(evening, prices, told.append))
    assert len(told) == doubts


def test_a_doubt_is_told_once_when_it_first_matters() -> None:
    told: list[PriceWarning] = []
    days = iter([NOW, NOW, NOW, NOW.replace(year=2027, month=1), NOW.replace(year=2027, month=1)])
    telling = TellingDoubts(replace(RECKON, now=lambda: next(days)), PRICES, told.append)
    mexican, japanese = a_turn(), a_turn()
    japanese.thread = replace(japanese.thread, contact=writing.contact(customer="+819012345678"))
    seen = []
    for turn in (mexican, japanese, japanese, mexican, mexican):
        records_of(turn, Reply(("Sí.",)), turn.covers, telling, by_rest=False)
        seen.append([warning.about for warning in told])
        told.clear()
    assert seen == [[], ["meta.service JP"], [], ["google", "meta", "openai", "twilio"], []]
