"""The numbers, through the function over HTTP: who sees them, what they say, and what can be taken away."""

import contextlib
import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from dev.made_up import days_of, events
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.numbers.day import Day
from handlers.numbers.figures import figures_of
from handlers.pages.numbers import XLSX
from handlers.stores.days import StoredDays
from handlers.stores.indexes import INDEXED
from handlers.stores.keeping import Keeping
from tests.people import Shop, opened_shop
from tests.test_desk import DESK, browser, signed_in

MEXICO = {**DESK, "TIME_ZONE": "America/Mexico_City"}
TODAY = date(2026, 11, 22)  # of the clock
DAYS = days_of(events(TODAY - timedelta(days=39), 40, seed=2, most=40))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


async def count(path: Path, clock: Any, days: list[Day]) -> None:
    """What the clock would have counted by now."""
    documents = SqliteDocuments(str(path), INDEXED, clock)
    stored = StoredDays(Keeping(documents, clock, timedelta(days=90)))
    await stored.add({day.date: (day.counts, day.samples) for day in days}, [])
    await documents.close()


@contextlib.asynccontextmanager
async def counted(tmp_path: Path, clock: Any, days: list[Day] = DAYS, **settings: str) -> AsyncIterator[Shop]:
    path = tmp_path / "recado.db"
    await count(path, clock, days)
    async with opened_shop({"STORE": "sqlite", "SQLITE_PATH": str(path)}, clock, **MEXICO, **settings) as shop:
        yield shop


@pytest.mark.parametrize(("setting", "status"), [({}, 403), ({"NUMBERS": "agents"}, 200)])
async def test_the_owner_sees_them_and_others_where_it_is_set(
    tmp_path: Path, clock: Any, setting: dict[str, str], status: int
) -> None:
    async with (
        counted(tmp_path, clock, DAYS, **setting) as shop,
        signed_in(shop, shop.ana) as ana,
        signed_in(shop, shop.luis) as luis,
        browser(shop) as stranger,
    ):
        for path in ("/numbers", "/numbers.json", "/numbers.csv", "/numbers.xlsx", "/numbers/examples?kind=other"):
            assert (await ana.get(path)).status_code == 200
            assert (await luis.get(path)).status_code == status
            assert (await stranger.get(path)).status_code == 401
        assert 'href="/numbers"' in (await ana.get()).text
        assert ('href="/numbers"' in (await luis.get()).text) == (status == 200)
        style = await stranger.get("/numbers/numbers.css")
        assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")


async def test_the_page_shows_all_in_each_language_and_nothing_written_runs(tmp_path: Path, clock: Any) -> None:
    mean = Day(TODAY.isoformat(), {"topic/<b>\"'&": 7, "tickets/by/<i>": 1, "tickets/closed/solved": 1, "known/no": 2})
    async with counted(tmp_path, clock, [*DAYS[:-1], mean]) as shop, signed_in(shop, shop.ana) as ana:
        pages = [
            await ana.http.get("/numbers", headers={"Accept-Language": language})
            for language in ("es-MX", "en-US", "pt-BR")
        ]
    for page in pages:
        assert page.status_code == 200
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert not [mark for mark in ('<b>"', "<i>", "style=", "<script") if mark in page.text]
        assert "&lt;b&gt;" in page.text
        for name in ("answered", "resolved", "rated", "cost", "available"):
            assert f'data-testid="figure-{name}"' in page.text


async def test_any_days_are_shown_with_those_before_and_after(tmp_path: Path, clock: Any) -> None:
    async with counted(tmp_path, clock) as shop, signed_in(shop, shop.ana) as ana:
        month = (await ana.get("/numbers", **{"from": "2026-10-01", "to": "2026-10-31"})).text
        assert "octubre 2026" in month
        assert "/numbers?from=2026-09-01&amp;to=2026-09-30" in month
        assert "/numbers?from=2026-11-01&amp;to=2026-11-30" in month
        day = (await ana.get("/numbers", **{"from": "2026-11-20", "to": "2026-11-20"})).text
        assert "20 nov 2026" in day
        assert "/numbers?from=2026-11-21&amp;to=2026-11-21" in day
        now = (await ana.get("/numbers", **{"from": "2026-11-01", "to": "2026-11-30"})).text
        assert 'data-testid="after"' not in now
        half = (await ana.get("/numbers", **{"from": "2026-01-01", "to": "2026-11-22"})).text
        assert half.count("<g><title>1") >= 10  # columns of months


