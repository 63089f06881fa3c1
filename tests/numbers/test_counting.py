"""What the record of a message adds to days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.conversation.facts import Charge, Facts, Sure, Who
from handlers.conversation.messages import Content
from handlers.conversation.record import Record
from handlers.numbers.counting import counts_of
from handlers.numbers.counts import Served
from handlers.numbers.day import bucket

CAME = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)
MEXICO = ZoneInfo("America/Mexico_City")  # six hours behind


def facts(seconds: float = 2, who: Who = Who.ASSISTANT, **more: Any) -> Facts:
    return Facts(CAME + timedelta(seconds=seconds), who, **more)


def record(facts: Facts | None, answered_by: str | None = "SM1", **more: Any) -> Record:
    known = {"answered_by": answered_by, "facts": facts, "channel": "telegram"}
    return Record("key", CAME, Content("¿Abren hoy?"), **{**known, **more})


def counted(of: Record, day: str = "2026-11-26") -> dict[str, int]:
    return dict(counts_of(of, "SM1", UTC).days[day])


def test_an_answer_of_the_assistant() -> None:
    answered = facts(2, parts={"store": 12, "assistant": 1400}, talks=True, begins=True, topic="orders", mood="fine")
    assert counted(record(answered)) == {
        "messages/assistant": 1,
        "hour/12": 1,
        "app/telegram": 1,
        "talks/begun": 1,
        "talk/hour/12": 1,
        "talk/app/telegram": 1,
        "turns": 1,
        "part/store": 12,
        "part/assistant": 1400,
        f"waited/assistant/{bucket(2)}": 1,
        "asked": 1,
        "prompt": 1,
        "topic/orders": 1,
        "mood/fine": 1,
    }


@pytest.mark.parametrize(("seconds", "prompt"), [(0, 1), (3, 1), (3.01, 0), (-0.2, 1)])
def test_prompt_is_within_three_seconds(seconds: float, prompt: int) -> None:
    found = counted(record(facts(seconds, Who.FAQ)))
    assert (found["asked"], found.get("prompt", 0)) == (1, prompt)
    assert found[f"waited/faq/{bucket(seconds)}"] == 1


def test_a_person_may_take_longer_and_who_got_no_answer_did_not_wait_for_one() -> None:
    person, nobody = counted(record(facts(2, Who.PERSON))), counted(record(facts(2, Who.NOBODY)))
    both = {"hour/12": 1, "app/telegram": 1, "turns": 1}
    assert person == {"messages/person": 1, **both, f"waited/person/{bucket(2)}": 1}
    assert nobody == {"messages/nobody": 1, **both}


def test_without_an_answer_it_is_a_message_of_its_day() -> None:
    assert counted(record(None, None)) == {"messages/nobody": 1, "hour/12": 1, "app/telegram": 1, "late/750": 1}


def test_what_another_message_answered_is_merged_and_has_no_wait_of_its_own() -> None:
    paid = (Charge("twilio.in", 1, 5000, Sure.EXACT),)
    merged = record(facts(9, begins=True, parts={"store": 5}, topic="orders", charges=paid), "SM2")
    assert counted(merged) == {
        "messages/assistant": 1,
        "hour/12": 1,
        "app/telegram": 1,
        "talks/begun": 1,
        "talk/hour/12": 1,
        "talk/app/telegram": 1,
        "merged": 1,
        "money/twilio.in/-/units": 1,
        "money/twilio.in/-/micros/exact": 5000,
        "paid/telegram/micros": 5000,
    }


def test_money_counts_by_line_and_place_and_an_unknown_price_in_units() -> None:
    charges = (
        Charge("openai.input", 900, 45, Sure.EXACT, "gpt-6-luna"),
        Charge("meta.service", 2, 17_000, Sure.ESTIMATED, "MX"),
        Charge("meta.service", 1, 8_500, Sure.ESTIMATED, "MX"),
        Charge("openai.output", 70, None, Sure.UNKNOWN, "own"),
    )
    counts = counts_of(record(facts(charges=charges, business="+52155"), channel="whatsapp"), "SM1", UTC)
    assert (counts.days["2026-11-26"]["paid/whatsapp/micros"], counts.days["2026-11-26"]["paid/whatsapp/unknown"]) == (
        25_545,
        70,
    )
    assert {name: count for name, count in counts.days["2026-11-26"].items() if name.startswith("money/")} == {
        "money/openai.input/gpt-6-luna/units": 900,
        "money/openai.input/gpt-6-luna/micros/exact": 45,
        "money/meta.service/MX/units": 3,
        "money/meta.service/MX/micros/estimated": 25_500,
        "money/openai.output/own/units": 70,
        "money/openai.output/own/unknown": 70,
    }
    assert counts.served == [Served("2026-11-26", "+52155", charge, "whatsapp") for charge in charges[1:3]]


def test_the_day_is_the_business_s_own_and_money_counts_when_it_was_paid() -> None:
    came = datetime(2026, 11, 27, 5, 59, 59, tzinfo=UTC)
    paid = (Charge("twilio.in", 1, 5000, Sure.EXACT),)
    late = replace(record(facts(charges=paid)), at=came)
    late = replace(late, facts=replace(facts(charges=paid), closed_at=came + timedelta(seconds=1)))
    days = counts_of(late, "SM1", MEXICO).days
    assert days["2026-11-26"]["hour/23"] == 1
    of_money = {"money/twilio.in/-/units", "money/twilio.in/-/micros/exact", "paid/telegram/micros"}
    assert set(days["2026-11-27"]) == of_money


def test_samples_are_of_what_the_assistant_did_not_know_or_place() -> None:
    unknown = record(facts(topic="other"), known=False)
    counts = counts_of(unknown, "SM1", UTC)
    assert counts.days["2026-11-26"]["known/no"] == counts.days["2026-11-26"]["topic/other"] == 1
    assert counts.samples["2026-11-26"] == {"other": ["SM1"], "unknown": ["SM1"]}
    assert "known/no" not in counts_of(record(facts(who=Who.FAQ), known=False), "SM1", UTC).days["2026-11-26"]


def test_of_a_customer_who_was_forgotten_there_are_numbers_but_no_samples() -> None:
    forgotten = replace(record(facts(topic="other"), known=False), thread="")
    counts = counts_of(forgotten, "SM1", UTC)
    assert counts.days["2026-11-26"]["known/no"] == 1
    assert counts.samples == {}
