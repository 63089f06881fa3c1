"""Opening hours through the function over HTTP: what the assistant knows of them, and who hears that it is closed."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from dev import openai_standin, twilio_standin
from dev.phone import Phone
from dev.processes import ROOT
from dev.twilio_standin import File
from handlers import texts
from handlers.tickets import texts as of_tickets
from tests import functions

HOURS = {
    "OPENING_HOURS": "Mo-Fr 09:00-14:00,16:00-19:00; Sa 10:00-14:00",
    "TIME_ZONE": "America/Mexico_City",
    "HOLIDAYS": "MX,2026-12-24",
}
NIGHT = datetime(2026, 12, 24, 3, tzinfo=UTC)  # Wednesday the 23rd, nine in the evening
UNTIL = texts.CLOSED_UNTIL["es"].format(when="el sábado a las 10:00")

Servers = tuple[openai_standin.Standin, twilio_standin.Standin]


@pytest.fixture
def servers() -> Iterator[Servers]:
    with openai_standin.serve() as openai, twilio_standin.serve() as twilio:
        yield openai, twilio


@asynccontextmanager
async def function(servers: Servers, clock: Any, settings: Mapping[str, str] = HOURS) -> AsyncIterator[Phone]:
    openai, twilio = servers
    api = {"TWILIO_API_KEY_SID": "SK0123456789abcdef0123456789abcdef", "TWILIO_API_KEY_SECRET": "any"}
    env = functions.settings(openai.base_url, TWILIO_API_BASE_URL=twilio.base_url, **api, **settings)
    async with functions.by_clock(env, clock) as phone:
        yield phone


async def send(phone: Phone, text: str, **more: str) -> str:
    return "\n".join((await phone.send(text, **more)).messages)


def asked(servers: Servers) -> list[dict[str, Any]]:
    """The bodies of all questions to the model."""
    return [cast(dict[str, Any], seen.body) for seen in servers[0].state.seen("POST", "/v1/responses")]


async def test_the_assistant_knows_the_hours_and_what_time_it_is(servers: Servers, clock: Any) -> None:
    clock.time = NIGHT
    async with function(servers, clock) as phone:
        await send(phone, "me llamo Ana")
        clock.go_on(minutes=1)
        assert "Ana" in await send(phone, "¿Cómo me llamo?")
    first, second = asked(servers)
    assert first["instructions"] == second["instructions"]  # unchanged, so that OpenAI caches them
    assert all(value in first["instructions"] for value in HOURS.values())
    assert [item["role"] for item in second["input"]] == ["user", "developer"]
    assert second["input"][-1]["content"] == (
        "Now at the business: Wednesday 2026-12-23 21:01, closed until Saturday 2026-12-26 10:00."
        " Closed for a holiday: Thursday 2026-12-24, Friday 2026-12-25."
    )


async def test_without_hours_the_assistant_is_told_nothing_of_them(servers: Servers, clock: Any) -> None:
    async with function(servers, clock, {}) as phone:
        await send(phone, "Hola")
    [question] = asked(servers)
    assert [item["role"] for item in question["input"]] == ["user"]
    assert "hours" not in question["instructions"]


async def test_closed_the_customer_hears_it_once_commands_work_and_the_morning_knows_the_night(
    servers: Servers, clock: Any
) -> None:
    clock.time = NIGHT
    async with function(servers, clock, HOURS | {"WHEN_CLOSED": "tell"}) as phone:
        assert await send(phone, "me llamo Ana") == UNTIL.replace("**", "*")
        clock.go_on(minutes=10)
        twilio = servers[1]
        note = twilio.base_url + twilio.state.keep(File(b"OggS quiero un pastel", "audio/ogg"))
        assert await send(phone, "", NumMedia="1", MediaUrl0=note, MediaContentType0="audio/ogg") == ""
        assert (await send(phone, "ayuda")).startswith(texts.HELP["es"][:20])
        assert asked(servers) == []
        assert twilio.state.seen("POST", "/v2/Indicators/Typing.json") == []
        clock.time = datetime(2026, 12, 26, 16, tzinfo=UTC)
        assert "Ana" in await send(phone, "¿Cómo me llamo?")
    [question] = asked(servers)
    assert "quiero un pastel" in json.dumps(question["input"])


def test_the_docs_quote_what_is_said() -> None:
    page = (ROOT / "docs" / "people.md").read_text().replace("\n> ", " ")
    assert texts.CLOSED_UNTIL["es"].format(when="mañana a las 9:00") in page
    when = of_tickets.WHEN_OPEN["es"].format(when="mañana a las 9:00")
    assert of_tickets.HANDED_OVER["es"].format(code="#K7F2", when=when) in page
