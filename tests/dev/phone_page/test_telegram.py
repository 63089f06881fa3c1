"""Telegram on the phones, before a function in a process of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from dev import phone_page
from dev.phone_page.apps.telegram import Telegram
from dev.phone_page.records import IDS, TELEGRAM, Bubble
from dev.processes import free_port
from tests.dev.phone_page.test_page import PNG, Browser, Served, opened, serving
from tests.dev.standins import until

AGENTS = "Marta=whatsapp:+5215511110001"
MARTA = 101


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(AGENTS=AGENTS, SURVEY="ticket") as served:
        yield served


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[Browser]:
    """Both customers are in Telegram."""
    async with opened(served) as browser:
        for customer in (1, 2):
            await browser.post(f"/api/customers/{customer}", app=TELEGRAM)
        yield browser


def chat(browser: Browser, customer: int) -> list[Bubble]:
    """What a customer got there."""
    business = f"{TELEGRAM}:{IDS[TELEGRAM]}"
    return [each for each in browser.bubbles() if each.out and (each.customer, each.business) == (customer, business)]


async def test_a_plain_answer_comes_in_the_response_and_the_panel_knows_the_whole_way(browser: Browser) -> None:
    sid = await browser.read("me llamo Ana")
    turn = await browser.turn(sid)
    assert ["message.text", "me llamo Ana"] in turn["form"]
    (hop,) = turn["hops"]
    assert (hop["status"], hop["path"], hop["messages"], hop["problem"]) == (200, "/telegram", 1, "")
    assert '"method":"sendMessage"' in hop["document"]
    assert [line["result"] for line in turn["log"]] == ["answered"]
    (answer,) = chat(browser, 1)[-1:]
    assert (answer.turn, answer.rest, answer.html, "Ana" in answer.text) == (sid, False, "", True)


async def test_an_answer_with_marks_comes_by_rest_and_is_shown_rich(browser: Browser) -> None:
    sid = await browser.send("Hola #markdown", customer=2)
    await browser.turn(sid)
    (answer,) = chat(browser, 2)[-1:]
    assert (answer.turn, answer.rest) == (sid, True)
    assert "<b>" in answer.html
    assert "<" not in answer.text


async def test_files_quotes_and_places_go_as_telegram_sends_them(browser: Browser) -> None:
    picture = await browser.send("¿Y esto?", file=await browser.attach(PNG, "image/png", "foto.png"))
    assert dict((await browser.turn(picture))["form"])["message.caption"] == "¿Y esto?"
    assert "image/png" in browser.came(picture)[0]
    answer = chat(browser, 1)[-1]
    quoting = await browser.send("¿y este?", quote=answer.sid)
    assert dict((await browser.turn(quoting))["form"])["message.reply_to_message.text"] == answer.text
    voice = await browser.send(file=await browser.attach(b"OggSQuiero un pastel", "audio/ogg", ""))
    await browser.turn(voice)
    assert "Quiero un pastel" in browser.came(voice)[0]
    sticker = await browser.send(file=await browser.attach(b"RIFF", "image/webp", ""))
    assert "message.sticker.file_id" in dict((await browser.turn(sticker))["form"])
    for place in ({"label": "Zócalo"}, {}):
        sid = await browser.send(location={"latitude": 19.4, "longitude": -99.1, **place})
        await browser.turn(sid)
        assert "19.4, -99.1" in browser.came(sid)[0]


async def test_of_files_the_last_are_kept(browser: Browser) -> None:
    (telegram,) = (app for app in browser.page.others if isinstance(app, Telegram))
    kept = [telegram.keep(b"x") for _ in range(25)]
    assert [*telegram.files] == kept[-20:]


async def test_the_same_update_twice_costs_one_answer(browser: Browser) -> None:
    sid = await browser.send("dos veces", troubles={"twice": True})
    turn = await browser.turn(sid)
    assert [hop["delivery"] for hop in turn["hops"]] == [1, 2]
    assert [bubble.delivery for bubble in browser.bubbles() if bubble.out and bubble.turn == sid] == [1, 2]
    assert len([line for line in turn["log"] if line.get("output_tokens")]) == 1


async def test_a_wrong_secret_is_refused(browser: Browser) -> None:
    sid = await browser.send("de otro", troubles={"signature": True})
    (hop,) = (await browser.turn(sid))["hops"]
    assert (hop["status"], hop["problem"], browser.came(sid)) == (403, "HTTP 403", [])


async def test_telegram_comes_again_after_it_hung_up(browser: Browser) -> None:
    with browser.openai.holding("con calma"):
        sid = await browser.send("con calma", troubles={"cut": 1})
        await until(lambda: bool(browser.page.state.turns[sid].hops))
    turn = await browser.turn(sid)
    assert turn["hops"][0]["problem"] == "ReadTimeout"
    assert turn["hops"][-1]["status"] == 200
    await until(lambda: len(browser.came(sid)) == 1)


async def test_a_person_s_words_and_file_and_the_survey_come_there_and_a_button_answers_it(browser: Browser) -> None:
    async with browser.client.stream("GET", "/events"):
        await until(lambda: any(bubble.by_itself and bubble.out for bubble in browser.bubbles()))
    asked = await browser.send("humano")
    await browser.turn(asked)
    (notice,) = (bubble for bubble in browser.bubbles() if bubble.customer == MARTA and bubble.rest)
    assert notice.turn == asked
    file = await browser.attach(PNG, "image/png", "pan.png")
    await browser.turn(await browser.send("Así quedó", customer=MARTA, quote=notice.sid, file=file))
    await until(lambda: chat(browser, 1)[-1].kind == "image")
    assert "Así quedó" in chat(browser, 1)[-1].text
    await browser.turn(await browser.send("cerrar", customer=MARTA, quote=notice.sid))
    await until(lambda: bool(chat(browser, 1)[-1].choices))
    survey = chat(browser, 1)[-1]
    assert [choice["text"] for choice in survey.choices] == ["1", "2", "3", "4", "5"]
    pressed = await browser.send(button=survey.choices[4], quote=survey.sid)
    turn = await browser.turn(pressed)
    assert dict(turn["form"])["callback_query.data"] == "say:5"
    await until(lambda: any("Gracias por la calificación" in text for text in browser.came(pressed)))


async def test_there_are_no_buttons_but_below_messages(browser: Browser) -> None:
    answer = await browser.client.post("/api/customers/1/messages", json={"button": {"text": "Sí", "payload": "yes"}})
    assert (answer.status_code, answer.json()["problem"]) == (409, "in this app buttons are below messages")


def test_a_bot_of_the_business_s_own_is_not_on_the_phones() -> None:
    settings = {"PUBLIC_URL": "https://recado-123.run.app", "TWILIO_AUTH_TOKEN": "token", "TELEGRAM_BOT_TOKEN": "7:own"}
    with phone_page.serve(settings, port=0, function_port=free_port(), openai=None) as (_, page):
        assert TELEGRAM not in page.state.about["apps"]
    assert settings["TELEGRAM_BOT_TOKEN"] == "7:own"
