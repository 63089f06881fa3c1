"""The phone in the browser, before a function in a process of its own: messages, answers, the panel and faults."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx2
import pytest

from dev import function, local, openai_standin, phone_page
from dev.openai_standin import State, new_secret
from dev.phone_page import PhonePage
from dev.phone_page.records import Bubble, Turn
from dev.processes import ROOT, free_port
from tests.dev.standins import LIMIT, until
from tests.functions import TOKEN

BUSINESS = phone_page.BUSINESS
PNG = b"\x89PNG\r\n\x1a\n and so on"


@dataclass
class Browser:
    """The requests of a browser, without one."""

    client: httpx2.AsyncClient
    page: PhonePage

    async def post(self, path: str, **content: Any) -> Any:
        answer = await self.client.post(path, json=content)
        assert answer.is_success, answer.text
        return answer.json()

    async def send(self, text: str = "", *, customer: int = 1, **more: Any) -> str:
        found = await self.post(f"/api/customers/{customer}/messages", text=text, **more)
        return str(found["sid"])

    async def read(self, text: str) -> str:
        """Send it until it is marked as read before its answer comes: the function gives that up after two seconds."""
        for _ in range(5):
            with self.openai.holding(text):
                sid = await self.send(text)
                with suppress(TimeoutError):
                    async with asyncio.timeout(5):
                        await until(partial(self.is_read, sid))
            await self.turn(sid)
            if self.is_read(sid):
                return sid
        raise AssertionError("it is never marked as read")

    def is_read(self, sid: str) -> bool:
        return self.page.state.turns[sid].read

    async def attach(self, content: bytes, media_type: str, name: str) -> str:
        headers = {"content-type": media_type}
        answer = await self.client.post(f"/api/files?name={name}", content=content, headers=headers)
        return str(answer.json()["sid"])

    async def turn(self, sid: str) -> Any:
        """A message's details, when nothing more comes back for it and its lines are in the log."""
        await until(lambda: self.is_over(self.page.state.turns[sid]))
        return (await self.client.get(f"/api/turns/{sid}")).json()

    def is_over(self, turn: Turn) -> bool:
        answered = [hop for hop in turn.hops if hop.status is not None]
        return turn.open == 0 and bool(turn.hops) and len(self.page.state.log_of(turn)) >= len(answered)

    async def mark(self, sid: str) -> Any:
        """The mark on a customer's bubble, as a browser that begins now is told it."""
        async with self.client.stream("GET", "/events") as events:
            async for line in events.aiter_lines():
                if line.startswith("data: "):
                    return json.loads(line.removeprefix("data: "))["marks"][sid]
        raise AssertionError("no event came")

    def came(self, sid: str) -> list[str]:
        return [bubble.text for bubble in self.bubbles() if bubble.out and bubble.turn == sid]

    def bubbles(self) -> list[Bubble]:
        return list(self.page.state.bubbles)

    @property
    def openai(self) -> State:
        assert self.page.openai
        return self.page.openai


Served = tuple[str, PhonePage]


@contextmanager
def serving(**other: str) -> Iterator[Served]:
    """The page before a function of its own, with a stand-in for OpenAI that holds its answers when told."""
    port, secret = free_port(), new_secret()
    with openai_standin.serve(webhook_url=f"http://127.0.0.1:{port}/openai", webhook_secret=secret) as openai:
        settings = {
            "TWILIO_AUTH_TOKEN": TOKEN,
            "PUBLIC_URL": "https://recado-123.run.app",
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": openai.base_url,
            "OPENAI_WEBHOOK_SECRET": secret,
            "STORE": "memory",
            "KNOWLEDGE": "off",
            "MESSAGES_A_MINUTE": "1000",
            **other,
        }
        with (
            phone_page.serve(settings, port=0, function_port=port, openai=openai.state) as (address, page),
            function.restartable(settings, port=port, on_line=page.state.keep_line) as running,
        ):
            page.runs(running.restart)
            yield address, page


