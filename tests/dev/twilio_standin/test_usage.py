"""Usage records of the stand-in: as Twilio's own SDK reads them, and what it refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx2
import pytest

from dev.twilio_standin import Standin
from tests.dev.twilio_standin.test_standin import ACCOUNT, KEY

DAYS = {"StartDate": "2026-11-01", "EndDate": "2026-11-05"}
BILLED = "channels-messaging-inbound"


async def page(standin: Standin, path: str = "", **query: Any) -> httpx2.Response:
    url = path or f"/2010-04-01/Accounts/{ACCOUNT}/Usage/Records/Daily.json"
    async with httpx2.AsyncClient(auth=(KEY, "any")) as http:
        return await http.get(standin.base_url + url, params=query or None)


async def test_each_day_has_a_record_page_by_page_both_ways(twilio_standin: Standin) -> None:
    twilio_standin.state.billed.add(BILLED, date(2026, 11, 3), 2, "0.01")
    twilio_standin.state.billed.add(BILLED, date(2026, 11, 3), 1, "0.005")
    first = (await page(twilio_standin, Category=BILLED, PageSize=2, **DAYS)).json()
    second = (await page(twilio_standin, first["next_page_uri"])).json()
    third = (await page(twilio_standin, second["next_page_uri"])).json()
    found = [record for one in (first, second, third) for record in one["usage_records"]]
    assert [record["start_date"] for record in found] == [f"2026-11-0{day}" for day in (5, 4, 3, 2, 1)]
    assert [(record["count"], record["price"]) for record in found] == [("0", "0")] * 2 + [("3", "0.015")] + [
        ("0", "0")
    ] * 2
    assert (third["next_page_uri"], first["previous_page_uri"]) == (None, None)
    assert (await page(twilio_standin, third["previous_page_uri"])).json()["usage_records"] == second["usage_records"]
    total = (await page(twilio_standin, Category="totalprice", **DAYS)).json()["usage_records"]
    assert sum(float(record["price"]) for record in total) == 0.015


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "Invalid parameter: StartDate"),
        (DAYS, "Invalid parameter: Category"),
        (DAYS | {"Category": BILLED, "PageSize": "1001"}, "Invalid parameter: PageSize"),
        (DAYS | {"Category": BILLED, "Days": "1"}, "The stand-in does not know the parameter 'Days'"),
    ],
)
async def test_what_it_does_not_understand_it_refuses(
    twilio_standin: Standin, query: dict[str, str], said: str
) -> None:
    answer = await page(twilio_standin, **query)
    assert (answer.status_code, answer.json()["message"]) == (400, said)
