"""The chat in a real browser, on a page of another origin with a strict policy, before the function in its own process.

Pictures are left in .screenshots/, for a person to look at.
"""

import base64
import contextlib
import functools
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, FilePayload, Locator, Page, Route, expect

from dev.processes import ROOT, free_port
from handlers.channels.web.proof import Proof, key_of, mark_of
from tests.browsing import ON_CHROMIUM, chromium, new_page, picture
from tests.people import Shop, code_in, shop_in_its_own_process
from tests.ways.way import BUSINESS

__all__ = ["chromium"]  # a fixture
pytestmark = ON_CHROMIUM
HERE_FIRST = "http://127.0.0.1:8080"  # as the example has it
SECRET = "the secret of the chat, in the tests"
REFUSED = r"net::ERR_|status of (429|503)"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 400, "height": 800}


@dataclass(frozen=True)
class Site:
    """A site whose page has the chat, and the shop behind it."""

    url: str
    shop: Shop
    folder: Path


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the library
        pass


@contextlib.contextmanager
def served(folder: Path, port: int) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Quiet, directory=str(folder))) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield
        finally:
            server.shutdown()
            serving.join()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    port, folder = free_port(), tmp_path_factory.mktemp("site")
    settings = {"CHAT_SITES": f"http://127.0.0.1:{port}", "CHAT_SECRET": SECRET, "AGENTS_FROM": BUSINESS}
    with shop_in_its_own_process(**settings) as shop, served(folder, port):
        page = (ROOT / "examples" / "web-chat" / "page.html").read_text()
        (folder / "index.html").write_text(page.replace(HERE_FIRST, shop.customer.url))
        (folder / "favicon.ico").write_bytes(b"")
        yield Site(f"http://127.0.0.1:{port}/", shop, folder)


@contextlib.asynccontextmanager
async def on_page(chromium: Browser, site: Site, **how: Any) -> AsyncIterator[Page]:
    async with new_page(chromium, REFUSED, viewport=how.pop("viewport", WIDE), **how) as page:
        await page.goto(site.url)
        yield page


def log(page: Page) -> Locator:
    return page.get_by_role("log")


async def opened(page: Page, name: str = "Abrir el chat") -> None:
    await page.get_by_role("button", name=name).click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.keyboard.press("Enter")


async def test_a_question_by_keyboard_alone_and_the_answer_grows_while_it_is_written(
    site: Site, chromium: Browser
) -> None:
    async with on_page(chromium, site) as page:
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("textbox")).to_be_focused()
        await page.keyboard.type("Hola #markdown #stall=2")
        await page.keyboard.press("Enter")
        answer = log(page).locator(".m:not(.mine):not(.dots)")
        await expect(answer).to_have_attribute("aria-busy", "true")
        begun = await answer.inner_text()
        await expect(answer).not_to_have_attribute("aria-busy", "true")
        assert len(await answer.inner_text()) > len(begun)
        await expect(answer.locator("strong").first).to_be_visible()
        await expect(page.get_by_role("textbox")).to_have_value("")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(page.get_by_role("button", name="Abrir el chat")).to_be_focused()


async def test_a_question_whose_page_went_away_is_answered_once_on_the_next_page(site: Site, chromium: Browser) -> None:
    asked = len(site.shop.openai.state.seen("POST", "/v1/responses"))
    async with on_page(chromium, site) as page:
        await opened(page)
        await write(page, "me llamo Ana #delay=2")
        await expect(log(page).locator(".dots")).to_be_visible()
        await page.reload()
        await opened(page, "Abrir el chat")
        await expect(log(page).locator(".m.mine")).to_have_count(1)
        await expect(log(page).locator(".m:not(.mine):not(.dots)")).to_contain_text("Ana")
        await page.reload()  # and it is still there
        await opened(page)
        await expect(log(page).locator(".m")).to_have_count(2)
    assert len(site.shop.openai.state.seen("POST", "/v1/responses")) == asked + 1