@asynccontextmanager
async def opened(served: Served) -> AsyncIterator[Browser]:
    address, page = served
    async with httpx2.AsyncClient(base_url=address, timeout=LIMIT, trust_env=False) as client:
        yield Browser(client, page)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving() as served:
        yield served


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[Browser]:
    async with opened(served) as browser:
        yield browser


async def begun(browser: Browser, text: str, **more: Any) -> str:
    """Send a text, and wait until OpenAI is asked about it."""
    before = len(browser.openai.runs)
    sid = await browser.send(text, **more)
    await until(lambda: len(browser.openai.runs) > before)
    return sid


async def test_a_text_is_answered_and_the_panel_knows_the_whole_way(browser: Browser) -> None:
    with browser.openai.holding("Hola, me llamo Ana"):
        sid = await browser.send("Hola, me llamo Ana")
        await until(lambda: sid in browser.page.twilio.typing)
    turn = await browser.turn(sid)
    assert await browser.mark(sid) == {"state": "read", "problem": ""}
    assert "Ana" in browser.came(sid)[0]
    assert ["Body", "Hola, me llamo Ana"] in turn["form"]
    [hop] = turn["hops"]
    assert (hop["status"], hop["path"], hop["problem"]) == (200, "/webhook", "")
    assert hop["document"].endswith("</Response>")
    assert [line["result"] for line in turn["log"]] == ["answered"]
    assert turn["cost"]["output_tokens"] > 0
    assert turn["cost"]["cost"] > 0


async def test_quick_messages_do_not_wait_for_one_another(browser: Browser) -> None:
    with browser.openai.holding("Hola"), browser.openai.holding("una pregunta"):
        sids = [await begun(browser, text, customer=2) for text in ("Hola", "una pregunta", "¿abren hoy?")]
        turns = [await browser.turn(sid) for sid in sids]
    assert [len(browser.came(sid)) for sid in sids] == [0, 0, 1]
    assert [turn["hops"][-1]["messages"] for turn in turns] == [0, 0, 1]


async def test_a_picture_a_voice_note_a_place_and_a_button_reach_the_assistant(browser: Browser) -> None:
    picture = await browser.send("¿Y esto?", file=await browser.attach(PNG, "image/png", "foto.png"))
    await browser.turn(picture)
    assert "image/png" in browser.came(picture)[0]
    voice = await browser.send(file=await browser.attach(b"OggSQuiero un pastel", "audio/ogg; codecs=opus", ""))
    await browser.turn(voice)
    assert "Quiero un pastel" in browser.came(voice)[0]
    silence = await browser.send(file=await browser.attach(b"no words", "audio/ogg; codecs=opus", ""))
    await browser.turn(silence)
    assert "una nota de voz en la que no oigo palabras" in browser.came(silence)[0]
    place = await browser.send(location={"latitude": 19.4, "longitude": -99.1, "label": "Zócalo"})
    await browser.turn(place)
    assert "Zócalo" in browser.came(place)[0]
    pressed = await browser.send(button={"text": "Sí", "payload": "confirm"})
    form = dict((await browser.turn(pressed))["form"])
    assert (form["ButtonText"], form["ButtonPayload"]) == ("Sí", "confirm")


async def test_an_answer_can_be_quoted(browser: Browser) -> None:
    first = await browser.send("¿Qué pasteles hay?")
    await browser.turn(first)
    answer = next(bubble for bubble in browser.bubbles() if bubble.out and bubble.turn == first)
    sid = await browser.send("¿y este?", quote=answer.sid)
    form = dict((await browser.turn(sid))["form"])
    assert (form["OriginalRepliedMessageSid"], form["OriginalRepliedMessageSender"]) == (answer.sid, BUSINESS)
    assert "Recibí: «¿y este?»." in browser.came(sid)[0]
    assert next(bubble for bubble in browser.bubbles() if bubble.sid == sid).quoted == answer.text


