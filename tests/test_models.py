"""Other models behind the whole function: what customers notice of a server that keeps nothing, and what not."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from dev import openai_standin, twilio_standin
from dev.phone import Phone, attached
from dev.processes import ROOT
from handlers import texts
from handlers.doors import own_answers
from tests import functions, rest
from tests.dev.standins import LIMIT

PATHS = {"responses": "/v1/responses", "chat": "/v1/chat/completions"}


@pytest.fixture(params=PATHS)
def api(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def phone(standin: openai_standin.Standin, api: str) -> AsyncIterator[Phone]:
    async with functions.in_process(functions.settings(standin.base_url, ASSISTANT_API=api)) as found:
        yield found


def asked(standin: openai_standin.Standin, api: str, text: str = "") -> list[Any]:
    """The questions with this text in them."""
    return [seen.body for seen in standin.state.seen("POST", PATHS[api]) if text in str(seen.body)]


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [line for each in capsys.readouterr().out.splitlines() if (line := json.loads(each))["message"] == "turn"]


async def test_a_customer_is_remembered_and_forgotten(
    phone: Phone, standin: openai_standin.Standin, api: str, capsys: pytest.CaptureFixture[str]
) -> None:
    standin.state.requests.clear()  # other tests' may tell a number
    before = set(standin.state.conversations), set(standin.state.runs)
    await phone.send("Hola, me llamo Ana")
    assert "Ana" in (await phone.send("¿Cómo me llamo?")).messages[0]
    await phone.send("olvídame")
    await phone.send("sí")
    assert "Ana" not in (await phone.send("¿Cómo me llamo?")).messages[0]
    assert (set(standin.state.conversations), set(standin.state.runs)) == before
    assert "+52155" not in str(asked(standin, api))
    assert [line["result"] for line in lines(capsys)] == ["answered"] * 5


async def test_a_late_answer_comes_with_a_later_hop_and_is_paid_once(standin: openai_standin.Standin, api: str) -> None:
    env = functions.settings(standin.base_url, ASSISTANT_API=api, ANSWER_SECONDS="0.4", OPENAI_MODEL="gpt-4o-mini")
    async with functions.in_process(env) as phone:
        deliveries = [each async for each in phone.converse(f"Hola, ¿abren hoy? ({api} come late) #delay=0.8")]
    assert len(deliveries) > 1
    assert deliveries[0].messages == [texts.WAIT["es"]]
    assert "come late" in deliveries[-1].messages[0]
    assert len(asked(standin, api, f"{api} come late")) == 1


def with_rest(
    standin: openai_standin.Standin, twilio: twilio_standin.Standin, api: str, **other: str
) -> dict[str, str]:
    """The settings of a function that sends by REST what comes late."""
    key = {"TWILIO_API_KEY_SID": "SK1", "TWILIO_API_KEY_SECRET": "hush", "TWILIO_API_BASE_URL": twilio.base_url}
    more = {"ANSWER_SECONDS": "0.4", "OPENAI_MODEL": "gpt-4o-mini", "TICK_SECRET": rest.TICK, **key, **other}
    return functions.settings(standin.base_url, ASSISTANT_API=api, **more)


async def ticked(phone: Phone) -> int:
    """How many turns the clock took up."""
    async with httpx2.AsyncClient(transport=phone.transport) as client:
        answer = await client.post(f"{phone.url}/tick", headers={"Authorization": f"Bearer {rest.TICK}"})
        return int(answer.json()["turns"])


def sent_to(phone: Phone, twilio: twilio_standin.Standin) -> list[str]:
    return [each.body for each in twilio.state.sent if each.to == phone.sender]


@pytest.mark.parametrize("by_clock", [True, False])
async def test_an_answer_that_no_hop_waited_for_is_sent_and_paid_once(
    standin: openai_standin.Standin,
    api: str,
    clock: Any,
    twilio_standin: twilio_standin.Standin,
    monkeypatch: pytest.MonkeyPatch,
    *,
    by_clock: bool,
) -> None:
    """By the process that read it, or if that does not come to it, by the clock."""
    monkeypatch.setattr(own_answers, "PAUSE", 60.0 if by_clock else 0.01)
    text = f"Hola, ¿abren hoy? ({api} by {'the clock' if by_clock else 'itself'})"
    async with functions.by_clock(with_rest(standin, twilio_standin, api, MAX_HOPS="0"), clock) as phone:
        with standin.state.holding(text):
            assert (await phone.send(text)).messages == [texts.WAIT["es"]]
        async with asyncio.timeout(LIMIT):  # it only ends a test that has failed
            while not by_clock and not sent_to(phone, twilio_standin):
                await asyncio.sleep(0.02)
        clock.go_on(seconds=90)
        assert await ticked(phone) == int(by_clock)
        assert [text in body for body in sent_to(phone, twilio_standin)] == [True]
    assert len(asked(standin, api, text)) == 1


async def test_an_answer_that_a_hop_waits_for_is_not_sent_by_rest(
    standin: openai_standin.Standin, api: str, twilio_standin: twilio_standin.Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_answers, "PAUSE", 0.01)
    async with functions.in_process(with_rest(standin, twilio_standin, api)) as phone:
        deliveries = [each async for each in phone.converse(f"Hola, ¿abren hoy? ({api} and REST) #delay=0.8")]
        assert "and REST" in deliveries[-1].messages[0]
        assert sent_to(phone, twilio_standin) == []


async def test_a_voice_note_is_no_fault_where_nobody_hears_it(
    standin: openai_standin.Standin, api: str, twilio_standin: twilio_standin.Standin
) -> None:
    env = functions.settings(
        standin.base_url,
        ASSISTANT_API=api,
        TWILIO_API_KEY_SID="SK1",
        TWILIO_API_KEY_SECRET="hush",
        TWILIO_API_BASE_URL=twilio_standin.base_url,
    )
    async with functions.in_process(env) as phone:
        before = len(standin.state.seen("POST", "/v1/audio/transcriptions"))
        delivery = await phone.send("", **attached((f"{twilio_standin.base_url}/voice", "audio/ogg")))
    assert texts.UNAVAILABLE["es"] not in delivery.messages
    assert len(standin.state.seen("POST", "/v1/audio/transcriptions")) == before


async def test_a_wrong_key_is_an_apology_and_an_error_with_its_remedy(
    standin: openai_standin.Standin, api: str, capsys: pytest.CaptureFixture[str]
) -> None:
    env = functions.settings(standin.base_url, ASSISTANT_API=api, OPENAI_API_KEY="sk-wrong-hush")
    async with functions.in_process(env) as phone:
        assert (await phone.send("Hola")).messages == [texts.UNAVAILABLE["es"]]
    [line] = lines(capsys)
    assert (line["severity"], line["code"]) == ("ERROR", "invalid_api_key")
    assert "OPENAI_BASE_URL" in line["remedy"]
    assert "hush" not in str(line)


@pytest.mark.parametrize(("given", "is_loaded"), [({}, False), ({"ASSISTANT_API": "chat"}, True)])
def test_nothing_of_it_is_loaded_where_openai_answers(given: dict[str, str], *, is_loaded: bool) -> None:
    env = functions.settings("http://127.0.0.1:1", **given)
    told = "import sys; from handlers import settings, wiring; wiring.build(settings.load());"
    told += "print(any(name.startswith('handlers.adapters.servers') for name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == str(is_loaded)
