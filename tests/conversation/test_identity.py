"""The thread of a message; tests/contracts/test_threads.py covers customers who hide their number."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.identity import keys_of, thread_of
from handlers.conversation.messages import Message
from tests import writing

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def test_a_number_that_moves_to_another_carrier_keeps_its_threads() -> None:
    (key,) = keys_of(writing.contact())
    before = writing.thread(key=key)
    moved = writing.contact(carrier="another")
    found = thread_of({key: before}, Message("SM2", moved), NOW)
    assert (found.key, found.alias, found.contact) == (before.key, before.alias, moved)


@pytest.mark.parametrize(
    "other",
    [{"channel": Channel.SMS}, {"business": "+5215500000000"}, {"customer": "+5215500000000"}, {"external_id": "MX.1"}],
)
def test_another_app_business_or_customer_has_another_thread(other: dict[str, object]) -> None:
    assert keys_of(writing.contact(**other))[0] != keys_of(writing.contact())[0]


def test_what_only_an_earlier_message_told_of_a_customer_is_kept() -> None:
    both = writing.contact(external_id="MX.1", profile_name="Ana")
    number_alone = writing.contact()
    assert number_alone.after(both) == both
    assert writing.contact(profile_name="Ana María").after(both).profile_name == "Ana María"


@pytest.mark.parametrize(("own", "by_address", "joined"), [(None, "K7F3", "K7F3"), ("ACD4", "K7F3", "ACD4")])
def test_a_thread_that_is_joined_with_an_older_one_keeps_the_person_who_answers(
    own: str | None, by_address: str, joined: str
) -> None:
    contact = writing.contact(external_id="MX.1")
    lasting, address = keys_of(contact)
    before = {
        lasting: writing.thread(key=lasting, number=1, ticket=own),
        address: writing.thread(key=address, number=1, ticket=by_address, person_since=NOW),
    }
    found = thread_of(before, Message("SM2", contact), NOW)
    assert (found.key, found.ticket, found.person_since) == (lasting, joined, NOW)


@pytest.mark.parametrize(
    ("own", "by_address", "began"),
    [(NOW, LATER, NOW), (LATER, NOW, NOW), (None, NOW, None), (NOW, None, None)],
)
def test_a_thread_that_is_joined_with_another_began_with_the_older_one(
    own: datetime | None, by_address: datetime | None, began: datetime | None
) -> None:
    """One from before that was noted is older than any other: else its ticket would be taken for a forgotten one."""
    contact = writing.contact(external_id="MX.1")
    lasting, address = keys_of(contact)
    before = {
        lasting: writing.thread(key=lasting, number=1, begun_at=own),
        address: writing.thread(key=address, number=1, begun_at=by_address),
    }
    assert thread_of(before, Message("SM2", contact), LATER).begun_at == began


def test_documents_that_point_at_each_other_lead_nowhere() -> None:
    contact = writing.contact(external_id="MX.1")
    lasting, address = keys_of(contact)
    before = {
        lasting: writing.thread(key=lasting, moved_to=address),
        address: writing.thread(key=address, moved_to=lasting),
    }
    found = thread_of(before, Message("SM2", contact), NOW)
    assert (found.key, found.moved_to, found.number) == (lasting, None, 0)


def test_of_a_message_in_another_app_only_the_name_counts() -> None:
    before = writing.contact(external_id="MX.1", profile_name="Ana", line="line 1")
    here = Contact(Channel.TELEGRAM, "bot", "7", carrier=Carrier.TELEGRAM)
    assert here.after(before) == replace(here, profile_name="Ana")
    assert replace(here, profile_name="Anita").after(before).profile_name == "Anita"
