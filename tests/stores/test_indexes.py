"""Indexes: every query uses one indexed field, and every stored field is in one of the two lists."""

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest
from google.cloud.firestore_v1.async_client import AsyncClient

from dev.processes import ROOT
from handlers.adapters.firestore import FirestoreDocuments
from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.contact import Channel
from handlers.conversation.facts import Charge, Sure
from handlers.conversation.messages import Message, Reply, Usage
from handlers.conversation.receipts import Receipt, Taken
from handlers.conversation.turn import Turn
from handlers.knowledge.lesson import Why, lesson_of
from handlers.knowledge.ports import Changed
from handlers.money.budget import Lease, leased
from handlers.money.ledger import Entry, Kind
from handlers.numbers.counts import Counts
from handlers.numbers.labels import Night
from handlers.stores.budgets import budgets_in
from handlers.stores.chat import StoredChats
from handlers.stores.days import StoredDays
from handlers.stores.documents import Document
from handlers.stores.exempt import EXEMPT
from handlers.stores.indexes import INDEXED
from handlers.stores.labels import StoredLabels
from handlers.stores.ledger import entry_write
from handlers.stores.minutes import probe
from handlers.stores.reported import StoredReported
from handlers.stores.sent import StoredSent
from handlers.stores.surveys import StoredSurveys, rating_write
from handlers.stores.talks import StoredTalks
from handlers.stores.uncounted import uncounted_ledger, uncounted_messages
from handlers.stores.uncounted_people import uncounted_ratings, uncounted_tickets
from handlers.tickets.links import Link
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import State
from tests.kept import Stores, stores
from tests.spent import LEDGER
from tests.ticketing import ANA, handed_over, ticket

Write = Callable[..., Message]


