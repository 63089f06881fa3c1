"""Surveys through the function over HTTP: who is asked, what counts as an answer, what is kept; over every store."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from dev.phone import attached, new_sid
from dev.twilio_standin import File
from tests import functions
from tests.people import ANA, LUIS, Shop, servers, store
from tests.rest import TICK, Here

__all__ = ["servers", "store"]
ASK, THANKS = "Del 1 (pésima) al 5 (excelente), ¿cómo fue la atención?", "Gracias por la calificación."


@pytest.fixture
async def shop(servers: Any, store: Mapping[str, str], clock: Any, request: Any) -> AsyncIterator[Shop]:
    openai, twilio = servers
    env = functions.settings(
        openai.base_url,
        TWILIO_API_KEY_SID="SK0123456789abcdef0123456789abcdef",
        TWILIO_API_KEY_SECRET="any",
        TWILIO_API_BASE_URL=twilio.base_url,
        TICK_SECRET=TICK,
        AGENTS=f"Ana={ANA}, Luis={LUIS}",
        SURVEY=getattr(request, "param", "ticket"),
        **store,
    )
    async with functions.by_clock(env, clock) as phone:
        yield Shop(replace(phone, sender="whatsapp:+5215522220001", profile_name="Eva"), openai, twilio, clock)


over_rest = pytest.mark.parametrize("shop", ["conversation"], indirect=True)


async def tick(shop: Shop) -> dict[str, int]:
    answered = await Here(shop.customer, shop.openai, shop.twilio, shop.clock).tick()
    assert answered.status_code == 200, answered.text
    counts: dict[str, int] = answered.json()
    return counts


async def closed(shop: Shop) -> None:
    """A ticket that Ana answered and closed."""
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Va otro pan")
    await shop.told(shop.ana, f"{code} cerrar")


async def test_the_closing_message_asks_and_the_rating_costs_no_question(shop: Shop) -> None:
    await closed(shop)
    goodbye = shop.got(shop.customer)[-1]
    assert len(shop.got(shop.customer)) == 2
    assert goodbye.startswith("La conversación con el equipo terminó.")
    assert goodbye.endswith(ASK)
    before, sid = shop.asked(), new_sid()
    (thanks,) = await shop.says("5", sid=sid)
    assert thanks.startswith(THANKS)
    assert await shop.says("5", sid=sid) == [thanks]
    assert shop.asked() == before


async def test_only_the_next_message_is_a_rating(shop: Shop) -> None:
    await closed(shop)
    before = shop.asked()
    assert THANKS not in (await shop.says("¿Tienen 5 panes?"))[0]
    assert THANKS not in (await shop.says("5"))[0]
    assert shop.asked() == before + 2


async def test_what_follows_the_rating_is_answered_as_always_and_thanked_for_no_more(shop: Shop) -> None:
    await closed(shop)
    await shop.says("⭐⭐⭐⭐")
    before = shop.asked()
    (answer,) = await shop.says("Tardaron mucho pero bien")
    assert "Tardaron mucho" in answer
    assert THANKS not in answer
    assert shop.asked() == before + 1


async def test_a_spoken_rating_counts(shop: Shop) -> None:
    await closed(shop)
    before = shop.asked()
    url = shop.twilio.base_url + shop.twilio.state.keep(File(b"OggSUn cinco.", "audio/ogg"))
    (thanks,) = await shop.says("", **attached((url, "audio/ogg")))
    assert thanks.startswith(THANKS)
    assert shop.asked() == before


async def test_nobody_is_asked_twice_within_thirty_days(shop: Shop) -> None:
    await closed(shop)
    shop.clock.go_on(days=29)
    await closed(shop)
    assert ASK not in shop.got(shop.customer)[-1]
    shop.clock.go_on(days=2)
    await closed(shop)
    assert shop.got(shop.customer)[-1].endswith(ASK)


async def test_a_ticket_that_nobody_answered_asks_nothing(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} cerrar")
    assert shop.got(shop.customer) == [
        "La conversación con el equipo terminó. Desde ahora responde otra vez el asistente."
    ]


@over_rest
async def test_an_hour_after_the_last_message_the_customer_is_asked_once(shop: Shop) -> None:
    await shop.says("¿Abren hoy?")
    shop.clock.go_on(minutes=50)
    await shop.says("Gracias")
    shop.clock.go_on(minutes=50)
    assert (await tick(shop))["surveys"] == 0
    shop.clock.go_on(minutes=11)
    assert (await tick(shop))["surveys"] == 1
    assert (await tick(shop))["surveys"] == 0
    assert shop.got(shop.customer) == [ASK]
    assert (await shop.says("🙂"))[0].startswith(THANKS)


@over_rest
async def test_who_only_greeted_is_not_asked(shop: Shop) -> None:
    await shop.says("Hola, buenas tardes")
    shop.clock.go_on(hours=2)
    assert (await tick(shop))["surveys"] == 0
    assert shop.got(shop.customer) == []


@over_rest
async def test_after_the_window_nobody_is_asked(shop: Shop) -> None:
    await shop.says("¿Abren hoy?")
    shop.clock.go_on(hours=24)
    assert (await tick(shop))["surveys"] == 0
    assert shop.got(shop.customer) == []


@over_rest
async def test_a_closed_ticket_is_asked_about_in_its_closing_message_alone(shop: Shop) -> None:
    await closed(shop)
    shop.clock.go_on(hours=2)
    assert (await tick(shop))["surveys"] == 0
    assert [text.count(ASK) for text in shop.got(shop.customer)] == [0, 1]
