"""The doctor on prices: which are too old or missing, and the limit that only OpenAI's page shows."""

from datetime import date

import pytest

from dev.doctor.findings import Verdict
from dev.doctor.openai import STANDIN_KEY
from dev.doctor.prices import LIMIT, PRICES, prices_findings
from handlers.settings import Settings

TODAY = date(2026, 11, 26)


def settings(**other: str) -> Settings:
    env = {"twilio_auth_token": "hush", "public_url": "https://recado.example", "openai_api_key": "sk-hush", **other}
    return Settings.model_validate(env)


def test_prices_of_this_quarter_hold() -> None:
    prices, limit = prices_findings(settings(), TODAY)
    assert (prices.check, prices.verdict) == (PRICES, Verdict.HOLDS)
    assert "gpt-6-luna" in prices.said
    assert (limit.check, limit.verdict) == (LIMIT, Verdict.NOT_CHECKED)
    assert "https://platform.openai.com/settings" in limit.remedy


def test_prices_of_an_earlier_quarter_are_to_be_compared_with_their_sources() -> None:
    [prices, _] = prices_findings(settings(), date(2027, 1, 1))
    assert prices.verdict is Verdict.NOT_CHECKED
    assert "the prices of meta were last looked at on 2026-11-25, before this quarter began" in prices.said
    assert "https://openai.com/api/pricing" in prices.remedy


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"openai_model": "gpt-9"}, "the price of openai.input is not known for gpt-9"),
        ({"openai_transcription_model": "whisper-9"}, "the price of openai.transcription is not known for whisper-9"),
    ],
)
def test_a_model_without_a_price_is_named(other: dict[str, str], said: str) -> None:
    [prices, _] = prices_findings(settings(**other), TODAY)
    assert prices.verdict is Verdict.NOT_CHECKED
    assert said in prices.said
    assert prices.remedy == "add it to handlers/money/prices.toml, with its source"


def test_the_countries_that_the_business_sets_count() -> None:
    [prices, _] = prices_findings(settings(country_prices="MX=0.0085, JP=0.03"), TODAY)
    assert "in 27 countries" in prices.said


def test_where_a_stand_in_answers_nothing_is_paid() -> None:
    assert prices_findings(settings(openai_api_key=STANDIN_KEY), TODAY) == []
