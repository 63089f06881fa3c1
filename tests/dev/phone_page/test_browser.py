"""The phone in the browser, in a real one: Debian's Chromium, driven by Playwright, before `make run`.

Each test leaves a picture in .screenshots/, for a person to look at.
"""

import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from dev.processes import ROOT, free_port
from tests.dev.standins import LIMIT
from tests.dev.test_run import run

PICTURES = ROOT / ".screenshots"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)

if CHROMIUM is None and os.environ.get("CI"):
    pytest.exit("Chromium is missing: apt-get install chromium", returncode=1)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium")


expect.set_options(timeout=LIMIT * 1000)


@pytest.fixture
def address(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The page of a `make run`; its parameter: the seconds after which an answer is late."""
    port, late = free_port(), getattr(request, "param", "11")
    with run(free_port(), tmp_path / "log", PHONE_PORT=str(port), ANSWER_SECONDS=late):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def page(address: str, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """The page, opened. It may have no error and ask no other host; at the end a picture of it is kept."""
    wrong: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(viewport=WIDE, locale="es-MX", color_scheme="light")  # type: ignore[arg-type]
        page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda problem: wrong.append(str(problem)))
        page.on("request", lambda asked: None if is_ours(asked.url) else wrong.append(asked.url))
        await page.goto(address)
        yield page
        PICTURES.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "_", request.node.name.removeprefix("test_"))
        await page.screenshot(path=PICTURES / f"{name}.png")
        await browser.close()
    assert wrong == []


def is_ours(url: str) -> bool:
    return urlsplit(url).hostname in (None, "127.0.0.1")  # None: data and blob


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


async def test_the_picture_of_the_readme(page: Page) -> None:
    """`make screenshot` writes it anew."""
    for number, text in ((1, "Hola, me llamo Ana 🥐"), (2, "¿Tienen pan de muerto?")):
        await say(chat(page, number), text)
        await expect(answers(chat(page, number))).to_have_count(1)
    await page.get_by_test_id("trouble-delay").fill("13")  # later than ANSWER_SECONDS
    await say(chat(page), "¿Cómo me llamo?")
    await expect(answers(chat(page))).to_have_count(3)
    if os.environ.get("SCREENSHOT"):
        await page.screenshot(path=ROOT / "docs" / "phone.png")


async def test_a_burst_gets_one_answer(page: Page) -> None:
    for number, text in enumerate(("Hola #delay=600", "tengo una pregunta #delay=600", "¿abren hoy?"), 1):
        await say(chat(page), text)
        await expect(chat(page).get_by_test_id("bubble-in")).to_have_count(number)
    await expect(answers(chat(page))).to_contain_text(["¿abren hoy?"])
    await expect(page.get_by_test_id("panel-hops")).to_contain_text("200")
    await expect(answers(chat(page))).to_have_count(1)


@pytest.mark.parametrize("address", ["2"], indirect=True)
async def test_a_late_answer_comes_by_a_redirect(page: Page) -> None:
    await page.get_by_test_id("trouble-delay").fill("6")
    await say(chat(page), "me llamo Ana")
    await expect(answers(chat(page)).first).to_contain_text("⏳")
    await expect(answers(chat(page)).nth(1)).to_contain_text("Ana")
    await answers(chat(page)).nth(1).click()
    await expect(page.get_by_test_id("panel-hops")).to_contain_text("/webhook?hop=1")
    await expect(page.get_by_test_id("panel-twiml")).to_contain_text("<Redirect")


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


async def test_openai_fails_and_the_customer_gets_an_apology(page: Page) -> None:
    await page.get_by_test_id("trouble-fail").fill("4")
    await say(chat(page), "Hola")
    await expect(answers(chat(page))).to_contain_text(["Perdona"])


async def test_the_function_is_restarted_and_goes_on(page: Page) -> None:
    await page.get_by_test_id("restart").click()
    await expect(page.get_by_test_id("restart")).to_be_enabled()  # which it is not before the new one runs
    await expect(page.locator("#status")).to_contain_text("corre")
    await say(chat(page), "me llamo Ana")
    await expect(answers(chat(page))).to_contain_text(["Ana"])


async def test_a_place_a_button_and_a_quote_are_sent(page: Page) -> None:
    await chat(page).get_by_test_id("location").click()
    await expect(answers(chat(page))).to_have_count(1)
    await chat(page).get_by_test_id("button-reply").click()
    await expect(answers(chat(page))).to_have_count(2)
    await answers(chat(page)).first.get_by_role("button").first.click()
    await say(chat(page), "¿y esto?")
    await expect(answers(chat(page))).to_have_count(3)
    await expect(page.get_by_test_id("panel-form")).to_contain_text("OriginalRepliedMessageSid")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_narrow_screen_needs_no_scrolling_to_the_side(page: Page, scheme: str) -> None:
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await say(chat(page), "Hola #markdown")
    await expect(answers(chat(page))).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_the_page_speaks_english_too(page: Page) -> None:
    await page.get_by_test_id("language").click()
    await expect(page.get_by_test_id("add-customer")).to_contain_text("Add")
    await page.get_by_test_id("add-customer").click()
    await expect(chat(page, 3)).to_be_visible()
