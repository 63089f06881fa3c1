"""Firestore's documents, read and written by its own three calls: BatchGetDocuments, Commit and RunQuery.

Google's AsyncClient wraps every value in an object and copies most of them: the four calls of an ordinary message cost
4.2 ms of CPU with it and 1.8 ms this way. https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1

Long: it holds the three calls, and the translation of values to Firestore's and back.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import google.auth
import grpc.aio
from google.api_core.exceptions import Aborted, AlreadyExists, FailedPrecondition, GoogleAPICallError, NotFound
from google.auth.exceptions import GoogleAuthError
from google.cloud.firestore_v1.services.firestore import FirestoreAsyncClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcAsyncIOTransport
from google.cloud.firestore_v1.types import (
    BatchGetDocumentsRequest,
    BatchGetDocumentsResponse,
    CommitRequest,
    CommitResponse,
    RunQueryRequest,
    RunQueryResponse,
)
from google.cloud.firestore_v1.types import Document as DocumentMessage
from google.cloud.firestore_v1.types import Value as ValueMessage
from google.cloud.firestore_v1.types import Write as WriteMessage

from handlers.errors import StoreUnavailable
from handlers.stores.documents import ANY, NEW, Conflict, Document, Write

REMEDY = "see Google Cloud's status page, and FIRESTORE_EMULATOR_HOST if you use an emulator"
REMEDIES = {
    "PermissionDenied": "give the function's service account the role roles/datastore.user",
    "NotFound": "create the Firestore database, or name it in FIRESTORE_DATABASE",
}
CONFLICTS = (Aborted, AlreadyExists, FailedPrecondition, NotFound)
KEPT_ALIVE = [("grpc.keepalive_time_ms", 30_000)]  # as in the package's own client
EMULATED = "emulated"  # the project for an emulator, if none is set

# protobuf's own classes, without the wrappers
_Value, _Document, _Write = ValueMessage.pb(), DocumentMessage.pb(), WriteMessage.pb()
_Get, _Commit, _Query = BatchGetDocumentsRequest.pb(), CommitRequest.pb(), RunQueryRequest.pb()


class FirestoreDocuments:
    """Documents in one database of Firestore's. Connects on first use, after the fork."""

    remedy = REMEDY

    def __init__(self, project: str, database: str = "(default)", *, emulator: str = "") -> None:
        """An empty `project` means that of the machine's credentials. Raises google.auth's errors if there are none.

        `emulator` is host:port; it accepts any project and needs no credentials.
        """
        self._emulator = emulator
        self._credentials: Any = None
        if self._emulator:
            project = project or EMULATED
        else:
            self._credentials, found = google.auth.default()
            project = project or found or ""
        if not project:
            raise OSError("no project")
        self._name = f"projects/{project}/databases/{database}"
        self._metadata = (("google-cloud-resource-prefix", self._name),)

    async def get(self, paths: Iterable[str]) -> list[Document]:
        """See Documents."""
        request = _Get(database=self._name, documents=[self._full(path) for path in paths])
        with _translated():
            answers = await self._api.batch_get_documents(
                request=BatchGetDocumentsRequest.wrap(request), metadata=self._metadata
            )
            found = [BatchGetDocumentsResponse.pb(answer) async for answer in answers]
        return [self._document(answer.found) for answer in found if answer.WhichOneof("result") == "found"]

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        """See Documents."""
        request = _Commit(database=self._name, writes=[self._write(write) for write in writes])
        with _translated():
            try:
                answer = await self._api.commit(request=CommitRequest.wrap(request), metadata=self._metadata)
            except CONFLICTS:
                raise Conflict from None
        return [result.update_time for result in CommitResponse.pb(answer).write_results]

    async def find(
        self,
        collection: str,
        *conditions: tuple[str, str, Any],
        order: str = "",
        descending: bool = False,
        most: int,
        only: Collection[str] = (),
    ) -> list[Document]:
        """See Documents. The operators are StructuredQuery's."""
        filters = [
            {"field_filter": {"field": {"field_path": field}, "op": operator, "value": _encoded(value)}}
            for field, operator, value in conditions
        ]
        query: dict[str, Any] = {
            "from_": [{"collection_id": collection}],
            "where": {"composite_filter": {"op": "AND", "filters": filters}},
            "limit": {"value": most},
        }
        if order:
            direction = "DESCENDING" if descending else "ASCENDING"
            query["order_by"] = [{"field": {"field_path": order}, "direction": direction}]
        if only:
            query["select"] = {"fields": [{"field_path": name} for name in only]}
        request = _Query(parent=f"{self._name}/documents", structured_query=query)
        with _translated():
            answers = await self._api.run_query(request=RunQueryRequest.wrap(request), metadata=self._metadata)
            found = [RunQueryResponse.pb(answer) async for answer in answers]
        return [self._document(answer.document) for answer in found if answer.HasField("document")]

    async def close(self) -> None:
        """See Documents."""
        await self._api.transport.close()  # type: ignore[no-untyped-call]

    @cached_property
    def _api(self) -> FirestoreAsyncClient:
        if self._emulator:
            channel = grpc.aio.insecure_channel(self._emulator)
        else:
            channel = FirestoreGrpcAsyncIOTransport.create_channel(credentials=self._credentials, options=KEPT_ALIVE)
        return FirestoreAsyncClient(transport=FirestoreGrpcAsyncIOTransport(channel=channel))

    def _full(self, path: str) -> str:
        return f"{self._name}/documents/{path}"

    def _document(self, found: Any) -> Document:
        path = found.name.removeprefix(f"{self._name}/documents/")
        fields = {name: _decoded(value) for name, value in found.fields.items()}
        return Document(path, fields, found.update_time)

    def _write(self, write: Write) -> Any:
        name = self._full(write.path)
        if write.fields is None:
            message = _Write(delete=name)
        else:
            fields = {name: _encoded(value) for name, value in write.fields.items()}
            message = _Write(update=_Document(name=name, fields=fields))
            if write.version is not NEW:
                message.update_mask.field_paths.extend(fields)
        if write.version is NEW:
            message.current_document.exists = False
        elif write.version is not ANY:
            message.current_document.update_time.CopyFrom(write.version)
        return message


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (GoogleAPICallError, GoogleAuthError) as problem:
        code = type(problem).__name__
        raise StoreUnavailable(code, remedy=REMEDIES.get(code, REMEDY)) from None


def _encoded(value: object) -> Any:
    match value:
        case None:
            return _Value(null_value=0)
        case bool():
            return _Value(boolean_value=value)
        case str():
            return _Value(string_value=value)
        case int():
            return _Value(integer_value=value)
        case float():
            return _Value(double_value=value)
        case datetime():
            return _Value(timestamp_value=value)
        case Mapping():
            return _Value(map_value={"fields": {name: _encoded(item) for name, item in value.items()}})
        case list() | tuple():
            return _Value(array_value={"values": [_encoded(item) for item in value]})
    raise TypeError(f"no value of a document: {type(value).__name__}")


def _decoded(value: Any) -> Any:
    match value.WhichOneof("value_type"):
        case "null_value":
            return None
        case "timestamp_value":
            return value.timestamp_value.ToDatetime(tzinfo=UTC)
        case "map_value":
            return {name: _decoded(item) for name, item in value.map_value.fields.items()}
        case "array_value":
            return [_decoded(item) for item in value.array_value.values]
        case kind:
            return getattr(value, kind)
