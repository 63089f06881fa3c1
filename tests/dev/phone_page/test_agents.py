"""Agents' phones in the page, before a function in a process of its own: who has one, and what is told to it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from dev import phone_page
from dev.phone_page import BUSINESS
from dev.phone_page.records import Bubble
from dev.phone_page.state import PageState
from dev.processes import free_port
from tests.dev.phone_page.test_page import PNG, Browser, Served, opened, serving
from tests.dev.standins import until

MARTA, HUGO = 101, 102
AGENTS = "Marta=whatsapp:+5215511110001, Hugo=whatsapp:+5215511110002"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(AGENTS=AGENTS) as served:
        yield served


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[Browser]:
    async with opened(served) as browser:
        yield browser


async def looked_at(browser: Browser) -> None:
    """Somebody opens the page, and both agents have been heard."""
    async with browser.client.stream("GET", "/events"):
        await until(lambda: len([bubble for bubble in written(browser) if bubble.out]) == 2)


def written(browser: Browser) -> list[Bubble]:
    """What the page wrote by itself, and the answers to that."""
    return [bubble for bubble in browser.bubbles() if bubble.by_itself]


def told(browser: Browser, phone: int) -> list[str]:
    return [bubble.text for bubble in browser.bubbles() if bubble.rest and bubble.customer == phone]


async def test_a_customer_gets_a_person_who_quotes_the_notice(browser: Browser) -> None:
    await looked_at(browser)
    asked = await browser.send("humano")
    await browser.turn(asked)
    (notice,) = (bubble for bubble in browser.bubbles() if bubble.rest and bubble.customer == MARTA)
    assert notice.turn == asked
    said = await browser.send("¿En qué te ayudo?", customer=MARTA, quote=notice.sid)
    assert [line["result"] for line in (await browser.turn(said))["log"]] == ["agent"]
    assert told(browser, 1) == ["*Marta:* ¿En qué te ayudo?"]
    assert len(told(browser, HUGO)) == 1


async def test_a_person_s_picture_is_in_the_customer_s_chat(browser: Browser) -> None:
    await looked_at(browser)
    asked = await browser.send("humano", customer=2)
    await browser.turn(asked)
    notice = next(each for each in browser.bubbles() if each.turn == asked and each.customer == MARTA)
    for content, kind, name in ((PNG, "image/png", "pan.png"), (b"%PDF-1.4", "application/pdf", "nota.pdf")):
        file = await browser.attach(content, kind, name)
        await browser.turn(await browser.send("Así quedó", customer=MARTA, quote=notice.sid, file=file))
    await until(lambda: len(came := shown(browser, 2)) > 1 and came[-1].kind == "document")
    picture, document = (bubble for bubble in shown(browser, 2) if bubble.file)
    assert (picture.text, picture.kind) == ("*Marta:* Así quedó", "image")
    assert picture.file
    assert (await browser.client.get(f"/api/files/{picture.file['sid']}")).content == PNG
    assert document.file
    assert (document.text, document.file["name"]) == ("", "file.pdf")


def shown(browser: Browser, phone: int) -> list[Bubble]:
    return [bubble for bubble in browser.bubbles() if bubble.rest and bubble.customer == phone]


async def test_each_agent_writes_once_however_often_the_page_is_opened(browser: Browser) -> None:
    for _ in range(2):
        await looked_at(browser)
    assert sorted(bubble.customer for bubble in written(browser) if not bubble.out) == [MARTA, HUGO]


async def test_customers_are_counted_without_agents(browser: Browser) -> None:
    added = await browser.post("/api/customers", name="Eva")
    assert (added["id"], added["is_agent"]) == (3, False)


async def test_a_function_that_has_forgotten_who_wrote_is_written_to_anew() -> None:
    with serving(AGENTS=AGENTS) as served:
        async with opened(served) as browser:
            await looked_at(browser)
            await browser.post("/api/restart")
            await until(lambda: len([bubble for bubble in written(browser) if bubble.out]) == 4)


async def test_a_page_that_was_open_before_the_function_ran_writes_as_soon_as_it_does() -> None:
    settings = {"PUBLIC_URL": "https://recado-123.run.app", "TWILIO_AUTH_TOKEN": "token", "AGENTS": AGENTS}
    with phone_page.serve(settings, port=0, function_port=free_port(), openai=None) as served:
        async with opened(served) as browser, browser.client.stream("GET", "/events") as events:
            await anext(events.aiter_lines())
            assert written(browser) == []
            browser.page.runs(lambda: None)
            await until(lambda: len(written(browser)) == 2)


async def test_on_a_real_account_nothing_is_written_for_agents() -> None:
    key = {"TWILIO_API_KEY_SID": "SK1", "TWILIO_API_KEY_SECRET": "hush"}
    with serving(AGENTS=AGENTS, TWILIO_API_BASE_URL=f"http://127.0.0.1:{free_port()}", **key) as served:
        async with opened(served) as browser:
            async with browser.client.stream("GET", "/events") as events:
                await anext(events.aiter_lines())
                await browser.turn(await browser.send("Hola"))
            assert [customer.name for customer in browser.page.state.agents] == ["Marta", "Hugo"]
            assert written(browser) == []
            apps = [app.name for app in browser.page.apps]
            assert apps == [
                "whatsapp-twilio",
                "whatsapp-meta",
            ]  # of others' customers AGENTS_FROM would have to tell them


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ("", ["Ana", "Luis"]),
        (AGENTS, ["Ana", "Luis", "Marta", "Hugo"]),
        ("Eva", ["Ana", "Luis"]),  # not understood: the function says so
        ("Eva=sms:+5215511110001", ["Ana", "Luis"]),
        ("Eva=whatsapp:+5215512345678", ["Luis", "Eva"]),  # with Ana's number
    ],
)
def test_who_has_a_phone(setting: str, names: list[str]) -> None:
    settings = {"PUBLIC_URL": "https://recado-123.run.app", "TWILIO_AUTH_TOKEN": "token", "AGENTS": setting}
    with phone_page.serve(settings, port=0, function_port=free_port(), openai=None) as (_, page):
        assert [customer.name for customer in page.state.customers.values()] == names


def test_what_an_agent_is_told_is_about_the_newest_message_to_that_business() -> None:
    state = PageState(BUSINESS)
    ana, marta = state.add("Ana"), state.add_agent("Marta", "+5215511110001")
    assert ana
    for place, (phone, business) in enumerate([(marta.id, BUSINESS), (ana.id, BUSINESS), (ana.id, "whatsapp:+52155")]):
        state.show(Bubble(phone, business, f"SM{place}", f"SM{place}", "Hola"))
    assert (state.last_turn(marta, BUSINESS), state.last_turn(ana, "whatsapp:+52155")) == ("SM1", "SM2")
    state.show(Bubble(marta.id, BUSINESS, "SM3", "SM3", "Hola"))
    assert state.last_turn(ana, BUSINESS) == "SM1"
