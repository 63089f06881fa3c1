"""The numbers by message, through the function over HTTP: when an agent asks, and once a week by the clock."""

from collections.abc import Mapping
from typing import Any

from handlers.tickets import agent_texts
from tests.people import in_memory, shop_of

REPORTS = {"REPORT_AT": "Su 08:00", "TIME_ZONE": "America/Mexico_City"}  # the clock stands at 06:00 there, on a Sunday


@in_memory
async def test_what_customers_wrote_is_in_the_numbers_that_the_owner_gets_and_nobody_else(
    servers: Any, store: Mapping[str, str], clock: Any
) -> None:
    async with shop_of(servers, {**store, **REPORTS}, clock) as shop:
        await shop.says("¿Tienen pan?")
        assert await shop.tick() == 200
        (told,) = await shop.told(shop.ana, "hoy")
        assert "*Números, dom 22 nov 2026*" in told
        assert "Mensajes: 1 · conversaciones: 1" in told
        assert await shop.told(shop.luis, "semana") == [agent_texts.NUMBERS_NOT_YOURS["es"].format(names="Ana")]
        before = len(shop.got(shop.ana))
        assert await shop.tick(hours=1) == 200
        assert len(shop.got(shop.ana)) == before
        for _ in range(3):
            assert await shop.tick(hours=1) == 200
        (report,) = shop.got(shop.ana)[before:]
        assert report.startswith("*Números, 15 nov \u2013 21 nov 2026*")
