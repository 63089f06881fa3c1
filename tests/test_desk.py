"""The desk, through the function over HTTP: signing in, looking, acting, and what goes wrong, over every store."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest

from dev.phone import Phone, attached
from dev.processes import ROOT
from dev.twilio_standin.media import File
from handlers.pages.tool_words import TOOLS
from handlers.tools.catalogue import TOLD
from tests import functions, lasting
from tests.people import ANA, Shop, opened_shop

TEMPLATE = "HX" + "0" * 32
HERE = {"Sec-Fetch-Site": "same-origin"}
DESK = {"DESK_SECRET": "the secret of the desk, in the tests", "CANNED_REPLIES": "Horario | Abrimos a las 7.\nGracias."}

# For what a store could make different; the contracts hold for the rest over each of them.
over_every_store = pytest.mark.parametrize("store", ["memory", *lasting.STORES], indirect=True)


@pytest.fixture(params=["memory"])
def store(request: pytest.FixtureRequest) -> Mapping[str, str]:
    return lasting.settings_of(request.param, request)


@pytest.fixture
async def shop(store: Mapping[str, str], clock: Any) -> AsyncIterator[Shop]:
    async with opened_shop(store, clock, **DESK) as opened:
        yield opened


@dataclass
class Browser:
    """An agent's browser, signed in or not."""

    http: httpx2.AsyncClient

    async def get(self, path: str = "/desk", **query: str) -> httpx2.Response:
        return await self.http.get(path, params=query or None)

    async def post(self, path: str, headers: Mapping[str, str] = HERE, **form: str) -> httpx2.Response:
        return await self.http.post(path, data=form, headers=headers)

    async def act(self, do: str, code: str = "", form: str = "", **more: str) -> httpx2.Response:
        """Send a form of the page."""
        form = form or f"desk-{len(do):032x}"
        return await self.post("/desk/act", HERE, form=form, do=do, ticket=code.lstrip("#"), **more)

    async def search(self, search: str) -> httpx2.Response:
        return await self.post("/desk/search", search=search)

    async def changes(self, page: httpx2.Response, **query: str) -> httpx2.Response:
        """What the page's script asks every five seconds."""
        return await self.get("/desk/changes", mark=mark_of(page), **query)


def mark_of(page: httpx2.Response) -> str:
    (mark,) = re.findall('data-mark="([^"]*)"', page.text)
    return str(mark)


def token_in(text: str) -> str:
    (token,) = re.findall(r"/desk/enter#([0-9a-f]+)$", text)
    return str(token)


@contextlib.asynccontextmanager
async def browser(shop: Shop, **headers: str) -> AsyncIterator[Browser]:
    async with httpx2.AsyncClient(
        transport=shop.customer.transport,
        base_url="https://recado-123.run.app",
        headers={"Accept-Language": "es-MX", **headers},
    ) as http:
        yield Browser(http)


@contextlib.asynccontextmanager
async def signed_in(shop: Shop, agent: Phone) -> AsyncIterator[Browser]:
    async with browser(shop) as there:
        (link,) = await shop.told(agent, "panel")
        assert (await there.post("/desk/enter", token=token_in(link))).status_code == 303
        yield there


@over_every_store
async def test_a_link_lets_its_agent_in_once(shop: Shop) -> None:
    (link,) = await shop.told(shop.ana, "panel")
    async with browser(shop) as ana, browser(shop) as other:
        assert (await ana.get("/desk/enter")).status_code == 200  # what previews do, too: it takes nothing
        assert (await ana.post("/desk/enter", token=token_in(link))).headers["location"] == "/desk"
        assert 'data-testid="me">Ana<' in (await ana.get()).text
        assert (await other.post("/desk/enter", token=token_in(link))).status_code == 403
        assert (await other.get()).status_code == 401


@over_every_store
async def test_of_two_who_use_a_link_at_once_one_gets_in(shop: Shop) -> None:
    (link,) = await shop.told(shop.ana, "desk")
    async with browser(shop) as one, browser(shop) as other:
        both = await asyncio.gather(*(each.post("/desk/enter", token=token_in(link)) for each in (one, other)))
    assert sorted(answer.status_code for answer in both) == [303, 403]


