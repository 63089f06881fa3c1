"""The desk in a real browser, before the function in a process of its own.

Each test leaves a picture in .screenshots/, for a person to look at.
"""

import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from dev.phone import Phone
from tests.browsing import ON_CHROMIUM, chromium, new_page, picture
from tests.people import Shop, shop_in_its_own_process

__all__ = ["chromium"]  # a fixture
pytestmark = ON_CHROMIUM
SIZES = {
    "wide": {"width": 1400, "height": 850},
    "middle": {"width": 800, "height": 900},
    "phone": {"width": 390, "height": 780},
}
REFUSED = r"status of (409|503)|net::ERR_FAILED"  # the browser's own lines; the page shows a sentence


@pytest.fixture
def shop() -> Iterator[Shop]:
    canned = "Horario | Abrimos de martes a domingo, de 7:00 a 14:00.\nGracias por esperar."
    with shop_in_its_own_process(DESK_SECRET="the secret of the desk, in the tests", CANNED_REPLIES=canned) as shop:
        yield shop


@contextlib.asynccontextmanager
async def at_desk(chromium: Browser, shop: Shop, agent: Phone, size: str = "wide", **how: Any) -> AsyncIterator[Page]:
    """The desk of an agent who has signed in by a link."""
    async with new_page(chromium, REFUSED, viewport=SIZES[size], **how) as page:
        await page.goto(shop.customer.url + await entrance(shop, agent))
        await page.get_by_role("button").click()
        await expect(page.get_by_test_id("me")).to_have_text(agent.profile_name)
        yield page


async def entrance(shop: Shop, agent: Phone) -> str:
    (link,) = await shop.told(agent, "panel")
    (path,) = re.findall(r"/desk/enter#[0-9a-f]+", link)
    return str(path)


async def opened(page: Page) -> None:
    await page.get_by_test_id("row").first.click()
    await expect(page.get_by_test_id("chat")).to_be_visible()


async def test_the_token_of_a_link_stays_nowhere_in_the_browser(shop: Shop, chromium: Browser) -> None:
    async with new_page(chromium, REFUSED) as page:
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
        await picture(page, "desk_answered")
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
        await picture(page, "desk_closing")
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


async def in_each_scheme(page: Page) -> AsyncIterator[str]:
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        yield scheme


LANGUAGES = {"es": "es-MX", "en": "en-US", "pt": "pt-BR"}


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_is_cut_off_in_any_language_light_or_dark(shop: Shop, chromium: Browser, size: str) -> None:
    for number in range(3):
        eva = replace(shop.customer, sender=f"whatsapp:+52155222200{number:02}", profile_name=f"Eva María {number}")
        await replace(shop, customer=eva).open_ticket()
    for language, locale in LANGUAGES.items():
        async with at_desk(chromium, shop, shop.ana, size, locale=locale) as page:
            async for scheme in in_each_scheme(page):
                await picture(page, f"desk_{size}_{language}_{scheme}_list")
            await opened(page)
            async for scheme in in_each_scheme(page):
                await picture(page, f"desk_{size}_{language}_{scheme}_chat")
                assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            async for _ in in_each_scheme(page):
                for name in ("give", "close"):
                    await page.get_by_test_id(name).click()
                    box = await page.locator("details[open] .sheet").bounding_box()
                    assert box is not None
                    assert box["x"] >= 0
                    assert box["x"] + box["width"] <= SIZES[size]["width"]
