"""docs/bigquery.md: its queries, read as BigQuery reads them, and asked of an export by the schemas."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
import sqlglot
from sqlglot.optimizer.qualify import qualify

from dev.export.__main__ import exported
from dev.export.columns import FILES, Column
from dev.export.files import opened
from dev.export.reading import Reading
from dev.processes import ROOT
from handlers.numbers.span import Span
from tests.dev.export.a_store import fill
from tests.kept import stores

PAGE = (ROOT / "docs" / "bigquery.md").read_text()
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
TYPES = {"STRING": "VARCHAR", "INTEGER": "BIGINT", "FLOAT": "DOUBLE", "BOOLEAN": "BOOLEAN", "TIMESTAMP": "TIMESTAMPTZ"}
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))


def type_of(column: Column, types: dict[str, str]) -> str:
    """The column's type, in the words of another database."""
    inner = ", ".join(f"{one.name} {type_of(one, types)}" for one in column.of)
    kind = f"STRUCT({inner})" if column.of else types.get(column.type, column.type)
    return f"{kind}[]" if column.mode == "REPEATED" else kind


@pytest.fixture
async def loaded(tmp_path: Path, clock: Any) -> AsyncIterator[duckdb.DuckDBPyConnection]:
    """The export of a small business in a database: each value has to be of its column's type."""
    keeping = stores(clock).threads.keeping
    await fill(keeping)
    with opened(tmp_path, {}, FILES) as folder:
        await exported(Reading(keeping, NOVEMBER, ZoneInfo("America/Mexico_City"), texts=True), folder)
    with duckdb.connect() as db:
        db.execute("CREATE SCHEMA recado")
        for name, columns in FILES.items():
            typed = {column.name: type_of(column, TYPES) for column in columns}
            read = f"read_json('{tmp_path}/{name}.jsonl', format = 'newline_delimited', columns = {typed})"
            db.execute(f"CREATE TABLE recado.{name} AS SELECT * FROM {read}")  # noqa: S608 - our own names
        yield db


def asked(db: duckdb.DuckDBPyConnection, column: str) -> Sequence[tuple[Any, ...]]:
    """What the page's query that has this column gives."""
    (query,) = [query for query in QUERIES if re.search(rf"GROUP BY .*\b{column}\b", query)]
    (here,) = sqlglot.transpile(query, read="bigquery", write="duckdb")
    found: list[tuple[Any, ...]] = db.execute(here).fetchall()
    return found


@pytest.mark.parametrize("query", QUERIES)
def test_each_query_is_bigquery_s_and_asks_for_columns_that_there_are(query: str) -> None:
    schema: dict[str, object] = {
        "recado": {name: {one.name: one.type for one in columns} for name, columns in FILES.items()}
    }
    found = qualify(sqlglot.parse_one(query, read="bigquery"), dialect="bigquery", schema=schema)
    assert found.find(sqlglot.exp.Table) is not None


def test_there_are_six() -> None:
    assert len(QUERIES) == 6


async def test_money_by_supplier_is_that_of_the_days(loaded: duckdb.DuckDBPyConnection) -> None:
    found = [(f"{month:%Y-%m-%d}", *rest) for month, *rest in asked(loaded, "supplier")]
    assert found == [("2026-11-01", "openai", 1.0), ("2026-11-01", "twilio", 0.02)]


async def test_money_by_app_is_that_of_the_days(loaded: duckdb.DuckDBPyConnection) -> None:
    found = [(f"{month:%Y-%m-%d}", *rest) for month, *rest in asked(loaded, "app")]
    assert found == [("2026-11-01", "telegram", 1.0), ("2026-11-01", "whatsapp", 0.02)]


async def test_waits_are_those_of_the_hours(loaded: duckdb.DuckDBPyConnection) -> None:
    assert asked(loaded, "hour") == [(hour, 20, 2.5, 2.5, 1.0) for hour in (21, 22, 23)]


async def test_topics_say_how_often_the_assistant_did_not_know(loaded: duckdb.DuckDBPyConnection) -> None:
    every = range(20)
    expected = [
        (
            topic,
            3 * len(mine),
            round(sum(number % 5 == 0 for number in mine) / len(mine), 3),
            round(sum(number % 3 == 0 for number in mine) / len(mine), 3),
        )
        for topic, mine in (("other", every[::2]), ("precios", every[1::2]))
    ]
    assert sorted(asked(loaded, "topic")) == expected


async def test_a_customer_s_cost_counts_each_charge_once_and_says_what_has_no_price(
    loaded: duckdb.DuckDBPyConnection,
) -> None:
    found = asked(loaded, "thread")
    assert len(found) == 20
    assert {row[1:] for row in found} == {(3, 1, 0.0153, 3)}


async def test_the_wait_for_a_person_stands_beside_the_rating(loaded: duckdb.DuckDBPyConnection) -> None:
    assert asked(loaded, "waited") == [("1: up to 5 min", 2, 4.5), ("3: longer", 2, 2.5)]
