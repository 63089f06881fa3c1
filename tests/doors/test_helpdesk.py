"""The helpdesk's door when the store is away: the helpdesk is to repeat its order."""

import json

import pytest
from starlette.requests import Request
from starlette.types import Message

from handlers.doors.helpdesk import HelpdeskDoor, sid_of
from handlers.errors import StoreUnavailable
from handlers.tickets.helpdesk_orders import Ordered

BODY = b'{"type": "ticket.close", "code": "K7F3", "agent": "Ana"}'


async def unavailable(ordered: Ordered, *, sid: str) -> str:
    raise StoreUnavailable("timeout", remedy="wait")


async def body() -> Message:
    return {"type": "http.request", "body": BODY}


async def test_while_the_store_is_away_an_order_is_to_be_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    door = HelpdeskDoor(unavailable, lambda body, headers: "msg_1")
    answer = await door(Request({"type": "http", "method": "POST", "headers": []}, body))
    assert (answer.status_code, json.loads(bytes(answer.body))) == (503, {"reason": "store_unavailable"})
    assert "timeout" in capsys.readouterr().out


def test_any_id_makes_a_sid_that_no_message_has() -> None:
    assert sid_of("SM/é\n") != sid_of("SM")
    assert sid_of("x" * 5000).startswith("HD")
    assert sid_of("x").isalnum()