async def test_a_hidden_number_is_an_external_id_and_keeps_its_thread(browser: Browser) -> None:
    await browser.post("/api/customers/1", identity="both")
    await browser.turn(await browser.send("Me llamo Anabel"))
    changed = await browser.post("/api/customers/1", identity="hidden")
    sid = await browser.send("¿Cómo me llamo?")
    form = dict((await browser.turn(sid))["form"])
    assert form["From"] == form["ExternalUserId"] == changed["sender"]
    assert form["From"].startswith("whatsapp:MX.")
    assert "WaId" not in form
    assert "Anabel" in browser.came(sid)[0]
    await browser.post("/api/customers/1", identity="number")


async def test_another_business_number_is_another_chat(browser: Browser) -> None:
    await browser.post("/api/customers/2", business="whatsapp:+5215587654322")
    sid = await browser.send("Hola", customer=2)
    assert dict((await browser.turn(sid))["form"])["To"] == "whatsapp:+5215587654322"
    assert "Recuerdo" not in browser.came(sid)[0]
    await browser.post("/api/customers/2", business=BUSINESS)


async def test_the_same_message_twice_gets_the_same_texts_and_costs_one_answer(browser: Browser) -> None:
    sid = await browser.send("dos veces", troubles={"twice": True})
    turn = await browser.turn(sid)
    assert len(set(browser.came(sid))) == 1
    assert sorted(hop["delivery"] for hop in turn["hops"]) == [1, 2]
    assert sorted(bubble.delivery for bubble in browser.bubbles() if bubble.out and bubble.turn == sid) == [1, 2]
    assert len([line for line in turn["log"] if line.get("output_tokens")]) == 1


async def test_a_wrong_signature_is_refused_and_its_line_is_shown(browser: Browser) -> None:
    sid = await browser.send("de otro", troubles={"signature": True})
    turn = await browser.turn(sid)
    assert (turn["hops"][0]["status"], browser.came(sid)) == (403, [])
    assert "wrong signature" in turn["log"][0]["message"]
    assert turn["cost"] is None
    assert await browser.mark(sid) == {"state": "failed", "problem": "11200: HTTP 403"}


async def test_a_late_answer_is_announced_and_fetched_by_redirects() -> None:
    with serving(ANSWER_SECONDS="1") as served:
        async with opened(served) as browser:
            with browser.openai.holding("con calma"):
                sid = await browser.send("con calma")
                await until(lambda: bool(browser.came(sid)))
            turn = await browser.turn(sid)
    assert browser.came(sid)[0].startswith("⏳")
    assert "con calma" in browser.came(sid)[-1]
    assert [hop["path"] for hop in turn["hops"]][:2] == ["/webhook", "/webhook?hop=1"]
    assert turn["hops"][0]["redirect"]


async def test_an_answer_later_than_the_last_hop_comes_by_rest_when_openais_webhook_says_so() -> None:
    with serving(ANSWER_SECONDS="2", MAX_HOPS="1") as served:
        async with opened(served) as browser:
            with browser.openai.holding("con mucha calma"):
                sid = await browser.send("con mucha calma")
                turn = await browser.turn(sid)
            await until(lambda: any(bubble.rest and "con mucha calma" in bubble.text for bubble in browser.bubbles()))
    assert [hop["path"] for hop in turn["hops"]] == ["/webhook", "/webhook?hop=1"]
    assert browser.bubbles()[-1].turn == sid


async def test_the_next_answer_comes_later_by_what_the_page_was_told(browser: Browser) -> None:
    await browser.turn(await begun(browser, "luego", troubles={"delay": 0.25}))
    assert list(browser.openai.runs.values())[-1].pace.wait == 0.25
    await browser.turn(await begun(browser, "ya"))
    assert list(browser.openai.runs.values())[-1].pace.wait == 0


