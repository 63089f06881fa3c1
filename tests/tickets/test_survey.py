"""Surveys: who is asked when, in which words, and the reasons why others are not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from dev.processes import ROOT
from handlers.conversation.contact import Channel
from handlers.conversation.survey import Survey
from handlers.conversation.talk import REST
from handlers.conversation.thread import Decisions, Running
from handlers.conversation.unsent import Unsent
from handlers.languages import Spoken
from handlers.tickets import texts
from handlers.tickets.rating import rating_in
from handlers.tickets.survey import PAUSE, Goodbye, NotAsked, Rating, Settled, after_rest, asked, goodbye
from handlers.tickets.ticket import Ticket, Why
from tests.writing import contact, open_message, thread

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ticket(**other: Any) -> Ticket:
    """A ticket of Ana's that a person answered."""
    made = Ticket("AAAA", "key", contact(), "es", NOW - HOUR, Why.ASKED, "", NOW - HOUR, None, answered_at=NOW)
    return replace(made, **other)


def said_at_the_end(made: Ticket, *, agent: str = "", asks: bool = True, **fields: Any) -> Goodbye:
    return goodbye(made, thread(**fields), NOW, agent=agent, asks=asks)


def test_the_question_is_part_of_the_closing_message() -> None:
    made = said_at_the_end(ticket(agent="Ana"), agent="Luis")
    assert made.texts == (f"{texts.CLOSED_BY_PERSON['es']}\n\n{texts.HOW_WAS_IT['es']}",)
    assert made.rating == Rating("key", NOW, "AAAA", "Ana")


def test_who_closes_counts_if_nobody_has_the_ticket() -> None:
    made = said_at_the_end(ticket(), agent="Luis")
    assert made.rating
    assert made.rating.agent == "Luis"


def test_a_business_without_surveys_only_says_goodbye() -> None:
    assert said_at_the_end(ticket(), asks=False) == Goodbye((texts.CLOSED_BY_PERSON["es"],))
    assert said_at_the_end(ticket(inbound_at=NOW - 25 * HOUR), asks=False) == Goodbye()


@pytest.mark.parametrize(
    ("changed", "fields", "why"),
    [
        ({"answered_at": None}, {}, NotAsked.UNANSWERED),
        ({}, {"decisions": Decisions(stopped=True)}, NotAsked.STOPPED),
        ({}, {"survey": Survey("s", NOW - PAUSE + HOUR)}, NotAsked.RECENT),
        ({}, {"survey": Survey("s", NOW - PAUSE)}, NotAsked.ASKED),
        ({"inbound_at": NOW - 24 * HOUR}, {}, NotAsked.WINDOW),
        ({"inbound_at": NOW - 24 * HOUR, "contact": contact(channel=Channel.SMS)}, {}, NotAsked.ASKED),
    ],
)
def test_the_reason_for_not_asking_is_kept(changed: dict[str, Any], fields: dict[str, Any], why: NotAsked) -> None:
    made = said_at_the_end(ticket(**changed), **fields)
    assert made.rating
    assert made.rating.not_asked is why
    assert len(made.texts) == (why not in (NotAsked.WINDOW, NotAsked.STOPPED))
    assert any("1" in text for text in made.texts) == (why is NotAsked.ASKED)


def test_a_thread_knows_of_questions_that_were_asked_and_of_no_others() -> None:
    rating = Rating("key", NOW)
    assert asked(thread(), rating).survey == Survey(rating.id, NOW)
    assert asked(thread(), replace(rating, not_asked=NotAsked.RECENT)) == thread()
    assert asked(thread(), None) == thread()


@pytest.mark.parametrize("language", get_args(Spoken))
def test_the_words_for_both_ends_of_the_scale_are_read_as_answers(language: Spoken) -> None:
    _, low, _, high = texts.HOW_WAS_IT[language].replace(")", "(").split("(")[:4]
    assert (rating_in(low), rating_in(high)) == (1, 5)


def rested(*, at: datetime = NOW, **fields: Any) -> Settled | None:
    """What comes of a thread whose time was `at`."""
    decisions = fields.pop("decisions", Decisions())
    resting = thread(decisions=replace(decisions, survey_at=at), **fields)
    return after_rest(resting, NOW, "pt")


def test_after_rest_the_customer_is_asked_in_their_language() -> None:
    settled = rested(language="en")
    assert settled
    assert settled.question == texts.HOW_WAS_IT["en"]
    assert settled.rating == Rating("key", NOW)
    assert settled.thread.survey == Survey(settled.rating.id, NOW)
    assert settled.thread.decisions.survey_at is None


def test_the_house_language_is_used_until_the_customers_is_known() -> None:
    settled = rested()
    assert settled
    assert settled.question == texts.HOW_WAS_IT["pt"]


@pytest.mark.parametrize(
    "fields",
    [
        {"ticket": "AAAA"},
        {"open": (open_message(),)},
        {"unsent": Unsent(("Hola",), NOW, "by", NOW, given_up=True)},
        {"decisions": Decisions(stopped=True)},
        {"survey": Survey("s", NOW - PAUSE + HOUR)},
        {"running": Running("SM1", ("SM1",), NOW - HOUR), "open": (open_message(),)},
    ],
)
def test_who_has_no_answer_a_person_or_no_wish_to_be_asked_is_let_be_for_good(fields: dict[str, Any]) -> None:
    settled = rested(**fields)
    assert settled
    assert (settled.question, settled.rating, settled.thread.decisions.survey_at) == ("", None, None)


def test_whom_the_window_no_longer_lets_ask_is_recorded_as_not_asked() -> None:
    late = NOW - 24 * HOUR + REST
    assert rested(at=late) == Settled(thread(), Rating("key", NOW, not_asked=NotAsked.WINDOW))
    settled = rested(at=late, contact=contact(channel=Channel.SMS))
    assert settled
    assert settled.question


@pytest.mark.parametrize(
    ("at", "fields"), [(NOW + HOUR, {}), (NOW, {"running": Running("SM1", ("SM1",), NOW)})], ids=["early", "at work"]
)
def test_while_somebody_writes_nothing_is_done(at: datetime, fields: dict[str, Any]) -> None:
    assert rested(at=at, **fields) is None
    assert after_rest(thread(), NOW, "es") is None


def test_the_docs_quote_what_is_said() -> None:
    page = " ".join((ROOT / "docs" / "people.md").read_text().split())
    assert all(sentence["es"] in page for sentence in (texts.HOW_WAS_IT, texts.RATED, texts.CLOSED_BY_PERSON))
