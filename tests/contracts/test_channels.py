"""The promises of every channel: proof first, each message once, and all that a customer of WhatsApp has.

A channel is a line in WAYS. What no store makes different is held in memory; one long story runs over every store.
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import pytest

from dev import twilio_standin
from handlers import kept_texts, texts
from tests.lasting import Lasting
from tests.people import code_in
from tests.ways.twilio import by_twilio
from tests.ways.way import Way, World, world_of

WAYS: Mapping[str, Callable[[twilio_standin.Standin], AbstractContextManager[Way]]] = {"twilio": by_twilio}
MEMORY = {"STORE": "memory"}
PHOTO = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture(params=WAYS)
async def world(request: pytest.FixtureRequest, clock: Any) -> AsyncIterator[World]:
    async with world_of(WAYS[request.param], MEMORY, clock) as world:
        yield world


def plain(text: str) -> str:
    """A text without any channel's marks."""
    return re.sub(r"[*_~`\\]|</?[a-z]+>", "", text)


async def test_what_the_vendor_did_not_prove_is_refused_and_costs_nothing(world: World) -> None:
    assert all(status in (401, 403) for status in await world.way.forge("Hola"))
    await world.settle()
    assert world.asked() == []
    assert world.way.got() == []


async def test_a_question_gets_one_answer_and_the_thread_remembers(world: World) -> None:
    (answer,) = await world.says("me llamo Ana")
    assert "Ana" in answer
    assert "Ana" in "".join(await world.says("¿Cómo me llamo?"))
    assert len(world.asked()) == 2


async def test_a_message_that_comes_again_is_paid_for_and_answered_once(world: World) -> None:
    (answer,) = await world.says("Hola")
    for _ in range(3):
        assert await world.way.again() == 200
        await world.settle()
    assert len(world.asked()) == 1
    assert world.way.got() == [answer] * (4 if world.way.redelivers_answers else 1)


async def test_customers_are_kept_apart(world: World) -> None:
    await world.says("me llamo Ana", customer="ana")
    assert "Ana" not in "".join(await world.says("¿Cómo me llamo?", customer="luz"))


async def test_what_comes_together_is_all_answered(world: World) -> None:
    got = plain("".join(await world.says("me llamo Ana", "¿Cómo me llamo?")))
    assert "Ana" in got


async def test_a_long_answer_comes_whole_in_messages_that_fit_in_their_order(world: World) -> None:
    got = await world.says("Hola #long=5000")
    assert len(got) > 1
    assert all(0 < world.way.size(text) <= world.way.most for text in got)
    numbers = [int(number) for number in re.findall(r"\b(\d+)\.", "\n".join(got))]
    assert numbers == sorted(numbers)


async def test_recados_own_words_come_in_the_customers_language(world: World) -> None:
    (help_in_english,) = await world.says("help")
    assert plain(help_in_english)[:20] == plain(texts.HELP["en"])[:20]
    (help_in_spanish,) = await world.says("ayuda", customer="luz")
    assert plain(help_in_spanish)[:20] == plain(texts.HELP["es"])[:20]


async def test_a_picture_is_looked_at(world: World) -> None:
    assert await world.way.write_file(PHOTO, "image/jpeg") == 200
    await world.settle()
    assert len(world.way.got()) == 1
    assert "input_image" in world.asked()[-1]


async def test_who_says_stop_hears_nothing_until_they_say_start(world: World) -> None:
    (stopped,) = await world.says("stop")
    assert plain(stopped)[:20] == plain(texts.STOPPED["es"])[:20]
    assert await world.says("¿Abren hoy?") == []
    assert len(await world.says("start")) == 1
    assert len(await world.says("¿Abren hoy?")) == 1


async def test_who_is_forgotten_is_told_and_begins_anew(world: World) -> None:
    await world.says("me llamo Ana")
    (ask,) = await world.says("olvídame")
    assert plain(ask)[:30] == plain(kept_texts.FORGET_ASK["es"])[:30]
    (forgotten,) = await world.says("sí")
    assert plain(forgotten) == plain(kept_texts.FORGOTTEN["es"])
    assert "Ana" not in "".join(await world.says("¿Cómo me llamo?"))


async def opened_ticket(world: World) -> str:
    """A ticket of a customer's; an agent has written before. Returns its code."""
    await world.ana.send("tickets")
    await world.says("Mi pan llegó frío")
    (handed_over,) = await world.says("humano")
    return code_in(handed_over)


async def test_a_person_answers_and_the_assistant_is_silent_meanwhile(world: World) -> None:
    code = await opened_ticket(world)
    (notice,) = world.told_agents()
    assert notice.startswith(code)
    assert "Mi pan llegó frío" in notice
    asked = len(world.asked())
    await world.ana.send(f"{code} Te mando otro")
    assert plain(world.way.got()[-1]) == "Ana: Te mando otro"
    assert await world.says("¡Gracias!") == []
    assert world.told_agents()[-1].endswith("¡Gracias!")
    assert len(world.asked()) == asked


async def test_a_closed_ticket_asks_how_it_was_and_the_rating_costs_no_question(world: World) -> None:
    code = await opened_ticket(world)
    await world.ana.send(f"{code} Te mando otro")
    await world.ana.send(f"{code} cerrar")
    assert "Del 1 (pésima) al 5 (excelente)" in plain(world.way.got()[-1])
    asked = len(world.asked())
    (thanks,) = await world.says("5")
    assert thanks.startswith("Gracias por la calificación.")
    assert len(world.asked()) == asked
    assert len(await world.says("¿Abren el domingo?")) == 1


@pytest.mark.parametrize("way", WAYS)
async def test_one_story_over_each_store(way: str, lasting: Lasting, clock: Any) -> None:
    """A question, once more the same request, a picture, a person, a rating, forget me; and nothing is left."""
    async with world_of(WAYS[way], lasting.settings, clock) as world:
        assert len(await world.says("me llamo Zacarías")) == 1
        await world.way.again()
        await world.settle()
        assert await world.way.write_file(PHOTO, "image/jpeg") == 200
        await world.settle()
        assert len(world.asked()) == 2
        await test_a_closed_ticket_asks_how_it_was_and_the_rating_costs_no_question(world)
        await world.tick()
        await world.says("olvídame")
        assert len(await world.says("sí")) == 1
        await world.tick()
        kept = str(await lasting.documents())
        assert "Zacarías" not in kept
        assert "Mi pan" not in kept
