"""An export's folder: a line is there once, however often it breaks off, and another export does not go on in it."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dev.export.__main__ import exported
from dev.export.files import STATE, opened
from dev.export.reading import Page
from dev.given import NotClear
from handlers.errors import StoreUnavailable

WHAT = {"from": "2026-11-01", "texts": False}
NAMES = ("messages", "days")


class Pages:
    """A store of numbered lines, in pages of some, that fails now and then."""

    def __init__(self, lines: int, size: int, fails: Sequence[int] = ()) -> None:
        self.lines, self.size, self.fails, self.asked = lines, size, set(fails), 0

    async def page(self, name: str, behind: str) -> Page:
        self.asked += 1
        if self.asked in self.fails:
            raise StoreUnavailable("told", remedy="none")
        begin = int(behind or 0)
        end = min(begin + self.size, self.lines)
        rows = [{"name": name, "line": number} for number in range(begin, end)]
        return Page(rows, len(rows), None if end == self.lines else str(end))


def written(folder: Path, name: str) -> list[int]:
    return [json.loads(line)["line"] for line in (folder / f"{name}.jsonl").read_text().splitlines()]


async def run(folder: Path, pages: Any) -> bool:
    """True if it was not cut."""
    with opened(folder, WHAT, NAMES) as there:
        try:
            await exported(pages, there)
        except StoreUnavailable:
            return False
    return True


async def test_however_often_it_breaks_off_each_line_is_there_once_and_in_order(tmp_path: Path) -> None:
    pages = Pages(103, 10, fails=(1, 4, 5, 14, 18))
    runs = [await run(tmp_path / "out", pages) for _ in range(6)]
    assert runs == [False] * 5 + [True]
    assert [written(tmp_path / "out", name) for name in NAMES] == [list(range(103))] * 2


@pytest.mark.parametrize("seed", range(5))
async def test_what_a_kill_left_half_written_is_written_anew(tmp_path: Path, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - no secret
    pages = Pages(50, 7, fails=range(3, 40, 3))
    while not await run(tmp_path, pages):
        with (tmp_path / f"{drawn.choice(NAMES)}.jsonl").open("ab") as file:
            file.write(b'{"name":"messages","line":' * drawn.randint(1, 9))
    assert [written(tmp_path, name) for name in NAMES] == [list(range(50))] * 2


async def test_a_finished_one_is_read_no_more(tmp_path: Path) -> None:
    assert await run(tmp_path, Pages(5, 2))
    done = Pages(5, 2)
    assert await run(tmp_path, done)
    assert done.asked == 0
    assert written(tmp_path, "days") == list(range(5))


async def test_nothing_is_an_empty_file(tmp_path: Path) -> None:
    assert await run(tmp_path, Pages(0, 2))
    assert [(tmp_path / f"{name}.jsonl").read_text() for name in NAMES] == ["", ""]


async def test_half_a_surrogate_pair_is_no_reason_to_stop(tmp_path: Path) -> None:
    with opened(tmp_path, WHAT, NAMES) as folder:
        folder.add("days", [{"text": "Hola \ud83d"}], None)
    assert (tmp_path / "days.jsonl").read_text() == '{"text":"Hola ?"}\n'


async def test_all_of_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    assert await run(out, Pages(5, 2))
    assert out.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}


async def test_another_export_does_not_go_on_in_its_folder(tmp_path: Path) -> None:
    assert await run(tmp_path, Pages(5, 2))
    with pytest.raises(NotClear, match=r"holds another export: from 2026-11-01, texts False\. Give another OUT"):
        opened(tmp_path, {**WHAT, "texts": True}, NAMES).__enter__()


async def test_two_at_once_are_one_too_many(tmp_path: Path) -> None:
    with opened(tmp_path, WHAT, NAMES), pytest.raises(NotClear, match="Another export is writing"):
        opened(tmp_path, WHAT, NAMES).__enter__()
    assert await run(tmp_path, Pages(5, 2))


async def test_a_file_that_is_shorter_than_it_was_or_another_s_is_left_alone(tmp_path: Path) -> None:
    assert await run(tmp_path, Pages(5, 2))
    (tmp_path / "days.jsonl").write_text("")
    with pytest.raises(NotClear, match=r"days\.jsonl is not as the export left it"):
        opened(tmp_path, WHAT, NAMES).__enter__()
    (tmp_path / STATE).unlink()
    with pytest.raises(NotClear, match=r"messages\.jsonl is there already, by no export"):
        opened(tmp_path, WHAT, NAMES).__enter__()


@pytest.mark.parametrize("state", ["", "[]", "{}", '{"files": {"days": {"size": 3}}}', "\ud83d"])
def test_a_state_that_is_none_is_named(tmp_path: Path, state: str) -> None:
    (tmp_path / STATE).write_bytes(state.encode("utf-8", "surrogatepass"))
    with pytest.raises(NotClear, match=r"export\.json is no state of an export"):
        opened(tmp_path, WHAT, NAMES).__enter__()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotClear, match="Name a folder that you may write to"):
        opened(tmp_path / "file" / "out", WHAT, NAMES).__enter__()
