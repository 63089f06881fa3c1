"""The phone in the browser, in a real one, before `make run`.

Each test leaves a picture in .screenshots/, for a person to look at. Most share one `make run`, where each writes to
a business number of its own; those that add customers or disturb the function (`own_page`) have one for themselves.
"""

import ast
import base64
import contextlib
import itertools
import os
import re
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from dev import local, phone_page
from dev.phone_page import PhonePage
from dev.phone_page.records import APPS
from dev.processes import ROOT, DidNotStart, free_port
from tests.browsing import ON_CHROMIUM, PICTURES, chromium, new_page, picture
from tests.dev.standins import LIMIT
from tests.dev.test_run import run

__all__ = ["chromium"]  # a fixture
pytestmark = ON_CHROMIUM
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
REFUSED = "status of 400"  # the browser's own line; the page shows the sentence
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
BUSINESSES = (f"whatsapp:+52155900{number:05}" for number in itertools.count(1))
NO_EXAMPLE = {"ASSISTANT_INSTRUCTIONS": ""}  # no bakery: the stand-in repeats what is written


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of the `make run` that most tests share."""
    port = free_port()
    with run(free_port(), tmp_path_factory.mktemp("shared") / "log", PHONE_PORT=str(port), **NO_EXAMPLE):
        yield f"http://127.0.0.1:{port}"


@pytest_asyncio.fixture(loop_scope="module")
async def page(chromium: Browser, shared: str, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """The page, opened: both customers write to a business that nobody has written to."""
    async with opened(chromium, shared, request.node.name, next(BUSINESSES)) as page:
        yield page


@pytest.fixture
def address(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The page of a `make run` for one test; its parameter: the seconds after which an answer is late."""
    port, late = free_port(), getattr(request, "param", "11")
    with run(free_port(), tmp_path / "log", PHONE_PORT=str(port), ANSWER_SECONDS=late, **NO_EXAMPLE):
        yield f"http://127.0.0.1:{port}"


