"""Teaching through the function over HTTP: gathered, asked once a day, taught and forgotten; over every store."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from dev.processes import ROOT
from handlers.knowledge import teaching_texts
from tests.lasting import Lasting
from tests.people import Shop, opened_shop, shop_of
from tests.rest import Here

TEACH = {"TEACH_AT": "08:00", "TIME_ZONE": "America/Mexico_City"}  # the clock stands at 06:00 there


@pytest.fixture
async def shop(servers: Any, store: Mapping[str, str], clock: Any) -> AsyncIterator[Shop]:
    async with shop_of(servers, {**store, **TEACH}, clock) as shop:
        yield shop


async def asked_owner(shop: Shop) -> list[str]:
    """What the owner got at the time."""
    before = len(shop.got(shop.ana))
    assert await shop.tick(hours=2) == 200
    assert await shop.tick() == 200
    return shop.got(shop.ana)[before:]


async def test_a_question_that_was_disliked_is_asked_once_taught_and_taken_out(shop: Shop) -> None:
    await shop.told(shop.ana, "tickets")
    await shop.says("Tienen pan sin gluten")
    shop.clock.go_on(minutes=1)
    before = shop.asked()
    assert await shop.says("👎") == [teaching_texts.DISLIKED["es"]]
    assert shop.asked() == before
    (text,) = await asked_owner(shop)
    assert "*1* · Tienen pan sin gluten\n" in text
    await shop.says("Hay wifi", From="whatsapp:+5215522220008")  # so the function has just read what is taught
    (shown,) = await shop.told(shop.ana, "enseñar 1 No, hay una sola cocina.", sid="SM" + "0" * 32)
    assert (await shop.told(shop.ana, "enseñar 1 No, hay una sola cocina.", sid="SM" + "0" * 32)) == [shown]
    assert "> Tienen pan sin gluten\n\nNo, hay una sola cocina." in shown
    before = shop.asked()
    other = {"From": "whatsapp:+5215522220009"}
    assert await shop.says("Hola, ¿TIENEN pan sin gluten?", **other) == ["No, hay una sola cocina."]
    assert shop.asked() == before
    (refused,) = await shop.told(shop.luis, "quitar 1")
    assert "Ana" in refused
    (removed,) = await shop.told(shop.ana, "quitar 1")
    assert "> Tienen pan sin gluten" in removed
    shop.clock.go_on(seconds=30)
    await shop.says("¿Tienen pan sin gluten?", **other)
    assert shop.asked() == before + 1
    assert await asked_owner(shop) == []


async def test_what_a_person_was_needed_for_is_asked_with_how_often(shop: Shop) -> None:
    await shop.told(shop.ana, "tickets")
    for number in range(2):
        sender = f"whatsapp:+521552222000{number}"
        await shop.says("Hacen pasteles de boda #handoff=cannot", From=sender)
    (text,) = [each for each in await asked_owner(shop) if "*1*" in each]
    assert "(2 veces)" in text


@pytest.mark.parametrize("store", ["memory"], indirect=True)
async def test_what_the_files_do_not_tell_is_asked_and_what_they_tell_is_not(
    servers: Any, store: Mapping[str, str], clock: Any
) -> None:
    knowledge = {"KNOWLEDGE": str(ROOT / "examples" / "bakery" / "knowledge")}
    async with shop_of(servers, {**store, **TEACH, **knowledge}, clock) as shop:
        await shop.told(shop.ana, "tickets")
        await shop.says("¿Cuánto cuesta una concha?")
        shop.clock.go_on(minutes=1)
        await shop.says("¿Quién es el dueño?")
        shop.clock.go_on(minutes=1)
        await shop.says("humano")  # about the same question, which was asked once
        (text,) = [each for each in await asked_owner(shop) if "*1*" in each]
        assert "*1* · ¿Quién es el dueño?\n" in text
        assert "concha" not in text


async def test_a_question_of_who_was_forgotten_is_not_asked(shop: Shop) -> None:
    await shop.told(shop.ana, "tickets")
    await shop.says("Mi clave es 1234")
    shop.clock.go_on(minutes=1)
    await shop.says("👎")
    await shop.says("olvídame")
    shop.clock.go_on(minutes=1)
    await shop.says("sí")
    assert await asked_owner(shop) == []


async def test_the_tick_names_the_job(shop: Shop) -> None:
    here = Here(shop.customer, shop.openai, shop.twilio, shop.clock)
    assert (await here.tick()).json()["teaching"] == 0


@pytest.mark.parametrize("store", ["memory"], indirect=True)
async def test_without_a_time_nothing_is_gathered_and_a_thumb_is_the_assistants(
    store: Mapping[str, str], clock: Any
) -> None:
    async with opened_shop(store, clock) as shop:
        await shop.says("Tienen pan sin gluten")
        shop.clock.go_on(minutes=1)
        before = shop.asked()
        assert await shop.says("👎") != [teaching_texts.DISLIKED["es"]]
        assert shop.asked() == before + 1
        assert "enseñar" not in (await shop.told(shop.ana, "ayuda"))[0]
        here = Here(shop.customer, shop.openai, shop.twilio, shop.clock)
        assert "teaching" not in (await here.tick()).json()


async def test_nothing_of_a_forgotten_customer_is_left_in_a_lesson(servers: Any, lasting: Lasting, clock: Any) -> None:
    async with shop_of(servers, {**lasting.settings, **TEACH}, clock) as shop:
        await shop.says("Mi clave es zorro")
        shop.clock.go_on(minutes=1)
        await shop.says("👎")
        assert [name for name in await lasting.documents() if name.startswith("lessons/")]
        await shop.says("olvídame")
        shop.clock.go_on(minutes=1)
        await shop.says("sí")
        kept = await lasting.documents()
        assert "zorro" not in str(kept)
        assert not [name for name in kept if name.startswith("lessons/")]
