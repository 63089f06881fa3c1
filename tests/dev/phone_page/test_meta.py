"""WhatsApp, Messenger and Instagram by Meta on the phones, before a function in a process of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from dev import phone_page
from dev.phone_page.records import INSTAGRAM, MESSENGER, WHATSAPP_META, WHATSAPP_TWILIO, Bubble
from dev.processes import free_port
from tests.dev.phone_page.test_page import PNG, Browser, Served, opened, serving
from tests.dev.standins import until

AGENTS = "Marta=whatsapp:+5215511110001"
MARTA = 101
APPS = (WHATSAPP_META, MESSENGER, INSTAGRAM)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(AGENTS=AGENTS, SURVEY="ticket") as served:
        yield served


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[Browser]:
    async with opened(served) as browser:
        yield browser


async def answered(browser: Browser, sid: str) -> Bubble:
    """The first message that came for this one, by REST."""
    await until(lambda: any(each.out and each.turn == sid for each in browser.bubbles()))
    return next(each for each in browser.bubbles() if each.out and each.turn == sid)


@pytest.mark.parametrize("app", APPS)
async def test_an_answer_comes_by_rest_and_the_panel_knows_the_whole_way(browser: Browser, app: str) -> None:
    await browser.post("/api/customers/1", app=app)
    sid = await browser.read(f"me llamo Ana en {app} **x**")
    answer = await answered(browser, sid)
    assert (answer.rest, "Ana" in answer.text) == (True, True)
    turn = await browser.turn(sid)
    assert turn["form"]
    assert [(hop["status"], hop["path"], hop["messages"]) for hop in turn["hops"]] == [(200, "/meta", 0)]
    quoting = await browser.send("¿y este?", quote=answer.sid)
    assert "¿y este?" in (await answered(browser, quoting)).text


async def test_a_number_that_moves_from_twilio_to_meta_keeps_its_chat_and_its_thread(browser: Browser) -> None:
    await browser.post("/api/customers/2", app=WHATSAPP_TWILIO)
    at_twilio = await browser.send("me llamo Luisa", customer=2)
    await browser.turn(at_twilio)
    await browser.post("/api/customers/2", app=WHATSAPP_META)
    answer = await answered(browser, await browser.send("¿Cómo me llamo?", customer=2))
    assert "Luisa" in answer.text
    assert answer.business == (await answered(browser, at_twilio)).business


async def test_a_hidden_number_is_the_lasting_id_both_ways(browser: Browser) -> None:
    changed = await browser.post("/api/customers/2", app=WHATSAPP_META, identity="hidden")
    sid = await browser.send("Hola", customer=2)
    assert (await answered(browser, sid)).customer == 2
    form = (await browser.turn(sid))["form"]
    assert changed["lasting"] in [value for _, value in form]
    assert not [name for name, _ in form if name.endswith("wa_id")]
    await browser.post("/api/customers/2", identity="both")
    form = (await browser.turn(await browser.send("Hola", customer=2)))["form"]
    assert [name for name, _ in form if name.endswith(("wa_id", "from_user_id"))]
    await browser.post("/api/customers/2", identity="number")


@pytest.mark.parametrize("app", APPS)
async def test_files_places_and_buttons_go_as_meta_sends_them(browser: Browser, app: str) -> None:
    await browser.post("/api/customers/1", app=app)
    picture = await browser.send("¿Y esto?", file=await browser.attach(PNG, "image/png", "foto.png"))
    assert "image/" in (await answered(browser, picture)).text
    pressed = await browser.send(button={"text": "Sí, gracias", "payload": "confirm"})
    assert "Sí, gracias" in (await answered(browser, pressed)).text
    place = {"latitude": 19.4, "longitude": -99.1, "label": "Zócalo"}
    if app == INSTAGRAM:
        refused = await browser.client.post("/api/customers/1/messages", json={"location": place})
        assert refused.json()["problem"] == "this app sends no places"
    else:
        assert "19.4, -99.1" in (await answered(browser, await browser.send(location=place))).text


async def test_the_same_report_twice_costs_one_answer_and_one_with_a_wrong_mark_nothing(browser: Browser) -> None:
    await browser.post("/api/customers/1", app=MESSENGER)
    sid = await browser.send("dos veces", troubles={"twice": True})
    await answered(browser, sid)
    assert [hop["delivery"] for hop in (await browser.turn(sid))["hops"]] == [1, 2]
    assert len(browser.came(sid)) == 1
    forged = await browser.send("de otro", troubles={"signature": True})
    (hop,) = (await browser.turn(forged))["hops"]
    assert (hop["status"], hop["problem"], browser.came(forged)) == (403, "HTTP 403", [])


async def test_meta_comes_again_while_nobody_answers() -> None:
    settings = {"PUBLIC_URL": "https://recado-123.run.app", "TWILIO_AUTH_TOKEN": "token"}
    with phone_page.serve(settings, port=0, function_port=free_port(), openai=None) as served:
        async with opened(served) as browser:
            await browser.post("/api/customers/1", app=MESSENGER)
            sid = await browser.send("Hola")
            hops = browser.page.state.turns[sid].hops
            await until(lambda: len(hops) == 3 and browser.page.state.turns[sid].open == 0)
            assert [(hop.status, hop.problem) for hop in hops] == [(None, "ConnectError")] * 3
            assert await browser.mark(sid) == {"state": "failed", "problem": "ConnectError"}


@pytest.mark.parametrize("app", APPS)
async def test_a_person_s_words_and_file_and_the_survey_come_there(browser: Browser, app: str) -> None:
    async with browser.client.stream("GET", "/events"):
        await until(lambda: any(bubble.by_itself and bubble.out for bubble in browser.bubbles()))
    await browser.post("/api/customers/1", app=app)
    asked = await browser.send("humano")
    await until(lambda: bool(notices(browser, asked)))
    (notice,) = notices(browser, asked)
    file = await browser.attach(PNG, "image/png", "pan.png")
    await browser.turn(await browser.send("Así quedó", customer=MARTA, quote=notice.sid, file=file))
    await until(lambda: any(each.kind == "image" for each in got(browser)))
    assert any("Así quedó" in each.text for each in got(browser))
    await browser.turn(await browser.send("cerrar", customer=MARTA, quote=notice.sid))
    await until(lambda: "excelente" in got(browser)[-1].text)
    rated = await browser.send("5")
    assert "Gracias por la calificación" in (await answered(browser, rated)).text


def notices(browser: Browser, asked: str) -> list[Bubble]:
    return [each for each in browser.bubbles() if each.customer == MARTA and each.turn == asked and each.out]


def got(browser: Browser) -> list[Bubble]:
    """What the first customer got in the app where they are."""
    peer = browser.page.state.customers[1].peer
    return [each for each in browser.bubbles() if each.out and (each.customer, each.business) == (1, peer)]


async def test_a_message_that_could_not_be_delivered_says_so(browser: Browser) -> None:
    await browser.post("/api/customers/2", app=WHATSAPP_META)
    asked = await browser.send("humano", customer=2)
    await until(lambda: bool(notices(browser, asked)))
    (notice,) = notices(browser, asked)
    await browser.send("Va #failed=131026", customer=MARTA, quote=notice.sid)
    await until(lambda: any("#failed" in each.text and each.note == "failed: 131026" for each in browser.bubbles()))


def test_an_app_of_the_business_s_own_is_not_on_the_phones() -> None:
    settings = {"PUBLIC_URL": "https://recado-123.run.app", "TWILIO_AUTH_TOKEN": "token", "META_APP_SECRET": "own"}
    with phone_page.serve(settings, port=0, function_port=free_port(), openai=None) as (_, page):
        assert not set(APPS) & set(page.state.about["apps"])
    assert settings["META_APP_SECRET"] == "own"