async def test_twilio_hangs_up_when_told_and_the_message_is_not_lost(browser: Browser) -> None:
    with browser.openai.holding("cortado"):
        sid = await begun(browser, "cortado", troubles={"cut": 1})
        turn = await browser.turn(sid)
    assert (turn["hops"][0]["status"], browser.came(sid)) == (None, [])
    assert turn["hops"][0]["problem"] == "11200: hung up after 1 s"
    assert (await browser.mark(sid))["problem"] == "11200: hung up after 1 s"
    await until(lambda: bool(results(browser, sid)))
    assert results(browser, sid) == ["answered"]


def results(browser: Browser, sid: str) -> list[str]:
    return [line["result"] for line in browser.page.state.log_of(browser.page.state.turns[sid])]


async def test_when_openai_fails_once_nobody_notices_and_twice_there_is_an_apology(browser: Browser) -> None:
    once = await browser.send("una vez", troubles={"fail": 1})
    await browser.turn(once)
    assert "una vez" in browser.came(once)[0]
    twice = await browser.send("otra vez", troubles={"fail": 2})
    await browser.turn(twice)
    assert "no puedo responder" in browser.came(twice)[0]


async def test_what_comes_by_rest_is_in_the_chat_of_its_customer(browser: Browser) -> None:
    customer = browser.page.state.customers[2]
    key = ("SKanything", "anything")
    form = {"From": BUSINESS, "To": customer.sender, "Body": "Ya está."}
    path = f"/2010-04-01/Accounts/{local.ACCOUNT}/Messages.json"
    assert (await browser.client.post(path, data=form, auth=key)).status_code == 201
    newest = browser.bubbles()[-1]
    assert (newest.customer, newest.text, newest.rest, newest.out) == (2, "Ya está.", True, True)


async def test_a_tick_is_what_cloud_scheduler_says(browser: Browser) -> None:
    assert (await browser.post("/api/tick"))["status"] == 200


async def test_after_a_restart_the_function_answers_and_has_forgotten(browser: Browser) -> None:
    await browser.turn(await browser.send("Me llamo Ana"))
    await browser.post("/api/restart")
    sid = await browser.send("¿Cómo me llamo?")
    await browser.turn(sid)
    assert "Recuerdo" not in browser.came(sid)[0]


async def test_what_happens_is_told_to_a_browser_that_listens(browser: Browser) -> None:
    with ExitStack() as held:
        held.enter_context(browser.openai.holding("¿Quién escucha?"))
        kinds: list[str] = []
        async with browser.client.stream("GET", "/events") as events:
            sid = ""
            async for line in events.aiter_lines():
                if line.startswith("event: "):
                    kinds.append(line.removeprefix("event: "))
                if kinds == ["all"] and not sid and line.startswith("data: "):
                    known = json.loads(line.removeprefix("data: "))
                    sid = await browser.send("¿Quién escucha?", customer=2)
                if "typing" in kinds:
                    held.close()  # only now the answer, which ends the typing
                if kinds.count("bubble") == 2:
                    break
    assert [customer["name"] for customer in known["customers"]][:2] == ["Ana", "Luis"]
    assert known["about"] == {
        "rest": True,
        "openai": True,
        "desk": False,
        "most_customers": 8,
        "apps": [app.name for app in browser.page.apps],
        "site_port": browser.page.state.about["site_port"],
        "store": "memory",
        "public_url": "https://recado-123.run.app",
        "function_url": browser.page.phone.url.replace("127.0.0.1", "localhost"),
    }
    await browser.turn(sid)


