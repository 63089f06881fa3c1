"""The page with all answers in a real browser, wide and at 400 pixels; it leaves pictures in .screenshots/."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browsing import ON_CHROMIUM, chromium, picture
from tests.pages.test_desk_browser import SIZES, at_desk
from tests.people import Shop, shop_in_its_own_process
from tests.test_teaching import TEACH

__all__ = ["chromium"]
pytestmark = ON_CHROMIUM
NARROW = {"width": 400, "height": 800}


@pytest.fixture
def shop() -> Iterator[Shop]:
    with shop_in_its_own_process(DESK_SECRET="the secret of the desk, in the tests", **TEACH) as shop:
        yield shop


async def fits(page: Page) -> bool:
    """True if nothing is wider than the page."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


async def saved(page: Page, answer: str, ask: str = "") -> None:
    """Fill in the form that is open, and save it."""
    if ask:
        await page.locator("details[open]").get_by_test_id("ask").fill(ask)
    await page.locator("details[open]").get_by_test_id("answer").fill(answer)
    await page.locator("details[open]").get_by_test_id("save").click()


@pytest.mark.parametrize("size", ["wide", "narrow"])
async def test_a_question_is_answered_changed_and_taken_out_by_hand(
    shop: Shop, chromium: Browser, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SIZES, "narrow", NARROW)
    await shop.says("Tienen pan sin gluten y sin azúcar, o algo que mi abuela con diabetes pueda comer sin preocuparse")
    await shop.says("👎")
    async with at_desk(chromium, shop, shop.ana, size) as page:
        await page.get_by_test_id("answers").click()
        await expect(page.get_by_test_id("lesson")).to_have_count(1)
        await page.get_by_test_id("answer-it").click()
        await page.get_by_role("heading", level=2).click()  # a click beside it does not hide what is being written
        await expect(page.get_by_test_id("answer").first).to_be_visible()
        assert await fits(page)
        await picture(page, f"answers_asked_{size}")
        await saved(page, "No, todo se hace en una sola cocina con trigo.")
        await expect(page.get_by_test_id("lesson")).to_have_count(0)
        await page.get_by_test_id("add").click()
        await saved(page, "Sí, en la terraza.\n" + "x" * 200, ask="¿Aceptan perros?\n¿Puedo ir con mi perro?")
        await expect(page.get_by_test_id("taught")).to_have_count(2)
        await page.get_by_test_id("edit").first.click()
        await saved(page, "Sí, en la terraza y con correa.")
        await page.get_by_test_id("history").click()
        await expect(page.get_by_test_id("version")).to_contain_text("xxx")
        assert await fits(page)
        await picture(page, f"answers_{size}")
        await page.keyboard.press("/")
        await page.keyboard.type("terraza")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("taught")).to_have_count(1)
        await page.get_by_test_id("remove").click()
        await page.get_by_test_id("do-remove").click()
        await expect(page.get_by_test_id("taught")).to_have_count(1)
        await page.get_by_test_id("gone").click()
        await expect(page.get_by_test_id("removed")).to_contain_text("correa")
        assert await fits(page)
        await picture(page, f"answers_removed_{size}")
