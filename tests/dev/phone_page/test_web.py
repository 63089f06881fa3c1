"""The site with the web chat, before a function in a process of its own: its script, and whom it proves."""

import re
from collections.abc import AsyncIterator, Iterator
from html import unescape

import httpx2
import pytest

from dev.phone_page.records import WEB
from dev.visitor import Visitor
from tests.dev.phone_page.test_page import Browser, Served, opened, serving

ELSEWHERE = "https://shop.example"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(CHAT_SITES=ELSEWHERE, CHAT_SECRET="s" * 40) as served:
        yield served


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[Browser]:
    async with opened(served) as browser:
        yield browser


def site(browser: Browser) -> str:
    return f"http://127.0.0.1:{browser.page.state.about['site_port']}"


async def home(browser: Browser, **query: object) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as client:
        return await client.get(f"{site(browser)}/", params={name: str(value) for name, value in query.items()})


def proof(page: str) -> dict[str, str]:
    """The proof of a customer, as the script finds it in the page."""
    return {name: unescape(value) for name, value in re.findall(r'data-(\w+)="([^"]*)"', page)}


async def test_a_customer_whom_the_site_proves_is_answered_and_known_on_another_device(browser: Browser) -> None:
    for _ in range(2):
        visitor = Visitor(browser.page.phone.url, site(browser), proof((await home(browser, customer=1)).text))
        (answer,) = (await visitor.write("me llamo Ana, ¿cómo me llamo?")).texts
        assert "Ana" in answer
    assert "Recuerdo" in answer
    other = Visitor(browser.page.phone.url, site(browser), proof((await home(browser, customer=2)).text))
    assert "Recuerdo" not in (await other.write("Hola")).texts[0]


async def test_who_is_not_proved_is_a_visitor_and_a_site_that_was_set_keeps_its_chat(
    browser: Browser,
) -> None:
    nobody = await home(browser, customer="x")
    assert proof(nobody.text) == {}
    assert '<script src="http://127.0.0.1:' in nobody.text
    assert "script-src http://127.0.0.1:" in nobody.headers["content-security-policy"]
    for origin in (site(browser), ELSEWHERE):
        assert (await Visitor(browser.page.phone.url, origin).begin()).status_code == 200
    assert (await Visitor(browser.page.phone.url, "https://another.example").begin()).status_code == 403


async def test_a_name_is_text_in_the_page_and_the_page_speaks_three_languages(browser: Browser) -> None:
    await browser.post("/api/customers/2", name='"><script>alert(1)</script>')
    for language, words in (("es", "inició sesión"), ("pt", "entrou"), ("en", "signed in"), ("fr", "signed in")):
        page = (await home(browser, customer=2, lang=language)).text
        assert words in page
        assert f'<html lang="{language if language != "fr" else "en"}">' in page
        assert "<script>" not in page
    await browser.post("/api/customers/2", name="Luis")


async def test_the_page_may_frame_the_site_alone_and_writes_nothing_there_itself(browser: Browser) -> None:
    port = browser.page.state.about["site_port"]
    policy = (await browser.client.get("/")).headers["content-security-policy"]
    assert policy.endswith(f"frame-src http://127.0.0.1:{port} http://localhost:{port}")
    await browser.post("/api/customers/1", app=WEB)
    answer = await browser.client.post("/api/customers/1/messages", json={"text": "Hola"})
    assert (answer.status_code, answer.json()["problem"]) == (409, "this app has a composer of its own")