async def test_an_answer_that_was_lost_on_its_way_is_fetched_again(site: Site, chromium: Browser) -> None:
    asked, lost = len(site.shop.openai.state.seen("POST", "/v1/responses")), list[str]()

    async def lose(route: Route) -> None:
        """The function gets the message and answers; the page hears nothing of it, once."""
        if lost or route.request.method != "POST":
            await route.continue_()
            return
        lost.append((await route.fetch()).url)
        await route.abort("connectionreset")

    async with on_page(chromium, site) as page:
        await page.route("**/chat", lose)
        await opened(page)
        await write(page, "me llamo Ana")
        await expect(page.get_by_role("status")).to_contain_text("Lo intento de nuevo")
        await expect(log(page).locator(".m:not(.mine):not(.dots)")).to_contain_text("Ana")
        await expect(page.get_by_role("status")).to_have_text("")
        await expect(log(page).locator(".m")).to_have_count(2)
    assert lost
    assert len(site.shop.openai.state.seen("POST", "/v1/responses")) == asked + 1


async def test_a_customer_of_the_site_finds_the_conversation_in_another_browser(site: Site, chromium: Browser) -> None:
    given = Proof("4711", "Eva", str(int(time.time())), "")
    mark = mark_of(given, key=key_of(site.url.rstrip("/"), secret=SECRET))
    about = f'data-user="4711" data-name="Eva" data-time="{given.time}" data-mark="{mark}" data-title="Panadería Luz"'
    page_of = (site.folder / "index.html").read_text().replace("async", f"async {about}")
    (site.folder / "eva.html").write_text(page_of)
    for times in (1, 2):
        async with on_page(chromium, site) as page:
            await page.goto(f"{site.url}eva.html")
            await opened(page)
            await expect(page.get_by_role("dialog", name="Panadería Luz")).to_be_visible()
            await expect(log(page).locator(".m.mine")).to_have_count(times - 1)
            await write(page, "Hola")
            await expect(log(page).locator(".m:not(.dots)")).to_have_count(2 * times)


async def test_a_persons_words_come_by_themselves_and_a_picture_reaches_the_desk(
    site: Site, chromium: Browser, tmp_path: Path
) -> None:
    shop = site.shop
    async with on_page(chromium, site) as page:
        await opened(page)
        photo = tmp_path / "pan.png"
        photo.write_bytes(await _large_picture(page))
        assert photo.stat().st_size > 700_000
        await page.locator("input[type=file]").set_input_files(photo)
        await write(page, "Mi pan llegó frío")
        await expect(log(page).locator(".m:not(.mine):not(.dots)")).to_have_count(1)
        await write(page, "humano")
        handed_over = log(page).locator(".m:not(.mine):not(.dots)").last
        await expect(handed_over).to_contain_text("#")
        code = code_in(await handed_over.inner_text())
        await page.get_by_role("button", name="Cerrar el chat").first.click()
        await shop.ana.send(f"{code} Te mando otro")
        await expect(page.get_by_role("button", name="Abrir el chat, hay mensajes nuevos")).to_be_visible()
        await opened(page, "Abrir el chat, hay mensajes nuevos")
        await expect(log(page).locator(".m").last).to_contain_text("Ana: Te mando otro")
    assert any("input_image" in str(each.body) for each in shop.openai.state.seen("POST", "/v1/responses"))


# The page's next POST /chat is answered by what `line` is called with, once it was `asked`.
BY_LINES = """() => {
  const real = window.fetch, bytes = new TextEncoder();
  window.asked = new Promise((go) => {
    const line = (to) => (told) => to.enqueue(bytes.encode(JSON.stringify(told) + "\\n"));
    const body = { start(to) { window.line = line(to); go(); } };
    window.fetch = async (url, how) =>
      how.method === "POST" && url.endsWith("/chat") ? new Response(new ReadableStream(body)) : real(url, how);
  });
}"""


