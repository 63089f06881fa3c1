"""The page with the numbers in a real browser: wide, at 400 pixels, light, dark and on paper.

It leaves pictures in .screenshots/, for a person to look at.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from dev.made_up import days_of, events
from tests.browsing import ON_CHROMIUM, PICTURES, chromium, picture
from tests.pages.test_desk_browser import LANGUAGES, SIZES, at_desk
from tests.people import Shop, shop_in_its_own_process
from tests.test_numbers import count

__all__ = ["chromium"]
pytestmark = ON_CHROMIUM
SETTINGS = {"DESK_SECRET": "the secret of the desk, in the tests", "TIME_ZONE": "America/Mexico_City"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Forty days, by the real clock. They are counted in a thread, which has no loop of its own yet."""
    path: Path = tmp_path_factory.mktemp("numbers") / "recado.db"
    days = days_of(events(date.today() - timedelta(days=40), 42, seed=5, most=120))
    with asyncio.Runner() as runner:
        runner.run(count(path, lambda: datetime.now(UTC), days))
    with shop_in_its_own_process(STORE="sqlite", SQLITE_PATH=str(path), **SETTINGS) as shop:
        yield shop


async def fits(page: Page) -> bool:
    """True if nothing is wider than the page."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


async def whole(page: Page, name: str) -> None:
    """A picture of all of the page."""
    PICTURES.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.mark.parametrize("size", ["wide", "narrow"])
async def test_everything_fits_in_each_language_with_all_unfolded(
    shop: Shop, chromium: Browser, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SIZES, "narrow", {"width": 400, "height": 800})
    for language, locale in LANGUAGES.items():
        async with at_desk(chromium, shop, shop.ana, size, locale=locale) as page:
            await page.get_by_test_id("numbers").click()
            await expect(page.locator("html")).to_have_attribute("lang", language)
            await page.wait_for_load_state()  # with its style
            assert await fits(page)
            if size == "wide":
                assert (
                    await page.get_by_test_id("apps")
                    .locator(".scroll")
                    .evaluate("it => it.scrollWidth <= it.clientWidth")
                )
            await whole(page, f"numbers_{size}_{language}")
            await page.evaluate("document.querySelectorAll('details').forEach((unfolds) => { unfolds.open = true; })")
            assert await fits(page)
    async with at_desk(chromium, shop, shop.ana, size, color_scheme="dark") as page:
        await page.get_by_test_id("numbers").click()
        await whole(page, f"numbers_{size}_dark")


async def test_other_days_are_a_click_away_and_what_is_seen_can_be_taken_away(shop: Shop, chromium: Browser) -> None:
    async with at_desk(chromium, shop, shop.ana) as page:
        await page.get_by_test_id("numbers").click()
        title = page.get_by_test_id("title")
        shown = await title.inner_text()
        await page.get_by_test_id("before").click()
        await expect(title).not_to_have_text(shown)
        await page.get_by_test_id("after").click()
        await expect(title).to_have_text(shown)
        await page.get_by_test_id("range-day").click()
        await expect(page.locator("[aria-current=true]")).to_have_text("Hoy")
        await page.locator("[name=from]").fill("2026-01-01")
        await page.locator("[name=to]").fill("2026-01-31")
        await page.get_by_test_id("show").click()
        await expect(title).to_have_text("enero 2026", ignore_case=True)
        await picture(page, "numbers_empty")
        await page.get_by_test_id("range-last").click()
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Excel").click()
        assert (await (await download.value).path()).read_bytes().startswith(b"PK")
        await page.get_by_test_id("examples-other").click()
        await expect(page.get_by_test_id("none")).to_be_visible()
        await page.get_by_test_id("back").click()
        await expect(title).to_have_text(shown)


async def test_by_keyboard_a_definition_opens_and_on_paper_all_stands_on_two_sheets(
    shop: Shop, chromium: Browser
) -> None:
    async with at_desk(chromium, shop, shop.ana) as page:
        await page.get_by_test_id("numbers").click()
        about = page.get_by_test_id("figure-answered").locator("summary")
        await about.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("figure-answered").locator("details p")).to_be_visible()
        sheets = await page.pdf(format="A4")
        assert sheets.count(b"/Type /Page\n") == 2
        (PICTURES / "numbers.pdf").write_bytes(sheets)
