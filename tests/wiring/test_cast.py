"""Wiring: a store that cannot be used is reported at the start, with the remedy; prices hold on the business's days."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from handlers import wiring
from handlers.errors import BadSettings
from handlers.settings import Settings
from handlers.wiring.cast import cast_by


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


async def test_prices_hold_on_the_days_of_the_time_zone() -> None:
    given = {"twilio_auth_token": "t", "public_url": "https://r.example", "openai_api_key": "k", "store": "memory"}
    evening = datetime(2026, 10, 1, 5, tzinfo=UTC)
    for zone, day in (("", date(2026, 10, 1)), ("America/Mexico_City", date(2026, 9, 30))):
        cast = cast_by(Settings.model_validate({**given, "time_zone": zone}), lambda: evening)
        assert cast.ledger.prices.day(evening) == day
        for close in cast.closing:
            await close()
