"""The clock's check of Twilio's door: only what was signed with our token looks at the store, and is no message."""

from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from handlers.channels.twilio.checking import check_form, signature_of
from handlers.channels.twilio.write import EMPTY_TWIML
from handlers.doors.answering import Answering
from handlers.doors.twilio import TwilioDoor
from handlers.errors import StoreUnavailable
from handlers.languages import House
from handlers.stores.minutes import PROBE, probe
from tests.functions import ACCOUNT
from tests.kept import Stores

URL = "https://recado.example"


class NoMessage:
    """Nobody may take a check for a message."""

    house = House()

    async def __call__(self, *_: Any, **__: Any) -> Any:
        pytest.fail("a check was taken for a message")


async def posted(probe: Any, *, token: str = "token", **other: str) -> Response:
    form = {**check_form(ACCOUNT), **other}
    body, signature = urlencode(form).encode(), signature_of(form, f"{URL}/webhook", token)
    kind = b"application/x-www-form-urlencoded"
    headers = [(b"x-twilio-signature", signature.encode()), (b"content-type", kind)]
    scope = {"type": "http", "method": "POST", "path": "/webhook", "query_string": b"", "headers": headers}

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    scope |= {"server": ("recado.example", 443), "scheme": "https"}
    door = TwilioDoor(Answering(NoMessage(), 11), URL, ("token",), ACCOUNT, "", probe)
    return await door(Request(scope, receive))


async def test_a_check_is_answered_as_a_message_is_after_a_look_at_the_store(kept: Stores) -> None:
    async def look() -> None:
        await probe(kept.threads.keeping)

    answer = await posted(look)
    assert (answer.status_code, answer.body, answer.media_type) == (200, EMPTY_TWIML.encode(), "text/xml")
    assert [document.path for document in await kept.documents.get([PROBE])] == [PROBE]


async def test_while_the_store_fails_so_does_the_check() -> None:
    async def failing() -> None:
        raise StoreUnavailable("timeout", remedy="")

    assert (await posted(failing)).status_code == 503


async def test_what_others_signed_is_refused_before_the_store_is_looked_at() -> None:
    async def no_look() -> None:
        pytest.fail("somebody else made us look at the store")

    assert (await posted(no_look, token="another")).status_code == 403
    assert (await posted(no_look, AccountSid="AC1")).status_code == 403
