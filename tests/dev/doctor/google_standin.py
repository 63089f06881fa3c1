"""A small server that speaks the part of Google Cloud that the doctor asks: fields and jobs."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dev.serving import RequestLog, Standin, running

PAGE = 1
PROJECT = "projects/{project}"
FIELDS = f"/v1/{PROJECT}/databases/{{database}}/collectionGroups/{{group}}/fields"


@dataclass
class State(RequestLog):
    """`expiring`: the state of expire_at by collection; `exempt`: collection and field of those without an index;
    `jobs` by location. `refuses`: it answers with this status instead.
    """

    expiring: dict[str, str] = field(default_factory=dict)
    exempt: set[tuple[str, str]] = field(default_factory=set)
    jobs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refuses: int = 0


@contextlib.contextmanager
def serve() -> Iterator[Standin[State]]:
    app = Starlette(
        routes=[
            Route(FIELDS, _fields),
            Route(f"/v1/{PROJECT}/locations", _locations),
            Route(f"/v1/{PROJECT}/locations/{{location}}/jobs", _jobs),
        ]
    )
    app.state.standin = State()
    with running(app) as address:
        yield Standin(address, app)


def credentials(folder: Path) -> Path:
    """A service account's file. In a universe of its own, google-auth signs its tokens itself and asks nobody."""
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {
        "type": "service_account",
        "project_id": "its-project",
        "client_email": "recado@its-project.iam.gserviceaccount.com",
        "token_uri": "http://127.0.0.1:9/token",
        "universe_domain": "standin.test",
        "private_key": key.decode(),
    }
    file = folder / "account.json"
    file.write_text(json.dumps(account))
    return file


async def _fields(request: Request) -> Response:
    state: State = request.app.state.standin
    state.note(request, None)
    if refused := _refused(request):
        return refused
    group = request.path_params["group"]
    if request.query_params["filter"] == "indexConfig.usesAncestorConfig:false":
        return _unindexed(request, group)
    assert request.query_params["filter"] == "ttlConfig:*"
    if group not in state.expiring:
        return JSONResponse({})
    name = f"{request.url.path.removeprefix('/v1/')}/expire_at"
    return JSONResponse({"fields": [{"name": name, "ttlConfig": {"state": state.expiring[group]}}]})


def _unindexed(request: Request, group: str) -> Response:
    """All fields with settings of their own, those of the database among them."""
    assert group == "-"
    state: State = request.app.state.standin
    groups = request.url.path.removeprefix("/v1/").removesuffix("/-/fields")
    names = [f"{groups}/{of}/fields/{name}" for of, name in sorted(state.exempt)]
    ascending = {"queryScope": "COLLECTION", "fields": [{"fieldPath": "*", "order": "ASCENDING"}]}
    all_fields = {"name": f"{groups}/__default__/fields/*", "indexConfig": {"indexes": [ascending]}}
    return _page(request, "fields", [all_fields, *({"name": name, "indexConfig": {}} for name in names)])


async def _locations(request: Request) -> Response:
    state: State = request.app.state.standin
    return _refused(request) or _page(request, "locations", [{"locationId": location} for location in state.jobs])


async def _jobs(request: Request) -> Response:
    state: State = request.app.state.standin
    jobs = state.jobs[request.path_params["location"]]
    return _refused(request) or _page(request, "jobs", jobs)


def _page(request: Request, key: str, found: list[dict[str, Any]]) -> Response:
    """A part of a list: Google may give less than was asked for."""
    begin = int(request.query_params.get("pageToken", "0"))
    end = begin + PAGE
    more = {"nextPageToken": str(end)} if end < len(found) else {}
    return JSONResponse(({key: found[begin:end]} if found else {}) | more)


def _refused(request: Request) -> Response | None:
    state: State = request.app.state.standin
    signed = request.headers.get("authorization", "").startswith("Bearer ey")
    status = state.refuses or (0 if signed else 401)
    return JSONResponse({"error": {"code": status}}, status) if status else None
