"""SQLite's documents: exact, shared by processes, found by index, gone when expired, and never blocking the loop."""

import asyncio
import math
import sqlite3
import subprocess
import sys
import threading
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dev.processes import ROOT
from handlers.adapters.sqlite import file as sqlite_file
from handlers.adapters.sqlite import queries as sqlite_queries
from handlers.adapters.sqlite.documents import AT_ONCE, SqliteDocuments
from handlers.errors import BadSettings, StoreUnavailable
from handlers.stores.documents import ANY, NEW, Conflict, Document, Write
from handlers.stores.indexes import INDEXED
from tests.dev.standins import until
from tests.kept import stores
from tests.stores.test_indexes import every_query

FAR = datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)
VALUES: dict[str, Any] = {
    "nothing": None,
    "yes": True,
    "no": False,
    "zero": 0,
    "large": 2**62,
    "larger": -(10**30),
    "share": 0.1,
    "whole": 1.0,
    "endless": -math.inf,
    "text": "¿Qué tal? 👋🏽\n\0",
    "half": "\ud83d, half a pair, \udc4b",
    "empty": "",
    "at": datetime(2026, 11, 22, 10, 30, 1, 123456, UTC),
    "map": {"list": [{"deep": [1, "two", None]}, {}], "empty": []},
    "@": "a field of the mark's own name",
    "marks": {"@": "2026-11-22T10:30:01+00:00", "more": {"@": {"@": ["@"]}}, "": {"@": 1, "at": FAR}},
}


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


# What is kept


async def test_every_kind_of_value_is_read_as_it_was_written(sqlite: SqliteDocuments) -> None:
    await sqlite.commit([Write("things/one", VALUES, NEW)])
    (read,) = await sqlite.get(["things/one", "things/none"])
    assert (read.path, read.fields) == ("things/one", VALUES)
    kinds = {name: type(value) for name, value in VALUES.items()}
    assert {name: type(value) for name, value in read.fields.items()} == kinds
    await sqlite.commit([Write("things/one", {"more": VALUES}, read.version)])
    assert (await sqlite.get(["things/one"]))[0].fields == VALUES | {"more": VALUES}


async def test_a_number_that_is_none_is_kept(sqlite: SqliteDocuments) -> None:
    await sqlite.commit([Write("things/one", {"share": math.nan}, NEW)])
    (read,) = await sqlite.get(["things/one"])
    assert math.isnan(read.fields["share"])


async def test_a_time_of_another_zone_is_the_same_moment(sqlite: SqliteDocuments) -> None:
    there = datetime(2026, 11, 22, 4, 30, tzinfo=timezone(timedelta(hours=-6)))
    await sqlite.commit([Write("things/one", {"at": there}, NEW)])
    (read,) = await sqlite.get(["things/one"])
    assert (read.fields["at"], read.fields["at"].utcoffset()) == (there, timedelta(0))


async def test_a_tuple_is_kept_as_a_list(sqlite: SqliteDocuments) -> None:
    await sqlite.commit([Write("things/one", {"colours": ("red",)}, NEW)])
    (read,) = await sqlite.get(["things/one"])
    assert read.fields == {"colours": ["red"]}


@pytest.mark.parametrize("wrong", [{"a": {1}}, {"a": [b"bytes"]}, {"a": {1: "one"}}, {"a": datetime(2026, 11, 22)}])
async def test_what_no_document_can_hold_is_refused_and_nothing_written(
    sqlite: SqliteDocuments, wrong: dict[str, Any]
) -> None:
    with pytest.raises(TypeError, match=r"no (value|name) of a"):
        await sqlite.commit([Write("things/one", {"number": 1}, NEW), Write("things/two", wrong, NEW)])
    assert await sqlite.get(["things/one", "things/two"]) == []


