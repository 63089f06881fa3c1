"""The doctor's check of the chat on the business's sites, before the function itself and before others."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from dev.doctor.chat import CHAT, chat_findings
from dev.doctor.findings import Finding, Verdict
from handlers.settings import Settings
from tests import functions
from tests.ways.web import CHAT as SET
from tests.ways.web import SITE

URL = "http://function"


def settings(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    with monkeypatch.context() as patch:
        for name, value in functions.settings("http://127.0.0.1:1", PUBLIC_URL=URL, **given).items():
            patch.setenv(name, value)
        return Settings()  # type: ignore[call-arg]


async def before(answer: Callable[[httpx2.Request], httpx2.Response], monkeypatch: pytest.MonkeyPatch) -> Finding:
    (finding,) = await chat_findings(settings(monkeypatch, **SET), transport=httpx2.MockTransport(answer))
    assert finding.check == CHAT
    return finding


def script() -> httpx2.Response:
    return httpx2.Response(200, headers={"content-type": "text/javascript"})


async def test_without_sites_there_is_nothing_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await chat_findings(settings(monkeypatch)) == []


async def test_a_function_with_these_sites_is_right(monkeypatch: pytest.MonkeyPatch, clock: Any) -> None:
    async with functions.by_clock(functions.settings("http://127.0.0.1:1", **SET), clock) as phone:
        (finding,) = await chat_findings(settings(monkeypatch, **SET), transport=phone.transport)
        assert finding.verdict is Verdict.HOLDS
        assert f'<script src="{URL}/chat.js" async></script>' in finding.said
        more = {**SET, "CHAT_SITES": f"{SITE}, https://new.example"}
        (finding,) = await chat_findings(settings(monkeypatch, **more), transport=phone.transport)
        assert finding.verdict is Verdict.FAILS
        assert "https://new.example" in finding.said
        assert SITE not in finding.said


async def test_a_function_without_a_chat_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = await before(lambda _: httpx2.Response(404), monkeypatch)
    assert (finding.verdict, "CHAT_SITES" in finding.remedy) == (Verdict.FAILS, True)


async def test_a_function_that_lets_any_site_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        origin = request.headers.get("origin", "")
        return httpx2.Response(200, headers={"access-control-allow-origin": origin}) if origin else script()

    finding = await before(answer, monkeypatch)
    assert (finding.verdict, "nobody.example" in finding.said) == (Verdict.FAILS, True)


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ({}, "a session that the function gave is not taken: GET http://function/chat gives 401"),
        ({"ours": 200}, ""),
        ({"ours": 503}, "gives 503"),
        ({"ours": 200, "another's": 200}, "a session that another secret signed is not refused"),
    ],
)
async def test_sessions_are_known_by_their_signature(
    monkeypatch: pytest.MonkeyPatch, statuses: dict[str, int], said: str
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        origin = request.headers.get("origin", "")
        if request.url.path == "/chat.js":
            return script()
        if request.url.path == "/chat":
            is_ours = request.headers["authorization"] == "Bearer ours"
            return httpx2.Response(statuses.get("ours" if is_ours else "another's", 401))
        if origin.endswith("nobody.example"):
            return httpx2.Response(403)
        there = {"access-control-allow-origin": origin}
        return httpx2.Response(200, headers=there, json={"session": "ours"} if statuses else None)

    finding = await before(answer, monkeypatch)
    assert (finding.verdict, said in finding.said) == (Verdict.FAILS if said else Verdict.HOLDS, True)


async def test_a_function_that_does_not_answer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    finding = await before(answer, monkeypatch)
    assert (finding.verdict, "ConnectError" in finding.said) == (Verdict.FAILS, True)
