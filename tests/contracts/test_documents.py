"""The promises of Documents, checked for every adapter."""

from enum import StrEnum

import pytest

from handlers.stores.documents import ANY, NEW, Conflict, Documents, Write
from tests.kept import Stores


class Colour(StrEnum):
    RED = "red"


@pytest.fixture
def kept(store: Stores) -> Documents:
    return store.documents


async def test_what_is_not_there_is_not_found(kept: Documents) -> None:
    await kept.commit([Write("things/one", {"number": 1}, NEW)])
    assert [each.path for each in await kept.get(["things/none", "things/one"])] == ["things/one"]


async def test_a_word_of_an_enum_is_kept_as_text(kept: Documents) -> None:
    await kept.commit([Write("things/one", {"colour": Colour.RED}, NEW)])
    (read,) = await kept.get(["things/one"])
    assert read.fields == {"colour": "red"}


async def test_a_write_that_finds_another_version_writes_nothing_of_its_commit(kept: Documents) -> None:
    (first,) = await kept.commit([Write("things/one", {"number": 1}, NEW)])
    await kept.commit([Write("things/one", {"number": 2}, first)])
    for stale in (first, NEW):
        with pytest.raises(Conflict):
            await kept.commit([Write("things/two", {}, ANY), Write("things/one", {"number": 3}, stale)])
    assert [each.fields for each in await kept.get(["things/one", "things/two"])] == [{"number": 2}]


async def test_what_was_deleted_meanwhile_is_no_version_to_write_over(kept: Documents) -> None:
    (first,) = await kept.commit([Write("things/one", {"number": 1}, NEW)])
    await kept.commit([Write("things/one", None, first), Write("things/none", None, ANY)])
    with pytest.raises(Conflict):
        await kept.commit([Write("things/one", {"number": 2}, first)])
    assert await kept.get(["things/one"]) == []


async def test_a_version_that_was_read_can_be_written_over(kept: Documents) -> None:
    await kept.commit([Write("things/one", {"number": 1}, NEW)])
    (read,) = await kept.get(["things/one"])
    await kept.commit([Write("things/one", {"number": 2}, read.version)])
    (found,) = await kept.find("things", ("number", "EQUAL", 2), most=1)
    await kept.commit([Write("things/one", {"number": 3}, found.version)])


async def test_a_write_leaves_other_fields_alone(kept: Documents) -> None:
    await kept.commit([Write("things/one", {"a": 1, "b": 1}, ANY)])
    await kept.commit([Write("things/one", {"b": 2}, ANY)])
    (read,) = await kept.get(["things/one"])
    assert read.fields == {"a": 1, "b": 2}


async def test_of_what_is_found_only_the_fields_asked_for_are_read(kept: Documents) -> None:
    await kept.commit([Write("things/one", {"number": 1, "long": "text", "map": {"a": 1}}, NEW)])
    (found,) = await kept.find("things", ("number", "EQUAL", 1), only=("map", "none"), most=1)
    assert found.fields == {"map": {"a": 1}}
    await kept.commit([Write("things/one", {"number": 2}, found.version)])
    (read,) = await kept.get(["things/one"])
    assert read.fields == {"number": 2, "long": "text", "map": {"a": 1}}


async def test_what_is_found_meets_all_conditions_in_order(kept: Documents) -> None:
    await kept.commit([Write(f"things/{number}", {"number": number}, NEW) for number in (3, 1, 5, 0, 2, 4)])
    await kept.commit([Write("things/none", {"number": None}, NEW), Write("others/2", {"number": 2}, NEW)])
    between = ("number", "GREATER_THAN_OR_EQUAL", 1), ("number", "LESS_THAN", 5)
    found = await kept.find("things", *between, order="number", most=3)
    assert [each.path for each in found] == ["things/1", "things/2", "things/3"]
    found = await kept.find("things", *between, order="number", descending=True, most=3)
    assert [each.fields["number"] for each in found] == [4, 3, 2]
    above = ("number", "GREATER_THAN", 1), ("number", "LESS_THAN", 3)
    assert [each.path for each in await kept.find("things", *above, order="number", most=3)] == ["things/2"]
    assert [each.path for each in await kept.find("others", ("number", "EQUAL", 2), most=3)] == ["others/2"]
