"""Changes of a ticket: who has to act after each, and that a closed one never changes again."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.tickets.changes import answered, closed, reminded, taken, written
from handlers.tickets.changes import given as given_to
from handlers.tickets.ticket import IsClosed, IsTaken, State, Ticket, What
from tests.ticketing import NOW, later, ticket

Change = Callable[[Ticket, datetime], Ticket]
CHANGES: dict[str, Change] = {
    "the customer writes": written,
    "Ana takes it": lambda before, now: taken(before, "Ana", now),
    "Luis takes it": lambda before, now: taken(before, "Luis", now),
    "Ana answers": lambda before, now: answered(before, "Ana", now),
    "Luis answers": lambda before, now: answered(before, "Luis", now),
    "Ana gives it to Luis": lambda before, now: given_to(before, "Luis", "Ana", now),
    "the clock reminds": reminded,
    "Ana closes it": lambda before, now: closed(before, "Ana", now, "agent"),
}
TAKEN, WAITING = (ticket(state=state, agent="Ana", waiting_since=None) for state in (State.TAKEN, State.WAITING))


@pytest.mark.parametrize(
    ("before", "what", "state", "agent", "waits"),
    [
        (ticket(), "the customer writes", State.OPEN, "", True),
        (ticket(), "Ana takes it", State.TAKEN, "Ana", True),
        (ticket(), "Ana answers", State.WAITING, "Ana", False),
        (ticket(), "Ana gives it to Luis", State.TAKEN, "Luis", True),
        (ticket(), "Ana closes it", State.CLOSED, "", False),
        (TAKEN, "the customer writes", State.TAKEN, "Ana", True),
        (TAKEN, "Ana takes it", State.TAKEN, "Ana", False),
        (WAITING, "the customer writes", State.TAKEN, "Ana", True),
        (WAITING, "Ana answers", State.WAITING, "Ana", False),
        (WAITING, "Ana gives it to Luis", State.WAITING, "Luis", False),
        (WAITING, "the clock reminds", State.WAITING, "Ana", False),
        (WAITING, "Ana closes it", State.CLOSED, "Ana", False),
    ],
)
def test_after_each_change_it_is_clear_who_has_to_act(
    before: Ticket, what: str, state: State, agent: str, waits: bool
) -> None:
    after = CHANGES[what](before, later(minutes=1))
    assert (after.state, after.agent, after.waiting_since is not None) == (state, agent, waits)


@pytest.mark.parametrize("what", ["Luis takes it", "Luis answers"])
def test_what_one_has_no_other_takes_and_the_other_is_told_who(what: str) -> None:
    with pytest.raises(IsTaken) as refused:
        CHANGES[what](TAKEN, NOW)
    assert refused.value.agent == "Ana"


@given(st.lists(st.sampled_from(sorted(CHANGES))))
def test_in_any_order_a_closed_ticket_stays_as_it_is_and_an_open_one_says_who_waits(order: list[str]) -> None:
    now, each = NOW, ticket()
    for minutes, what in enumerate(order):
        now = later(minutes=minutes)
        if each.is_closed:
            with pytest.raises(IsClosed):
                CHANGES[what](each, now)
            continue
        with suppress(IsTaken):
            each = CHANGES[what](each, now)
        assert (each.state is State.OPEN) == (not each.agent and not each.is_closed)
        assert each.waiting_since is None or not each.is_closed
        assert not (each.state is State.WAITING and each.waiting_since)
        assert [event.at for event in each.events] == sorted(event.at for event in each.events)


def test_a_customer_who_writes_twice_has_waited_since_the_first() -> None:
    twice = written(written(WAITING, later(minutes=1)), later(minutes=3))
    assert (twice.waiting_since, twice.inbound_at) == (later(minutes=1), later(minutes=3))


def test_the_first_answer_is_kept_beside_the_last() -> None:
    twice = answered(answered(ticket(), "Ana", later(minutes=2)), "Ana", later(minutes=9))
    assert (twice.first_answer_at, twice.answered_at) == (later(minutes=2), later(minutes=9))


def test_a_reminder_is_due_again_after_an_answer_and_for_another_agent() -> None:
    told = reminded(ticket(), NOW)
    assert told.reminded
    assert not answered(told, "Ana", NOW).reminded
    assert not given_to(told, "Luis", "Ana", NOW).reminded


def test_the_end_says_who_and_why() -> None:
    done = closed(ticket(), "", later(hours=1), "customer")
    assert (done.closed_at, done.closed_for) == (later(hours=1), "customer")
    assert (done.events[-1].what, done.events[-1].who, done.events[-1].text) == (What.CLOSED, "", "customer")
