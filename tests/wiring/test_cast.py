"""Wiring: a store that cannot be used is reported at the start, with the remedy."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from handlers import wiring
from handlers.errors import BadSettings
from handlers.settings import Settings


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
