"""A store that does not answer: agents get a sentence, and the log a line."""

from datetime import datetime
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from handlers.conversation.contact import Channel
from handlers.errors import StoreUnavailable
from handlers.pages.rendering import Pages
from handlers.pages.sessions import Session, Sessions
from handlers.pages.sign_in import SignIn
from handlers.pages.visits import Visit, Visits
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.links import Link

ANA = Agent("Ana", Channel.WHATSAPP, "+5215511110001")


class Down:
    """Links in a store that does not answer."""

    async def keep(self, token: str, link: Link, until: datetime) -> None:
        raise NotImplementedError

    async def take(self, token: str) -> Link | None:
        raise StoreUnavailable("timeout", remedy="wait")


@pytest.fixture
def visits(clock: Any) -> Visits:
    sessions = Sessions("a secret", Agents((ANA,)), clock)
    return Visits(sessions, Pages(), "https://r.example", "pt")


def request(method: str, body: bytes = b"", **headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    scope = {"type": "http", "method": method, "path": "/desk", "query_string": b"", "headers": named}
    return Request(scope, receive)


async def test_who_signs_in_is_told_to_try_again(visits: Visits, capsys: pytest.CaptureFixture[str]) -> None:
    form = {"content_type": "application/x-www-form-urlencoded", "sec_fetch_site": "same-origin"}
    answer = await SignIn(visits, Down()).enter(request("POST", b"token=abc", **form))
    assert answer.status_code == 503
    assert "Tente de novo" in bytes(answer.body).decode()
    assert "store unavailable" in capsys.readouterr().out


async def test_who_looks_is_told_to_try_again(visits: Visits) -> None:
    given = Response()
    visits.sessions.begin(Session(ANA, "+1", 1), given)

    async def fail(visit: Visit) -> Response:
        raise StoreUnavailable("timeout", remedy="wait")

    cookie = given.headers["set-cookie"].partition(";")[0]
    assert (await visits.page(fail)(request("GET", cookie=cookie))).status_code == 503