async def test_customers_are_added_up_to_a_number(browser: Browser) -> None:
    while (answer := await browser.client.post("/api/customers", json={})).status_code == 201:
        assert answer.json()["number"].startswith("+")
    assert answer.status_code == 409
    assert len({customer.number for customer in browser.page.state.customers.values()}) == 8


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("/api/customers/1/messages", {"text": " "}, "empty"),
        ("/api/customers/1/messages", {"text": "x" * 5000}, "at most"),
        ("/api/customers/1/messages", {"text": "\ud83d"}, "Unicode"),
        ("/api/customers/1/messages", {"text": "Hola", "troubles": {"cut": "soon"}}, "number"),
        ("/api/customers/1/messages", {"text": "Hola", "troubles": [1]}, "number"),
        ("/api/customers/1/messages", {"location": {"latitude": 91}}, "from -90 to 90"),
        ("/api/customers/1/messages", {"text": "", "file": "ME0"}, "no more"),
        ("/api/customers/9/messages", {"text": "Hola"}, "no such customer"),
        ("/api/customers/1", {"number": "12"}, "digits"),
        ("/api/customers/1", {"business": "+5215587654321"}, "whatsapp:"),
        ("/api/customers/1", {"identity": "none"}, "identity"),
        ("/api/customers/1", {"app": "pager"}, "no such app"),
    ],
)
async def test_what_cannot_be_done_is_a_sentence(browser: Browser, path: str, content: Any, said: str) -> None:
    answer = await browser.client.post(path, content=json.dumps(content), headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert said in answer.json()["problem"]


async def test_files_are_bounded_and_only_pictures_and_sounds_are_shown(browser: Browser) -> None:
    large = await browser.client.post("/api/files", content=b"x" * (16 * 1024 * 1024 + 1))
    assert large.status_code == 413
    shown = await browser.client.get(f"/api/files/{await browser.attach(PNG, 'image/png', 'a.png')}")
    assert "content-disposition" not in shown.headers
    hostile = await browser.attach(b"<script>alert(1)</script>", "text/html", "a.html")
    saved = await browser.client.get(f"/api/files/{hostile}")
    assert saved.headers["content-disposition"] == "attachment"
    assert "sandbox" in saved.headers["content-security-policy"]
    for _ in range(20):
        await browser.attach(b"x", "text/plain", "a.txt")
    assert (await browser.client.get(f"/api/files/{hostile}")).status_code == 404


async def test_the_page_is_all_its_own(browser: Browser) -> None:
    index = await browser.client.get("/")
    assert "default-src 'none'" in index.headers["content-security-policy"]
    for name in re.findall(r'(?:src|href)="([^"]+)"', index.text):
        assert name.startswith("/static/")
        assert (await browser.client.get(name)).status_code == 200
    for file in (ROOT / "dev" / "phone_page" / "static").iterdir():
        text = file.read_text()
        assert "innerHTML" not in text.replace("Never by innerHTML", "")
        assert not re.findall(r"(?:import|fetch|url)\W+https?:", text)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"host": "elsewhere.example:8090"},
        {"host": "127.0.0.1.elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_other_web_pages_are_refused(browser: Browser, headers: dict[str, str]) -> None:
    assert (await browser.client.post("/api/restart", json={}, headers=headers)).status_code == 403
    assert (await browser.client.get("/events", headers=headers)).status_code == 403


async def test_a_form_of_another_page_is_no_json(browser: Browser) -> None:
    answer = await browser.client.post("/api/restart", content=b"{}", headers={"content-type": "text/plain"})
    assert answer.status_code == 415


async def test_the_panel_tells_the_sources_of_an_answer_and_that_one_is_unknown() -> None:
    with serving(KNOWLEDGE="examples/bakery/knowledge") as served:
        async with opened(served) as browser:
            known = await browser.turn(await browser.send("¿Cuánto cuesta una concha?"))
            unknown = await browser.turn(await browser.send("¿Quién es el dueño?"))
            other = await browser.turn(await browser.send("Hola"))
    assert known["knowledge"] == {"known": True, "sources": ["precios.csv"]}
    assert unknown["knowledge"] == {"known": False, "sources": []}
    assert other["knowledge"] is None