@pytest.mark.parametrize("has_begun", [False, True])
async def test_an_answer_that_ends_while_the_chat_is_closed_is_told_by_its_button(
    site: Site, chromium: Browser, has_begun: bool
) -> None:
    async with on_page(chromium, site) as page:
        await opened(page)
        await page.evaluate(BY_LINES)
        await write(page, "Hola")
        await page.evaluate("asked")
        if has_begun:
            await page.evaluate('line({ at: 0, blocks: [["p", "", "Ho"]] })')
            await expect(log(page).locator("[aria-busy]")).to_have_text("Ho")
        await page.keyboard.press("Escape")
        await page.evaluate('line({ texts: [[["p", "", "Hola"]]], waits: false })')
        opener = page.get_by_role("button", name="Abrir el chat, hay mensajes nuevos")
        await expect(opener).to_have_attribute("aria-expanded", "false")
        await opener.click()
        await expect(page.locator(".opener")).to_have_attribute("aria-expanded", "true")
        await expect(page.locator(".opener")).to_have_accessible_name("Cerrar el chat")


async def test_a_message_that_is_refused_comes_back_and_a_chosen_file_can_be_taken_away(
    site: Site, chromium: Browser
) -> None:
    async with on_page(chromium, site) as page:
        await page.route("**/chat", lambda route: route.fulfill(status=429) if _is_post(route) else route.continue_())
        await opened(page)
        chosen = page.get_by_role("button", name="Quitar el archivo")
        await expect(chosen).to_be_hidden()
        await page.locator("input[type=file]").set_input_files(files=[_PRICES])
        await expect(chosen).to_contain_text("precios.txt")
        await chosen.click()
        await expect(chosen).to_be_hidden()
        await write(page, "¿Abren hoy?")
        await expect(page.get_by_role("status")).to_contain_text("Son muchos mensajes.")
        await expect(page.get_by_role("textbox")).to_have_value("¿Abren hoy?")
        await expect(log(page).locator(".m")).to_have_text("¿Abren hoy?")


async def _large_picture(page: Page) -> bytes:
    """A picture of noise, which no format makes small."""
    coded = await page.evaluate("""() => {
      const canvas = document.createElement('canvas'), side = canvas.width = canvas.height = 1200;
      const pen = canvas.getContext('2d'), all = pen.createImageData(side, side);
      for (let at = 0; at < all.data.length; at += 65536) crypto.getRandomValues(all.data.subarray(at, at + 65536));
      for (let at = 3; at < all.data.length; at += 4) all.data[at] = 255;
      pen.putImageData(all, 0, 0);
      return canvas.toDataURL('image/png').split(',')[1];
    }""")
    return base64.b64decode(coded)


_PRICES: FilePayload = {"name": "precios.txt", "mimeType": "text/plain", "buffer": b"Concha: 18"}


def _is_post(route: Route) -> bool:
    return route.request.method == "POST"


LOOKS: Mapping[str, Mapping[str, Any]] = {
    "light_wide": {"viewport": WIDE},
    "dark_phone": {"viewport": PHONE, "color_scheme": "dark", "locale": "pt-BR"},
    "light_phone": {"viewport": PHONE},
    "dark_wide": {"viewport": WIDE, "color_scheme": "dark"},
}


async def test_it_fits_every_screen_and_shows_how_it_looks(site: Site, chromium: Browser) -> None:
    for name, how in LOOKS.items():
        async with on_page(chromium, site, **how) as page:
            await picture(page, f"chat_{name}_closed")
            await opened(page)
            await write(page, "¿Qué panes tienen? #markdown")
            await expect(
                log(page).locator(".m:not(.mine):not(.dots) table, .m:not(.mine):not(.dots) li").first
            ).to_be_visible()
            await picture(page, f"chat_{name}")
            panel = await page.get_by_role("dialog").bounding_box()
            assert panel
            assert panel["x"] >= 0
            assert panel["x"] + panel["width"] <= how["viewport"]["width"]
            assert not await log(page).evaluate("it => it.scrollWidth > it.clientWidth")
            await page.set_viewport_size({"width": how["viewport"]["width"], "height": 360})  # as a keyboard leaves it
            await expect(log(page).get_by_role("link").last).to_be_in_viewport()
