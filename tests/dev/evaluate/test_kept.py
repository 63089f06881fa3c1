"""What the store of a running function says of an answer: read from its file."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dev.evaluate.judging import Answered, Called
from dev.evaluate.kept import Kept, called, cost_of
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.conversation.calls import MadeCall
from handlers.conversation.messages import Content, Usage
from handlers.conversation.record import Record
from handlers.stores.documents import ANY, Write
from handlers.stores.fields import record_fields

AT = datetime(2026, 11, 25, tzinfo=UTC)
RECORD = Record(
    "thread",
    AT,
    Content("¿Abren?"),
    texts=("Sí.",),
    usage=Usage(1000, 0, 200),
    sources=("horarios.md",),
    known=False,
    entry="hours",
    calls=(MadeCall("call_1", "order", "{}", result="done"),),
)


async def kept(path: Path, **documents: dict[str, Any]) -> Kept:
    """A store with these documents."""
    documents = {"messages/SM1": record_fields(RECORD), **{f"tickets/{name}": each for name, each in documents.items()}}
    store = SqliteDocuments(str(path), {}, lambda: AT)
    await store.commit([Write(name, {**fields, "expire_at": AT}, ANY) for name, fields in documents.items()])
    await store.close()
    return Kept(path, "gpt-6-luna")


async def test_a_record_says_who_answered_on_what_grounds_and_at_what_cost(tmp_path: Path) -> None:
    store = await kept(tmp_path / "store.db")
    answered = store.with_facts(Answered(("Sí.",), 1.0), "SM1", tickets=set())
    assert answered == Answered(
        ("Sí.",), 1.0, cost=0.0002, entry="hours", sources=("horarios.md",), known=False, calls=(Called("order"),)
    )
    assert store.thread_of("SM1") == "thread"
    assert store.thread_of("SM2") == ""
    assert store.with_facts(Answered(), "SM2", tickets=set()) == Answered()


async def test_a_ticket_of_this_thread_that_is_new_is_a_hand_over(tmp_path: Path) -> None:
    store = await kept(tmp_path / "store.db", K7F2={"thread": "thread"}, M3P4={"thread": "another"})
    assert store.tickets("thread") == {"K7F2"}
    assert store.with_facts(Answered(), "SM1", tickets=set()).hands_over
    assert not store.with_facts(Answered(), "SM1", tickets={"K7F2"}).hands_over


def test_a_store_that_was_never_opened_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch()
    assert Kept(tmp_path / "store.db", "gpt-6-luna").tickets("thread") == set()


def test_what_no_model_answered_costs_nothing_and_other_models_cost_by_the_list() -> None:
    assert cost_of(None, "gpt-6-luna") == 0
    assert cost_of(Usage(1_000, 0, 200), "gpt-6-luna") == pytest.approx(0.0002)
    assert cost_of(Usage(1, 0, 1, is_whole=False), "gpt-6-luna") is None
    assert cost_of(Usage(1_000_000, 500_000, 1_000_000), "gpt-6.1-sol") == pytest.approx(0.5 * 2 + 0.5 * 0.1 + 10)
    assert cost_of(Usage(1, 0, 1), "unheard-of") is None


def test_a_call_is_read_with_its_arguments_and_what_came_of_it() -> None:
    made = MadeCall("call_1", "order", '{"number": "L-1001"}', result="done")
    assert called(made) == Called("order", {"number": "L-1001"})
    assert called(replace(made, arguments="{", result="asked")) == Called("order", {}, "asked")
    assert called(replace(made, arguments="[]")) == Called("order")