class Watched(MemoryDocuments):
    """Documents that note which fields are asked for together."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, frozenset[str]]] = set()

    async def find(self, collection: str, *conditions: tuple[str, str, Any], **how: Any) -> list[Document]:
        names = {name for name, _, _ in conditions} | ({how["order"]} if how.get("order") else set())
        self.asked.add((collection, frozenset(names)))
        return await super().find(collection, *conditions, **how)


def test_each_collection_that_a_store_names_is_on_the_lists() -> None:
    """One that is not would never expire, and stay when its thread is erased."""
    sources = [path.read_text() for path in (ROOT / "handlers" / "stores").glob("*.py")]
    found = [re.findall(r'\bf"([a-z_]+)/\{|\.find\("([a-z_]+)"', source) for source in sources]
    named = {path or queried for names in found for path, queried in names}
    assert {"messages", "tickets"} <= named  # of a path, and of a query
    assert sorted(named - set(INDEXED)) == []


PAGES = {"turns.md": "`{}/", "privacy.md": "Firestore, `{}/", "deploy.md": "`{}`"}


@pytest.mark.parametrize("page", PAGES)
def test_the_docs_tell_of_every_collection(page: str) -> None:
    told = (ROOT / "docs" / page).read_text()
    assert [name for name in INDEXED if PAGES[page].format(name) not in told] == []


def test_the_docs_tell_how_many_exemptions_there_are() -> None:
    assert "over a hundred exemptions" in (ROOT / "docs" / "deploy.md").read_text()
    assert 100 < sum(map(len, EXEMPT.values())) < 200


def test_what_a_thread_leaves_behind_is_found_by_thread_and_time_to_be_erased() -> None:
    """A thread vanishes by itself, an erasure once it is finished; the others hold no customer's data.

    What was taught is the business's own, though a question in it may have a customer's words.
    """
    assert [name for name, indexed in INDEXED.items() if "place" not in indexed] == [
        "threads",
        "erasures",
        "agents",
        "links",
        "minutes",
        "taught",
        "days",
        "labels",
        "ledger",
        "briefs",
        "months",
        "budget",
    ]


async def every_query(kept: Stores, message: Message, now: Any) -> None:
    """Make every query that the stores make."""
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    await kept.threads.history(turn.thread.key, most=1)
    await kept.debts.of_response("resp_1")
    await kept.debts.waiting("0", now() - timedelta(minutes=1), now(), most=1)
    await StoredSurveys(kept.threads.keeping).rested("0", most=1)
    await StoredTalks(kept.threads.keeping, StoredDays(kept.threads.keeping)).due("0", most=1)
    await StoredSurveys(kept.threads.keeping).of(turn.thread.key, most=1)
    await kept.erasures.erase_messages(await kept.erasures.forget(turn, Reply()))
    await kept.erasures.unfinished("0", now(), most=1)
    await kept.erasures.let_lapse("0", most=1)
    await kept.lists.listed(State.OPEN, most=1)
    await kept.lists.waiting_since_before(now(), most=1)
    await kept.lists.idle_since_before(now(), most=1)
    await kept.conversations.recent(most=1)
    await kept.conversations.named("alias")
    await kept.conversations.changed(now(), most=1)
    await kept.events.due("0", now(), most=1)
    await kept.lessons.waiting(most=1)
    days = StoredDays(kept.threads.keeping)
    people = uncounted_tickets(days, UTC, None), uncounted_ratings(days, UTC)
    for source in (uncounted_messages(days, UTC), uncounted_ledger(days, UTC), *people):
        await source.due("", most=1)
    await StoredLabels(kept.threads.keeping, days, UTC, LEDGER).waiting(most=1)
    await StoredReported(kept.threads.keeping).of(ANA)
    await StoredChats(kept.threads.keeping).sent_since(message.contact, now(), most=1)
    await StoredSent(kept.threads.keeping).was_taken("a mark", now())


async def test_every_query_asks_for_one_field_and_every_index_is_asked_for(write: Write, clock: Any) -> None:
    documents = Watched()
    await every_query(stores(clock, documents), write(), clock)
    one_each = {(collection, frozenset({name})) for collection, names in INDEXED.items() for name in names}
    assert documents.asked == one_each


async def test_every_field_that_is_written_is_indexed_for_a_query_or_exempt(
    documents: FirestoreDocuments, firestore: AsyncClient, write: Write, clock: Any
) -> None:
    kept = stores(clock, documents)
    turn = await kept.threads.open_turn(write(external_id="MX.1"))
    assert isinstance(turn, Turn)
    lesson = lesson_of(turn, "¿Pan?", Why.UNKNOWN)
    await kept.threads.close_turn(turn, Reply(("Hola",)))
    await kept.codes.keep("K7F49QXM", turn.thread)
    await kept.erasures.leave("a key", ["conv_1"])
    await handed_over(kept, write(), clock)
    await kept.heard.hear(ANA.contact(turn.thread.contact))
    await StoredReported(kept.threads.keeping).report(ANA, "2026-11-22", "Hola", by="clock")
    await kept.documents.commit([rating_write(kept.threads.keeping, Rating(turn.thread.key, clock()))])
    await kept.links.keep("token", Link("Ana", Channel.WHATSAPP, "+52", "+1"), clock())
    await documents.commit(kept.events.opened(ticket(), []).writes)
    await probe(kept.threads.keeping)
    counts = Counts()
    counts.charge(clock().date(), [Charge("meta.service", 1, 8_500, Sure.ESTIMATED, "MX")], "+1")
    await StoredDays(kept.threads.keeping).count(counts, [])
    await budgets_in(kept.threads.keeping, kept.heard, str).lease(
        {"2026-11-22": 9}, lambda budgets: leased(budgets, Lease(), [1], clock())
    )
    await documents.commit((await kept.lessons.gathering(lesson)()).writes)
    await kept.taught.change(lambda book, _: Changed(book.teach(0, ["¿Pan?"], "Sí", "Ana", clock())), sid="SM1")
    labels = StoredLabels(kept.threads.keeping, StoredDays(kept.threads.keeping), UTC, LEDGER)
    await labels.put(Night("2026-11-26", clock(), usage=Usage(1, 0, 1)))
    entry = Entry(clock(), "+1", Kind.LATE, ())
    await documents.commit([entry_write(kept.threads.keeping, entry)])
    chats = StoredChats(kept.threads.keeping)
    await chats.send(turn.thread, "Hola")
    await chats.keep_file(turn.thread.contact, b"pan", "image/png")
    await StoredSent(kept.threads.keeping).keep(Taken("whatsapp-1", clock(), Receipt("key", "mark"), "Hola"))
    for name in INDEXED:
        found = [document.to_dict() or {} async for document in firestore.collection(name).stream()]
        assert found
        assert all(set(fields) == INDEXED[name] | set(EXEMPT[name]) for fields in found)
