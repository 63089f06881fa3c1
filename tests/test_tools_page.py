"""docs/tools.md: its examples are tools that run."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from dev.openai_standin.tools import check_tools
from dev.processes import ROOT
from handlers.conversation.calls import MOST_AT_ONCE, MOST_ROUNDS, Call, Caller
from handlers.tools.catalogue import MOST_BYTES, TOLD, Catalogue
from handlers.tools.loading import MOST_TOOLS, tools_in
from handlers.tools.options import MOST_SECONDS, SECONDS
from handlers.tools.servers import servers_in

PAGE = (ROOT / "docs/tools.md").read_text()
FILES = dict(re.findall(r"`tools/(\w+)\.py`.*?```python\n(.*?)```", PAGE, flags=re.DOTALL))
ANA = Caller("a", "alias", "+5215512345678", "Ana", "es")
AS_LISTED = "+525512345678"  # the shop's lists lack the 1 that WhatsApp writes


@pytest.fixture
def tools(tmp_path: Path) -> Catalogue:
    for name, source in FILES.items():
        (tmp_path / f"{name}.py").write_text(source)
    return Catalogue(tools_in(tmp_path))


async def call(tools: Catalogue, name: str, **arguments: object) -> Any:
    done = await tools.run(Call("call_1", name, json.dumps(arguments)), ANA)
    assert done.result == "done", done
    return json.loads(done.output)


def test_all_of_them_are_tools_that_openai_takes(tools: Catalogue) -> None:
    assert set(FILES) == {"orders", "crm", "invoices"}
    assert sorted(tools.tools) == ["call_me_back", "my_account", "my_invoices", "order_state"]
    check_tools({"tools": list(tools.schemas)})
    asked = Call("c", "call_me_back", '{"about": "una boda"}')
    assert tools.question(asked, "es").startswith("Pedir que te llame ventas sobre una boda. ")


async def test_the_first_one_finds_only_the_customer_s_own(tools: Catalogue, tmp_path: Path) -> None:
    (shown,) = re.findall(r"`tools/orders\.csv`.*?```csv\n(.*?)```", PAGE, flags=re.DOTALL)
    (tmp_path / "orders.csv").write_text(
        f"{shown}L-2,+5215500000000,ready,2026-12-06\nL-4,{AS_LISTED},ready,2026-12-06\n"
    )
    assert await call(tools, "order_state", number="L-1001") == {"state": "baking", "pick up on": "2026-12-05"}
    assert (await call(tools, "order_state", number="L-4"))["state"] == "ready"
    assert await call(tools, "order_state", number="L-2") == await call(tools, "order_state", number="L-3")


@pytest.fixture
async def crm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Any]]:
    notes = list[Any]()

    async def contacts(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer hush"
        known = request.query["phone"] == AS_LISTED
        return web.json_response([{"plan": "Oro", "ends": "2026-12-31", "card": "4111"}] if known else [])

    async def callbacks(request: web.Request) -> web.Response:
        notes.append((request.headers["Idempotency-Key"], await request.json()))
        return web.json_response({})

    app = web.Application()
    app.add_routes([web.get("/contacts", contacts), web.post("/callbacks", callbacks)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    monkeypatch.setenv("TOOLS_CRM_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("TOOLS_CRM_TOKEN", "hush")
    yield notes
    await runner.cleanup()


async def test_the_crm_is_asked_by_the_customer_s_number(tools: Catalogue, crm: list[Any]) -> None:
    assert await call(tools, "my_account") == {"plan": "Oro", "ends on": "2026-12-31"}
    stranger = await tools.run(Call("c", "my_account", "{}"), Caller("b", "other", "+5215500000000", "Ana", "es"))
    assert json.loads(stranger.output) == {"account": "none with this number"}
    assert await call(tools, "call_me_back", about="una boda") == {"they will call": True}
    assert crm == [("call_1", {"phone": ANA.customer, "name": "Ana", "about": "una boda"})]


async def test_the_database_is_asked_by_the_customer_s_number(
    tools: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = sqlite3.connect(tmp_path / "shop.db")
    database.execute("CREATE TABLE invoices (number, phone, day, total, paid)")
    rows = [("F-1", ANA.customer, "2026-01-05", 100, 0), ("F-2", AS_LISTED, "2026-03-05", 200, 0)]
    rows += [("F-3", ANA.customer, "2026-04-05", 300, 1), ("F-4", "+5215500000000", "2026-05-05", 400, 0)]
    database.executemany("INSERT INTO invoices VALUES (?, ?, ?, ?, ?)", rows)
    database.commit()
    database.close()
    monkeypatch.setenv("TOOLS_DATABASE", str(tmp_path / "shop.db"))
    assert [row["number"] for row in await call(tools, "my_invoices")] == ["F-1", "F-2"]
    assert [row["number"] for row in await call(tools, "my_invoices", since="2026-02-01")] == ["F-2"]


def test_the_limits_are_those_of_the_code() -> None:
    table = set(re.findall(r"^\| .*? \| `(\w+)` \|", PAGE, flags=re.MULTILINE))
    assert table == {*TOLD, "done"}
    assert f"more than {MOST_BYTES:,} bytes" in PAGE
    assert f"time limit: {SECONDS:g}, and at most {MOST_SECONDS:g}" in " ".join(PAGE.split())
    assert f"{MOST_TOOLS} are" in PAGE
    assert "at most three rounds of calls, and eight calls in a round" in PAGE
    assert (MOST_ROUNDS, MOST_AT_ONCE) == (3, 8)


def test_the_setting_of_servers_can_be_read() -> None:
    [given] = re.findall(r"^MCP_SERVERS: '(.*)'$", PAGE, flags=re.MULTILINE)
    (server,) = servers_in(given)
    assert (server.label, server.secret) == ("crm", "TOOLS_CRM_TOKEN")
