"""What a message to the stand-in may hold: words, one file, or a template."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from dev.twilio_standin import Standin
from handlers.adapters.twilio.rest import TwilioRest
from tests.adapters.twilio.rest import ANA, BUSINESS, rest_of

TEMPLATE = "HX" + "1" * 32
PHOTO = "https://recado.example/file?token=1"


@pytest.fixture
async def rest(twilio_standin: Standin) -> AsyncIterator[TwilioRest]:
    rest = rest_of(twilio_standin.base_url)
    twilio_standin.state.templates[TEMPLATE] = "#{{1}}: {{2}} te necesita"
    yield rest
    await rest.close()


async def sent(rest: TwilioRest, **content: Any) -> Any:
    return await rest.client.messages.create_async(from_=BUSINESS, to=ANA, **content)


@pytest.mark.parametrize("body", ["", "Mira"])
async def test_a_file_is_taken_with_and_without_words(rest: TwilioRest, twilio_standin: Standin, body: str) -> None:
    created = await sent(rest, media_url=[PHOTO], **({"body": body} if body else {}))
    assert created.sid.startswith("MM")
    assert (created.num_media, created.body) == ("1", body)
    (listed,) = await rest.client.messages.list_async(to=ANA)
    assert (listed.num_media, listed.body) == ("1", body)
    assert twilio_standin.state.sent[0].media == (PHOTO,)


async def test_a_template_becomes_its_words(rest: TwilioRest, twilio_standin: Standin) -> None:
    created = await sent(rest, content_sid=TEMPLATE, content_variables=json.dumps({"1": "K7F2", "2": "Eva"}))
    assert (created.body, created.num_media) == ("#K7F2: Eva te necesita", "0")
    assert twilio_standin.state.sent[0].template == TEMPLATE


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"content_sid": "HX" + "2" * 32}, 21655),
        ({"content_sid": "none"}, 21655),
        ({"content_sid": TEMPLATE, "content_variables": "{"}, 21656),
        ({"content_sid": TEMPLATE, "content_variables": "[]"}, 21656),
        ({"content_sid": TEMPLATE, "content_variables": '{"1": 2}'}, 21656),
        ({"content_variables": "{}", "body": "Hola"}, 21656),
        ({"content_sid": TEMPLATE, "body": "Hola"}, 20001),
        ({"content_sid": TEMPLATE, "media_url": [PHOTO]}, 20001),
        ({"media_url": ["file.jpg"]}, 21620),
        ({"media_url": [PHOTO, PHOTO]}, 20001),
        ({"body": "Hola", "status_callback": "/status"}, 21609),
        ({"body": "Hola", "status_callback": "https://under_score.example/status"}, 21609),
    ],
)
async def test_what_twilio_would_not_take_is_refused(
    rest: TwilioRest, twilio_standin: Standin, content: dict[str, Any], code: int
) -> None:
    with pytest.raises(TwilioRestException) as problem:
        await sent(rest, **content)
    assert (problem.value.status, problem.value.code) == (400, code)
    assert not twilio_standin.state.sent
