"""Wiring: a store that cannot be used is reported at the start, with the remedy; what money is reckoned by is known."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from handlers import wiring
from handlers.errors import BadSettings
from handlers.money.likely import CHARACTERS_A_TOKEN, Likely
from handlers.settings import Settings
from handlers.wiring.cast import Cast, cast_by

EVENING = datetime(2026, 10, 1, 5, tzinfo=UTC)


def test_without_google_credentials_the_start_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "FIRESTORE_EMULATOR_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    secret = SecretStr("secret")
    settings = Settings(twilio_auth_token=secret, public_url="https://r.example", openai_api_key=secret)
    with pytest.raises(BadSettings, match="gcloud auth application-default login"):
        wiring.build(settings)


def settings(**other: object) -> Settings:
    given = {"twilio_auth_token": "t", "public_url": "https://r.example", "openai_api_key": "k", "store": "memory"}
    return Settings.model_validate({**given, **other})


@asynccontextmanager
async def casting(settings: Settings) -> AsyncIterator[Cast]:
    cast = cast_by(settings, lambda: EVENING)
    yield cast
    for close in cast.closing:
        await close()


async def test_prices_hold_on_the_days_of_the_time_zone() -> None:
    for zone, day in (("", date(2026, 10, 1)), ("America/Mexico_City", date(2026, 9, 30))):
        async with casting(settings(time_zone=zone)) as cast:
            assert cast.ledger.prices.day(EVENING) == day


async def likely(**other: object) -> Likely:
    async with casting(settings(customer_day_limit_usd="5", **other)) as cast:
        assert cast.ceilings
        assert isinstance(cast.ceilings.likely, Likely)
        return cast.ceilings.likely


async def test_what_the_business_knows_and_the_topics_are_paid_for_with_each_question(tmp_path: Path) -> None:
    (tmp_path / "prices.md").write_text("pan 5 pesos\n" * 1000)
    alone = await likely()
    assert (await likely(knowledge=str(tmp_path))).told > alone.told + 12_000 // CHARACTERS_A_TOKEN
    assert (await likely(topics="pan; leche")).told > alone.told


async def test_who_asks_a_server_of_tools_asks_twice() -> None:
    server = {"label": "crm", "url": "https://crm.example/mcp", "tools": ["find"]}
    assert ((await likely()).questions, (await likely(mcp_servers=json.dumps([server]))).questions) == (1, 2)