async def test_where_nothing_was_counted_the_page_says_what_fills_it(tmp_path: Path, clock: Any) -> None:
    async with counted(tmp_path, clock, []) as shop, signed_in(shop, shop.ana) as ana:
        page = (await ana.get("/numbers")).text
        assert 'data-testid="empty"' in page
        assert "TICK_SECRET" in page
        assert page.count("Sin datos") == 5
        assert (await ana.get("/numbers.json")).json()["counted_at"] is None
        assert "date,messages" in (await ana.get("/numbers.csv")).text


async def test_a_day_on_which_people_only_closed_and_nobody_could_be_asked_shows_that(
    tmp_path: Path, clock: Any
) -> None:
    quiet = Day(TODAY.isoformat(), {"tickets/closed/no_answer": 1, "survey/not/unanswered": 2})
    async with counted(tmp_path, clock, [quiet]) as shop, signed_in(shop, shop.ana) as ana:
        page = (await ana.get("/numbers")).text
    assert 'data-testid="empty"' not in page
    assert "Por el reloj, tras un día" in page
    assert "Nadie les respondió" in page


async def test_where_customers_write_in_several_apps_each_is_shown_with_its_cost(tmp_path: Path, clock: Any) -> None:
    apps = {"app/web": 3, "talk/app/web": 2, "paid/web/micros": 2_400, "app/whatsapp": 1, "paid/whatsapp/unknown": 2}
    days = [Day("2026-11-21", {"messages/faq": 3, "app/web": 3}), Day("2026-11-22", {"messages/faq": 4, **apps})]
    async with counted(tmp_path, clock, days) as shop, signed_in(shop, shop.ana) as ana:
        pages = [(await ana.get("/numbers", **{"from": day.date, "to": day.date})).text for day in days]
    one, several = (" ".join(page.split()) for page in pages)
    assert "Por dónde escriben" not in one
    assert "<td>3</td><td>2</td><td>US$ 0.0024</td><td>US$ 0.0012</td>" in several.partition("Chat del sitio</th>")[2]
    assert '<th scope="row">WhatsApp</th><td>1</td><td>0</td><td>≥ US$ 0.00</td>' in several


async def test_an_unknown_price_and_an_old_list_are_said(tmp_path: Path, clock: Any) -> None:
    clock.go_on(days=400)
    today = (TODAY + timedelta(days=400)).isoformat()
    paid = {"talks/begun": 2, "money/twilio.in/-/micros/exact": 5_000, "money/meta.service/GT/unknown": 3}
    async with counted(tmp_path, clock, [Day(today, paid)]) as shop, signed_in(shop, shop.ana) as ana:
        page = (await ana.get("/numbers")).text
    assert "Falta un precio (Meta: respuestas GT): 3 sin contar en el total" in page
    assert "los precios de: Google, Meta, OpenAI, Twilio" in page
    assert "≥ US$" in page


async def test_json_is_what_the_figures_say(tmp_path: Path, clock: Any) -> None:
    async with counted(tmp_path, clock) as shop, signed_in(shop, shop.ana) as ana:
        told = (await ana.get("/numbers.json", **{"from": "2026-11-01", "to": "2026-11-30"})).json()
    figures = figures_of([day for day in DAYS if day.date >= "2026-11-01"])
    assert (told["version"], told["from"], told["to"]) == (1, "2026-11-01", "2026-11-30")
    assert told["compared_with"] == {"from": "2026-10-01", "to": "2026-10-31"}
    assert (told["time_zone"], told["counted_at"]) == ("America/Mexico_City", "2026-11-22T12:00:00+00:00")
    assert told["goals"]["cost"]["value"] == pytest.approx(figures.goals[3].value)
    assert told["goals"]["resolved"]["met"] is figures.goals[1].met
    assert told["goals"]["rated"]["before"] is not None
    assert told["spending"]["micros"] == figures.spending.micros
    assert told["who"] == figures.who
    assert [period["messages"] for period in told["periods"]][:2] == [
        figures_of([day]).messages for day in DAYS[-22:-20]
    ]


