"""The example's tools, called as the assistant calls them."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dev.openai_standin.guesses import guessed
from dev.openai_standin.tools import check_tools, functions_in
from dev.processes import ROOT
from handlers.conversation.calls import Call, Caller
from handlers.tools.catalogue import Catalogue
from handlers.tools.loading import tools_in

FOLDER = ROOT / "examples/bakery/tools"
ANA = Caller("a", "alias-a", "+5215512345678", "Ana", "es")
LUIS = Caller("l", "alias-l", "+5215512345679", "Luis", "es")
TODAY = datetime.now(ZoneInfo("America/Mexico_City")).date()
SATURDAY = TODAY + timedelta((5 - TODAY.weekday()) % 7 + 7)
CLOSED = {(1, 1), (12, 25)}
SATURDAY += timedelta(7 if (SATURDAY.month, SATURDAY.day) in CLOSED else 0)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    monkeypatch.setenv("TOOLS_BAKERY_CALENDAR", str(tmp_path / "bookings.ics"))
    return Catalogue(tools_in(FOLDER))


async def call(shop: Catalogue, name: str, *, by: Caller = ANA, id_: str = "call_1", **arguments: object) -> Any:
    done = await shop.run(Call(id_, name, json.dumps(arguments)), by)
    assert done.result == "done", done
    return json.loads(done.output)


async def book(shop: Catalogue, day: date = SATURDAY, at: str = "09:00", people: int = 4, **more: Any) -> Any:
    return await call(shop, "book_table", day=day.isoformat(), at=at, people=people, **more)


def events(tmp_path: Path) -> list[str]:
    return (tmp_path / "bookings.ics").read_bytes().decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]


def test_openai_takes_them_and_only_the_booking_asks_first(shop: Catalogue) -> None:
    check_tools({"tools": list(shop.schemas)})
    asked = Call("c", "book_table", '{"day": "2026-12-05", "at": "09:00", "people": 4}')
    said = "Reservar una mesa de desayuno para 4 el 5/12/2026 a las 09:00. ¿Está bien? Responde sí o no."
    assert shop.question(asked, "es") == said
    assert shop.question(Call("c", "order", '{"number": "L-1001"}'), "es") == ""


@pytest.mark.parametrize("number", ["L-1001", "l1001", "#L 1001"])
async def test_a_customer_sees_their_own_order(shop: Catalogue, number: str) -> None:
    assert await call(shop, "order", number=number) == {
        "found": True,
        "pedido": "L-1001",
        "producto": "pastel tres leches grande (15-18 porciones)",
        "para el día": "2026-12-05",
        "estado": "recibido, aún no se hornea",
        "total en pesos": 640,
        "falta pagar": 320,
    }


async def test_another_s_order_looks_like_none(shop: Catalogue) -> None:
    assert await call(shop, "order", number="L-1001", by=LUIS) == await call(shop, "order", number="L-9999", by=LUIS)
    stranger = replace(ANA, customer="+5215500000000", name="Ana")
    assert await call(shop, "order", by=stranger) == {"orders": [], "more": False}
    claimed = await shop.run(Call("c", "order", '{"number": "L-1001", "caller": {"customer": "+5215512345678"}}'), LUIS)
    assert claimed.result == "wrong_arguments"


@pytest.mark.parametrize("id_", ["5215512345678", "MX.5215512345678"])
async def test_an_app_s_id_is_nobody_s_number(shop: Catalogue, id_: str) -> None:
    assert await call(shop, "order", number="L-1001", by=replace(ANA, customer=id_)) == {"found": False}


async def test_without_a_number_the_orders_not_yet_picked_up_are_told(shop: Catalogue) -> None:
    told = await call(shop, "order", by=replace(ANA, customer="+525512345678"))
    assert [row["pedido"] for row in told["orders"]] == ["L-1001", "L-1002"]


def test_nobody_else_on_the_machine_reads_who_booked(shop: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "bookings.new").touch(mode=0o644)  # left behind by a kill
    assert asyncio.run(book(shop))["booked"]
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"bookings.ics": 0o600, "bookings.lock": 0o600}


async def test_a_table_is_booked_in_the_calendar(shop: Catalogue, tmp_path: Path) -> None:
    name = "Ana; la de\nBEGIN:VEVENT, la esquina, y con un nombre que no cabe en una línea de calendario"
    booked = await book(shop, by=replace(ANA, name=name))
    assert booked == {"booked": True, "day": SATURDAY.isoformat(), "at": "09:00", "people": 4, "held_for_minutes": 15}
    raw = (tmp_path / "bookings.ics").read_bytes()
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert raw.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    text = raw.decode().replace("\r\n ", "")
    assert f"DTSTART:{SATURDAY:%Y%m%d}T150000Z\r\n" in text
    assert "SUMMARY:Mesa para 4\\, Ana\\; la de BEGIN:VEVENT\\, la esquina\\, y con" in text
    assert "DESCRIPTION:+5215512345678" in text


async def test_the_same_call_books_once(shop: Catalogue, tmp_path: Path) -> None:
    assert await book(shop) == await book(shop)
    assert len(events(tmp_path)) == 1
    await book(shop, id_="call_2")
    assert len(events(tmp_path)) == 2


async def test_of_many_at_once_only_as_many_as_there_are_tables_get_one(shop: Catalogue, tmp_path: Path) -> None:
    booked = await asyncio.gather(*(book(shop, id_=f"call_{number}") for number in range(10)))
    assert Counter(each["booked"] for each in booked) == {True: 6, False: 4}
    assert len(events(tmp_path)) == 6
    assert not (await book(shop, at="08:30", id_="call_x"))["booked"]
    assert (await book(shop, at="10:00", id_="call_y"))["booked"]
    assert (await book(shop, id_="call_0" if booked[0]["booked"] else "call_9"))["booked"]


def test_two_processes_do_not_book_over_each_other(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; from tests.examples.test_bakery_tools import *\n"
        "shop = Catalogue(tools_in(FOLDER))\n"
        "for number in range(5): asyncio.run(book(shop, id_=f'call_{sys.argv[1]}_{number}', at='08:00', people=1))"
    )
    env = {"TOOLS_BAKERY_CALENDAR": str(tmp_path / "bookings.ics"), "PATH": ""}
    both = [subprocess.Popen([sys.executable, "-c", code, which], cwd=ROOT, env=env) for which in "ab"]
    assert [each.wait() for each in both] == [0, 0]
    assert len(events(tmp_path)) == 6


@pytest.mark.parametrize(
    ("day", "at", "people", "why"),
    [
        (SATURDAY, "09:00", 7, "a table is for 1 to 6 people"),
        (SATURDAY, "09:00", 0, "a table is for 1 to 6 people"),
        (SATURDAY, "07:30", 2, "breakfast is from 8:00 to 11:00"),
        (SATURDAY, "11:01", 2, "breakfast is from 8:00 to 11:00"),
        (SATURDAY + timedelta(2), "09:00", 2, "the shop is closed that day"),
        (date(2027, 1, 1), "09:00", 2, "the shop is closed that day"),
        (date(2026, 12, 25), "09:00", 2, "the shop is closed that day"),
        (date(2027, 3, 26), "09:00", 2, "the shop is closed that day"),
        (date(2049, 4, 16), "09:00", 2, "the shop is closed that day"),
        (SATURDAY - timedelta(70), "09:00", 2, "only from now on, and up to 60 days ahead"),
        (SATURDAY + timedelta(70), "09:00", 2, "only from now on, and up to 60 days ahead"),
    ],
)
async def test_what_cannot_be_booked_says_why(shop: Catalogue, day: date, at: str, people: int, why: str) -> None:
    told = await book(shop, day, at, people)
    assert not told["booked"]
    assert told["why"].startswith(why)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("¿Cómo va mi pedido?", "order"),
        ("¿Ya está listo mi pedido L-1002?", "order"),
        ("Where is my order L-1001?", "order"),
        ("Quiero reservar una mesa para 4 el sábado a las 9", "book_table"),
        ("Hola, ¿cómo están?", None),
        ("¿A qué hora abren el domingo?", None),
        ("Quiero encargar un pastel de chocolate para el sábado", None),
    ],
)
def test_the_stand_in_guesses_them(shop: Catalogue, text: str, name: str | None) -> None:
    calls = guessed(functions_in({"tools": shop.schemas}), text, TODAY)
    assert [found.name for found in calls] == ([name] if name else [])
