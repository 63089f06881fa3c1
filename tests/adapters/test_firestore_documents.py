"""Firestore's documents by its own calls; the package's own client reads what they wrote, and writes what they read."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.cloud.firestore_v1.async_client import AsyncClient

from handlers.adapters.firestore_documents import ANY, NEW, Conflict, Documents, Write


class Colour(StrEnum):
    RED = "red"


VALUES: dict[str, Any] = {
    "nothing": None,
    "yes": True,
    "no": False,
    "zero": 0,
    "large": 2**62,
    "share": 0.25,
    "text": "¿Qué tal? 👋🏽\n",
    "empty": "",
    "at": datetime(2026, 11, 22, 10, 30, 1, 123456, UTC),
    "map": {"list": [{"deep": [1, "two", None]}, {}], "empty": []},
}


async def test_every_kind_of_value_is_read_as_it_was_written(documents: Documents, firestore: AsyncClient) -> None:
    await documents.commit([Write("things/one", VALUES, NEW)])
    (read,) = await documents.get(["things/one", "things/none"])
    assert (read.path, read.fields) == ("things/one", VALUES)
    assert (await firestore.document("things/one").get()).to_dict() == VALUES
    await firestore.document("things/two").set(VALUES)
    assert [each.fields for each in await documents.get(["things/two"])] == [VALUES]


async def test_a_tuple_is_kept_as_a_list_and_a_word_of_an_enum_as_text(documents: Documents) -> None:
    await documents.commit([Write("things/one", {"colours": (Colour.RED,)}, NEW)])
    (read,) = await documents.get(["things/one"])
    assert read.fields == {"colours": ["red"]}


async def test_what_firestore_has_no_value_for_is_refused(documents: Documents) -> None:
    with pytest.raises(TypeError, match="set"):
        await documents.commit([Write("things/one", {"set": {1}}, NEW)])


async def test_a_write_that_finds_another_version_writes_nothing_of_its_commit(documents: Documents) -> None:
    (first,) = await documents.commit([Write("things/one", {"number": 1}, NEW)])
    await documents.commit([Write("things/one", {"number": 2}, first)])
    for stale in (first, NEW):
        with pytest.raises(Conflict):
            await documents.commit([Write("things/two", {}, ANY), Write("things/one", {"number": 3}, stale)])
    assert [each.fields for each in await documents.get(["things/one", "things/two"])] == [{"number": 2}]


async def test_a_write_leaves_other_fields_alone(documents: Documents) -> None:
    await documents.commit([Write("things/one", {"a": 1, "b": 1}, ANY)])
    await documents.commit([Write("things/one", {"b": 2}, ANY)])
    (read,) = await documents.get(["things/one"])
    assert read.fields == {"a": 1, "b": 2}


async def test_what_is_found_meets_all_conditions_in_order(documents: Documents) -> None:
    await documents.commit([Write(f"things/{number}", {"number": number}, NEW) for number in range(6)])
    between = ("number", "GREATER_THAN_OR_EQUAL", 1), ("number", "LESS_THAN", 5)
    found = await documents.find("things", *between, order="number", most=3)
    assert [each.path for each in found] == ["things/1", "things/2", "things/3"]
    found = await documents.find("things", *between, order="number", descending=True, most=3)
    assert [each.fields["number"] for each in found] == [4, 3, 2]


@pytest.fixture
def service_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Credentials of the machine, of a project that does not exist."""
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {
        "type": "service_account",
        "project_id": "its-project",
        "client_email": "recado@its-project.iam.gserviceaccount.com",
        "token_uri": "http://127.0.0.1:9/token",
        "private_key": key.decode(),
    }
    file = tmp_path / "account.json"
    file.write_text(json.dumps(account))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    monkeypatch.delenv("GOOGLE_CLOUD_PROJECT", raising=False)
    return file


@pytest.mark.usefixtures("service_account")
async def test_without_an_emulator_the_database_is_the_cloud_s() -> None:
    assert Documents("")._name == "projects/its-project/databases/(default)"
    documents = Documents("another", "named")
    assert documents._name == "projects/another/databases/named"
    assert documents._api.transport.host == "firestore.googleapis.com:443"
    await documents.close()
    assert Documents("", emulator="127.0.0.1:9")._name == "projects/emulated/databases/(default)"


def test_credentials_without_a_project_are_not_enough(service_account: Path) -> None:
    account = json.loads(service_account.read_text())
    del account["project_id"]
    service_account.write_text(json.dumps(account))
    with pytest.raises(OSError, match="no project"):
        Documents("")
