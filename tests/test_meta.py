"""WhatsApp, Messenger and Instagram from Meta, over HTTP: what they have that the contract of channels does not say."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from dev.meta_standin import reports
from handlers.conversation.by_hand import QUIET
from handlers.settings import Settings
from handlers.tickets import texts
from handlers.wiring import own_door
from tests import functions
from tests.people import code_in
from tests.ways import meta as ways
from tests.ways.meta import NUMBER, PAGE, SETTINGS, ByMeta
from tests.ways.way import BUSINESS, World, world_of

MEMORY = {"STORE": "memory"}
Opened = Callable[..., Any]


@pytest.fixture
async def world(clock: Any) -> AsyncIterator[World]:
    """WhatsApp by Meta alone."""
    async with world_of(ways.meta_whatsapp, MEMORY, clock) as world:
        yield world


@pytest.fixture
async def page(clock: Any) -> AsyncIterator[World]:
    """Messenger, beside WhatsApp by Twilio, which agents use."""
    async with world_of(ways.meta_messenger, MEMORY, clock) as world:
        yield world


def way_of(world: World) -> ByMeta:
    assert isinstance(world.way, ByMeta)
    return world.way


async def get(world: World, query: str) -> httpx2.Response:
    async with httpx2.AsyncClient(transport=world.phone.transport) as client:
        return await client.get(f"{world.phone.url}/meta?{query}")


async def test_meta_is_told_that_the_address_is_ours(world: World) -> None:
    token = SETTINGS["META_VERIFY_TOKEN"].replace(" ", "+")
    answer = await get(world, f"hub.mode=subscribe&hub.challenge=42&hub.verify_token={token}")
    assert (answer.status_code, answer.text) == (200, "42")
    assert (await get(world, "hub.mode=subscribe&hub.challenge=42&hub.verify_token=guess")).status_code == 403


async def test_without_twilio_there_is_no_door_of_twilios(world: World) -> None:
    assert (await world.post("/webhook")).status_code == 404
    assert (await world.post("/status")).status_code == 404


async def test_a_request_does_not_wait_for_the_answer(world: World) -> None:
    with world.openai.state.holding("Hola"):
        assert await world.way.write("Hola") == 200
        assert world.way.got() == []
    await world.settle()
    assert len(world.way.got()) == 1


async def test_where_nobody_tells_of_answers_the_request_waits_for_them(clock: Any) -> None:
    async with world_of(ways.meta_whatsapp, MEMORY, clock, OPENAI_WEBHOOK_SECRET="") as world:
        assert await world.way.write("Hola") == 200
        assert len(world.way.got()) == 1


async def test_the_customer_sees_that_an_answer_is_being_written(world: World) -> None:
    await world.says("Hola")
    (shown,) = way_of(world).meta.state.typing
    assert shown.startswith("wamid.")


async def test_a_number_that_moves_from_twilio_to_meta_keeps_its_threads(clock: Any) -> None:
    """Both are set up meanwhile; Meta shows the number without Mexico's 1."""
    with ways.meta_whatsapp(None) as meta:  # type: ignore[arg-type]
        both = {**SETTINGS, "META_API_BASE_URL": meta.meta.base_url}
        async with world_of(ways.meta_messenger, MEMORY, clock, **both) as world:
            meta.connect(world.phone)
            customer = replace(
                world.phone,
                sender=f"whatsapp:+{meta.id_of('eva')}",
                business=f"whatsapp:{BUSINESS}",
                profile_name="Eva",
            )
            await customer.send("me llamo Zacarías")
            report = meta.report("eva", meta.text("¿Cómo me llamo?", "eva"))
            value = report["entry"][0]["changes"][0]["value"]
            value["metadata"]["display_phone_number"] = BUSINESS.replace("+521", "52")
            assert await meta.post(reports.as_bytes(report)) == 200
            await world.settle()
            (answer,) = meta.got("eva")
            assert "Zacarías" in answer


@pytest.mark.parametrize("reported", [True, False])
async def test_an_answer_that_may_have_gone_goes_again_only_if_meta_does_not_report_it(
    reported: bool, clock: Any
) -> None:
    async with world_of(ways.meta_whatsapp, MEMORY, clock, OPENAI_WEBHOOK_SECRET="") as world:
        way = way_of(world)
        assert await way.write(f"Hola #meta=dropx1 {'' if reported else '#reports=none'}") == 200
        assert len(way.got()) == 1
        await way.pass_on()
        for _ in range(4):
            await world.tick(seconds=61)
        assert len(way.got()) == (1 if reported else 2)


