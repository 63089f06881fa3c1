"""The desk: what a list costs in reads, and what a search finds."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.messages import Reply
from handlers.conversation.thread import SHARDS
from handlers.stores.documents import NEW, Document
from handlers.stores.ticket_fields import ticket_write
from handlers.tickets.agents import Agent
from handlers.tickets.desk import Desk, View, contacts_in, matches
from handlers.tickets.taking_over import taken_over
from handlers.tickets.ticket import State
from tests import writing
from tests.kept import stores
from tests.ticketing import handed_over, own

LUIS = Agent("Luis", writing.ANA.channel, "+5215511110002")


class Counted(MemoryDocuments):
    """Documents that count reads as Firestore bills them: each document, and a query without any as one.

    https://cloud.google.com/firestore/pricing#operations
    """

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0

    async def get(self, paths: Iterable[str]) -> list[Document]:
        wanted = list(paths)
        self.reads += len(wanted)
        return await super().get(wanted)

    async def find(self, collection: str, *conditions: tuple[str, str, Any], **how: Any) -> list[Document]:
        found = await super().find(collection, *conditions, **how)
        self.reads += len(found) or 1
        return found


async def test_a_list_of_200_tickets_costs_three_reads_beyond_them_and_asking_for_changes_one(clock: Any) -> None:
    documents = Counted()
    kept = stores(clock, documents)
    ticket = taken_over("K7F2", writing.thread(), agent=LUIS, language="es", now=clock())
    for number in range(200):
        state = (State.OPEN, State.WAITING)[number % 2]
        write = ticket_write(kept.tickets.keeping, replace(ticket, code=f"{number:04}", state=state), NEW)
        await documents.commit([write])
    clock.go_on(minutes=1)
    desk = Desk(kept.tickets, kept.lists, kept.conversations)
    mark = await desk.mark(clock())
    listing = await desk.listing(View.ACTIVE, "", "")
    assert sum(map(len, listing.groups.values())) == 200
    assert documents.reads <= 203
    documents.reads = 0
    assert await desk.mark(clock()) == mark
    assert documents.reads == 1
    documents.reads = 0
    await desk.listing(View.TALKS, "", "")
    assert documents.reads == len(SHARDS)


async def test_what_a_forgotten_customer_writes_later_is_not_shown_with_the_ticket_from_before(
    write: Any, clock: Any
) -> None:
    kept = stores(clock)
    desk = Desk(kept.tickets, kept.lists, kept.conversations)
    await handed_over(kept, write(), clock)
    assert await desk.ticket("K7F3", most=9) is not None
    clock.go_on(seconds=1)
    await kept.erasures.forget(await own(kept, write("sí")), Reply())
    clock.go_on(seconds=1)
    await own(kept, write("Hola de nuevo"))
    assert await desk.ticket("K7F3", most=9) is None


async def test_a_ticket_written_by_a_clock_that_is_behind_is_a_change_too(clock: Any) -> None:
    kept = stores(clock)
    desk = Desk(kept.tickets, kept.lists, kept.conversations)
    began = clock()
    mark = await desk.mark(began)
    clock.go_on(seconds=-5)
    ticket = taken_over("K7F2", writing.thread(), agent=LUIS, language="es", now=clock())
    await kept.documents.commit([ticket_write(kept.tickets.keeping, ticket, NEW)])
    assert await desk.mark(began) != mark


@pytest.mark.parametrize(
    ("search", "is_found"),
    [("ana", True), ("ANÁ luis", True), ("5512345678", True), ("k7f2", True), ("pedro", False), ("ana pedro", False)],
)
def test_a_ticket_is_found_by_every_word_of_a_search(clock: Any, search: str, is_found: bool) -> None:
    thread = writing.thread(contact=writing.contact(profile_name="Ana"))
    ticket = taken_over("K7F2", thread, agent=LUIS, language="es", now=clock())
    assert matches(ticket, search) is is_found


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ("+52 1 55 1234 5678", {"+5215512345678", "+525512345678"}),
        ("52 55 1234 5678", {"+525512345678", "+5215512345678"}),
        ("54 9 11 2345-6789", {"+5491123456789", "+541123456789"}),
        ("55 11 98765-4321", {"+5511987654321", "+551187654321"}),
        ("123", set()),
        ("Ana 5215512345678", set()),
    ],
)
def test_a_number_is_looked_for_as_people_write_it(search: str, numbers: set[str]) -> None:
    assert {contact.customer for contact in contacts_in(search, "+1")} == numbers
