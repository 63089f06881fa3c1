"""Who is told the numbers by message, and what they say of where all of it is."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from handlers.settings import Settings
from handlers.tickets.orders import Order
from handlers.wiring.cast import cast_by
from handlers.wiring.reports import tell_numbers

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
REQUIRED = {
    "twilio_auth_token": SecretStr("t"),
    "public_url": "https://r.example",
    "openai_api_key": SecretStr("k"),
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_api_key_sid": "SK1",
    "twilio_api_key_secret": SecretStr("s"),
    "tick_secret": SecretStr("a token"),
    "store": "memory",
    "assistant_language": "en",
    "agents": "Ana=whatsapp:+5215511110001, Luis=whatsapp:+5215511110002",
}
DESK = {"desk_secret": SecretStr("a secret of thirty-two characters")}


@pytest.mark.parametrize(
    ("given", "seen_by", "day", "link"),
    [
        ({}, ["Ana"], "Thu Nov 26, 2026", False),
        ({"numbers": "agents", "time_zone": "America/Mexico_City", **DESK}, ["Ana", "Luis"], "Wed Nov 25, 2026", True),
    ],
)
async def test_the_owner_or_all_agents_are_told_of_their_day_with_a_link_to_the_page(
    given: dict[str, object], seen_by: list[str], day: str, link: bool
) -> None:
    cast = cast_by(Settings.model_validate({**REQUIRED, **given}), lambda: NOW)
    assert cast.people is not None
    tell = tell_numbers(cast, cast.people.agents)
    assert list(tell.seen_by) == seen_by
    text = await tell(Order.TODAY, cast.people.agents.every[0])
    assert text.startswith(f"**Numbers, {day}**")
    assert text.endswith(r"https://r.example/numbers") is link
    for close in cast.closing:
        await close()
