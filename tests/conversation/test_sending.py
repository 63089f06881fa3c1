"""Texts to be sent by REST: what a ticket's texts keep with them, and when they may not go out any more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.conversation.sending import claimed, to_send
from handlers.conversation.unsent import Unsent
from tests import writing

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)


def unsent(**fields: object) -> Unsent:
    return replace(Unsent(("one",), NOON, "first", NOON), **fields)  # type: ignore[arg-type]


def test_texts_keep_their_ticket_when_others_join_them() -> None:
    mine = to_send(None, ["one"], "first", NOON, ticket="K7F2", until=LATER)
    assert mine == unsent(ticket="K7F2", until=LATER)
    joined = to_send(mine, ["two"], "second", NOON)
    assert joined == unsent(texts=("one", "two"), ticket="K7F2", until=LATER)
    assert to_send(unsent(), ["two"], "second", NOON, ticket="K7F2", until=LATER) == joined


def test_new_texts_do_not_share_the_end_of_those_that_were_given_up() -> None:
    given_up = unsent(ticket="K7F2", until=LATER, given_up=True)
    assert to_send(given_up, ["two"], "first", NOON) == unsent(texts=("two",))


@pytest.mark.parametrize("by", ["first", "second"])
def test_when_the_customers_window_has_closed_nobody_sends(by: str) -> None:
    thread = writing.thread(unsent=unsent(until=LATER, tried_at=NOON - timedelta(minutes=5)))
    before, then = claimed(thread, by, LATER - timedelta(seconds=1)), claimed(thread, by, LATER)
    assert before is not None
    assert before.unsent is not None
    assert not before.unsent.given_up
    assert then is not None
    assert then.unsent == replace(thread.unsent or unsent(), given_up=True)


def test_what_another_is_sending_is_left_to_them_even_then() -> None:
    assert claimed(writing.thread(unsent=unsent(until=NOON)), "second", NOON) is None