@pytest.mark.parametrize("token", ["", "0" * 40, "é", "a/b", "x" * 101])
async def test_a_forged_link_lets_nobody_in(shop: Shop, token: str) -> None:
    async with browser(shop) as there:
        assert (await there.post("/desk/enter", token=token)).status_code == 403


async def test_a_link_ends_after_ten_minutes_and_a_session_after_twelve_hours(shop: Shop) -> None:
    (link,) = await shop.told(shop.ana, "painel")
    async with signed_in(shop, shop.ana) as ana, browser(shop) as late:
        shop.clock.go_on(minutes=10)
        assert (await late.post("/desk/enter", token=token_in(link))).status_code == 403
        shop.clock.go_on(hours=11, minutes=49)
        assert (await ana.get()).status_code == 200
        shop.clock.go_on(minutes=1)
        assert (await ana.get()).status_code == 401


async def test_who_left_is_no_agent_any_more_with_a_session_or_a_link(clock: Any, tmp_path: Any) -> None:
    store = {"STORE": "sqlite", "SQLITE_PATH": str(tmp_path / "recado.db")}
    async with opened_shop(store, clock, **DESK) as before, signed_in(before, before.luis) as luis:
        (link,) = await before.told(before.luis, "panel")
        cookies = luis.http.cookies
    async with opened_shop(store | {"AGENTS": f"Ana={ANA}"}, clock, **DESK) as after, browser(after) as luis:
        luis.http.cookies = cookies
        assert (await luis.get()).status_code == 401
        assert (await luis.post("/desk/enter", token=token_in(link))).status_code == 403


async def test_a_session_of_another_desk_or_of_none_is_no_session(shop: Shop, clock: Any) -> None:
    other = {**DESK, "DESK_SECRET": "another secret, of another desk altogether"}
    async with opened_shop({"STORE": "memory"}, clock, **other) as foreign, signed_in(foreign, foreign.ana) as ana:
        cookie = next(iter(ana.http.cookies.jar)).value or ""
    async with browser(shop) as there:
        for forged in (cookie, cookie[:-1], "", "a.b.c"):
            assert (await there.http.get("/desk", headers={"Cookie": f"__Host-desk={forged}"})).status_code == 401


async def test_who_signs_out_is_out(shop: Shop) -> None:
    async with signed_in(shop, shop.ana) as ana:
        assert (await ana.post("/desk/leave", leave="")).status_code == 303
        assert (await ana.get()).status_code == 401


FOREIGN: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://recado-123.run.app"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {},
]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_a_form_from_another_site_does_nothing(shop: Shop, headers: dict[str, str]) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        form = {"form": f"desk-{1:032x}", "do": "reply", "ticket": code[1:], "text": "Hola"}
        assert (await ana.post("/desk/act", headers, **form)).status_code == 403
        assert (await ana.post("/desk/leave", headers)).status_code == 403
        (link,) = await shop.told(shop.ana, "panel")
        assert (await ana.post("/desk/enter", headers, token=token_in(link))).status_code == 403
    assert shop.got(shop.customer) == []


async def test_an_old_browser_says_by_origin_that_a_form_is_ours(shop: Shop) -> None:
    async with signed_in(shop, shop.ana) as ana:
        assert (await ana.post("/desk/leave", {"Origin": functions.PUBLIC_URL}, leave="")).status_code == 303


async def test_what_is_no_form_is_refused(shop: Shop) -> None:
    async with signed_in(shop, shop.ana) as ana:
        assert (await ana.http.post("/desk/act", json={}, headers=HERE)).status_code == 415
        assert (await ana.post("/desk/act", text="x" * 70_000)).status_code == 413