@pytest_asyncio.fixture(loop_scope="module")
async def own_page(chromium: Browser, address: str, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """The page, opened, before a function that is this test's alone."""
    async with opened(chromium, address, request.node.name) as page:
        yield page


@contextlib.asynccontextmanager
async def opened(chromium: Browser, address: str, name: str, business: str = "") -> AsyncIterator[Page]:
    """The page at an address; at the end a picture of it is kept. `business`: whom both customers write to."""
    async with new_page(chromium, REFUSED, viewport=WIDE) as page:
        for customer in (1, 2) if business else ():
            to = {"business": business}
            assert (await page.request.post(f"{address}/api/customers/{customer}", data=to)).ok
        await page.goto(address)
        yield page
        await picture(page, re.sub(r"\W+", "_", name.removeprefix("test_")))


def chat(page: Page, number: int = 1) -> Locator:
    return page.get_by_test_id(f"chat-{number}")


async def say(chat: Locator, text: str) -> None:
    await chat.get_by_test_id("composer").fill(text)
    await chat.get_by_test_id("composer").press("Enter")


def answers(chat: Locator) -> Locator:
    return chat.get_by_test_id("bubble-out")


async def test_a_conversation_with_memory(page: Page) -> None:
    await say(chat(page), "Hola, me llamo Ana")
    await expect(answers(chat(page))).to_have_count(1)
    await say(chat(page), "¿Cómo me llamo? #markdown")
    await expect(answers(chat(page))).to_have_count(2)
    await expect(answers(chat(page)).last.locator("strong, b").first).to_be_visible()
    await say(chat(page), "¿Cómo me llamo?")
    await expect(answers(chat(page)).last).to_contain_text("Ana")


async def test_the_picture_of_the_readme(own_page: Page) -> None:
    """`make screenshot` writes it anew."""
    for number, text in ((1, "Hola, me llamo Ana 🥐"), (2, "Mi pastel llegó roto")):
        await say(chat(own_page, number), text)
        await expect(answers(chat(own_page, number))).to_have_count(1)
    await say(chat(own_page, 2), "humano")
    await expect(answers(chat(own_page, 101))).to_contain_text([re.compile("No hay casos"), re.compile("roto")])
    await answers(chat(own_page, 101)).last.get_by_role("button").first.click()
    await say(chat(own_page, 101), "¡Qué pena, Luis! Hoy mismo te llevamos otro.")
    await expect(answers(chat(own_page, 2)).last).to_contain_text("Marta:")
    await own_page.get_by_test_id("trouble-delay").fill("13")  # later than ANSWER_SECONDS
    await say(chat(own_page), "¿Cómo me llamo?")
    await expect(answers(chat(own_page))).to_have_count(3)
    if os.environ.get("SCREENSHOT"):
        await own_page.screenshot(path=ROOT / "docs" / "phone.png")


async def test_a_burst_gets_one_answer(page: Page) -> None:
    for number, text in enumerate(("Hola #delay=600", "tengo una pregunta #delay=600", "¿abren hoy?"), 1):
        await say(chat(page), text)
        await expect(chat(page).get_by_test_id("bubble-in")).to_have_count(number)
        if number < 3:  # the function has it before the next is written
            await expect(chat(page).get_by_test_id("bubble-in").last).to_have_attribute("data-state", "read")
    await expect(answers(chat(page))).to_contain_text(["¿abren hoy?"])
    await expect(page.get_by_test_id("panel-hops")).to_contain_text("200")
    await expect(answers(chat(page))).to_have_count(1)


@pytest.mark.parametrize("address", ["2"], indirect=True)
async def test_a_late_answer_comes_by_a_redirect(own_page: Page) -> None:
    await own_page.get_by_test_id("trouble-delay").fill("6")
    await say(chat(own_page), "me llamo Ana")
    await expect(answers(chat(own_page)).first).to_contain_text("⏳")
    await expect(answers(chat(own_page)).nth(1)).to_contain_text("Ana")
    await answers(chat(own_page)).nth(1).click()
    await expect(own_page.get_by_test_id("panel-hops")).to_contain_text("/webhook?hop=1")
    await expect(own_page.get_by_test_id("panel-twiml")).to_contain_text("<Redirect")


async def test_a_picture_is_shown_and_looked_at(page: Page) -> None:
    await (
        chat(page).get_by_test_id("attach").set_input_files({"name": "pan.png", "mimeType": "image/png", "buffer": PNG})
    )
    await say(chat(page), "¿Qué pan es este?")
    await expect(answers(chat(page))).to_contain_text(["image/png"])
    await expect(chat(page).get_by_test_id("bubble-in").locator("img")).to_be_visible()


async def test_a_duplicate_gets_the_same_and_is_generated_once(page: Page) -> None:
    await page.get_by_test_id("trouble-twice").check()
    await say(chat(page), "me llamo Ana")
    await expect(answers(chat(page))).to_have_count(2)
    first, second = await answers(chat(page)).locator(".text").all_inner_texts()
    assert first == second
    tags = await answers(chat(page)).locator(".tag:visible").evaluate_all("all => all.map(one => one.dataset.text)")
    assert sorted(tags) == ["entrega 1", "entrega 2"]
    await expect(page.get_by_test_id("panel-log")).to_contain_text("repeated")


async def test_two_customers_do_not_mix(page: Page) -> None:
    await say(chat(page, 1), "me llamo Ana")
    await say(chat(page, 2), "me llamo Luis")
    for number, name, other in ((1, "Ana", "Luis"), (2, "Luis", "Ana")):
        await expect(answers(chat(page, number))).to_have_count(1)
        await say(chat(page, number), "¿Cómo me llamo?")
        await expect(answers(chat(page, number))).to_have_count(2)
        await expect(answers(chat(page, number)).last).to_contain_text(name)
        await expect(answers(chat(page, number)).last).not_to_contain_text(other)


async def test_the_panel_shows_what_happened_to_a_message(page: Page) -> None:
    await say(chat(page), "Hola")
    await expect(answers(chat(page))).to_have_count(1)
    await chat(page).get_by_test_id("bubble-in").click()
    await expect(page.get_by_test_id("panel-form")).to_contain_text("MessageSid")
    await expect(page.get_by_test_id("panel-hops")).to_contain_text("ms")
    await expect(page.get_by_test_id("panel-twiml")).to_contain_text("<Message>")
    await expect(page.get_by_test_id("panel-log")).to_contain_text("assistant_ms")
    await expect(page.get_by_test_id("panel-cost")).to_contain_text("US$")


async def test_a_wrong_signature_is_refused(page: Page) -> None:
    await page.get_by_test_id("trouble-signature").check()
    await say(chat(page), "Hola")
    await expect(page.get_by_test_id("panel-hops")).to_contain_text("403")
    await expect(answers(chat(page))).to_have_count(0)


async def test_what_was_refused_comes_back_and_the_complaint_goes(page: Page) -> None:
    composer, problem = chat(page).get_by_test_id("composer"), chat(page).get_by_test_id("problem")
    await page.get_by_test_id("trouble-twice").check()
    await page.get_by_test_id("trouble-cut").fill("99")
    await say(chat(page), "¿abren hoy?")
    await expect(problem).to_be_visible()
    await expect(composer).to_have_value("¿abren hoy?")
    await expect(page.get_by_test_id("trouble-twice")).to_be_checked()
    await expect(chat(page).get_by_test_id("bubble-in")).to_have_count(0)
    await page.get_by_test_id("trouble-cut").fill("")
    await composer.press("Enter")
    await expect(problem).to_be_hidden()
    await expect(answers(chat(page))).to_have_count(2)


async def test_what_the_server_refuses_comes_back_with_its_file_its_quote_and_its_troubles(page: Page) -> None:
    await say(chat(page), "Hola")
    await expect(answers(chat(page))).to_have_count(1)
    await answers(chat(page)).get_by_role("button").first.click()
    await page.get_by_test_id("trouble-signature").check()
    await (
        chat(page)
        .get_by_test_id("attach")
        .set_input_files({"name": "nada.txt", "mimeType": "text/plain", "buffer": b""})
    )
    await say(chat(page), "¿y esto?")
    await expect(chat(page).get_by_test_id("problem")).to_be_visible()
    await expect(chat(page).get_by_test_id("composer")).to_have_value("¿y esto?")
    await expect(chat(page).locator(".chip")).to_have_count(2)
    await expect(page.get_by_test_id("trouble-signature")).to_be_checked()


async def test_a_note_that_was_not_sent_comes_back_as_the_words_it_was_made_of(page: Page) -> None:
    await page.route("**/messages", lambda route: route.fulfill(status=400, json={"problem": "no such customer"}))
    await chat(page).get_by_test_id("composer").fill("quiero una concha")
    await chat(page).get_by_test_id("voice").click()
    await expect(chat(page).get_by_test_id("problem")).to_be_visible()
    await expect(chat(page).get_by_test_id("composer")).to_have_value("quiero una concha")
    await expect(chat(page).locator(".chip")).to_have_count(0)


async def test_a_file_that_is_too_large_is_refused_at_once_and_the_words_stay(page: Page, tmp_path: Path) -> None:
    await chat(page).get_by_test_id("composer").fill("mira")
    large = tmp_path / "mucho.pdf"
    with large.open("wb") as file:
        file.truncate(16 * 1024 * 1024 + 1)
    await chat(page).get_by_test_id("attach").set_input_files(large)
    await expect(chat(page).get_by_test_id("problem")).to_contain_text("16 MB")
    await expect(chat(page).get_by_test_id("composer")).to_have_value("mira")
    await expect(chat(page).locator(".chip")).to_have_count(0)


async def test_a_bubble_tells_how_far_it_came_after_a_reload_too(page: Page) -> None:
    mine = chat(page).get_by_test_id("bubble-in")
    await say(chat(page), "Hola")
    await expect(mine).to_have_attribute("data-state", "read")
    await page.get_by_test_id("trouble-signature").check()
    await say(chat(page), "de otro")
    await expect(mine.nth(1)).to_have_attribute("data-state", "failed")
    await page.get_by_test_id("trouble-cut").fill("0.5")
    await say(chat(page), "con calma #delay=600")
    cut = mine.nth(2).locator(".problem-tag")
    await expect(cut).to_have_attribute("data-text", re.compile("11200: Twilio colgó a los 0.5 s"))
    await page.reload()
    await expect(mine.nth(0)).to_have_attribute("data-state", "read")
    await expect(mine.nth(1).locator(".problem-tag")).to_have_attribute("data-text", re.compile("no entregado.*403"))
    await expect(cut).to_be_visible()


async def test_a_voice_note_shows_that_and_how_long_it_is_recorded(page: Page) -> None:
    recording = chat(page).get_by_test_id("recording")
    await chat(page).get_by_test_id("voice").click()
    await expect(recording).to_contain_text("Grabando 0:01")
    await recording.get_by_role("button").click()
    await expect(recording).to_have_count(0)
    await expect(chat(page).get_by_test_id("bubble-in")).to_have_count(0)
    await chat(page).get_by_test_id("voice").click()
    await expect(recording).to_contain_text("Grabando 0:01")
    await chat(page).get_by_test_id("voice").click()
    await expect(answers(chat(page))).to_contain_text(["nota de voz"])


async def recorded(chat: Locator) -> None:
    """A voice note is recorded for a second, and sent."""
    await chat.get_by_test_id("voice").click()
    await expect(chat.get_by_test_id("recording")).to_contain_text("0:01")
    await chat.get_by_test_id("voice").click()


async def test_a_recording_waits_until_the_troubles_are_in_range(page: Page) -> None:
    await page.get_by_test_id("trouble-cut").fill("99")
    await recorded(chat(page))
    await expect(chat(page).get_by_test_id("problem")).to_be_visible()
    await expect(chat(page).locator(".chip")).to_have_text(["Nota de voz"])
    await page.get_by_test_id("trouble-cut").fill("")
    await chat(page).get_by_test_id("send").click()
    await expect(chat(page).locator(".chip")).to_have_count(0)
    await expect(answers(chat(page))).to_contain_text(["nota de voz"])


async def test_a_recording_that_was_refused_comes_back_beside_the_file_that_waits(page: Page) -> None:
    pan = {"name": "pan.png", "mimeType": "image/png", "buffer": PNG}
    await chat(page).get_by_test_id("attach").set_input_files(pan)  # type: ignore[arg-type]
    await page.route("**/messages", lambda route: route.fulfill(status=400, json={"problem": "no such customer"}))
    await recorded(chat(page))
    await expect(chat(page).locator(".chip")).to_have_text(["Nota de voz", "pan.png"])
    await page.unroute("**/messages")
    await chat(page).get_by_test_id("send").click()
    await expect(answers(chat(page))).to_contain_text(["nota de voz"])
    await expect(chat(page).locator(".chip")).to_have_text(["pan.png"])
    await chat(page).get_by_test_id("send").click()
    await expect(answers(chat(page)).nth(1)).to_contain_text("image/png")
    await expect(chat(page).locator(".chip")).to_have_count(0)


async def test_openai_fails_and_the_customer_gets_an_apology(own_page: Page) -> None:
    await own_page.get_by_test_id("trouble-fail").fill("4")
    await say(chat(own_page), "Hola")
    await expect(answers(chat(own_page))).to_contain_text(["Disculpa"])


async def test_the_function_is_restarted_and_goes_on(own_page: Page) -> None:
    await own_page.get_by_test_id("restart").click()
    await expect(own_page.get_by_test_id("restart")).to_be_enabled()  # which it is not before the new one runs
    await expect(own_page.locator("#status")).to_contain_text("función activa")
    await say(chat(own_page), "me llamo Ana")
    await expect(answers(chat(own_page))).to_contain_text(["Ana"])


async def test_a_place_a_button_and_a_quote_are_sent(page: Page) -> None:
    await chat(page).get_by_test_id("location").click()
    await expect(answers(chat(page))).to_have_count(1)
    await chat(page).get_by_test_id("button-reply").click()
    await expect(answers(chat(page))).to_have_count(2)
    await answers(chat(page)).first.get_by_role("button").first.click()
    await say(chat(page), "¿y esto?")
    await expect(answers(chat(page))).to_have_count(3)
    await expect(page.get_by_test_id("panel-form")).to_contain_text("OriginalRepliedMessageSid")


async def rest_of(list_: Locator) -> float:
    """How many pixels of a list are below what is seen of it."""
    return float(await list_.evaluate("list => list.scrollHeight - list.scrollTop - list.clientHeight"))


async def test_a_chat_stays_at_its_end_after_a_reload_too(page: Page) -> None:
    await (
        chat(page).get_by_test_id("attach").set_input_files({"name": "pan.png", "mimeType": "image/png", "buffer": PNG})
    )
    for number in (1, 2, 3):
        await say(chat(page), f"Hola {number} #long=600")
        await expect(answers(chat(page))).to_have_count(number)
    for again in (page.reload, page.get_by_test_id("language").click):
        await again()
        await expect(answers(chat(page))).to_have_count(3)
        await expect(answers(chat(page)).last.locator("footer")).to_be_in_viewport()
        assert await rest_of(chat(page).locator(".bubbles")) < 2


async def test_a_chat_stays_at_its_end_when_the_window_gets_another_size(page: Page) -> None:
    for number in (1, 2, 3):
        await chat(page).get_by_test_id("attach").set_input_files(ROOT / "docs" / "phone.png")
        await say(chat(page), f"Hola {number}")
        await expect(answers(chat(page))).to_have_count(number)
    bubbles, last = chat(page).locator(".bubbles"), answers(chat(page)).last.locator("footer")
    for width, height in ((400, 780), (1400, 800), (390, 400)):
        await page.set_viewport_size({"width": width, "height": height})
        await expect(last).to_be_in_viewport()
        assert await rest_of(bubbles) < 2
    # What the browser does, now and then, when bubbles get another height.
    await last.evaluate("last => { last.style.paddingTop = '60rem'; last.closest('.bubbles').scrollTop -= 5; }")
    await expect(answers(chat(page)).last.get_by_role("button").first).to_be_in_viewport()


async def test_who_reads_above_is_left_there_when_a_message_comes(page: Page) -> None:
    for number in (1, 2):
        await say(chat(page), f"Hola {number} #long=900")
        await expect(answers(chat(page))).to_have_count(number)
    await chat(page).locator(".bubbles").hover()
    await page.mouse.wheel(0, -5000)
    await expect(chat(page).get_by_test_id("bubble-in").first).to_be_in_viewport(ratio=1)
    await write_by_rest(page, 1, "whatsapp:+5215512345678")
    await expect(answers(chat(page))).to_have_count(3)
    await expect(chat(page).get_by_test_id("bubble-in").first).to_be_in_viewport(ratio=1)


async def write_by_rest(page: Page, number: int, to: str) -> None:
    """The business of this chat writes to a phone by REST."""
    business = await chat(page, number).locator("input[name=business]").input_value()
    form: dict[str, str | float | bool] = {"From": f"whatsapp:{business}", "To": to, "Body": "Ya está."}
    key = "Basic " + base64.b64encode(b"SKanything:anything").decode()
    path = f"{page.url}2010-04-01/Accounts/{local.ACCOUNT}/Messages.json"
    assert (await page.request.post(path, form=form, headers={"Authorization": key})).status == 201


async def test_a_name_tells_of_new_messages_in_a_chat_off_to_the_side_until_they_are_seen(page: Page) -> None:
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    ana, luis = page.get_by_test_id("go-1"), page.get_by_test_id("go-2")
    for number in (1, 2):
        await write_by_rest(page, 2, "whatsapp:+5215512345679")
        await expect(luis).to_have_accessible_name(f"Luis. Mensajes nuevos: {number}")
    await expect(luis).to_have_text("Luis2")
    await page.get_by_test_id("language").click()
    await expect(luis).to_have_accessible_name("Luis. Novas mensagens: 2")
    await write_by_rest(page, 1, "whatsapp:+5215512345678")
    await expect(answers(chat(page))).to_have_count(1)
    await expect(ana).to_have_accessible_name("Ana")
    await luis.click()
    await expect(luis).to_have_accessible_name("Luis")
    await expect(luis.locator(".count")).to_be_hidden()


async def test_a_name_tells_of_new_messages_below_what_is_read_until_they_are_seen(page: Page) -> None:
    for number in (1, 2):
        await say(chat(page), f"Hola {number} #long=900")
        await expect(answers(chat(page))).to_have_count(number)
    await chat(page).locator(".bubbles").hover()
    await page.mouse.wheel(0, -5000)
    await expect(chat(page).get_by_test_id("bubble-in").first).to_be_in_viewport(ratio=1)
    await write_by_rest(page, 1, "whatsapp:+5215512345678")
    await expect(page.get_by_test_id("go-1")).to_have_accessible_name("Ana. Mensajes nuevos: 1")
    await page.mouse.wheel(0, 5000)
    await expect(page.get_by_test_id("go-1")).to_have_accessible_name("Ana")


async def test_typing_covers_no_bubble(page: Page) -> None:
    for number in (1, 2):
        await say(chat(page), f"Hola {number} #long=900")
        await expect(answers(chat(page))).to_have_count(number)
    await say(chat(page), "¿y? #delay=600")
    await expect(chat(page).get_by_test_id("typing")).to_be_in_viewport(ratio=1)
    await expect(chat(page).get_by_test_id("bubble-in").last).to_be_in_viewport(ratio=1)


async def test_many_customers_can_be_reached_and_can_send(own_page: Page) -> None:
    for number in range(3, 8):
        await own_page.get_by_test_id("add-customer").click()
        await expect(chat(own_page, number).get_by_test_id("composer")).to_be_focused()
        await expect(chat(own_page, number).get_by_test_id("send")).to_be_in_viewport(ratio=1)
    for number in (1, 4, 7):
        await own_page.get_by_test_id(f"go-{number}").click()
        await expect(chat(own_page, number).get_by_test_id("send")).to_be_in_viewport(ratio=1)
        send = await chat(own_page, number).get_by_test_id("send").bounding_box()
        composer = await chat(own_page, number).get_by_test_id("composer").bounding_box()
        assert send
        assert composer
        assert abs(send["y"] - composer["y"]) < composer["height"]  # one row
        assert composer["width"] > 150
    await own_page.get_by_test_id("add-customer").click()
    await expect(chat(own_page, 8).get_by_test_id("composer")).to_be_focused()
    await expect(own_page.get_by_test_id("add-customer")).to_be_disabled()


async def test_bubbles_are_one_tab_stop_and_keys_choose_and_reply(page: Page) -> None:
    for number, text in ((1, "Hola"), (2, "Hola https://example.com")):
        await say(chat(page), text)
        await expect(answers(chat(page))).to_have_count(number)
    await answers(chat(page)).last.focus()
    await page.keyboard.press("Tab")
    await expect(answers(chat(page)).last.locator("a").first).to_be_focused()
    await chat(page).locator("summary").focus()
    await page.keyboard.press("Tab")
    await expect(answers(chat(page)).nth(1)).to_be_focused()
    await page.keyboard.press("Home")
    await page.keyboard.press("ArrowDown")
    await expect(answers(chat(page)).nth(0)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(answers(chat(page)).nth(0)).to_have_class(re.compile("chosen"))
    await expect(page.get_by_test_id("panel")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_test_id("trouble-twice")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(answers(chat(page)).nth(0)).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(chat(page).get_by_test_id("attach")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("r")
    await expect(chat(page).get_by_test_id("composer")).to_be_focused()
    await expect(chat(page).locator(".chip")).to_contain_text("Soy el asistente")


async def test_few_tab_stops_lead_to_a_composer_its_bubbles_and_the_panel(own_page: Page) -> None:
    await own_page.get_by_test_id("add-customer").click()
    await say(chat(own_page, 3), "Hola")
    await expect(answers(chat(own_page, 3))).to_have_count(1)
    await own_page.get_by_test_id("language").focus()
    await own_page.keyboard.press("Tab")
    await expect(own_page.get_by_test_id("go-1")).to_be_focused()
    await own_page.keyboard.press("ArrowRight")
    await expect(own_page.get_by_test_id("go-2")).to_be_focused()
    await own_page.keyboard.press("End")
    await own_page.keyboard.press("Enter")
    await expect(chat(own_page, 3).get_by_test_id("composer")).to_be_focused()
    await own_page.keyboard.press("ArrowUp")
    await expect(answers(chat(own_page, 3))).to_be_focused()
    await own_page.get_by_test_id("tick").focus()
    await own_page.keyboard.press("Tab")
    await expect(own_page.get_by_test_id("open-panel")).to_be_in_viewport(ratio=1)
    await own_page.keyboard.press("Enter")
    await expect(own_page.get_by_test_id("panel")).to_be_focused()
    await own_page.keyboard.press("Escape")
    await expect(own_page.get_by_test_id("open-panel")).to_be_focused()


async def test_a_panel_beside_the_chats_does_not_cover_them_when_the_window_gets_narrow(page: Page) -> None:
    await say(chat(page), "Hola")
    await expect(answers(chat(page))).to_have_count(1)
    await answers(chat(page)).click()
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await expect(page.get_by_test_id("panel")).to_be_hidden()


async def test_on_a_narrow_screen_the_composer_is_seen_and_details_are_a_sheet(page: Page) -> None:
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    panel = page.get_by_test_id("panel")
    await expect(chat(page).get_by_test_id("send")).to_be_in_viewport(ratio=1)
    await say(chat(page), "Hola")
    await expect(answers(chat(page))).to_have_count(1)
    await expect(panel).to_be_hidden()
    await answers(chat(page)).click()
    await expect(page.get_by_test_id("panel-hops")).to_contain_text("200")
    await expect(page.get_by_test_id("close-panel")).to_be_in_viewport(ratio=1)
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await page.get_by_test_id("open-panel").click()
    await page.get_by_test_id("trouble-twice").check()
    await page.get_by_test_id("close-panel").click()
    await expect(panel).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_narrow_screen_needs_no_scrolling_to_the_side(page: Page, scheme: str) -> None:
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await say(chat(page), "Hola #markdown")
    await expect(answers(chat(page))).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_seven_customers_fit_every_screen_in_light_and_dark(own_page: Page) -> None:
    """Leaves six pictures more."""
    for number in range(1, 8):
        if number > 2:
            await own_page.get_by_test_id("add-customer").click()
        await say(
            chat(own_page, number),
            f"Hola, soy el número {number} 🥐 #markdown" if number == 4 else "¿Tienen pan de muerto?",
        )
        await expect(answers(chat(own_page, number))).to_have_count(1)
    await own_page.get_by_test_id("trouble-signature").check()
    await say(chat(own_page, 4), "de otro")
    await own_page.get_by_test_id("trouble-twice").check()
    await say(chat(own_page, 4), "¿a qué hora cierran?")
    await expect(answers(chat(own_page, 4))).to_have_count(3)
    await chat(own_page, 4).get_by_test_id("composer").fill("una concha y")
    await own_page.get_by_test_id("go-4").click()
    PICTURES.mkdir(exist_ok=True)
    for width, height in ((1400, 800), (800, 900), (400, 780)):
        await own_page.set_viewport_size({"width": width, "height": height})  # whoever writes as 4 still sees it
        await expect(chat(own_page, 4).get_by_test_id("send")).to_be_in_viewport(ratio=1)
        assert await own_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert await own_page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
        for scheme in ("light", "dark"):
            await own_page.emulate_media(color_scheme=scheme)
            await own_page.screenshot(path=PICTURES / f"seven_{width}_{scheme}.png")
    await answers(chat(own_page, 4)).last.click()
    await expect(own_page.get_by_test_id("close-panel")).to_be_in_viewport(ratio=1)
    await own_page.screenshot(path=PICTURES / "seven_400_sheet.png")


async def test_the_page_speaks_portuguese_and_english_too(own_page: Page) -> None:
    for added, customer, status in (
        ("Adicionar", "Cliente 3", "função ativa"),
        ("Add", "Customer 4", "function running"),
    ):
        await own_page.get_by_test_id("language").click()
        await expect(own_page.get_by_test_id("status")).to_have_text(status)
        await expect(own_page.get_by_test_id("add-customer")).to_contain_text(added)
        await own_page.get_by_test_id("add-customer").click()
        await expect(chat(own_page, int(customer[-1])).get_by_role("heading")).to_have_text(customer)
    await own_page.reload()
    await expect(own_page.get_by_test_id("add-customer")).to_contain_text("Add")


async def test_a_switch_of_the_language_loses_nothing_that_is_being_written(page: Page) -> None:
    await say(chat(page), "Hola")
    await answers(chat(page)).first.press("r")
    await chat(page).get_by_test_id("composer").fill("¿Qué pan es este?")
    pan = {"name": "pan.png", "mimeType": "image/png", "buffer": PNG}
    await chat(page).get_by_test_id("attach").set_input_files(pan)  # type: ignore[arg-type]
    await page.get_by_test_id("trouble-twice").check()
    await page.get_by_test_id("trouble-cut").fill("14")
    await chat(page, 2).get_by_test_id("voice").click()
    await expect(chat(page, 2).get_by_test_id("recording")).to_contain_text("Grabando")
    await page.get_by_test_id("language").click()
    await expect(page.get_by_test_id("language")).to_be_focused()
    await expect(chat(page, 2).get_by_test_id("recording")).to_contain_text("Gravando")
    await expect(page.get_by_test_id("trouble-twice")).to_be_checked()
    await expect(page.get_by_test_id("trouble-cut")).to_have_value("14")
    await chat(page, 2).get_by_test_id("voice").click()
    await expect(answers(chat(page, 2))).to_contain_text(["nota de voz", "nota de voz"])  # the troubles went with it
    await expect(chat(page).locator(".chip")).to_have_count(2)
    await chat(page).get_by_test_id("send").click()
    mine = chat(page).get_by_test_id("bubble-in").nth(1)
    await expect(mine.locator("img")).to_be_visible()
    await expect(mine.locator(".quoted")).to_contain_text("Soy el asistente")
    await expect(mine.locator(".text")).to_have_text("¿Qué pan es este?")
    await expect(mine).to_have_class(re.compile("chosen"))
    await page.get_by_test_id("language").click()
    await expect(mine).to_have_class(re.compile("chosen"))
    await expect(page.get_by_test_id("panel-hops")).to_contain_text("signature accepted")


def words_by_language() -> dict[str, dict[str, str]]:
    """The page's words: language, key, word."""
    text = (ROOT / "dev" / "phone_page" / "static" / "words.js").read_text()
    blocks = re.findall(r"\n  (en|es|pt): {(.*?)\n  }", text, re.DOTALL)
    return {name: dict(re.findall(r"\b([a-z_]+): \"(.*?)\"", block)) for name, block in blocks}


async def test_the_page_shows_words_of_the_chosen_language_alone(page: Page) -> None:
    words = words_by_language()
    assert "recording" in words["en"]
    assert words["en"].keys() == words["es"].keys() == words["pt"].keys()
    assert {f"why_{app.replace('-', '_')}" for app in APPS} <= words["en"].keys()
    for language in ("es", "pt"):
        assert {key for key, word in words[language].items() if word == words["en"][key]} <= ALSO_ENGLISH
    await say(chat(page), "Hola")
    await expect(answers(chat(page))).to_have_count(1)
    await answers(chat(page)).first.click()
    for language in ("es", "pt", "en"):
        await expect(page.get_by_test_id("status")).to_have_text(words[language]["running"])
        assert await page.evaluate("document.documentElement.lang") == language
        shown = set(await page.evaluate(SHOWN))
        assert words[language]["add_customer"] in shown
        own = set(words[language].values())
        others = {word for other in words.values() for word in other.values()} - own
        assert not shown & others
        assert not shown & {name for name in words["en"] if "_" in name}
        await page.get_by_test_id("language").click()


ALSO_ENGLISH = {"chats", "video", "sticker", "quick_tickets"}
SHOWN = """() => [...document.querySelectorAll("body *")].flatMap(one =>
    [one.title, one.placeholder, one.getAttribute("aria-label"), one.children.length ? "" : one.textContent])
    .filter(Boolean)"""


def sentences_of_the_server() -> list[str]:
    """Whatever the server refuses with, with a 3 for what is filled in."""
    raised = []
    for path in (ROOT / "dev" / "phone_page").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Refused", "DidNotStart"):
                parts = node.args[0].values if isinstance(node.args[0], ast.JoinedStr) else node.args[:1]
                raised.append("".join(str(part.value) if isinstance(part, ast.Constant) else "3" for part in parts))
    return [sentence for sentence in raised if re.search("[a-z]", sentence)]


async def test_each_sentence_of_the_servers_has_words_in_each_language(page: Page) -> None:
    sentences = sentences_of_the_server()
    assert "3 is from 3 to 3" in sentences
    for language in ("es", "pt"):
        assert await page.evaluate(UNTRANSLATED, [sentences, language]) == []


UNTRANSLATED = """async ([all, language]) => {
    const { translated } = await import("/static/said.js");
    return all.filter((each) => translated(each, language) === each);
}"""


async def test_the_servers_sentences_are_in_the_pages_language(own_page: Page) -> None:
    await chat(own_page).locator("summary").click()
    await chat(own_page).locator("input[name=number]").fill("12")
    await chat(own_page).locator("input[name=number]").press("Enter")
    await expect(own_page.get_by_test_id("report")).to_have_text("Un número es + y de 7 a 15 cifras.")
    await own_page.set_viewport_size({"width": 1400, "height": 800})
    for _ in range(2):  # what the first one reports moves no button
        before = await own_page.get_by_test_id("tick").bounding_box()
        await own_page.get_by_test_id("tick").click()
        await expect(own_page.get_by_test_id("report")).to_contain_text("/tick: 200")
        assert await own_page.get_by_test_id("tick").bounding_box() == before


@pytest.fixture
def alone() -> Iterator[tuple[str, PhonePage]]:
    """The page before no function at all."""
    settings = {"PUBLIC_URL": "https://recado-123.run.app", "TWILIO_AUTH_TOKEN": "token"}
    with phone_page.serve(settings, port=0, function_port=free_port(), openai=None) as served:
        yield served


async def test_a_reload_during_a_restart_tells_the_true_state(alone: tuple[str, PhonePage], chromium: Browser) -> None:
    (address, served), done = alone, threading.Event()

    def restart() -> None:
        done.wait(LIMIT)
        raise DidNotStart("it ended")

    async with opened(chromium, address, "restarting") as page:
        status, button = page.locator("#status"), page.get_by_test_id("restart")
        await expect(status).to_have_text("función reiniciándose…")  # it has not begun to run
        served.runs(restart)
        await expect(status).to_have_text("función activa")
        await button.click()
        await expect(status).to_have_text("función reiniciándose…")
        await page.reload()
        await expect(status).to_have_text("función reiniciándose…")
        await expect(button).to_be_disabled()
        done.set()
        await expect(status).to_have_text("función caída")
        await page.reload()
        await expect(status).to_have_text("función caída")
        await expect(button).to_be_enabled()
