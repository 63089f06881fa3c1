"""The doctor's checks of tools."""

import json
from pathlib import Path

import httpx2
import pytest

from dev.doctor.findings import Finding, Verdict
from dev.doctor.tools import tools_findings
from handlers.settings import Settings
from tests import functions
from tests.tooling import written

CRM = {"label": "crm", "url": "https://crm.example/mcp", "tools": ["find"], "secret": "TOOLS_CRM_TOKEN"}
BOOKING = """
@tool(requires="confirm", title={"es": "Reservar"})
def book():
    "Book a table."

def order():
    "Look up an order."
"""


async def found(monkeypatch: pytest.MonkeyPatch, **env: str) -> list[Finding]:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert "authorization" not in request.headers
        if request.url.host == "down.example":
            raise httpx2.ConnectError("refused")
        return httpx2.Response(405)

    for name, value in (functions.settings("http://127.0.0.1:1") | env).items():
        monkeypatch.setenv(name, value)
    return await tools_findings(Settings(), transport=httpx2.MockTransport(answer))  # type: ignore[call-arg]


async def test_without_tools_there_is_nothing_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await found(monkeypatch) == []


async def test_the_tools_are_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (finding,) = await found(monkeypatch, TOOLS=str(written(tmp_path / "tools", BOOKING)))
    assert finding.verdict is Verdict.HOLDS
    assert finding.said.endswith("tools: book (asks first), order")


async def test_a_folder_that_cannot_be_used_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (finding,) = await found(monkeypatch, TOOLS=str(written(tmp_path / "tools", "def order(): ...")))
    assert finding.verdict is Verdict.FAILS
    assert "order() has no docstring" in finding.remedy


async def test_each_server_is_called_without_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    down = {"label": "down", "url": "https://down.example/mcp", "tools": ["find"]}
    unset = CRM | {"label": "unset", "secret": "TOOLS_UNSET"}
    answers, gone, without = await found(
        monkeypatch, MCP_SERVERS=json.dumps([CRM, down, unset]), TOOLS_CRM_TOKEN="hush"
    )
    assert (answers.check, answers.verdict) == ("MCP server crm", Verdict.HOLDS)
    assert "status 405" in answers.said
    assert (gone.verdict, gone.said) == (Verdict.FAILS, "https://down.example/mcp does not answer (ConnectError)")
    assert (without.verdict, without.said) == (Verdict.FAILS, "TOOLS_UNSET is not set")
