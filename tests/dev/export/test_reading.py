"""What is exported: each thing of the days once, in pages of any size, with words or without; and the schemas of it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dev.export.__main__ import SCHEMAS, write_schemas
from dev.export.columns import FILES, Column
from dev.export.reading import Reading
from handlers.conversation.messages import Content
from handlers.conversation.record import Record
from handlers.conversation.thread import Thread
from handlers.numbers.span import Span
from handlers.stores.documents import ANY
from handlers.stores.keeping import Keeping
from tests.dev.export.a_store import FIRST, SECRETS, contact, fill, key, sid_of
from tests.kept import stores

MEXICO = ZoneInfo("America/Mexico_City")
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
KINDS = {"STRING": str, "INTEGER": int, "FLOAT": float, "BOOLEAN": bool, "TIMESTAMP": str, "DATE": str, "RECORD": dict}


@pytest.fixture
async def keeping(clock: Any) -> Keeping:
    found = stores(clock).threads.keeping
    await fill(found)
    return found


async def lines(reading: Reading, name: str) -> list[dict[str, Any]]:
    """All lines of a file, page by page."""
    found: list[dict[str, Any]] = []
    behind: str | None = ""
    while behind is not None:
        page = await reading.page(name, behind)
        found, behind = found + page.rows, page.behind
    return found


def reading_of(keeping: Keeping, span: Span = NOVEMBER, *, texts: bool = False, **more: Any) -> Reading:
    return Reading(keeping, span, MEXICO, texts, **more)


@pytest.mark.parametrize("size", [1, 2, 7, 60, 500])
async def test_each_message_of_the_days_is_there_once_whatever_the_pages(keeping: Keeping, size: int) -> None:
    found = [line["id"] for line in await lines(reading_of(keeping, size=size), "messages")]
    sids = {sid_of(number, timedelta(hours=hour)) for number in range(20) for hour in range(3)}
    assert len(found) == len(set(found))
    assert set(found) == sids | {"IMsaid", "SMunanswered"}


async def test_those_of_the_same_moment_are_not_cut_by_a_page(clock: Any) -> None:
    keeping = stores(clock).threads.keeping
    for number in range(6):
        at = FIRST + timedelta(hours=number // 3)
        await keeping.documents.commit([keeping.record(f"SM{number}", Record(key(1), at, Content("Hola")))])
    for size in (3, 4, 5):
        found = [line["id"] for line in await lines(reading_of(keeping, size=size), "messages")]
        assert sorted(found) == [f"SM{number}" for number in range(6)]


async def test_days_are_those_of_the_business_and_others_are_left_out(keeping: Keeping, clock: Any) -> None:
    first = Span(date(2026, 11, 1), date(2026, 11, 1))
    messages = await lines(reading_of(keeping, first), "messages")
    assert {(line["date"], line["hour"]) for line in messages} == {("2026-11-01", hour) for hour in (21, 22, 23)}
    assert [line["date"] for line in await lines(reading_of(keeping), "days")] == ["2026-11-01", "2026-11-02"]
    later = Span(date(2026, 11, 2), date(2027, 2, 28))
    assert [line["date"] for line in await lines(reading_of(keeping, later), "days")] == ["2026-11-02"]
    clock.go_on(days=70)
    assert [line["date"] for line in await lines(reading_of(keeping, later), "days")] == ["2026-11-02", "2026-12-01"]
    assert await lines(reading_of(keeping, later), "messages") == []
    rated = await lines(reading_of(keeping, Span(date(2026, 11, 3), date(2026, 11, 3))), "ratings")
    assert [(line["not_asked"], line["score"]) for line in rated] == [("recent", None)] * 4


async def test_what_has_expired_is_not_exported(keeping: Keeping, clock: Any) -> None:
    clock.go_on(days=91)
    for name in ("messages", "tickets", "ratings"):
        assert await lines(reading_of(keeping), name) == []
    assert len(await lines(reading_of(keeping), "days")) == 2


async def test_without_texts_there_are_no_words_names_and_addresses(keeping: Keeping) -> None:
    every = [line for name in FILES for line in await lines(reading_of(keeping), name)]
    text = json.dumps(every, ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in text] == []
    assert not [number for number in range(20) if key(number) in text]
    with_texts = [line for name in FILES for line in await lines(reading_of(keeping, texts=True), name)]
    text = json.dumps(with_texts, ensure_ascii=False)
    assert [secret for secret in SECRETS if secret not in text] == []


async def test_a_message_line_holds_what_is_known_of_it(keeping: Keeping) -> None:
    by_id = {line["id"]: line for line in await lines(reading_of(keeping, texts=True), "messages")}
    line = by_id[sid_of(3, timedelta())]
    assert (line["thread"], line["wait_seconds"], line["who"], line["topic"]) == (
        "alias-3",
        2.5,
        "assistant",
        "precios",
    )
    assert (line["characters"], line["files"], line["kinds"]) == (41, 1, ["transcript", "quote"])
    charge = {"line": "meta.service", "place": "CL", "units": 1, "micros": None, "sure": "unknown"}
    assert line["charges"][1] == charge
    assert line["text"] == "¿Cuánto cuestan las conchas?\nSon para Eva"
    assert (line["customer"], line["customer_name"]) == ("+5215522220003", "Eva 3")
    said, unanswered = by_id["IMsaid"], by_id["SMunanswered"]
    assert (said["author"], said["person"], said["closed_at"], said["charges"]) == ("person", "Ana", None, [])
    assert (line["app"], said["app"]) == ("whatsapp", None)
    assert (unanswered["who"], unanswered["known"], unanswered["input_tokens"]) == (None, None, None)


async def test_the_alias_is_found_where_the_thread_has_moved_and_is_missing_where_it_is_gone(clock: Any) -> None:
    keeping = stores(clock).threads.keeping
    moved = Thread(key(1), contact(1), alias="", moved_to=key(2))
    there = Thread(key(2), contact(1), alias="alias-2", former=(key(1),))
    astray = Thread(key(4), contact(4), alias="", moved_to=key(5))
    await keeping.documents.commit([keeping.thread(thread, ANY) for thread in (moved, there, astray)])
    for number in range(1, 5):
        record = Record(key(number), FIRST, Content("Hola"))
        await keeping.documents.commit([keeping.record(f"SM{number}", record)])
    found = {line["id"]: line for line in await lines(reading_of(keeping, texts=True), "messages")}
    aliases = [found[f"SM{number}"]["thread"] for number in range(1, 5)]
    assert aliases == ["alias-2", "alias-2", None, None]
    assert [found["SM1"]["customer"], found["SM3"]["customer"]] == ["+5215522220001", None]


@pytest.mark.parametrize("texts", [False, True])
@pytest.mark.parametrize("name", FILES)
async def test_every_line_is_as_the_schema_says(keeping: Keeping, name: str, texts: bool) -> None:
    found = await lines(reading_of(keeping, texts=texts), name)
    assert found
    for line in found:
        check(line, FILES[name])
    if texts:
        assert {column.name for column in FILES[name]} == set(found[0])


def check(line: Mapping[str, Any], columns: Sequence[Column]) -> None:
    """As BigQuery would: no unknown column, none of another type, and none missing that has to be there."""
    by_name = {column.name: column for column in columns}
    assert set(line) <= set(by_name)
    for column in columns:
        value = line.get(column.name)
        assert value is not None or column.mode == "NULLABLE" or (column.mode == "REPEATED" and column.name not in line)
        for one in value if isinstance(value, list) else [value] if value is not None else []:
            assert isinstance(value, list) is (column.mode == "REPEATED")
            assert type(one) is KINDS[column.type] or (column.type == "FLOAT" and type(one) is int), column
            if column.type == "TIMESTAMP":
                assert datetime.fromisoformat(str(one)).utcoffset() == timedelta()
            if column.type == "DATE":
                assert date.fromisoformat(str(one)).isoformat() == one
            if column.of:
                check(one, column.of)


def test_the_schema_files_are_those_of_the_columns(tmp_path: Any) -> None:
    write_schemas(tmp_path)
    for name in FILES:
        written = (tmp_path / f"{name}.json").read_text()
        assert (SCHEMAS / f"{name}.json").read_text() == written, "run .venv/bin/python -m dev.export --schemas"
        assert all(column["description"] for column in json.loads(written))
    assert sorted(path.stem for path in SCHEMAS.iterdir()) == sorted(FILES)
