"""Labels: which conversations wait for one, what is said of them, and what a label adds."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.conversation.facts import Facts, Who
from handlers.conversation.messages import Author, Content, Reply
from handlers.conversation.record import Record
from handlers.conversation.side import OTHER, Mood
from handlers.numbers.counting import counts_of
from handlers.numbers.labels import MOST_WORDS, Label, counts_of_label, day_before, labelled, marking, night_of, spoken
from tests import writing

AT = datetime(2026, 11, 26, 5, 30, tzinfo=UTC)
MEXICO = ZoneInfo("America/Mexico_City")


def record(text: str, minutes: float = 0, *, by: str | None = "SM1", begins: bool = False, **more: object) -> Record:
    facts = Facts(AT, Who.PERSON, talks=True, begins=begins)
    fields = {"answered_by": by, "texts": (), "facts": facts, **more}
    return Record("key", AT + timedelta(minutes=minutes), Content(text), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "who", "topic", "is_marked"),
    [
        ("¿Y mi pedido?", Who.PERSON, "", True),
        ("¿Y mi pedido?", Who.FAQ, "", True),
        ("¿Y mi pedido?", Who.ASSISTANT, "", False),
        ("¿Y mi pedido?", Who.PERSON, "pedidos", False),
        ("Hola", Who.PERSON, "", False),
    ],
)
def test_what_a_person_or_the_faq_answered_waits_if_it_begins_a_conversation(
    text: str, who: Who, topic: str, is_marked: bool
) -> None:
    turn = writing.turn(text)
    facts = Facts(AT, who, talks=True, begins=True, topic=topic)
    reckon = marking(lambda _turn, _record, _reply: facts)
    own = Record("key", turn.messages[0].at, Content(text), texts=())
    assert reckon(turn, own, Reply()).unlabelled is is_marked


def test_of_a_turn_of_several_messages_its_own_waits_for_all() -> None:
    turn = writing.turn("¿Y mi pedido?", "Es el L-1")
    reckon = marking(lambda _turn, _record, _reply: Facts(AT, Who.PERSON))
    first, last = (Record("key", message.at, message.content) for message in turn.messages)
    assert not reckon(turn, first, Reply()).unlabelled  # merged into the other
    assert reckon(turn, Record("key", last.at, last.content, texts=()), Reply()).unlabelled


def test_a_conversation_is_what_the_customer_wrote_until_the_next_one_begins() -> None:
    said = [
        record("Gracias", -10, by="SM0"),
        record("Buenas,\n¿hay pan?", -0.1),
        record("¿y café?", begins=True),
        record("Sí, hay", 2, by="SM2", author=Author.PERSON),
        record("", 3, by="SM3"),
        record("Dos, por favor", 4, by="SM4", facts=None),
        record("¿Abren hoy?", 90, by="SM5", begins=True),
    ]
    assert spoken("SM1", said) == "Buenas, ¿hay pan? ¿y café? Dos, por favor"
    assert spoken("SM5", said) == "¿Abren hoy?"
    assert spoken("SM9", said) == ""


def test_long_conversations_are_shortened() -> None:
    words = spoken("SM1", [record("a" * 200), record("b" * 200, 1), record("c", 2)])
    assert (len(words), words[199:202], "c" in words) == (MOST_WORDS, "a b", False)
    assert spoken("SM1", [record("a" * 500), record("b", 1)]) == "a" * MOST_WORDS


@pytest.mark.parametrize(
    ("hour", "zone", "night"),
    [(3, UTC, "2026-11-26"), (2, UTC, "2026-11-25"), (8, MEXICO, "2026-11-25"), (10, MEXICO, "2026-11-26")],
)
def test_a_night_lasts_until_the_next_one_begins(hour: int, zone: ZoneInfo, night: str) -> None:
    assert night_of(datetime(2026, 11, 26, hour, 45, tzinfo=UTC), time(3, 30), zone) == night
    assert night_of(datetime(2026, 11, 26, 3, 30, tzinfo=UTC), time(3, 30), UTC) == "2026-11-26"
    assert day_before("2026-12-01") == "2026-11-30"


def test_a_label_counts_on_the_day_on_which_the_message_came() -> None:
    pan = Label("pan", Mood.UNHAPPY)
    assert counts_of_label("SM1", record("¿Pan?"), pan, UTC) == (
        "2026-11-26",
        {"topic/pan": 1, "mood/unhappy": 1},
        [],
    )
    other = counts_of_label("SM1", record("¿Pan?"), Label(OTHER, Mood.FINE), MEXICO)
    assert other == ("2026-11-25", {"topic/other": 1, "mood/fine": 1}, ["SM1"])


@pytest.mark.parametrize("label", [Label("pan", Mood.UNHAPPY), Label(OTHER, Mood.FINE)])
def test_a_label_adds_what_a_message_counts_more_with_it(label: Label) -> None:
    before = record("¿Pan?", begins=True)
    assert before.facts is not None
    after = replace(before, facts=labelled(before.facts, label))
    when, counts, others = counts_of_label("SM1", before, label, MEXICO)
    without, with_it = (counts_of(each, "SM1", MEXICO) for each in (before, after))
    assert with_it.days[when] - without.days[when] == Counter(counts)
    assert (without.samples[when]["other"], with_it.samples[when]["other"]) == ([], others)


def test_a_mood_that_the_answer_gave_stays_and_counts_once() -> None:
    known = Facts(AT, Who.PERSON, mood="furious", unlabelled=True)
    assert labelled(known, Label("pan", Mood.FINE)).mood == "furious"
    found = counts_of_label("SM1", replace(record("¿Pan?"), facts=known), Label("pan", Mood.FINE), UTC)
    assert found == ("2026-11-26", {"topic/pan": 1}, [])


def test_facts_with_a_label_wait_no_more_nor_do_those_for_which_there_is_none() -> None:
    waiting = Facts(AT, Who.FAQ, unlabelled=True)
    found = labelled(waiting, Label("pan", Mood.FINE))
    assert (found.topic, found.mood, found.unlabelled) == ("pan", "fine", False)
    assert labelled(waiting, None) == Facts(AT, Who.FAQ)
