"""Ceilings over the whole function: what stops, what goes on, who is told, and two processes with one ceiling."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dev.openai_standin import Standin
from dev.phone import Phone, attached
from dev.processes import ROOT
from dev.twilio_standin import File
from handlers.channels.markup.text import to_whatsapp
from handlers.money import limit_texts
from tests import functions
from tests.dev.standins import LIMIT
from tests.filters import compiled, entry
from tests.lasting import OnDisk
from tests.people import Shop, shop_of
from tests.rest import TICK

ONE_ANSWER = "0.03"  # US dollars: in Mexico an answer takes about two cents
FAQ = "- ask: horario\n  answer: A las siete.\n"
TODAY = f"{limit_texts.LIMITED_TODAY['es']}\n\n{to_whatsapp(limit_texts.ASK_A_PERSON['es'])}"
OTHER = {"From": "whatsapp:+5215522220009"}


@contextlib.asynccontextmanager
async def limited(servers: Any, tmp_path: Path, clock: Any, **limits: str) -> AsyncIterator[Shop]:
    (tmp_path / "faq.yaml").write_text(FAQ)
    more = {"STORE": "memory", "FAQ": str(tmp_path / "faq.yaml"), "TIME_ZONE": "America/Mexico_City", **limits}
    async with shop_of(servers, more, clock) as shop:
        yield shop


def logged(capsys: pytest.CaptureFixture[str]) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


async def test_at_the_days_ceiling_nothing_is_paid_for_and_all_else_goes_on(
    servers: Any, tmp_path: Path, clock: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async with limited(servers, tmp_path, clock, DAY_LIMIT_USD=ONE_ANSWER, MODERATION="true") as shop:
        assert "pan" in "".join(await shop.says("¿Tienen pan?"))
        requests = len(shop.openai.state.requests)
        capsys.readouterr()
        assert await shop.says("¿Y café?", **OTHER) == [TODAY]
        assert await shop.says("¿Y té?", **OTHER) == []  # they heard it just now
        assert await shop.says("horario", **OTHER) == ["A las siete."]
        assert "nueva conversación" in "".join(await shop.says("ayuda", **OTHER))
        url = shop.twilio.base_url + shop.twilio.state.keep(File(b"OggS hola", "audio/ogg"))
        assert await shop.says("", **attached((url, "audio/ogg")), From="whatsapp:+5215522220008") == [TODAY]
        assert len(shop.openai.state.requests) == requests
        lines = logged(capsys)
        assert "#" in "".join(await shop.says("humano", **OTHER))
        assert await shop.tick() == 200
        clock.go_on(days=1)
        assert "café" in "".join(await shop.says("¿Y café, hoy?", From="whatsapp:+5215522220007"))
    assert [line.get("limited") for line in lines if line["message"] == "turn"] == ["day", "day", None, None, "day"]
    [reached] = [line for line in lines if line["severity"] == "ERROR"]
    assert (reached["message"], reached["code"]) == ("a ceiling is reached", "day_limit_reached")
    assert "DAY_LIMIT_USD" in reached["remedy"]
    alert = (ROOT / "deploy" / "alerts" / "errors.yaml").read_text().partition("filter: |-\n")[2]
    assert compiled(alert.partition("      labelExtractors")[0])(entry(reached))
    assert all(code in (ROOT / "docs" / "operate.md").read_text() for code in ("day_limit_near", "day_limit_reached"))


async def test_the_owner_and_the_log_are_told_once_that_it_is_near(
    servers: Any, tmp_path: Path, clock: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async with limited(servers, tmp_path, clock, MONTH_LIMIT_USD="0.046") as shop:
        await shop.told(shop.ana, "tickets")
        await shop.says("¿Tienen pan?")
        assert await shop.tick() == 200
        assert await shop.says("¿Y café?", **OTHER) != []
        [near, *full] = shop.got(shop.ana)
    lines = [line for line in logged(capsys) if "limit_usd" in line]
    assert (lines[0]["code"], lines[0]["percent"], lines[0]["limit_usd"]) == ("month_limit_near", 80, "0.046")
    assert [line["code"] for line in lines[1:]] == ["month_limit_reached"]
    assert "80 %" in near
    assert "(MONTH_LIMIT_USD)" in near
    assert len(full) == 1
    assert shop.got(shop.luis) == []


async def test_a_customers_own_ceiling_is_theirs_alone_and_a_person_answers_instead(
    servers: Any, tmp_path: Path, clock: Any
) -> None:
    more = {"CUSTOMER_DAY_LIMIT_USD": ONE_ANSWER, "WHEN_LIMITED": "ticket"}
    async with limited(servers, tmp_path, clock, **more) as shop:
        await shop.told(shop.ana, "tickets")
        assert "pan" in "".join(await shop.says("¿Tienen pan?"))
        [reply] = await shop.says("¿Y café?")
        assert "#" in reply
        assert any("¿Y café?" in text for text in shop.got(shop.ana))
        assert "café" in "".join(await shop.says("¿Y café?", **OTHER))


async def test_while_closed_a_voice_note_is_not_heard_past_the_ceiling(
    servers: Any, tmp_path: Path, clock: Any
) -> None:
    hours = {"OPENING_HOURS": "Mo-Su 20:00-21:00", "WHEN_CLOSED": "tell"}
    async with limited(servers, tmp_path, clock, DAY_LIMIT_USD="0.001", **hours) as shop:
        url = shop.twilio.base_url + shop.twilio.state.keep(File(b"OggS hola", "audio/ogg"))
        [reply] = await shop.says("", **attached((url, "audio/ogg")))
        assert reply.startswith("Ahora estamos cerrados.")
        assert shop.openai.state.seen("POST", "/v1/audio/transcriptions") == []


def answers(deliveries: list[list[str]]) -> int:
    """How many were answered by the assistant."""
    return sum("«" in text for messages in deliveries for text in messages)


@contextlib.asynccontextmanager
async def two_processes(openai: Standin, path: Path, clock: Any, **limits: str) -> AsyncIterator[list[Phone]]:
    """Two functions over one file, with clocks, leases and connections of their own."""
    on_disk = {"STORE": "sqlite", "SQLITE_PATH": str(path), "TICK_SECRET": TICK}
    env = functions.settings(openai.base_url, **on_disk, **limits)
    async with functions.by_clock(env, clock) as one, functions.by_clock(env, clock) as other:
        yield [one, other]


async def test_two_processes_and_many_customers_at_once_pass_no_ceiling(
    standin: Standin, tmp_path: Path, clock: Any
) -> None:
    """An answer takes 18,850 micros in Mexico, and 20,900 are set aside for it: 20 to 23 of these dollars' worth."""
    path = tmp_path / "recado.db"
    async with two_processes(standin, path, clock, DAY_LIMIT_USD="0.44") as phones, asyncio.timeout(LIMIT):
        for phone in phones:
            await phone.send("ayuda", From="whatsapp:+5215500001000")
        sending = (
            phones[number % 2].send("¿Abren hoy?", From=f"whatsapp:+521550000{number:04}") for number in range(40)
        )
        got = [delivery.messages for delivery in await asyncio.gather(*sending)]
    refused = [limit_texts.LIMITED_TODAY["es"]]
    assert all(messages == refused or answers([messages]) for messages in got)
    assert 18 <= answers(got) <= 23
    documents = await OnDisk(path).documents()
    [budget] = [fields for name, fields in documents.items() if name.startswith("budget/")]
    assert budget["taken"] >= 400_000  # and what the refusals cost
