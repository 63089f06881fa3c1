"""The apps on the phones, in a real browser, before `make run`."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from dev.phone_page.apps.meta import APPS as META
from dev.phone_page.records import APPS, TELEGRAM, WEB
from dev.processes import free_port
from tests.browsing import ON_CHROMIUM, chromium, picture
from tests.dev.phone_page.test_browser import NARROW, NO_EXAMPLE, WIDE, answers, chat, opened, say
from tests.dev.test_run import run

__all__ = ["chromium"]  # a fixture
pytestmark = ON_CHROMIUM


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    with run(free_port(), tmp_path_factory.mktemp("apps") / "log", PHONE_PORT=str(port), **NO_EXAMPLE):
        yield f"http://127.0.0.1:{port}"


@pytest_asyncio.fixture(loop_scope="module")
async def page(chromium: Browser, address: str, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    async with opened(chromium, address, request.node.name) as page:
        yield page


def app(page: Page, number: int = 1) -> Locator:
    return chat(page, number).get_by_test_id("app")


async def test_a_phone_has_every_app_by_keys_too_and_each_answers(page: Page) -> None:
    await expect(app(page).locator("option")).to_have_count(len(APPS))
    assert not [
        name for name in await app(page).locator("option").all_inner_texts() if "_" in name
    ]  # the key of no word
    for number, name in enumerate(APPS):
        await app(page).focus()
        if number:
            await page.keyboard.press("ArrowDown")
        await expect(app(page)).to_have_value(name)
        if name == WEB:
            break
        before = 1 if name == "whatsapp-meta" else 0  # it is the same chat as by Twilio
        await expect(answers(chat(page))).to_have_count(before)
        await say(chat(page), f"me llamo Ana en {number}")
        await expect(answers(chat(page)).last).to_contain_text("Ana")
        # Meta's requests end before OpenAI's answer, and the costs, are there.
        cost = "llega después" if name in META else "tokens de salida"
        await expect(page.get_by_test_id("panel-cost")).to_contain_text(cost)
    await expect(chat(page).get_by_test_id("composer")).to_be_hidden()
    site = chat(page).frame_locator("iframe")
    await site.get_by_role("button").click()
    await site.get_by_role("textbox").fill("me llamo Ana en el sitio")
    await site.get_by_role("textbox").press("Enter")
    await expect(site.get_by_role("log")).to_contain_text("Ana en el sitio»")
    for width in (WIDE, NARROW):
        await page.set_viewport_size(width)  # type: ignore[arg-type]
        await expect(app(page)).to_be_in_viewport(ratio=1)
        await picture(page, f"apps_site_{width['width']}")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_telegram_shows_marks_and_buttons_and_another_app_is_another_chat(page: Page) -> None:
    await app(page, 2).select_option(TELEGRAM)
    await say(chat(page, 2), "Hola #markdown")
    await expect(answers(chat(page, 2)).locator("table")).to_be_visible()
    await expect(answers(chat(page, 2)).locator("b").first).to_be_visible()
    await say(chat(page, 2), "olvídame")
    await chat(page, 2).get_by_test_id("composer").fill("un borrador")
    await answers(chat(page, 2)).last.get_by_role("button", name="Sí").click()
    await expect(answers(chat(page, 2)).last).to_contain_text("borré")
    await expect(chat(page, 2).get_by_test_id("composer")).to_have_value("un borrador")
    await expect(page.get_by_test_id("panel-form")).to_contain_text("callback_query.data")
    await app(page, 2).select_option("whatsapp-twilio")
    await expect(answers(chat(page, 2))).to_have_count(0)
    await page.get_by_test_id("language").click()
    await expect(app(page, 2).locator("option").last).to_have_text("Chat do site")
