"""The doors of the function: those of late answers and of the clock only if they are set up."""

import pytest
from pydantic import SecretStr

from handlers import wiring
from handlers.settings import Settings

KEY = {"twilio_account_sid": "AC" + "0" * 32, "twilio_api_key_sid": "SK1", "twilio_api_key_secret": SecretStr("right")}
WEBHOOK, TICK = {"openai_webhook_secret": SecretStr("whsec_1")}, {"tick_secret": SecretStr("a token")}
ALWAYS = {"POST /webhook", "POST /", "GET /health"}


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ({}, set()),
        (KEY, set()),
        (TICK, {"POST /tick"}),
        (WEBHOOK, set()),  # nothing could be sent
        (KEY | WEBHOOK, {"POST /openai"}),
        (KEY | WEBHOOK | TICK, {"POST /openai", "POST /tick"}),
    ],
)
async def test_each_address_is_there_where_it_is_set_up(given: dict[str, object], more: set[str]) -> None:
    secret = SecretStr("secret")
    required = {"twilio_auth_token": secret, "public_url": "https://r.example", "openai_api_key": secret}
    settings = Settings.model_validate({**required, "store": "memory", **given})
    function = wiring.build(settings)
    assert {f"{method} {path}" for path, methods in function.table.items() for method in methods} == ALWAYS | more
    await function.close()