async def test_csv_and_workbook_hold_the_same_days_and_no_formula(tmp_path: Path, clock: Any) -> None:
    mean = Day(TODAY.isoformat(), {**DAYS[-1].counts, "topic/=1+1": 7, "tickets/by/@Ana": 1})
    async with counted(tmp_path, clock, [*DAYS[:-1], mean]) as shop, signed_in(shop, shop.ana) as ana:
        week = {"from": "2026-11-16", "to": "2026-11-22"}
        text, book = (await ana.get("/numbers.csv", **week)), await ana.get("/numbers.xlsx", **week)
    assert text.content.startswith("\ufeffdate,messages".encode())
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    assert book.headers["content-type"] == XLSX
    assert text.headers["content-disposition"] == 'attachment; filename="recado-2026-11-16-2026-11-22.csv"'
    rows = list(csv.DictReader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert [row["date"] for row in rows] == [day.date for day in DAYS[-7:]]
    assert [int(row["messages"]) for row in rows] == [figures_of([day]).messages for day in DAYS[-7:]]
    sheets = sheets_in(book.content)
    assert set(sheets) == {"days", "goals", "hours", "waiting", "apps", "counts", "times", "money"}
    assert [int(row[1]) for row in sheets["days"][1:]] == [int(row["messages"]) for row in rows]
    assert ["topics", "=1+1", "7"] in sheets["counts"]  # a text, no formula
    assert len(sheets["hours"]) == 1 + 7 * 24
    assert [row[0] for row in sheets["apps"][1:]] == ["whatsapp", "telegram", "web"]
    assert sum(int(row[1]) for row in sheets["apps"][1:]) == sum(int(row["on telegram"]) for row in rows) + sum(
        int(row["on whatsapp"]) + int(row["on web"]) for row in rows
    )
    dollars = sum(float(row[3]) for row in sheets["money"][1:])
    assert dollars == pytest.approx(sum(float(row["dollars"]) for row in rows))


def sheets_in(book: bytes) -> dict[str, list[list[str]]]:
    """The cells of a workbook, by sheet and row; fails on a formula."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = [one.get("name") or "" for one in _xml(archive, "xl/workbook.xml").iter(f"{SHEET}sheet")]
        texts = [
            "".join(part.text or "" for part in one.iter(f"{SHEET}t")) for one in _xml(archive, "xl/sharedStrings.xml")
        ]
        return {name: _rows(_xml(archive, f"xl/worksheets/sheet{n}.xml"), texts) for n, name in enumerate(names, 1)}


def _xml(archive: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(archive.read(name))


def _rows(sheet: ET.Element, texts: list[str]) -> list[list[str]]:
    assert not list(sheet.iter(f"{SHEET}f"))
    return [[_cell(cell, texts) for cell in row] for row in sheet.iter(f"{SHEET}row")]


def _cell(cell: ET.Element, texts: list[str]) -> str:
    value = cell.findtext(f"{SHEET}v") or ""
    return texts[int(value)] if cell.get("t") == "s" else value


async def test_examples_are_the_customers_own_words_while_they_are_kept(
    tmp_path: Path, clock: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    async with counted(tmp_path, clock) as shop, signed_in(shop, shop.ana) as ana:
        await shop.customer.send("¿Venden <pianos>?", sid="SMpianos")
        sids = {"other": ["SMpianos", "SMgone"]}
        await count(tmp_path / "recado.db", clock, [Day(TODAY.isoformat(), {"topic/other": 1}, sids)])
        capfd.readouterr()
        days = {"from": TODAY.isoformat(), "to": TODAY.isoformat()}
        page = (await ana.get("/numbers/examples", kind="other", **days)).text
        assert "¿Venden &lt;pianos&gt;?" in page
        assert page.count('data-testid="example"') == 1
        assert "/desk?talk=" in page
        assert 'data-testid="none"' in (await ana.get("/numbers/examples", kind="comment", **days)).text
        assert (await ana.get("/numbers/examples", kind="all")).status_code == 404
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines() if line.startswith("{")]
    looks = [line for line in lines if line.get("action") == "examples"]
    assert [(line["kind"], line["shown"], line["agent"]) for line in looks] == [("other", 1, 1), ("comment", 0, 1)]
    assert not [line for line in lines if "pianos" in json.dumps(line)]