async def test_times_are_found_in_their_order(sqlite: SqliteDocuments, clock: Any) -> None:
    for number in range(3):
        await sqlite.commit([Write(f"things/{number}", {"at": clock() + timedelta(seconds=number)}, NEW)])
    found = await sqlite.find("things", ("at", "GREATER_THAN", clock()), order="at", descending=True, most=9)
    assert [each.path for each in found] == ["things/2", "things/1"]


async def test_a_field_is_no_way_into_the_statement(sqlite: SqliteDocuments) -> None:
    with pytest.raises(ValueError, match="no field to find by"):
        await sqlite.find("things", ("""x"')--""", "EQUAL", 1), most=1)


async def test_the_file_is_its_owner_s_alone(sqlite: SqliteDocuments, tmp_path: Path) -> None:
    await sqlite.commit([Write("things/one", {}, NEW)])
    modes = {path.name: path.stat().st_mode & 0o777 for path in files(tmp_path)}
    assert modes == {"recado.db": 0o600, "recado.db-wal": 0o600, "recado.db-shm": 0o600}


async def test_what_is_written_is_on_the_disk_before_the_answer(sqlite: SqliteDocuments) -> None:
    settings = await sqlite._run(
        lambda db: [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    )
    assert settings == ["wal", 2]  # FULL


async def test_a_backup_that_is_made_while_it_is_used_can_be_put_in_its_place(
    sqlite: SqliteDocuments, tmp_path: Path, clock: Any
) -> None:
    (version,) = await sqlite.commit([Write("things/one", VALUES, NEW)])
    with closing(sqlite3.connect(tmp_path / "recado.db")) as other:
        other.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
    await sqlite.commit([Write("things/one", {"text": "later"}, version)])
    restored = SqliteDocuments(str(tmp_path / "backup.db"), INDEXED, clock)
    (read,) = await restored.get(["things/one"])
    assert (read.fields, read.version) == (VALUES, version)
    await restored.commit([Write("things/one", None, version)])
    await restored.close()


# Versions


async def test_a_version_never_comes_again(sqlite: SqliteDocuments, tmp_path: Path, clock: Any) -> None:
    another = SqliteDocuments(str(tmp_path / "recado.db"), INDEXED, clock)
    seen = []
    for documents in (sqlite, another) * 2:
        seen += await documents.commit([Write("things/one", {"number": 1}, NEW), Write("things/two", {}, ANY)])
        seen += await documents.commit([Write("things/one", None, seen[-2])])
        await documents.close()
    assert len(set(seen)) == len(seen) == 12


COUNTING = """
import asyncio, sys
from datetime import UTC, datetime
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.stores.documents import NEW, Conflict, Write

async def count():
    documents = SqliteDocuments(sys.argv[1], {}, lambda: datetime.now(UTC))
    done = 0
    while done < 50:
        stored = await documents.get(["things/one"])
        number, version = (stored[0].fields["number"], stored[0].version) if stored else (0, NEW)
        try:
            print(*await documents.commit([Write("things/one", {"number": number + 1}, version)]))
            done += 1
        except Conflict:
            pass
    await documents.close()

asyncio.run(count())
"""


async def test_processes_that_begin_a_file_together_lose_no_write(sqlite: SqliteDocuments, tmp_path: Path) -> None:
    command = [sys.executable, "-c", COUNTING, str(tmp_path / "recado.db")]
    counting = [await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE) for _ in range(4)]
    written = [version for process in counting for version in (await process.communicate())[0].split()]
    assert [process.returncode for process in counting] == [0] * 4
    (read,) = await sqlite.get(["things/one"])
    assert read.fields == {"number": 200}
    assert len(set(written)) == 200


# Finding


class Watched(SqliteDocuments):
    """Documents that note their statements."""

    asked: list[tuple[str, list[Any]]]

    async def find(self, collection: str, *conditions: tuple[str, str, Any], **how: Any) -> list[Document]:
        order, descending = how.get("order", ""), how.get("descending", False)
        self.asked.append(sqlite_queries.find(collection, conditions, order, descending=descending, most=how["most"]))
        return await super().find(collection, *conditions, **how)


