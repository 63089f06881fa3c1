"""The page as Twilio: it names faulty answers, and what it keeps is bounded."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dev import openai_standin, serving
from dev.phone import Phone
from dev.phone_page import PhonePage
from dev.phone_page import state as states
from dev.phone_page.apps.twilio import Twilio
from dev.phone_page.apps.twiml import Courier
from dev.phone_page.inputs import Refused, Troubles
from dev.phone_page.records import Bubble, Turn
from dev.twilio_standin.directives import Directives
from tests.dev.standins import until

BUSINESS = "whatsapp:+5215587654321"


@contextlib.asynccontextmanager
async def answering(*documents: str, status: int = 200) -> AsyncIterator[PhonePage]:
    """A function that says these documents, one after the other, the last again and again."""
    left = list(documents)

    async def webhook(_: Request) -> Response:
        return Response(left.pop(0) if len(left) > 1 else left[0], status, media_type="text/xml")

    app = Starlette(routes=[Route("/webhook", webhook, methods=["POST"])])
    app.state.standin = serving.RequestLog()
    app.state.standin.stop = lambda: None
    with serving.running(app) as address:
        yield page_of(address)


def page_of(address: str, openai: openai_standin.State | None = None) -> PhonePage:
    state = states.PageState(BUSINESS)
    state.add("Ana", "+5215512345678")
    phone = Phone(address, address, "token")
    return PhonePage(state, Twilio(page=state, phone=phone), phone, openai)


async def delivered(page: PhonePage) -> Turn:
    turn = Turn("SM1", 1, page.phone.form("Hola", sid="SM1"))
    await Courier(page.state, page.twilio, page.phone, turn, Troubles()).deliver()
    return turn


def came(page: PhonePage) -> list[str]:
    return [bubble.text for bubble in page.state.bubbles]


def twiml(inside: str) -> str:
    return f"<Response>{inside}</Response>"


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("<Response><Message>a & b</Message></Response>", "12100"),
        ("<html></html>", "12100"),
        ("", "12100"),
        (twiml("<Say>Hola</Say>"), "12200: unknown verb Say"),
        (twiml(f"<Message>{'x' * 1601}</Message>"), "21617"),
        (twiml("<Redirect>https://elsewhere.example/webhook</Redirect>"), "leads elsewhere"),
    ],
)
async def test_what_twilio_would_not_take_is_named_and_not_shown(document: str, problem: str) -> None:
    async with answering(document) as page:
        turn = await delivered(page)
    assert problem in turn.hops[0].problem
    assert len(turn.hops) == 1
    assert came(page) == []


async def test_an_error_is_twilios_11200() -> None:
    async with answering("no", status=503) as page:
        turn = await delivered(page)
    assert (turn.hops[0].status, turn.hops[0].problem) == (503, "11200: HTTP 503")


async def test_nobody_there_is_twilios_11205() -> None:
    async with answering("") as page:
        pass
    turn = await delivered(page)
    assert (turn.hops[0].status, turn.hops[0].problem[:5]) == (None, "11205")


async def test_ten_messages_and_no_more_come_of_one_also_by_redirects() -> None:
    six = "<Message>x</Message>" * 6
    async with answering(twiml(f"{six}<Redirect>/webhook?hop=1</Redirect>"), twiml(six)) as page:
        turn = await delivered(page)
    assert len(came(page)) == 10
    assert [hop.path for hop in turn.hops] == ["/webhook", "/webhook?hop=1"]


async def test_redirects_end_somewhere() -> None:
    async with answering(twiml("<Redirect>/webhook</Redirect>")) as page:
        turn = await delivered(page)
    assert len(turn.hops) == 50


async def test_an_empty_response_is_silence() -> None:
    async with answering(twiml("")) as page:
        turn = await delivered(page)
    assert (came(page), turn.hops[0].messages, turn.hops[0].problem) == ([], 0, "")


@pytest.mark.parametrize(
    ("host", "problem"),
    [("", "63019: HTTP 404"), ("gone", "63019: ConnectError"), ("https://a.example", "63019: elsewhere")],
)
async def test_a_file_that_does_not_come_is_twilios_63019(host: str, problem: str) -> None:
    async with answering("") as page:
        if host == "gone":
            page.twilio.fetching.phone = replace(page.phone, url="http://127.0.0.1:1")
        link = f"{host if '.' in host else page.phone.public_url}/file?token=x"
        form = {"From": BUSINESS, "To": page.state.customers[1].sender, "Body": "Mira", "MediaUrl": link}
        page.twilio.send("AC1", form, Directives())
        await until(lambda: bool(page.state.bubbles))
    (bubble,) = page.state.bubbles
    assert (bubble.text, bubble.note, bubble.file) == ("Mira", problem, None)


async def test_the_last_twenty_files_are_kept() -> None:
    page = page_of("http://127.0.0.1:1")
    kept = [page.keep(b"x", "image/png", f"{number}.png")["sid"] for number in range(25)]
    assert [*page.twilio.files] == kept[-20:]


async def test_openai_itself_is_not_slowed_down_and_what_is_not_ours_is_not_restarted() -> None:
    page = page_of("http://127.0.0.1:1")
    with pytest.raises(Refused, match="OpenAI itself"):
        page.send(1, {"text": "Hola", "troubles": {"delay": 1}})
    with pytest.raises(Refused, match="not ours"):
        await page.restart()
    with pytest.raises(Refused):
        await page.tick()
    assert came(page) == []


async def test_everything_kept_is_bounded() -> None:
    state = states.PageState(BUSINESS)
    for number in range(2500):
        state.keep_line(f"line {number}")
        state.open_turn(Turn(f"SM{number}", 1, []))
        state.show(Bubble(1, BUSINESS, f"SM{number}", f"SM{number}", "x"))
    assert (len(state.lines), len(state.turns), len(state.bubbles)) == (2000, 500, 1000)
    assert state.lines[-1][1] == {"message": "line 2499"}


async def test_a_browser_that_does_not_read_is_let_go() -> None:
    state = states.PageState(BUSINESS)
    with state.listening() as events:
        for _ in range(1100):
            state.publish("turn", {})
        assert events.qsize() <= states.EVENTS_WAITING + 1
        await asyncio.sleep(0)
        last = [events.get_nowait() for _ in range(events.qsize())][-1]
    assert last is None
