"""Facts as stored: each charge is read as it was written, and an ordinary record grows by less than a kilobyte."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.sizes import size_of_document
from handlers.conversation.facts import Charge, Sure
from handlers.conversation.messages import Usage
from handlers.conversation.record import Record, records_of
from handlers.conversation.side import Side
from handlers.money.prices import load_prices
from handlers.money.reckoning import Reckoning
from handlers.stores.charges import charge_of, charge_text
from handlers.stores.fields import record_fields, record_of, sharded
from tests import writing
from tests.spent import RENDERED

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
RECKON = Reckoning(load_prices(), lambda: datetime.now(UTC), "gpt-6-luna", "gpt-transcribe", RENDERED, asks_mood=True)
UNITS = st.integers(-(10**12), 10**12)


@given(st.text(), UNITS, st.none() | UNITS, st.sampled_from(Sure))
def test_a_charge_is_read_as_it_was_written(where: str, units: int, micros: int | None, sure: Sure) -> None:
    charge = Charge("openai.input", units, micros, sure, where)
    assert charge_of(charge_text(charge)) == charge


def closed(reckon: Reckoning | None) -> Record:
    """The record of an ordinary answer, with a topic, a mood and all parts that a turn without files can have."""
    turn = writing.turn("Hola, ¿abren hoy?")
    turn.say_nothing(to=turn.messages)
    turn.usage, turn.side = Usage(1_234, 1_024, 120), Side(topic="a topic with forty characters, the most..")
    turn.seconds = dict.fromkeys(("store", "quotes", "moderation", "knowledge", "assistant"), 2.5)
    return records_of(turn, turn.reply("Sí, de 7 a 20."), turn.covers, reckon, by_rest=False)["SM1"]


def test_facts_are_kept_with_their_record() -> None:
    record = closed(RECKON)
    assert record.facts is not None
    assert len(record.facts.charges) == 9
    stored = record_fields(record)
    assert record_of(stored) == record
    assert stored["counts"] == sharded("k", record.facts.closed_at)


def test_an_ordinary_record_grows_by_less_than_a_kilobyte() -> None:
    path = f"messages/SM{'0' * 32}"
    bare, counted = (size_of_document(path, record_fields(closed(reckon))) for reckon in (None, RECKON))
    assert counted - bare < 700


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({}, 6 + 3 + 16 + 32),
        ({"a": None, "b": True, "c": 1, "d": 1.5, "e": NOW}, 57 + 5 * 2 + 1 + 1 + 8 + 8 + 8),
        ({"é": "añ"}, 57 + 3 + 4),
        ({"a": {"b": "c"}, "d": ["e", "f"]}, 57 + 2 + 32 + 2 + 2 + 2 + 4),
    ],
)
def test_sizes_are_those_of_firestores_rules(fields: dict[str, object], size: int) -> None:
    """https://cloud.google.com/firestore/docs/storage-size"""
    assert size_of_document("tasks/my", fields) == size