async def plan(documents: SqliteDocuments, sql: str, values: list[Any]) -> str:
    return await documents._run(lambda db: "; ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)))


async def test_every_query_uses_the_index_of_its_field(tmp_path: Path, write: Callable[..., Any], clock: Any) -> None:
    documents = Watched(str(tmp_path / "recado.db"), INDEXED, clock)
    documents.asked = []
    await every_query(stores(clock, documents), write(), clock)
    plans = {await plan(documents, *asked) for asked in documents.asked}
    found_by = {each.split()[4] for each in plans}
    await documents.close()
    assert all(each.startswith("SEARCH documents USING INDEX by_") and "collection=?" in each for each in plans), plans
    assert not [each for each in plans if ";" in each]  # no additional sort
    assert found_by == {f"by_{name}" for names in INDEXED.values() for name in names}


async def test_documents_are_read_and_expire_by_index(sqlite: SqliteDocuments) -> None:
    assert "SCAN" not in await plan(sqlite, *sqlite_queries.get(["things/1", "things/2"]))
    expiring = await plan(sqlite, sqlite_queries.EXPIRED, ["", 1])
    assert "by_expire_at (<expr><?)" in expiring
    assert "SCAN" not in expiring


async def test_a_field_that_a_newer_version_asks_for_gets_its_index(tmp_path: Path, clock: Any) -> None:
    for indexed in ({}, INDEXED):
        documents = SqliteDocuments(str(tmp_path / "recado.db"), indexed, clock)
        await documents.commit([Write("threads/one", {"due": "0/2026"}, ANY)])
        asked = sqlite_queries.find("threads", [("due", "LESS_THAN", "1/")], "due", descending=False, most=1)
        by_index = "INDEX by_due" in await plan(documents, *asked)
        await documents.close()
        assert by_index == bool(indexed)


# Expiry


async def keep(documents: SqliteDocuments, number: int, expire_at: datetime) -> None:
    fields = {"text": "me llamo Ana", "expire_at": expire_at}
    await documents.commit([Write(f"messages/{expire_at:%d}-{each}", fields, NEW) for each in range(number)])


def count(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        (number,) = db.execute("SELECT count(*) FROM documents").fetchone()
    return int(number)


async def test_what_has_expired_goes_with_the_next_start_and_its_bytes_too(
    sqlite: SqliteDocuments, tmp_path: Path, clock: Any
) -> None:
    await keep(sqlite, AT_ONCE * 2 + 1, clock() + timedelta(hours=1))
    await keep(sqlite, 1, clock() + timedelta(hours=24))
    await sqlite.commit([Write("things/for-ever", {}, NEW)])
    clock.go_on(hours=2)
    await sqlite.close()
    assert b"me llamo Ana" in (tmp_path / "recado.db").read_bytes()
    await sqlite.get([])
    await until(lambda: count(tmp_path / "recado.db") == 2)
    await sqlite.commit([Write("messages/23-0", {"text": "Luz"}, ANY)])
    await sqlite.close()
    assert all(b"me llamo Ana" not in file.read_bytes() for file in files(tmp_path))


async def test_what_expires_goes_though_nobody_writes_any_more(tmp_path: Path, clock: Any) -> None:
    documents = SqliteDocuments(str(tmp_path / "recado.db"), INDEXED, clock, tidy_seconds=0.01)
    await keep(documents, 1, clock() + timedelta(hours=1))
    assert count(tmp_path / "recado.db") == 1
    clock.go_on(hours=2)
    await until(lambda: count(tmp_path / "recado.db") == 0)
    await until(lambda: (tmp_path / "recado.db-wal").stat().st_size == 0)
    await documents.close()


async def test_a_file_that_cannot_be_tidied_now_is_tidied_later(tmp_path: Path, clock: Any) -> None:
    documents = SqliteDocuments(str(tmp_path / "recado.db"), INDEXED, clock, tidy_seconds=0.01)
    await keep(documents, 1, clock() + timedelta(hours=1))
    await documents._run(lambda db: db.execute("PRAGMA query_only = 1"))
    clock.go_on(hours=2)
    await until(lambda: count(tmp_path / "recado.db") == 0)
    await documents.close()


# The thread, and callers who leave while it works


def test_nothing_begins_before_the_first_call(tmp_path: Path, clock: Any) -> None:
    before = set(threading.enumerate())
    documents = SqliteDocuments(str(tmp_path / "recado.db"), INDEXED, clock)
    asyncio.run(documents.close())
    assert not set(threading.enumerate()) - before
    assert (tmp_path / "recado.db").stat().st_size == 0


def test_who_has_not_chosen_it_does_not_load_it() -> None:
    command = "import sys, handlers.wiring; sys.exit('handlers.adapters.sqlite' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], cwd=ROOT, check=False).returncode == 0


async def test_it_may_be_used_after_it_was_closed(sqlite: SqliteDocuments) -> None:
    await sqlite.commit([Write("things/one", {}, NEW)])
    await sqlite.close()
    assert len(await sqlite.get(["things/one"])) == 1


@contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection]:
    """Lock the file like another process that writes and does not finish."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def test_who_waits_for_another_process_holds_nobody_up(sqlite: SqliteDocuments, tmp_path: Path) -> None:
    await sqlite.commit([Write("things/one", {"number": 1}, NEW)])
    with held(tmp_path / "recado.db") as other:
        waiting = asyncio.create_task(sqlite.commit([Write("things/one", {"number": 2}, ANY)]))
        await asyncio.sleep(0.05)  # a blocked loop would never reach the next line
        other.execute("ROLLBACK")
    await waiting
    assert [each.fields for each in await sqlite.get(["things/one"])] == [{"number": 2}]


async def test_who_waits_too_long_is_told_and_the_file_is_free_later(
    sqlite: SqliteDocuments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0.1)
    await sqlite.commit([Write("things/one", {"number": 1}, NEW)])
    with held(tmp_path / "recado.db"):
        with pytest.raises(StoreUnavailable, match="SQLITE_BUSY") as problem:
            await sqlite.commit([Write("things/one", {"number": 2}, ANY)])
        assert "another process" in problem.value.remedy
        assert len(await sqlite.get(["things/one"])) == 1  # readers wait for nobody
    await sqlite.commit([Write("things/one", {"number": 3}, ANY)])


async def test_a_file_that_is_held_at_the_start_is_told_of(
    sqlite: SqliteDocuments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0.1)
    with held(tmp_path / "recado.db"), pytest.raises(StoreUnavailable, match="SQLITE_BUSY"):
        await sqlite.get(["things/one"])
    assert await sqlite.get(["things/one"]) == []


async def test_who_begins_a_file_that_another_begins_waits_for_it(sqlite: SqliteDocuments, tmp_path: Path) -> None:
    with held(tmp_path / "recado.db") as other:
        waiting = asyncio.create_task(sqlite.get(["things/one"]))
        await asyncio.sleep(0.05)
        other.execute("CREATE TABLE theirs (number INTEGER)")
        other.execute("COMMIT")
    assert await waiting == []


async def test_a_commit_whose_caller_goes_before_its_turn_is_not_made(sqlite: SqliteDocuments) -> None:
    go_on = threading.Event()
    before = asyncio.create_task(sqlite._run(lambda _db: go_on.wait()))
    gone = asyncio.create_task(sqlite.commit([Write("things/one", {}, NEW)]))
    await asyncio.sleep(0)
    gone.cancel()
    with suppress(asyncio.CancelledError):
        await gone
    go_on.set()
    await before
    assert await sqlite.get(["things/one"]) == []


async def test_a_commit_whose_caller_goes_in_its_middle_is_made_whole(sqlite: SqliteDocuments) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def stop_in_the_middle(db: sqlite3.Connection) -> None:
        def wait() -> int:
            begun.set()
            go_on.wait()
            return 0

        db.create_function("wait", 0, wait)
        db.execute("CREATE TEMP TRIGGER middle AFTER INSERT ON documents BEGIN SELECT wait(); END")

    await sqlite._run(stop_in_the_middle)
    writes = [Write(f"things/{number}", {"number": number}, NEW) for number in range(3)]
    gone = asyncio.create_task(sqlite.commit(writes))
    await asyncio.to_thread(begun.wait)
    gone.cancel()
    with suppress(asyncio.CancelledError):
        await gone
    go_on.set()
    assert len(await sqlite.get([write.path for write in writes])) == 3
    with pytest.raises(Conflict):
        await sqlite.commit(writes)


# Faults


async def test_a_full_disk_is_told_and_what_was_there_stays(sqlite: SqliteDocuments) -> None:
    await sqlite.commit([Write("things/one", {"text": "Hola"}, NEW)])
    await sqlite._run(lambda db: db.execute("PRAGMA max_page_count = 1"))
    with pytest.raises(StoreUnavailable, match="SQLITE_FULL") as problem:
        await sqlite.commit([Write(f"things/{each}", {"text": "x" * 9000}, ANY) for each in ("one", "two")])
    assert "free some" in problem.value.remedy
    assert [each.fields for each in await sqlite.get(["things/one", "things/two"])] == [{"text": "Hola"}]
    await sqlite.commit([Write("things/two", {"text": "x" * 9000}, NEW)])  # opened anew, without that limit


async def test_a_file_that_may_not_be_written_is_told(sqlite: SqliteDocuments) -> None:
    await sqlite._run(lambda db: db.execute("PRAGMA query_only = 1"))
    with pytest.raises(StoreUnavailable, match="SQLITE_READONLY") as problem:
        await sqlite.commit([Write("things/one", {}, NEW)])
    assert "let the function write" in problem.value.remedy


def overwrite(file: Path, beginning: int) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:beginning] + b"x" * (len(content) - beginning))


@pytest.mark.parametrize(
    ("spoil", "code", "remedy"),
    [
        (partial(overwrite, beginning=0), "SQLITE_NOTADB", "put a backup in its place"),
        (partial(overwrite, beginning=100), "SQLITE_CORRUPT", "stop the function"),
        (lambda file: (file.unlink(), file.parent.rmdir()), "SQLITE_CANTOPEN", "give it back"),
    ],
)
async def test_a_file_that_is_spoilt_is_told_and_works_again_when_it_was_put_back(
    tmp_path: Path, clock: Any, spoil: Callable[[Path], object], code: str, remedy: str
) -> None:
    file = tmp_path / "folder" / "recado.db"
    file.parent.mkdir()
    documents = SqliteDocuments(str(file), INDEXED, clock)
    await documents.commit([Write("things/one", {"text": "Hola"}, NEW)])
    await documents.close()
    backup = file.read_bytes()
    spoil(file)
    with pytest.raises(StoreUnavailable, match=code) as problem:
        await documents.get(["things/one"])
    assert remedy in problem.value.remedy
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(backup)
    assert len(await documents.get(["things/one"])) == 1
    await documents.close()


@pytest.mark.parametrize("name", ["none/recado.db", "a folder", "a text", "/proc/recado.db"])
def test_a_path_that_cannot_be_used_is_named_at_the_start(tmp_path: Path, clock: Any, name: str) -> None:
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a text").write_text("Dear customer, this is no database")
    with pytest.raises(BadSettings, match=f"SQLITE_PATH=.*{name}") as problem:
        SqliteDocuments(str(tmp_path / name), INDEXED, clock)
    assert "Name a" in str(problem.value)
    assert "customer" not in str(problem.value)
