"""The doctor on Meta: its tokens are tried, and our address takes what is signed and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest

from dev import meta_standin
from dev.doctor.findings import Finding, Verdict
from dev.doctor.meta import DOOR, TOKENS, meta_findings
from dev.doctor.twilio import KEY, SENDER, twilio_findings
from dev.doctor.web import SIGNED, UNSIGNED, web_findings
from dev.meta_standin import File
from dev.processes import free_port
from handlers.settings import Settings
from tests import functions
from tests.ways import meta as ways
from tests.ways.meta import NUMBER, PAGE, SETTINGS

HUSH = {"META_APP_SECRET": "hush-app", "META_VERIFY_TOKEN": "hush-verify", "META_ACCESS_TOKEN": "hush-token"}


@pytest.fixture
def meta() -> Iterator[meta_standin.Standin]:
    with meta_standin.serve() as standin:
        for known in ("me", NUMBER):
            standin.state.files[known] = File(b"", "application/json")
        yield standin


def now() -> datetime:
    return datetime.now(UTC)


def settings(meta: meta_standin.Standin | None, **other: str) -> Settings:
    base_url = meta.base_url if meta else f"http://127.0.0.1:{free_port()}"
    env = {
        "PUBLIC_URL": "http://127.0.0.1:1",
        "OPENAI_API_KEY": "sk-hush",
        "TICK_SECRET": "hush-tick",
        "META_API_BASE_URL": base_url,
        **HUSH,
        **other,
    }
    return Settings.model_validate({name.lower(): value for name, value in env.items()})


def of(check: str, found: list[Finding]) -> Finding:
    assert not [finding for finding in found if "hush" in str(finding)]
    return next(finding for finding in found if finding.check == check)


async def test_tokens_that_meta_takes_hold(meta: meta_standin.Standin) -> None:
    given = settings(meta, META_PHONE_NUMBER_ID=NUMBER, META_PAGE_TOKENS=f"{PAGE}=hush-page")
    found = of(TOKENS, await meta_findings(given))
    assert (found.verdict, found.said) == (Verdict.HOLDS, "2 accepted")
    assert of(TOKENS, await meta_findings(settings(meta))).verdict is Verdict.HOLDS
    pages = settings(meta, META_ACCESS_TOKEN="", META_PAGE_TOKENS=f"{PAGE}=hush-page")
    assert of(TOKENS, await meta_findings(pages)).said == "1 accepted"


async def test_each_token_that_it_refuses_is_named(meta: meta_standin.Standin) -> None:
    given = settings(meta, META_ACCESS_TOKEN="wrong", META_PAGE_TOKENS=f"{PAGE}=wrong")
    found = of(TOKENS, await meta_findings(given))
    assert found.verdict is Verdict.FAILS
    assert f"META_PAGE_TOKENS, {PAGE} (401), META_ACCESS_TOKEN (401)" in found.said
    assert of(TOKENS, await meta_findings(settings(None))).said == "Meta was not reached (ConnectError)"


async def test_a_function_with_the_same_secrets_is_found_to_be_right(meta: meta_standin.Standin) -> None:
    env = functions.settings("http://127.0.0.1:1", **SETTINGS, TICK_SECRET="t", META_API_BASE_URL=meta.base_url)
    async with functions.by_clock(env, now) as phone:
        there = {**SETTINGS, "PUBLIC_URL": phone.url}
        assert (
            of(DOOR, await meta_findings(settings(meta, **there), transport=phone.transport)).verdict is Verdict.HOLDS
        )
        for name, said in (("META_APP_SECRET", "META_APP_SECRET"), ("META_VERIFY_TOKEN", "META_VERIFY_TOKEN")):
            given = settings(meta, **{**there, name: "another"})
            found = of(DOOR, await meta_findings(given, transport=phone.transport))
            assert found.verdict is Verdict.FAILS
            assert said in found.remedy


async def test_what_takes_anything_is_found_and_where_nobody_answers_nothing_is(meta: meta_standin.Standin) -> None:
    anything = httpx2.MockTransport(lambda _: httpx2.Response(200))
    assert "is not refused" in of(DOOR, await meta_findings(settings(meta), transport=anything)).said
    assert of(DOOR, await meta_findings(settings(meta))).verdict is Verdict.DOES_NOT_APPLY

    def echo(request: httpx2.Request) -> httpx2.Response:
        challenge = request.url.params.get("hub.challenge", "")
        return httpx2.Response(200, text=challenge) if challenge else httpx2.Response(403)

    found = of(DOOR, await meta_findings(settings(meta), transport=httpx2.MockTransport(echo)))
    assert (found.verdict, "to anybody" in found.said) == (Verdict.FAILS, True)


async def test_without_meta_nothing_is_said_of_it_and_without_twilio_nothing_is_wrong(
    meta: meta_standin.Standin,
) -> None:
    twilio = settings(meta, TWILIO_AUTH_TOKEN="hush", META_APP_SECRET="")
    assert await meta_findings(twilio) == []
    env = {**functions.settings("http://127.0.0.1:1", TICK_SECRET="t"), **SETTINGS, **ways.ALONE}
    async with functions.by_clock(env, now) as phone:
        web = await web_findings(settings(meta, PUBLIC_URL=phone.url), transport=phone.transport)
    found = [*web, *await twilio_findings(settings(meta), fix=False, sender="")]
    assert {of(check, found).verdict for check in (SIGNED, UNSIGNED, KEY, SENDER)} == {Verdict.DOES_NOT_APPLY}
