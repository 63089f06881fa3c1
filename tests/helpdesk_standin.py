"""A helpdesk on loopback that keeps what it is told, and is unkind when asked to be."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dev import serving

SECRET = f"whsec_{base64.b64encode(b'the secret that the helpdesk shares with us').decode()}"


@dataclass
class Told:
    """One request: the event's id, when it was signed, and the event."""

    id: str
    signed_at: int
    event: dict[str, Any]

    @property
    def said(self) -> list[str]:
        return [message["text"] for message in self.event["data"].get("messages", [])]


@dataclass
class HelpdeskStandin(serving.RequestLog):
    """The stand-in. `status`: its answer; `is_silent`: it takes the request and never answers."""

    url: str = ""
    status: int = 200
    is_silent: bool = False
    told: list[Told] = field(default_factory=list)

    def kinds(self) -> list[str]:
        return [one.event["type"] for one in self.told]

    async def take(self, request: Request) -> Response:
        body = await request.body()
        assert (
            signature(request.headers["webhook-id"], request.headers["webhook-timestamp"], body)
            == (request.headers["webhook-signature"])
        )
        when = int(request.headers["webhook-timestamp"])
        self.told.append(Told(request.headers["webhook-id"], when, json.loads(body)))
        if self.is_silent:
            while not await request.is_disconnected():
                await asyncio.sleep(0.01)
        return Response(status_code=self.status, headers={"Location": f"{self.url}/elsewhere"})


def signature(webhook_id: str, when: str, body: bytes, secret: str = SECRET) -> str:
    """What a request is signed with: https://github.com/standard-webhooks/standard-webhooks"""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{webhook_id}.{when}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(mac).decode()}"


def signed(body: bytes, *, webhook_id: str = "msg_1", age: float = 0, secret: str = SECRET) -> dict[str, str]:
    """The headers of a request of the helpdesk's, signed so many seconds ago."""
    when = str(int(datetime.now(UTC).timestamp() - age))
    mark = signature(webhook_id, when, body, secret)
    return {"webhook-id": webhook_id, "webhook-timestamp": when, "webhook-signature": mark}


@contextlib.contextmanager
def serve() -> Iterator[HelpdeskStandin]:
    """Run one for as long as the block lasts."""
    helpdesk = HelpdeskStandin()
    routes = [Route(path, helpdesk.take, methods=["POST", "GET"]) for path in ("/events", "/elsewhere")]
    app = Starlette(routes=routes)
    app.state.standin = helpdesk
    with serving.running(app) as address:
        helpdesk.url = address
        yield helpdesk
