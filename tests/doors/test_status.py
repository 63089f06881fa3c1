"""The door of status reports: what it answers while the store fails, and to what is no form."""

from starlette.requests import Request
from starlette.types import Message

from dev.phone import sign
from handlers.doors.status import StatusDoor
from handlers.errors import StoreUnavailable

URL, QUERY = "https://recado.example", "ticket=K7F2"
PAIRS = [("MessageSid", "SM" + "0" * 32), ("MessageStatus", "failed")]


async def failing(ticket: str, sid: str, code: str) -> None:
    raise StoreUnavailable("timeout", remedy="none")


async def posted(kind: str) -> int:
    body = "&".join(f"{name}={value}" for name, value in PAIRS).encode()
    signature = sign(f"{URL}/status?{QUERY}", PAIRS, token="token")
    headers = [(b"x-twilio-signature", signature.encode()), (b"content-type", kind.encode())]
    scope = {"type": "http", "method": "POST", "path": "/status", "query_string": QUERY.encode(), "headers": headers}

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    scope |= {"server": ("recado.example", 443), "scheme": "https"}
    return (await StatusDoor(failing, URL, ("token",), "")(Request(scope, receive))).status_code


async def test_while_the_store_fails_twilio_is_told_so() -> None:
    assert await posted("application/x-www-form-urlencoded") == 503


async def test_what_is_no_form_is_refused_unread() -> None:
    assert await posted("application/json") == 415
