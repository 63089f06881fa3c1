"""Settling: each conversation is counted once, when it is known what became of it, on the day on which it began."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.conversation.facts import Facts, Who
from handlers.conversation.messages import Content
from handlers.conversation.record import Record
from handlers.conversation.talk import IDLE, REST
from handlers.numbers.day import Day, summed
from handlers.numbers.settling import Settled, Unsettled, settled
from handlers.tickets.ticket import Ticket, Why
from tests.writing import contact

BEGUN = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = BEGUN + timedelta(days=30)
SHORTLY = timedelta(microseconds=1)


def at(hours: float) -> datetime:
    return BEGUN + timedelta(hours=hours)


def said(hours: float, *, begins: bool = False, text: str = "¿Abren hoy?", **other: Any) -> Record:
    """An answered message of the customer's."""
    facts = Facts(at(hours), Who.ASSISTANT, talks=True, begins=begins)
    known = {"thread": "key", "at": at(hours), "content": Content(text), "answered_by": "SM1", "facts": facts}
    return Record(**{**known, **other})


def settle(*records: Record, now: datetime = LATER, zone: str = "UTC", **found: Any) -> Settled:
    return settled(Unsettled(records, found.pop("tickets", ()), (), **found), now, ZoneInfo(zone))


def test_a_conversation_is_settled_after_three_days() -> None:
    assert settle(said(0, begins=True), now=at(71)) == Settled([], at(0), at(0) + IDLE + REST)
    assert settle(said(0, begins=True), now=at(72)) == Settled([Day("2026-11-22", {"talks/contained": 1})])


def test_one_that_goes_on_is_looked_at_three_days_after_its_last_message() -> None:
    assert settle(said(0, begins=True), said(0.9), now=at(72.5)) == Settled([], at(0), at(0.9) + IDLE + REST)


def test_one_with_a_person_may_go_on_too() -> None:
    ticket = Ticket("AAAA", "key", contact(), "es", at(0.1), Why.ASKED, "", BEGUN, None)
    talk = said(0, begins=True)
    assert settle(talk, tickets=[ticket], now=at(2)).days == []
    assert settle(talk, tickets=[ticket], now=at(72)).days == [Day("2026-11-22", {"talks/person": 1})]


def test_what_came_back_is_settled_and_the_return_waits() -> None:
    found = settle(said(0, begins=True), said(24, begins=True), now=at(73))
    assert found == Settled([Day("2026-11-22", {"talks/returned": 1})], at(24), at(24) + IDLE + REST)


def test_it_counts_on_the_day_of_the_business_on_which_it_began() -> None:
    late = said(10, begins=True)  # 22:00 in UTC
    assert settle(late, zone="America/Mexico_City").days[0].date == "2026-11-22"
    assert settle(late, zone="Asia/Tokyo").days[0].date == "2026-11-23"


def test_one_that_nothing_counted_as_begun_begins_now() -> None:
    lost = said(0, facts=None, answered_by=None, channel="telegram")
    counts = {"talks/unanswered": 1, "talks/begun": 1, "talk/hour/6": 1, "talk/app/telegram": 1}
    assert settle(lost, zone="America/Mexico_City").days == [Day("2026-11-22", counts)]


def test_one_whose_first_message_nobody_answered_counts_with_the_one_that_began_it() -> None:
    lost = said(11.8, facts=None, answered_by=None)  # 23:48
    assert settle(lost, said(12.1, begins=True)).days == [Day("2026-11-23", {"talks/contained": 1})]


def test_greetings_leave_nothing() -> None:
    assert settle(said(0, text="Hola")) == settle() == Settled([])


def test_of_more_than_was_read_the_last_conversation_is_left() -> None:
    found = settle(said(0, begins=True), said(100, begins=True), is_all=False)
    assert found == Settled([Day("2026-11-22", {"talks/contained": 1})], at(100), LATER)


def test_one_that_is_longer_than_what_is_read_is_counted_as_it_is() -> None:
    found = settle(said(0, begins=True), said(0.5), is_all=False)
    assert found == Settled([Day("2026-11-22", {"talks/contained": 1})], at(0.5) + SHORTLY, LATER)
    assert settle(said(0, begins=True), is_all=False, now=at(1)).days == []


def test_more_greetings_than_are_read_are_passed_over() -> None:
    assert settle(said(0, text="Hola"), is_all=False) == Settled([], at(0) + SHORTLY, LATER)


@pytest.mark.parametrize("most", [2, 5, 100])
@given(st.lists(st.integers(0, 300), max_size=30, unique=True), st.lists(st.integers(1, 100), max_size=8))
def test_looked_at_at_any_times_each_conversation_counts_once(most: int, hours: list[int], pauses: list[int]) -> None:
    """Messages at whole hours are conversations of their own, so a page cuts none of them."""
    records = [said(hour, begins=True) for hour in sorted(hours)]
    days: list[Day] = []
    since: datetime | None = BEGUN
    now = BEGUN
    for pause in [*pauses, *[400] * (len(records) + 2)]:
        now += timedelta(hours=pause)
        page = [record for record in records if since and since <= record.at <= now]
        found = settled(Unsettled(page[:most], (), (), is_all=len(page) <= most), now, UTC)
        days += found.days
        since = found.since or max([since or BEGUN, *(record.at + SHORTLY for record in page)])
    ended = [record.at for record in records]
    returns = sum(after - before < IDLE for before, after in pairwise(ended))
    expected = Counter({"talks/returned": returns, "talks/contained": len(records) - returns})
    assert summed(days) == +expected
