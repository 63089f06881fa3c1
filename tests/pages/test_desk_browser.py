"""The desk in a real browser: Debian's Chromium, driven by Playwright, before the function in a process of its own.

Each test leaves a picture in .screenshots/, for a person to look at.
"""

import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Route, async_playwright, expect

from dev.phone import Phone
from dev.processes import ROOT
from tests.dev.standins import LIMIT
from tests.people import Shop, shop_in_its_own_process

PICTURES = ROOT / ".screenshots"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SIZES = {
    "wide": {"width": 1400, "height": 850},
    "middle": {"width": 800, "height": 900},
    "phone": {"width": 390, "height": 780},
}
REFUSED = re.compile("status of (409|503)|net::ERR_FAILED")  # the browser's own lines; the page shows a sentence

if CHROMIUM is None and os.environ.get("CI"):
    pytest.exit("Chromium is missing: apt-get install chromium", returncode=1)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium")

expect.set_options(timeout=LIMIT * 1000)


@pytest.fixture
def shop() -> Iterator[Shop]:
    canned = "Horario | Abrimos de martes a domingo, de 7:00 a 14:00.\nGracias por esperar."
    with shop_in_its_own_process(DESK_SECRET="the secret of the desk, in the tests", CANNED_REPLIES=canned) as shop:
        yield shop


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@contextlib.asynccontextmanager
async def at_desk(chromium: Browser, shop: Shop, agent: Phone, size: str = "wide", **how: Any) -> AsyncIterator[Page]:
    """The desk of an agent who has signed in by a link. The page may have no error, and ask no other host."""
    wrong: list[str] = []
    context = await chromium.new_context(viewport=SIZES[size], **{"locale": "es-MX", "color_scheme": "light", **how})  # type: ignore[arg-type]
    page = await context.new_page()
    page.on("console", lambda line: wrong.append(line.text) if is_wrong(line) else None)
    page.on("pageerror", lambda problem: wrong.append(str(problem)))
    page.on("request", lambda asked: None if is_ours(asked.url) else wrong.append(asked.url))
    await page.goto(shop.customer.url + await entrance(shop, agent))
    await page.get_by_role("button").click()
    await expect(page.get_by_test_id("me")).to_have_text(agent.profile_name)
    yield page
    await context.close()
    assert wrong == []


def is_wrong(line: ConsoleMessage) -> bool:
    return line.type == "error" and not REFUSED.search(line.text)


def is_ours(url: str) -> bool:
    return urlsplit(url).hostname == "127.0.0.1"


async def entrance(shop: Shop, agent: Phone) -> str:
    (link,) = await shop.told(agent, "panel")
    (path,) = re.findall(r"/desk/enter#[0-9a-f]+", link)
    return str(path)


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURES / f"desk_{name}.png")


async def opened(page: Page) -> None:
    await page.get_by_test_id("row").first.click()
    await expect(page.get_by_test_id("chat")).to_be_visible()


async def test_the_token_of_a_link_stays_nowhere_in_the_browser(shop: Shop, chromium: Browser) -> None:
    page = await chromium.new_page()
    path = await entrance(shop, shop.ana)
    await page.goto(shop.customer.url + path)
    await expect(page.get_by_role("button")).to_be_visible()
    assert page.url == f"{shop.customer.url}/desk/enter"
    await page.get_by_role("button").click()
    await expect(page.get_by_test_id("me")).to_have_text("Ana")
    assert [cookie["name"] for cookie in await page.context.cookies()] == ["__Host-desk"]


async def test_an_answer_by_keyboard_alone_reaches_the_customer(shop: Shop, chromium: Browser) -> None:
    await shop.open_ticket()
    async with at_desk(chromium, shop, shop.ana) as page:
        await page.keyboard.press("/")
        await expect(page.get_by_test_id("search")).to_be_focused()
        await page.get_by_test_id("row").first.focus()
        await page.keyboard.press("Enter")
        await page.get_by_test_id("composer").focus()
        await page.keyboard.type("Ya te mando otro")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_test_id("person")).to_contain_text("Ya te mando otro")
        await expect(page.get_by_test_id("composer")).to_have_value("")
        await expect(page.get_by_test_id("composer")).to_be_focused()
        await page.keyboard.type("Sale hoy")  # the next form is another one
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_test_id("person")).to_have_count(2)
        await picture(page, "answered")
    assert shop.got(shop.customer) == ["*Ana:* Ya te mando otro", "Sale hoy"]


async def test_what_the_customer_writes_comes_by_itself_and_the_draft_stays(shop: Shop, chromium: Browser) -> None:
    await shop.open_ticket()
    async with at_desk(chromium, shop, shop.ana) as page:
        await opened(page)
        await page.get_by_test_id("composer").fill("Estoy escribien")
        await shop.says("¿Hay alguien?")
        await expect(page.get_by_test_id("customer").last).to_contain_text("¿Hay alguien?")
        await expect(page.get_by_test_id("composer")).to_have_value("Estoy escribien")
        await expect(page.get_by_test_id("composer")).to_be_focused()


async def test_who_was_second_is_told_and_keeps_what_was_written(shop: Shop, chromium: Browser) -> None:
    code = await shop.open_ticket()
    async with at_desk(chromium, shop, shop.ana) as page:
        await opened(page)
        await page.get_by_test_id("composer").fill("Ya lo veo")
        await page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")  # so it does not hear of Luis
        await shop.told(shop.luis, f"{code} tomar")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("said")).to_contain_text("Luis")
        await expect(page.get_by_test_id("locked")).to_contain_text("Luis")
        await expect(page.get_by_test_id("composer")).to_have_value("Ya lo veo")
        await expect(page.get_by_test_id("send")).to_have_count(0)
    assert shop.got(shop.customer) == []


