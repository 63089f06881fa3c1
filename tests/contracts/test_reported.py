"""The promises of Reported, over every adapter of documents."""

import asyncio
from typing import Any

from handlers.stores.notices import who_is
from handlers.stores.reported import StoredReported
from handlers.tickets.report_ports import Owner
from tests import writing
from tests.kept import Stores
from tests.ticketing import ANA, LUIS

OTHER = "+5215587650000"  # another number of the business


async def test_of_several_who_report_at_once_one_does_whatever_the_owner_writes_meanwhile(
    store: Stores, clock: Any
) -> None:
    reported, here, there = (
        StoredReported(store.threads.keeping),
        ANA.contact(writing.ANA),
        ANA.contact(writing.contact(business=OTHER)),
    )
    assert await reported.of(ANA) == Owner()
    assert await reported.report(ANA, "2026-11-22", "Hola", by="clock") is None
    await store.heard.hear(here)
    assert await reported.of(ANA) == Owner(here, clock())
    done = await asyncio.gather(
        *(reported.report(ANA, "2026-11-22", "Hola", by=f"clock-{number}") for number in range(3)),
        store.heard.hear(there),
        reported.report(ANA, "2026-11-22", "Hola", by="clock"),
    )
    (thread,) = [one for one in done if one]
    found = await store.documents.get([f"threads/{thread}"])
    assert [list(document.fields["unsent"]["texts"]) for document in found] == [["Hola"]]
    assert (await reported.of(ANA)).reported_on == "2026-11-22"
    assert await reported.report(ANA, "2026-11-22", "Hola", by="clock") is None


async def test_what_is_kept_of_the_owner_goes_when_it_expires_and_others_are_others(store: Stores, clock: Any) -> None:
    reported = StoredReported(store.threads.keeping)
    await store.heard.hear(ANA.contact(writing.ANA))
    await reported.report(ANA, "2026-11-22", "Hola", by="clock")
    assert await reported.of(LUIS) == Owner()
    clock.go_on(minutes=1)
    await store.heard.hear(ANA.contact(writing.ANA))
    assert (await reported.of(ANA)).reported_on == "2026-11-22"
    clock.go_on(days=91)
    assert await reported.of(ANA) == Owner()


async def test_all_that_is_known_of_the_owner_is_marked_so_that_no_two_writers_miss_each_other(store: Stores) -> None:
    for business in (writing.ANA.business, OTHER):
        await store.heard.hear(ANA.contact(writing.contact(business=business)))
    await StoredReported(store.threads.keeping).report(ANA, "2026-11-22", "Hola", by="clock")
    found = await store.documents.find("agents", ("who", "EQUAL", who_is(ANA)), most=9)
    assert [document.fields["reported_on"] for document in found] == ["2026-11-22"] * 2
