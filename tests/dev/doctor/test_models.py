"""`make doctor` before another server than OpenAI's: what it tries, and what it says of each thing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dev.doctor import models
from dev.doctor.findings import Finding, Verdict
from dev.doctor.models import ANSWER, CALLS, OFF, PICTURES, SIDE, VOICE, WITHOUT
from dev.doctor.openai import MODEL, openai_findings
from dev.doctor.prices import LIMIT, PRICES, prices_findings
from dev.openai_standin import Standin
from dev.serving import RequestLog, running
from handlers.adapters.servers.errors import NO_SCHEMAS, NO_TOOLS
from handlers.settings import Settings
from tests.dev.doctor.test_doctor import OPENED, is_quiet, of, settings, verdicts

TODAY = date(2026, 11, 22)
ALL = {
    "AGENTS": "Ana=whatsapp:+5215500000001",
    "TOPICS": "prices",
    "TOOLS": "tools",
    "OPENAI_TRANSCRIPTION_MODEL": "whisper-1",
    **OPENED,
}


def elsewhere(url: str, **other: str) -> Settings:
    return settings(**{"OPENAI_BASE_URL": url, "ASSISTANT_API": "chat", "KNOWLEDGE": "off", **other})


async def found(given: Settings) -> list[Finding]:
    return await openai_findings(given, TODAY)


@pytest.mark.parametrize("api", ["responses", "chat"])
async def test_each_thing_that_is_set_is_tried_by_itself(standin: Standin, api: str) -> None:
    told = await found(elsewhere(standin.base_url, **ALL, ASSISTANT_API=api))
    assert {finding.check: finding.verdict for finding in told} == {
        ANSWER: Verdict.HOLDS,
        SIDE: Verdict.HOLDS,
        CALLS: Verdict.HOLDS,
        PICTURES: Verdict.HOLDS,
        VOICE: Verdict.HOLDS,
        WITHOUT: Verdict.DOES_NOT_APPLY,
    }
    assert "tokens in" in of(ANSWER, told).said
    assert "no topics at night" in of(WITHOUT, told).said
    assert is_quiet(told)


async def test_what_is_not_set_is_not_tried(standin: Standin) -> None:
    nothing = elsewhere(standin.base_url, TWILIO_API_KEY_SECRET="")
    assert set(verdicts(await found(nothing))) == {ANSWER, WITHOUT}


@pytest.mark.parametrize(
    "brings_files",
    [
        {"telegram_bot_token": SecretStr("1:hush")},
        {"meta_app_secret": SecretStr("hush")},
        {"chat_sites": "https://shop.example", "chat_secret": SecretStr("hush")},
    ],
)
async def test_files_are_tried_where_any_channel_brings_them(standin: Standin, brings_files: dict[str, object]) -> None:
    nothing = elsewhere(standin.base_url, TWILIO_API_KEY_SECRET="")
    told = await found(nothing.model_copy(update=brings_files))
    assert set(verdicts(told)) == {ANSWER, PICTURES, VOICE, WITHOUT}


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ({"OPENAI_API_KEY": "sk-wrong-hush"}, "OPENAI_API_KEY"),
        ({"OPENAI_MODEL": "llama"}, "OPENAI_MODEL"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, "whether it runs"),
    ],
)
async def test_without_an_answer_its_reason_is_all_that_is_said(
    standin: Standin, given: dict[str, str], remedy: str
) -> None:
    [none] = await found(elsewhere(standin.base_url, **{**ALL, **given}))
    assert (none.check, none.verdict) == (ANSWER, Verdict.FAILS)
    assert remedy in none.remedy
    assert is_quiet([none])


async def test_a_model_without_schemas_is_found(standin: Standin) -> None:
    told = await found(elsewhere(standin.base_url, **ALL, OPENAI_MODEL="gpt-4"))
    assert (of(SIDE, told).verdict, of(SIDE, told).remedy) == (Verdict.FAILS, NO_SCHEMAS)


@contextmanager
def saying(text: str, picture: int = 200) -> Iterator[str]:
    """A server that always says this, in one document; pictures get this status, and voice notes 404."""

    async def answer(request: Request) -> Response:
        asked = await request.body()
        if b"image_url" in asked and picture != 200:
            return JSONResponse({"error": {"message": "no mmproj", "code": picture}}, picture)
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return JSONResponse({"choices": [choice]})

    app = Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])
    app.state.standin = RequestLog()
    with running(app) as url:
        yield f"{url}/v1"


async def test_a_server_that_heeds_nothing_is_found_out() -> None:
    with saying("OK", picture=500) as url:
        told = await found(elsewhere(url, **ALL, ANSWER_SECONDS="0.000001"))
    assert "tokens are not told" in of(ANSWER, told).said
    assert "over ANSWER_SECONDS" in of(ANSWER, told).said
    assert (of(SIDE, told).verdict, of(SIDE, told).remedy) == (Verdict.FAILS, NO_SCHEMAS)
    assert (of(CALLS, told).verdict, of(CALLS, told).remedy) == (Verdict.FAILS, NO_TOOLS)
    assert (of(PICTURES, told).verdict, "500" in of(PICTURES, told).said) == (Verdict.DOES_NOT_APPLY, True)
    assert (of(VOICE, told).verdict, of(VOICE, told).remedy) == (Verdict.FAILS, OFF)


async def test_another_server_that_is_asked_as_openai_is_has_the_setting_for_its_remedy() -> None:
    with saying("OK") as url:
        told = await found(elsewhere(url, ASSISTANT_API="openai"))
    assert (of(MODEL, told).verdict, "ASSISTANT_API" in of(MODEL, told).remedy) == (Verdict.FAILS, True)


async def test_a_server_that_refuses_calls_is_found_out(standin: Standin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "PING", {**models.PING, "name": "no name"})
    told = await found(elsewhere(standin.base_url, **ALL))
    assert of(CALLS, told).verdict is Verdict.FAILS


async def test_a_server_that_is_too_slow_is_found_out(standin: Standin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_SECONDS", 0.0)
    [none] = await found(elsewhere(standin.base_url))
    assert "too_slow" in none.said


async def test_a_model_that_hears_too_slowly_is_found_out(standin: Standin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_SECONDS", 0.0)
    given = elsewhere(standin.base_url, **ALL)
    async with models.client_of(given) as client:
        assert "too_slow" in (await models._voice(given, client)).said


async def test_without_a_model_for_voice_notes_they_are_not_heard(standin: Standin) -> None:
    told = await found(elsewhere(standin.base_url, **OPENED))
    assert (of(VOICE, told).verdict, "write" in of(VOICE, told).said) == (Verdict.DOES_NOT_APPLY, True)


def test_its_price_is_looked_for_and_openais_limit_is_not() -> None:
    told = prices_findings(elsewhere("http://127.0.0.1:9/v1", OPENAI_MODEL="llama"), TODAY)
    assert [finding.check for finding in told] == [PRICES]
    assert "openai.input is not known for llama" in of(PRICES, told).said
    assert "transcription" not in of(PRICES, told).said
    assert LIMIT in [each.check for each in prices_findings(settings(), TODAY)]
