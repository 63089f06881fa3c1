"""Checks of money: the prices that figures are reckoned by, and OpenAI's own limit, which only a person can see."""

from datetime import date

from dev.doctor.findings import Finding, holds, not_checked
from dev.doctor.openai import STANDIN_KEY
from handlers.money.prices import load_prices
from handlers.settings import Settings
from handlers.wiring.assistant import hears_by

PRICES, LIMIT = "Prices", "OpenAI's own limit"
SET_LIMIT = """\
it is the last line of defence, also against a stolen key: set a hard monthly limit for the project that the key
belongs to, and a mail before it is reached: https://platform.openai.com/settings, Limits"""


def prices_findings(settings: Settings, today: date) -> list[Finding]:
    """Both checks, without asking anybody; none where a stand-in answers."""
    if settings.openai_api_key.get_secret_value() == STANDIN_KEY:
        return []
    if settings.assistant_api != "openai":
        return [_prices(settings, today)]
    limit = not_checked(LIMIT, "OpenAI tells it on its page alone", remedy=SET_LIMIT)
    return [_prices(settings, today), limit]


def _prices(settings: Settings, today: date) -> Finding:
    prices = load_prices(settings.country_prices)
    tokens = [(f"openai.{line}", settings.openai_model) for line in ("input", "cached", "output")]
    heard_by = hears_by(settings)
    used = [*tokens, *([("openai.transcription", heard_by)] if heard_by else [])]
    if doubts := prices.warnings(today, used):
        said = "; ".join(doubt.said for doubt in doubts)
        return not_checked(PRICES, said, remedy="\n".join(dict.fromkeys(doubt.remedy for doubt in doubts)))
    countries = len(prices.newest("meta.service"))
    return holds(PRICES, f"of {settings.openai_model}, of Meta's in {countries} countries, looked at in this quarter")