async def test_a_message_that_stands_twice_in_one_request_is_answered_once(world: World) -> None:
    way = way_of(world)
    message = way.text("Hola", "eva")
    assert await way.post(reports.as_bytes(way.report("eva", message, message))) == 200
    await world.settle()
    assert len(way.got()) == len(world.asked()) == 1


async def opened_ticket(world: World) -> str:
    await world.ana.send("tickets")
    await world.says("Mi pan llegó frío")
    (handed_over,) = await world.says("humano")
    return code_in(handed_over)


async def test_an_agent_is_told_of_words_that_did_not_arrive(world: World) -> None:
    code = await opened_ticket(world)
    await world.ana.send(f"{code} Te mando otro #failed=131047")
    await way_of(world).pass_on()
    told = world.told_agents()[-1]
    assert told.startswith(code)
    assert "24 horas" in told


async def test_an_agent_answers_by_quoting_the_notice(world: World) -> None:
    await opened_ticket(world)
    way = way_of(world)
    notice = [sent for sent in way.meta.state.sent if sent.to == "5215511110001"][-1]
    ana = way.whatsapp_of("+5215511110001")
    quoted = reports.message(ana, text={"body": "Te mando otro"}, context={"from": BUSINESS[1:], "id": notice.id})
    assert await way.post(reports.as_bytes(way.report("+5215511110001", quoted))) == 200
    assert way.got()[-1].endswith("Te mando otro")


async def by_hand(world: World, text: str) -> None:
    """A person writes to Eva in Meta's inbox, or in WhatsApp's own app."""
    way = way_of(world)
    if way.page:
        echo = reports.event(PAGE, way.id_of("eva"), echo=True, message={"text": text})
        report = reports.pages("page", PAGE, [echo])
    else:
        echo = {"from": BUSINESS[1:], "to": way.id_of("eva"), "id": reports.new_wamid(), "type": "text"}
        report = reports.whatsapp(
            number=NUMBER,
            shown=BUSINESS[1:],
            field="smb_message_echoes",
            message_echoes=[{**echo, "text": {"body": text}}],
        )
    assert await way.post(reports.as_bytes(report)) == 200


@pytest.mark.parametrize("way", [ways.meta_whatsapp, ways.meta_messenger])
async def test_while_a_person_writes_by_hand_the_assistant_is_silent_and_hears_of_it_afterwards(
    way: Any, clock: Any
) -> None:
    async with world_of(way, MEMORY, clock) as world:
        await world.says("me llamo Eva")
        await way_of(world).pass_on()
        await by_hand(world, "Soy Ana, te aparto dos panes")
        assert await world.says("Gracias, Ana") == []
        assert len(world.asked()) == 1
        (back,) = await world.says("asistente")
        assert back == texts.BACK["es"]
        assert len(await world.says("¿Qué me apartaron?")) == 1
        assert "te aparto dos panes" in world.asked()[-1]
        assert "Gracias, Ana" in world.asked()[-1]


async def test_the_assistant_comes_back_by_itself_after_long_silence(page: World) -> None:
    await page.says("Hola")
    await by_hand(page, "Soy Ana")
    assert await page.says("¿Abren hoy?") == []
    page.clock.go_on(seconds=(QUIET + timedelta(minutes=1)).total_seconds())
    assert len(await page.says("¿Abren hoy?")) == 1


async def test_our_own_answers_silence_nobody(page: World) -> None:
    for text in ("Hola", "¿Abren hoy?"):
        assert len(await page.says(text)) == 1
        await way_of(page).pass_on()


async def test_an_answer_under_way_when_a_person_writes_is_dropped(world: World) -> None:
    with world.openai.state.holding("Hola"):
        assert await world.way.write("Hola") == 200
        await by_hand(world, "Soy Ana")
    await world.settle()
    assert world.way.got() == []


async def test_the_clock_checks_the_door_that_is_there() -> None:
    env = {
        name: value for name, value in functions.settings("http://127.0.0.1:1").items() if name != "TWILIO_AUTH_TOKEN"
    }
    given = {**env, **SETTINGS, "PUBLIC_URL": "http://127.0.0.1:1", "TICK_SECRET": "a token"}
    settings = Settings.model_validate(
        {name.lower(): value for name, value in given.items() if name.lower() in Settings.model_fields}
    )
    assert await own_door.answers(settings)() is False