async def test_too_many_tries_have_to_wait(shop: Shop) -> None:
    async with browser(shop) as there:
        for number in range(21):  # whatever a caller writes, Google adds the address that it sees
            from_there = HERE | {"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.9"}
            answer = await there.post("/desk/enter", from_there, token="0" * 40)
            assert answer.status_code == (403 if number < 20 else 429)
    async with signed_in(shop, shop.ana) as ana:  # from elsewhere
        for _ in range(300):
            await ana.get("/desk/file")
        assert (await ana.get()).status_code == 429


async def test_nothing_that_people_wrote_is_markup(shop: Shop) -> None:
    mean = "<b>\"'&"
    shop = replace(shop, customer=replace(shop.customer, profile_name=mean))
    code = await shop.open_ticket()
    await shop.says(mean)
    async with signed_in(shop, shop.ana) as ana:
        pages = [await ana.get(ticket=code[1:]), await ana.search(mean), await ana.act("give", code, text=mean)]
    for page in pages:
        assert '<b>"' not in page.text
        assert "&lt;b&gt;" in page.text


async def test_every_answer_is_guarded_and_not_stored(shop: Shop) -> None:
    async with signed_in(shop, shop.ana) as ana, browser(shop) as stranger:
        answers = [
            await ana.get(),
            await stranger.get(),
            await stranger.get("/desk/enter"),
            await ana.get("/desk/file"),
        ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert not re.search(r"<script>|<style| style=| on[a-z]+=|https?://", answer.text)
    cookie = (await _entering(shop)).headers["set-cookie"]
    assert cookie.startswith("__Host-desk=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict", "Max-Age=43200"} <= set(cookie.split("; "))


async def _entering(shop: Shop) -> httpx2.Response:
    (link,) = await shop.told(shop.ana, "panel")
    async with browser(shop) as there:
        return await there.post("/desk/enter", token=token_in(link))


async def test_the_log_tells_who_did_what_and_no_name_text_or_token(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.luis) as luis:
        await luis.get(ticket=code[1:])
        await luis.act("reply", code, text="Un secreto")
    log = capsys.readouterr().out
    lines = [line for line in log.splitlines() if '"message": "desk"' in line]
    assert [re.search('"action": "([a-z]+)", "agent": (.)', line).groups() for line in lines] == [  # type: ignore[union-attr]
        ("enter", "2"),
        ("look", "2"),
        ("reply", "2"),
    ]
    assert not re.search(r"Luis|Eva|secreto|\+52|[0-9a-f]{40}", "".join(lines))
    assert "desk/enter" not in log


@over_every_store
async def test_the_list_shows_tickets_by_state_and_finds_them(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        assert rows(await ana.get()) == [code]
        assert (await ana.get(view="talks")).text.count('data-testid="row"') == 1  # notices to agents are none
        for search in ("eva", "EVÁ", code, code[1:].lower(), "522220001", "ana eva", "+52 1 55 2222 0001"):
            await ana.act("take", code)
            assert code in rows(await ana.search(search)), search
        assert rows(await ana.search("nobody")) == []
        assert rows(await ana.get(view="closed")) == []
        await ana.act("close", code, reason="solved")
        assert rows(await ana.get()) == []
        assert rows(await ana.get(view="closed")) == [code]
        assert "Resuelto" in (await ana.get(view="closed")).text


def rows(page: httpx2.Response) -> list[str]:
    return re.findall(r'class="code">(#[0-9A-Z]{4})</span>', page.text.partition('id="rows"')[2].partition("<main")[0])


@over_every_store
async def test_any_conversation_can_be_looked_at_and_taken_over(shop: Shop) -> None:
    await shop.says("¿Tienen pan?")
    async with signed_in(shop, shop.ana) as ana, signed_in(shop, shop.luis) as luis:
        (talk,) = re.findall("talk=([0-9a-f]{32})", (await ana.get(view="talks")).text)
        assert talk in (await ana.search("5215522220001")).text
        page = (await ana.get(talk=talk)).text
        assert "¿Tienen pan?" in page
        assert 'data-testid="composer"' not in page
        answer = await ana.act("take_over", talk=talk)
        (code,) = re.findall("ticket=([0-9A-Z]{4})$", answer.headers["location"])
        assert (await luis.act("take_over", talk=talk)).headers["location"].endswith(code)  # Ana was first
        theirs = (await luis.get(ticket=code)).text
        assert "Lo tiene Ana" in theirs
        assert 'data-testid="send"' not in theirs
        assert (await luis.get(talk=talk)).headers["location"].endswith(code)
        assert await shop.says("¿Hola?") == []
        await ana.act("reply", code, text="Sí, hay *conchas*")
        assert shop.got(shop.customer) == ["*Ana:* Sí, hay *conchas*"]
        await ana.act("close", code, reason="assistant", silently="on")
        assert len(shop.got(shop.customer)) == 1
        again = await ana.act("take_over", talk=talk)  # the same form once more
        assert again.headers["location"].endswith(code)
        assert await shop.says("¿Y bolillos?") != []


async def test_the_chat_tells_customer_assistant_people_and_notes_apart(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        await ana.act("reply", code, text="Hola, Eva\nYa va <b>otro</b>")
        await ana.act("note", code, text="Cliente de siempre")
        await ana.act("give", code, to="Luis")
        page = (await ana.get(ticket=code[1:])).text
    said = re.findall('data-testid="(customer|assistant|person|note|event)"', page)
    assert said.count("person") == said.count("note") == 1
    assert {"customer", "assistant", "event"} <= {*said}
    assert "Ya va &lt;b&gt;otro&lt;/b&gt;" in page
    assert "Nota de Ana" in page
    assert "Ana lo pasó a Luis" in page
    assert shop.got(shop.customer) == ["*Ana:* Hola, Eva\nYa va <b>otro</b>"]
    assert "es tu caso" in shop.got(shop.luis)[-1]


@over_every_store
async def test_of_two_who_take_or_answer_at_once_one_does_and_the_other_is_told(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana, signed_in(shop, shop.luis) as luis:
        both = await asyncio.gather(*(each.act("take", code) for each in (ana, luis)))
        assert sorted(answer.status_code for answer in both) == [303, 409]
        lost, loser, winner = (both[0], ana, "Luis") if both[0].status_code == 409 else (both[1], luis, "Ana")
        assert f"{winner} fue más rápido" in lost.text
        answer = await loser.act("reply", code, text="Ya lo veo")
        assert answer.status_code == 409
        assert ">Ya lo veo</textarea>" in answer.text  # nothing that was written is lost
    assert shop.got(shop.customer) == []


@over_every_store
async def test_the_same_form_sent_twice_is_done_once(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        for _ in range(2):
            assert (await ana.act("reply", code, text="Ya va")).status_code == 303
        await ana.act("reply", code, text="Otra cosa")
        both = await asyncio.gather(*(ana.act("note", code, text="Nota") for _ in range(2)))
        assert [answer.status_code for answer in both] == [303, 303]
        assert (await ana.get(ticket=code[1:])).text.count("Nota de Ana") == 1
        await ana.act("reply", code, text="Otra cosa", form=f"desk-{99:032x}")  # meant once more
    assert shop.got(shop.customer) == ["*Ana:* Ya va", "Otra cosa", "Otra cosa"]


async def test_a_window_that_ends_between_reading_and_sending_sends_nothing(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        shop.clock.go_on(hours=11)
        assert 'data-testid="window"' in (await ana.get(ticket=code[1:])).text
    shop.clock.go_on(hours=12, minutes=55)
    async with signed_in(shop, shop.ana) as ana:
        assert 'data-testid="send"' in (await ana.get(ticket=code[1:])).text
        shop.clock.go_on(minutes=4)
        answer = await ana.act("reply", code, text="Perdona la demora")
        assert answer.status_code == 409
        assert "terminó el plazo" in answer.text
        assert "Pasaron 24 horas desde su último mensaje. WhatsApp ya no" in answer.text
        assert ">Perdona la demora</textarea>" in answer.text
        assert 'data-testid="send"' not in answer.text
        assert (await ana.act("note", code, text="Llamarle")).status_code == 303
    assert shop.got(shop.customer) == []


async def test_past_the_window_the_customer_is_invited_once_to_write_again(clock: Any) -> None:
    async with opened_shop({"STORE": "memory"}, clock, **DESK, TEMPLATE_REPLY=TEMPLATE) as shop:
        shop.twilio.state.templates[TEMPLATE] = "{{1}} {{2}}"
        code = await shop.open_ticket()
        shop.clock.go_on(hours=25)
        async with signed_in(shop, shop.ana) as ana:
            assert 'data-testid="invite"' in (await ana.get(ticket=code[1:])).text
            assert (await ana.act("invite", code)).status_code == 303
            assert shop.got(shop.customer) == [f"{code[1:]} Eva"]
            again = await ana.act("invite", code, form=f"desk-{7:032x}")
            assert (again.status_code, "Ya está invitado" in again.text) == (409, True)
    assert shop.got(shop.customer) == [f"{code[1:]} Eva"]


async def test_nothing_goes_to_a_customer_who_wants_no_messages(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.says("parar")
    async with signed_in(shop, shop.ana) as ana:
        answer = await ana.act("reply", code, text="Ya va")
        assert (answer.status_code, "no quiere mensajes" in answer.text) == (409, True)
    assert shop.got(shop.customer) == []


async def test_who_gets_or_loses_a_ticket_is_told_and_a_closing_at_the_desk_asks_how_it_was(clock: Any) -> None:
    async with opened_shop({"STORE": "memory"}, clock, **DESK, SURVEY="ticket") as shop:
        code = await shop.open_ticket()
        before = len(shop.got(shop.luis))
        async with signed_in(shop, shop.ana) as ana:
            await ana.act("reply", code, text="Ya va")
            await ana.act("give", code, to="Luis")
            assert len(shop.got(shop.luis)) == before + 1
            await ana.act("close", code, reason="solved")
        assert "Ana cerró el caso" in shop.got(shop.luis)[-1]
        assert "Del 1 (pésima) al 5" in shop.got(shop.customer)[-1]


@over_every_store
async def test_a_customer_who_forgets_while_an_agent_writes_gets_nothing(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        assert (await ana.get(ticket=code[1:])).status_code == 200
        shop.clock.go_on(minutes=1)
        await shop.says("borrar mis datos")
        await shop.says("sí")
        answer = await ana.act("reply", code, text="Ya va")
        assert answer.status_code == 409
        assert "pidió borrar sus datos" in answer.text
        assert rows(await ana.get()) == []
    assert shop.got(shop.customer) == []


async def test_what_is_closed_meanwhile_is_told(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        await shop.says("asistente")
        answer = await ana.act("reply", code, text="Ya va")
        assert "ya está cerrado" in answer.text
        assert 'data-testid="take-over"' in answer.text


async def test_what_nobody_could_mean_does_nothing(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        wrong: list[dict[str, str]] = [
            {"do": "reply", "text": " "},
            {"do": "reply", "text": "x" * 4001},
            {"do": "give", "to": "Nobody"},
            {"do": "close", "reason": "unheard of"},
            {"do": "dance"},
            {"do": "take", "form": "SM1"},
        ]
        for form in wrong:
            assert (await ana.act(**{"code": code, **form})).status_code == 409, form
        assert (await ana.act("take", "AAAA")).status_code == 409
        assert (await ana.act("take_over", talk="0" * 32)).status_code == 409
        assert "No existe" not in (await ana.get(view="x", ticket="../x", talk="y", more="9")).text
        assert "Ya no existe" in (await ana.get(ticket="AAAA")).text
        assert "Ya no existe" in (await ana.get(talk="0" * 32)).text
    assert shop.got(shop.customer) == []


async def test_a_message_that_was_not_taken_is_told_and_marked(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        answer = await ana.act("reply", code, text="Ya va #twilio=63016")
        assert answer.status_code == 409
        assert "No llegó" in answer.text
        assert "No llegó" in (await ana.get(ticket=code[1:])).text


async def test_a_message_on_its_way_is_shown_so_and_asked_for_until_it_is_out(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        assert (await ana.act("reply", code, text="Ya va #twilio=500x1")).status_code == 303
        page = await ana.get(ticket=code[1:])
        assert "Enviando…" in page.text
        assert (await ana.changes(page, ticket=code[1:])).status_code == 200


@over_every_store
async def test_a_page_asks_whether_anything_has_changed(shop: Shop) -> None:
    code = await shop.open_ticket()
    shop.clock.go_on(minutes=1)
    async with signed_in(shop, shop.ana) as ana, signed_in(shop, shop.luis) as luis:
        page = await ana.get(ticket=code[1:])
        assert (await ana.changes(page, ticket=code[1:])).status_code == 204
        await shop.says("¿Hay alguien?")
        news = await ana.changes(page, ticket=code[1:])
        assert "¿Hay alguien?" in news.text
        assert (await ana.changes(news, ticket=code[1:])).status_code == 204
        shop.clock.go_on(seconds=1)
        await luis.act("take", code)
        news = await ana.changes(news, ticket=code[1:])
        assert "Lo tiene Luis" in news.text
        await luis.get(ticket=code[1:])
        assert "También mira: Luis" in (await ana.changes(news, ticket=code[1:])).text
        assert (await ana.get("/desk/changes", mark="nonsense")).status_code == 200


@over_every_store
async def test_a_conversation_without_a_ticket_is_watched_too(shop: Shop) -> None:
    await shop.says("Hola")
    async with signed_in(shop, shop.ana) as ana:
        (talk,) = re.findall("talk=([0-9a-f]{32})", (await ana.get(view="talks")).text)
        page = await ana.get(view="talks", talk=talk)
        assert (await ana.changes(page, view="talks", talk=talk)).status_code == 204
        await shop.says("¿Abren hoy?")
        assert "¿Abren hoy?" in (await ana.changes(page, view="talks", talk=talk)).text


async def test_a_customers_files_are_opened_from_their_own_conversation_alone(shop: Shop) -> None:
    picture, page, odd = (File(content, kind) for content, kind in FILES)
    addresses = [
        (shop.twilio.base_url + shop.twilio.state.keep(file), file.media_type) for file in (picture, page, odd)
    ]
    code = await shop.open_ticket()
    await shop.says("Mira", **attached(*addresses))
    async with signed_in(shop, shop.ana) as ana:
        shown = (await ana.get(ticket=code[1:])).text
        paths = re.findall(r'(?:src|href)="(/desk/file[^"]+)"', shown)
        first, second, third = dict.fromkeys(path.replace("&amp;", "&") for path in paths)
        got = [await ana.get(path) for path in (first, second, third)]
        assert [answer.content for answer in got] == [file.content for file in (picture, page, odd)]
        assert [answer.headers["content-type"] for answer in got] == ["image/png", *["application/octet-stream"] * 2]
        assert [answer.headers["content-disposition"][:6] for answer in got] == ["inline", "attach", "attach"]
        assert all("sandbox" in answer.headers["content-security-policy"] for answer in got)
        (other,) = re.findall("talk=([0-9a-f]{32})", first)
        for wrong in (
            first.replace(other, "0" * 32),
            first.replace("number=0", "number=9"),
            first.replace("sid=", "sid=x"),
        ):
            assert (await ana.get(wrong)).status_code == 404
        async with browser(shop) as stranger:
            assert (await stranger.get(first)).status_code == 401


GONE = File(b"x", "image/png", gone=True)
FILES = [(b"a picture", "image/png"), (b"%PDF", "application/pdf"), (b"<script>", "text/html")]


async def test_a_file_that_is_gone_is_told(shop: Shop) -> None:
    code = await shop.open_ticket()
    await shop.says("Mira", **attached((shop.twilio.base_url + shop.twilio.state.keep(GONE), "image/png")))
    async with signed_in(shop, shop.ana) as ana:
        (path, *_) = re.findall(r'src="(/desk/file[^"]+)"', (await ana.get(ticket=code[1:])).text)
        assert (await ana.get(path.replace("&amp;", "&"))).status_code == 502


@over_every_store
async def test_earlier_messages_are_a_link_away(shop: Shop) -> None:
    code = await shop.open_ticket()
    async with signed_in(shop, shop.ana) as ana:
        for number in range(62):
            await ana.act("reply", code, text=f"Mensaje {number}")
        page = (await ana.get(ticket=code[1:])).text
        assert "Mensaje 1\n" not in page
        assert "more=1" in page
        assert "Mi pan llegó frío" in (await ana.get(ticket=code[1:], more="1")).text


@pytest.mark.parametrize(("accepted", "title"), [("en-US,es", "Tickets"), ("pt-BR", "Casos"), ("fr", "Casos")])
async def test_the_desk_speaks_the_browsers_language(shop: Shop, accepted: str, title: str) -> None:
    async with signed_in(shop, shop.ana) as ana:
        ana.http.headers["Accept-Language"] = accepted
        assert f">{title}</a>" in (await ana.get()).text


async def test_without_a_secret_there_is_no_desk(clock: Any) -> None:
    async with opened_shop({"STORE": "memory"}, clock) as shop, browser(shop) as there:
        (said,) = await shop.told(shop.ana, "panel")
        assert "no hay panel" in said
        assert (await there.get()).status_code == 404
        assert (await there.get("/desk/enter")).status_code == 404


async def test_style_script_and_icon_come_from_here(shop: Shop) -> None:
    async with browser(shop) as there:
        for name, kind in (("desk.css", "text/css"), ("desk.js", "text/javascript"), ("icon.svg", "image/svg+xml")):
            answer = await there.get(f"/desk/{name}")
            assert answer.headers["content-type"].startswith(kind)
            assert not re.search(r"https?://(?!www\.w3\.org)", answer.text)


async def test_a_customer_who_writes_panel_is_answered_as_ever(shop: Shop) -> None:
    (answer,) = await shop.says("panel")
    assert "«panel»" in answer  # the assistant's


async def test_the_chat_shows_the_sources_of_an_answer_and_which_ones_are_unknown(
    store: Mapping[str, str], clock: Any
) -> None:
    knowledge = str(ROOT / "examples" / "bakery" / "knowledge")
    async with opened_shop(store, clock, **DESK, KNOWLEDGE=knowledge) as shop:
        await shop.says("¿Cuánto cuesta una concha?")
        await shop.says("¿Quién es el dueño?")
        code = await shop.open_ticket()
        async with signed_in(shop, shop.ana) as ana:
            page = (await ana.get(ticket=code.lstrip("#"))).text
    assert re.findall('data-testid="sources">([^<]*)<', page) == ["Fuentes: precios.csv"]
    assert re.findall('data-testid="unknown">([^<]*)<', page) == ["Dijo que no lo sabe"]


async def test_the_chat_shows_the_calls_of_tools_with_all_that_they_were_told(
    store: Mapping[str, str], clock: Any
) -> None:
    tools = str(ROOT / "examples" / "bakery" / "tools")
    async with opened_shop(store, clock, **DESK, TOOLS=tools) as shop:
        await shop.says('¿Dónde va mi pedido? #call=order{"number": "<b>L-1001"}')
        code = await shop.open_ticket()
        async with signed_in(shop, shop.ana) as ana:
            page = (await ana.get(ticket=code.lstrip("#"))).text
    (call,) = re.findall('data-testid="call">(.*?)</details>', page, re.DOTALL)
    assert "Herramienta order · hecho" in call
    assert "&lt;b&gt;L-1001" in call
    assert "found" in call


def test_whatever_may_come_of_a_call_has_its_word() -> None:
    results = {*TOLD, "done", "asked", "lost", "not_run", "too_many"}
    assert {f"tool_{result}" for result in results} | {"tool"} == set(TOOLS)
