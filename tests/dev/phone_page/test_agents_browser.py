"""Agents' phones in the page, in a real browser: a person takes over, all of it in two chats side by side."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from dev import phone_page
from dev.phone_page import BUSINESS, PhonePage
from dev.phone_page.records import Bubble
from dev.processes import free_port
from tests.browsing import ON_CHROMIUM, PICTURES, chromium
from tests.dev.phone_page.test_browser import (
    NARROW,
    NO_EXAMPLE,
    PNG,
    address,
    answers,
    chat,
    opened,
    say,
    write_by_rest,
)
from tests.dev.phone_page.test_browser import own_page as page
from tests.dev.test_run import run

__all__ = ["address", "chromium", "page"]  # fixtures
pytestmark = ON_CHROMIUM
MARTA, HUGO = 101, 102


async def handed_over(page: Page) -> str:
    """Ana asks for a person, and Marta's phone shows it; gives the ticket's code."""
    await expect(answers(chat(page, MARTA))).to_have_count(1)  # to what the page wrote for her
    await say(chat(page), "humano")
    await expect(answers(chat(page))).to_contain_text(["Una persona del equipo"])
    await expect(answers(chat(page, MARTA))).to_have_count(2)
    found = re.search(r"#[0-9A-Z]{4}", await answers(chat(page, MARTA)).last.inner_text())
    assert found
    return found.group()


async def quote(bubble: Locator) -> None:
    await bubble.get_by_role("button").first.click()


async def test_a_person_takes_over_answers_and_gives_back(page: Page) -> None:
    code = await handed_over(page)
    await expect(answers(chat(page, HUGO))).to_contain_text(["No hay casos", code])
    await quote(answers(chat(page, MARTA)).last)
    await expect(chat(page, MARTA).locator(".chip")).not_to_contain_text("*")  # the marks of "*Ana*"
    pan = {"name": "pan.png", "mimeType": "image/png", "buffer": PNG}
    await chat(page, MARTA).get_by_test_id("attach").set_input_files(pan)  # type: ignore[arg-type]
    await say(chat(page, MARTA), "¡Hola, Ana! ¿En qué te ayudo?")
    await expect(answers(chat(page)).last).to_contain_text("Marta: ¡Hola, Ana!")
    await expect(answers(chat(page)).last.locator("img")).to_be_visible()
    await expect(chat(page, MARTA).locator(".quoted")).to_contain_text(f"{code} · Ana")
    await say(chat(page), "¿Está abierto?")
    await expect(answers(chat(page, MARTA)).last).to_contain_text("¿Está abierto?")
    await expect(answers(chat(page))).to_have_count(2)  # the assistant is silent
    await say(chat(page, MARTA), f"{code} cerrar")
    await expect(answers(chat(page)).last).to_contain_text("responde otra vez el asistente")
    await say(chat(page), "¿Abren hoy?")
    await expect(answers(chat(page)).last).to_contain_text("¿Abren hoy?")


async def test_quick_words_ask_for_a_person_and_for_what_is_done_with_a_quoted_ticket(page: Page) -> None:
    await expect(answers(chat(page, MARTA))).to_have_count(1)
    await chat(page).get_by_test_id("composer").fill("y una concha")
    await chat(page).get_by_test_id("quick_person").click()
    await expect(answers(chat(page, MARTA))).to_have_count(2)
    await expect(chat(page).get_by_test_id("composer")).to_have_value("y una concha")
    await quote(answers(chat(page, MARTA)).last)
    await chat(page, MARTA).get_by_test_id("quick_take").click()
    await expect(answers(chat(page, MARTA)).last).to_contain_text("es tu caso")
    await expect(chat(page, MARTA).get_by_test_id("quick_take")).to_have_count(0)
    await quote(answers(chat(page, MARTA)).last)
    await chat(page, MARTA).get_by_test_id("quick_close").click()
    await expect(answers(chat(page, MARTA)).last).to_contain_text("Cerrado")


async def test_the_page_writes_once_for_each_agent_and_says_so(page: Page) -> None:
    for agent in (MARTA, HUGO):
        mine = chat(page, agent).get_by_test_id("bubble-in")
        await expect(mine.locator(".tag").first).to_have_attribute("data-text", "lo escribió esta página")
        await expect(answers(chat(page, agent))).to_have_count(1)
    await write_by_rest(page, HUGO, "whatsapp:+5215511110002")
    await expect(page.get_by_test_id(f"go-{HUGO}")).to_have_accessible_name("Hugo. Mensajes nuevos: 1")
    await page.reload()
    await say(chat(page, MARTA), "ayuda")
    await expect(answers(chat(page, MARTA))).to_have_count(2)
    await expect(chat(page, MARTA).get_by_test_id("bubble-in")).to_have_count(2)


async def test_the_panel_shows_that_an_agent_was_heard(page: Page) -> None:
    await say(chat(page, MARTA), "ayuda")
    await expect(page.get_by_test_id("panel-log")).to_contain_text("agent")
    await expect(page.get_by_test_id("panel-form")).to_contain_text("whatsapp:+5215511110001")


async def test_an_agent_has_a_voice_files_and_a_chat_with_another_business_number(page: Page) -> None:
    await handed_over(page)
    await chat(page, MARTA).locator("summary").click()
    await expect(chat(page, MARTA).locator("details input")).to_have_count(1)
    await chat(page, MARTA).locator("input[name=business]").fill("+5215587654322")
    await chat(page, MARTA).locator("input[name=business]").press("Enter")
    await expect(answers(chat(page, MARTA))).to_have_count(0)
    await expect(chat(page, MARTA).locator(".hint")).to_contain_text("Escribe «tickets» una vez")
    for tool in ("attach", "voice"):
        await expect(chat(page, MARTA).get_by_test_id(tool)).to_be_visible()


async def test_team_and_customers_are_seen_together_on_every_screen_in_light_and_dark(page: Page) -> None:
    """Leaves seven pictures more."""
    await page.get_by_test_id("add-customer").click()
    await say(chat(page, 3), "¿Tienen pan de muerto?")
    await say(chat(page, 2), "Mi pastel llegó roto")
    await expect(answers(chat(page, 2))).to_have_count(1)
    await handed_over(page)
    await quote(answers(chat(page, MARTA)).last)
    await say(chat(page, MARTA), "¡Hola, Ana! Soy Marta. ¿En qué te ayudo?")
    await chat(page, 2).get_by_test_id("quick_person").click()
    await expect(answers(chat(page, MARTA))).to_have_count(3)
    await quote(answers(chat(page, MARTA)).last)
    PICTURES.mkdir(exist_ok=True)
    for width, height in ((1400, 800), (800, 900), (400, 780)):
        await page.set_viewport_size({"width": width, "height": height})
        for number in (2, MARTA):
            await page.get_by_test_id(f"go-{number}").click()
            await expect(chat(page, number).get_by_test_id("send")).to_be_in_viewport(ratio=1)
        if width > 400:
            await expect(chat(page, 2).get_by_test_id("send")).to_be_in_viewport(ratio=1)
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert await page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            await page.screenshot(path=PICTURES / f"team_{width}_{scheme}.png")
    await page.get_by_test_id("go-2").click()
    await page.screenshot(path=PICTURES / "team_400_customer.png")


async def test_a_name_tells_of_a_customer_who_waits_on_a_narrow_screen(page: Page) -> None:
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await page.reload()
    await expect(chat(page).get_by_test_id("send")).to_be_in_viewport(ratio=1)  # and not Marta's
    await handed_over(page)
    await expect(page.get_by_test_id(f"go-{MARTA}")).to_have_accessible_name("Marta. Mensajes nuevos: 1")


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[str]:
    """The page of a `make run` without agents."""
    port = free_port()
    with run(free_port(), tmp_path / "log", PHONE_PORT=str(port), AGENTS="", **NO_EXAMPLE):
        yield f"http://127.0.0.1:{port}"


async def test_without_agents_there_is_no_team(nobody: str, chromium: Browser) -> None:
    async with opened(chromium, nobody, "nobody") as page:
        await expect(chat(page, 2)).to_be_visible()
        await expect(page.get_by_text("Equipo")).to_be_hidden()
        await chat(page).get_by_test_id("quick_person").click()
        await expect(answers(chat(page))).to_contain_text(["No puedo pasar la conversación a una persona"])


@pytest.fixture
def deployed() -> Iterator[tuple[str, PhonePage]]:
    """The page before no function, which has a public address elsewhere, an agent and a desk."""
    settings = {
        "PUBLIC_URL": "https://recado-123.run.app",
        "TWILIO_AUTH_TOKEN": "token",
        "AGENTS": "Eva=whatsapp:+5215511110001",
        "DESK_SECRET": "anything",
    }
    with phone_page.serve(settings, port=0, function_port=8080, openai=None) as served:
        yield served


async def test_links_to_the_function_lead_to_the_one_on_this_machine(
    deployed: tuple[str, PhonePage], chromium: Browser
) -> None:
    address, served = deployed
    public = "https://recado-123.run.app"
    there = [f"{public}/desk/enter#k7", public, f"{public}.example/desk", "https://elsewhere.example/desk"]
    for number, link in enumerate(there):
        served.state.bubbles.append(Bubble(1, BUSINESS, f"SM{number}", "", f"Abre {link}", out=True))
    async with opened(chromium, address, "links") as page:
        links = answers(chat(page)).locator("a")
        await expect(links).to_have_text(there)
        here = ["http://localhost:8080/desk/enter#k7", "http://localhost:8080", *there[2:]]
        assert await links.evaluate_all("all => all.map(one => one.getAttribute('href'))") == here
        assert await links.evaluate_all("all => all.every(one => one.rel.includes('noopener'))")


async def test_an_agent_gets_to_the_desk_by_a_quick_word_where_there_is_one(
    deployed: tuple[str, PhonePage], chromium: Browser
) -> None:
    async with opened(chromium, deployed[0], "desk") as page:
        await expect(chat(page, MARTA).locator(".quick button")).to_have_text(["tickets", "ayuda", "panel"])