async def lost(route: Route) -> None:
    """The function does it, and its answer is lost."""
    await route.fetch(max_redirects=0)
    await route.abort()


async def unavailable(route: Route) -> None:
    """The function does it, and then has no store to show the page from."""
    await route.fetch(max_redirects=0)
    await route.fulfill(status=503, body="<p>503</p>")


@pytest.mark.parametrize("fails", [lost, unavailable])
async def test_without_a_connection_the_same_words_can_be_sent_again_and_arrive_once(
    shop: Shop, chromium: Browser, fails: Callable[[Route], Awaitable[None]]
) -> None:
    await shop.open_ticket()
    async with at_desk(chromium, shop, shop.ana) as page:
        await opened(page)
        await page.get_by_test_id("composer").fill("Ya va")
        await page.route("**/desk/act", fails)
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("said")).to_contain_text("No hay conexión")
        await page.unroute("**/desk/act")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("person")).to_contain_text("Ya va")
        await expect(page.get_by_test_id("composer")).to_have_value("")
    assert shop.got(shop.customer) == ["*Ana:* Ya va"]


async def test_what_was_not_taken_can_be_sent_again(shop: Shop, chromium: Browser) -> None:
    code = await shop.open_ticket()
    await shop.told(shop.ana, f"{code} Hola")
    async with at_desk(chromium, shop, shop.ana) as page:
        await opened(page)
        await page.get_by_test_id("composer").fill("Ya va #twilio=63016x1")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("said")).to_contain_text("No llegó")
        await expect(page.get_by_test_id("composer")).to_have_value("Ya va #twilio=63016x1")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("composer")).to_have_value("")
    assert shop.got(shop.customer) == ["*Ana:* Hola", "Ya va #twilio=63016x1"]


async def test_a_ticket_is_taken_noted_given_and_closed(shop: Shop, chromium: Browser) -> None:
    await shop.open_ticket()
    async with at_desk(chromium, shop, shop.ana) as page:
        await opened(page)
        await page.get_by_test_id("take").click()
        await expect(page.get_by_test_id("holder")).to_have_text("Lo tienes tú")
        await page.get_by_test_id("canned").click()
        await page.get_by_role("button", name="Horario").click()
        await expect(page.get_by_test_id("composer")).to_have_value(re.compile("^Abrimos de martes"))
        await page.get_by_test_id("do-note").click()
        await expect(page.get_by_test_id("note")).to_contain_text("Nota de Ana")
        await page.get_by_test_id("close").click()
        await picture(page, "closing")
        await page.get_by_test_id("do-close").click()
        await expect(page.get_by_test_id("state")).to_have_text("Cerrado")
        await expect(page.get_by_test_id("row")).to_have_count(0)
        await page.get_by_test_id("take-over").click()
        await expect(page.get_by_test_id("row")).to_have_count(1)


async def test_what_was_found_stays_until_something_is_done_and_is_in_no_address(shop: Shop, chromium: Browser) -> None:
    await shop.open_ticket()
    async with at_desk(chromium, shop, shop.ana) as page:
        await opened(page)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.get_by_test_id("search").fill("nadie")
        await page.get_by_test_id("search").press("Enter")
        await expect(page.get_by_test_id("row")).to_have_count(0)
        await shop.says("¿Hay alguien?")
        await expect(page.get_by_test_id("customer").last).to_contain_text("¿Hay alguien?")
        await expect(page.get_by_test_id("row")).to_have_count(0)
        assert not [url for url in asked if "nadie" in url]
        await page.get_by_test_id("take").click()
        await expect(page.get_by_test_id("row")).to_have_count(1)
        await expect(page.get_by_test_id("search")).to_have_value("")


async def test_on_a_phone_there_is_the_list_or_the_chat(shop: Shop, chromium: Browser) -> None:
    await shop.open_ticket()
    async with at_desk(chromium, shop, shop.ana, "phone") as page:
        await expect(page.get_by_test_id("rows")).to_be_visible()
        await opened(page)
        await expect(page.get_by_test_id("rows")).to_be_hidden()
        await page.get_by_role("link", name="Lista").click()
        await expect(page.get_by_test_id("rows")).to_be_visible()
        await expect(page.get_by_test_id("chat")).to_have_count(0)


LANGUAGES = {"es": "es-MX", "en": "en-US", "pt": "pt-BR"}


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_is_cut_off_in_any_language_light_or_dark(shop: Shop, chromium: Browser, size: str) -> None:
    for number in range(3):
        eva = replace(shop.customer, sender=f"whatsapp:+52155222200{number:02}", profile_name=f"Eva María {number}")
        await replace(shop, customer=eva).open_ticket()
    for language, locale in LANGUAGES.items():
        for scheme in ("light", "dark"):
            async with at_desk(chromium, shop, shop.ana, size, locale=locale, color_scheme=scheme) as page:
                await picture(page, f"{size}_{language}_{scheme}_list")
                await opened(page)
                await picture(page, f"{size}_{language}_{scheme}_chat")
                assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
                for name in ("give", "close"):
                    await page.get_by_test_id(name).click()
                    box = await page.locator("details[open] .sheet").bounding_box()
                    assert box is not None
                    assert box["x"] >= 0
                    assert box["x"] + box["width"] <= SIZES[size]["width"]
