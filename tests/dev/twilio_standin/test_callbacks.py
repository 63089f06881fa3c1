"""Status callbacks of the stand-in: posted and signed as Twilio does, kind and unkind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dev import serving
from dev.phone import sign
from dev.twilio_standin import Standin
from handlers.adapters.twilio.rest import TwilioRest
from tests.adapters.twilio.rest import ACCOUNT, ANA, BUSINESS, rest_of
from tests.dev.standins import until

TOKEN = "the token of the tests"


@dataclass
class Heard(serving.RequestLog):
    """What a function heard, in order: statuses, or that the request was answered."""

    heard: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    forged: int = 0


@pytest.fixture
def function() -> Iterator[tuple[str, Heard]]:
    heard = Heard()

    async def status(request: Request) -> Response:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        heard.forged += request.headers["x-twilio-signature"] != sign(str(request.url), pairs, token=TOKEN)
        heard.forms.append(dict(pairs))
        heard.heard.append(dict(pairs)["MessageStatus"])
        return Response(status_code=204)

    app = Starlette(routes=[Route("/status", status, methods=["POST"])])
    app.state.standin = heard
    with serving.running(app) as address:
        yield f"{address}/status?ticket=K7F2", heard


@pytest.fixture
async def rest(twilio_standin: Standin) -> AsyncIterator[TwilioRest]:
    rest = rest_of(twilio_standin.base_url)
    yield rest
    await rest.close()


async def sent(rest: TwilioRest, body: str, url: str) -> None:
    await rest.client.messages.create_async(from_=BUSINESS, to=ANA, body=body, status_callback=url)


@pytest.mark.parametrize(
    ("asked", "statuses"),
    [
        ("", ["sent", "delivered"]),
        ("#twilio=read", ["sent", "delivered", "read"]),
        ("#twilio=sent", ["sent"]),
        ("#twilio=failed30003", ["failed"]),
        ("#undelivered=63016", ["sent", "undelivered"]),
        ("#undelivered=63016 #callback=twice", ["sent", "sent", "undelivered", "undelivered"]),
        ("#undelivered=63016 #callback=reversed", ["undelivered", "sent"]),
        ("#callback=strange", ["teleported", "sent", "delivered"]),
    ],
)
async def test_each_status_is_posted_and_signed(
    rest: TwilioRest, twilio_standin: Standin, function: tuple[str, Heard], asked: str, statuses: list[str]
) -> None:
    url, heard = function
    twilio_standin.state.token = TOKEN
    await sent(rest, f"Hola {asked}", url)
    await until(lambda: len(heard.heard) == len(statuses))
    assert heard.heard == statuses
    assert heard.forged == 0


async def test_an_early_report_comes_before_the_answer(
    rest: TwilioRest, twilio_standin: Standin, function: tuple[str, Heard]
) -> None:
    url, heard = function
    twilio_standin.state.token = TOKEN
    await sent(rest, "Hola #undelivered=63016 #callback=early", url)
    assert heard.heard == ["sent", "undelivered"]


async def test_a_report_has_twilios_fields(
    rest: TwilioRest, twilio_standin: Standin, function: tuple[str, Heard]
) -> None:
    url, heard = function
    twilio_standin.state.token = TOKEN
    await sent(rest, "Hola #undelivered=63016 #callback=early", url)
    sid = twilio_standin.state.sent[-1].sid
    first, last = heard.forms
    assert first["MessageSid"] == first["SmsSid"] == sid
    assert (first["AccountSid"], first["From"], first["To"]) == (ACCOUNT, BUSINESS, ANA)
    assert (first["ChannelPrefix"], first["ChannelToAddress"]) == ("whatsapp", "+5215512345678")
    assert "ErrorCode" not in first
    assert (last["MessageStatus"], last["SmsStatus"], last["ErrorCode"]) == ("undelivered", "undelivered", "63016")


async def test_sms_has_no_channel(rest: TwilioRest, twilio_standin: Standin) -> None:
    numbers = {"from_": BUSINESS.removeprefix("whatsapp:"), "to": ANA.removeprefix("whatsapp:")}
    await rest.client.messages.create_async(**numbers, body="Hola", status_callback="https://example.com/status")
    assert "ChannelPrefix" not in dict(twilio_standin.state.callbacks[0].form)


async def test_without_a_token_reports_are_only_kept(
    rest: TwilioRest, twilio_standin: Standin, function: tuple[str, Heard]
) -> None:
    url, heard = function
    await sent(rest, "Hola #callback=early", url)
    assert [dict(callback.form)["MessageStatus"] for callback in twilio_standin.state.callbacks] == [
        "sent",
        "delivered",
    ]
    assert {callback.url for callback in twilio_standin.state.callbacks} == {url}
    assert heard.heard == []


async def test_a_function_that_cannot_be_reached_hinders_nothing(rest: TwilioRest, twilio_standin: Standin) -> None:
    twilio_standin.state.token = TOKEN
    await sent(rest, "Hola #callback=early", "http://127.0.0.1:1/status")
    assert len(twilio_standin.state.sent) == 1
