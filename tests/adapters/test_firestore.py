"""Firestore's documents by its own calls: the package's own client reads what they write, and the other way round."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.api_core.exceptions import PermissionDenied
from google.cloud.firestore_v1.async_client import AsyncClient

from handlers.adapters.firestore import FirestoreDocuments
from handlers.errors import StoreUnavailable
from handlers.stores.documents import NEW, Write

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


async def test_every_kind_of_value_is_read_as_it_was_written(
    documents: FirestoreDocuments, firestore: AsyncClient
) -> None:
    await documents.commit([Write("things/one", VALUES, NEW)])
    (read,) = await documents.get(["things/one", "things/none"])
    assert (read.path, read.fields) == ("things/one", VALUES)
    assert (await firestore.document("things/one").get()).to_dict() == VALUES
    await firestore.document("things/two").set(VALUES)
    assert [each.fields for each in await documents.get(["things/two"])] == [VALUES]


async def test_a_tuple_is_kept_as_a_list(documents: FirestoreDocuments) -> None:
    await documents.commit([Write("things/one", {"colours": ("red",)}, NEW)])
    (read,) = await documents.get(["things/one"])
    assert read.fields == {"colours": ["red"]}


async def test_what_firestore_has_no_value_for_is_refused(documents: FirestoreDocuments) -> None:
    with pytest.raises(TypeError, match="set"):
        await documents.commit([Write("things/one", {"set": {1}}, NEW)])


async def test_a_refusal_names_the_role_that_is_missing(documents: FirestoreDocuments) -> None:
    async def forbidden(**_request: Any) -> Any:
        """Refuse, as for a service account without a role; the emulator lets everybody in."""
        raise PermissionDenied("the customer's text")  # type: ignore[no-untyped-call]

    vars(documents._api)["batch_get_documents"] = forbidden
    with pytest.raises(StoreUnavailable) as problem:
        await documents.get(["things/one"])
    assert problem.value.code == "PermissionDenied"
    assert "roles/datastore.user" in problem.value.remedy
    assert "customer" not in str(problem.value)


@pytest.fixture
def service_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's credentials, for a project that does not exist."""
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
    assert FirestoreDocuments("")._name == "projects/its-project/databases/(default)"
    documents = FirestoreDocuments("another", "named")
    assert documents._name == "projects/another/databases/named"
    assert documents._api.transport.host == "firestore.googleapis.com:443"
    await documents.close()
    assert FirestoreDocuments("", emulator="127.0.0.1:9")._name == "projects/emulated/databases/(default)"


def test_credentials_without_a_project_are_not_enough(service_account: Path) -> None:
    account = json.loads(service_account.read_text())
    del account["project_id"]
    service_account.write_text(json.dumps(account))
    with pytest.raises(OSError, match="no project"):
        FirestoreDocuments("")
