"""The chat's door: each row of docs/bad-input.md about it, and answers that take long, break off or fail."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.requests import Request

from dev import openai_standin
from dev.twilio_standin import File
from dev.visitor import Visitor
from handlers import texts
from handlers.callers import Pace
from handlers.channels.web.proof import Proof, key_of, mark_of
from handlers.channels.web.read import MOST_HOPS, Posted
from handlers.channels.web.sessions import Sessions
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message, Reply
from handlers.conversation.outcome import Outcome, Result
from handlers.doors.answering import Receives
from handlers.doors.chat import ChatDoor
from handlers.doors.chat_answer import ChatAnswer
from handlers.errors import StoreUnavailable
from handlers.languages import House
from handlers.stores.chat import StoredChats
from tests import functions
from tests.dev.standins import until
from tests.kept import stores
from tests.people import code_in
from tests.ways.way import World, world_of
from tests.ways.web import CHAT, SITE, ByWeb, by_web

OTHER = "https://www.shop.example"
LIMITS = {"Access-Control-Allow-Origin": SITE, "Vary": "Origin", "Cache-Control": "no-store"}
NAME = "0" * 32
PICTURE = File(b"\x89PNG a picture", "image/png")


@pytest.fixture
async def world(clock: Any) -> AsyncIterator[World]:
    async with world_of(by_web, {"STORE": "memory"}, clock) as world:
        yield world


@pytest.fixture
def eva(world: World) -> Visitor:
    assert isinstance(world.way, ByWeb)
    return world.way.of("eva")


def on(site: str, visitor: Visitor) -> Visitor:
    """The same page with the same tokens, on another site."""
    return replace(visitor, origin=site)


# ---- who comes in


async def test_a_page_of_another_site_gets_nothing_that_a_browser_would_show_it(eva: Visitor) -> None:
    await eva.begin()
    every = [
        ("POST", "/chat"),
        ("GET", "/chat"),
        ("POST", "/chat/session"),
        ("POST", "/chat/file"),
        ("OPTIONS", "/chat"),
    ]
    for origin in ("https://evil.example", "null", "", "http://shop.example"):
        for method, path in every:
            answer = await on(origin, eva).request(method, path, json={"id": NAME, "text": "Hola"})
            assert answer.status_code == 403
            assert answer.content == b""
            assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_page_may_ask_for_what_it_needs_and_sends_no_cookies(eva: Visitor) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
    for path in ("/chat", "/chat/session", "/chat/file"):
        answer = await eva.request("OPTIONS", path, headers=asked)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == SITE
        assert answer.headers["access-control-allow-methods"] == "GET, POST"
        assert answer.headers["access-control-allow-headers"] == "authorization, content-type"
        assert "access-control-allow-credentials" not in answer.headers


async def test_every_answer_is_for_this_site_alone_and_not_stored(eva: Visitor) -> None:
    await eva.begin()
    message = {"id": NAME, "text": "Hola"}
    every = [
        await eva.request("POST", "/chat", json=message),
        await eva.request("GET", "/chat"),
        await eva.begin(),
        await eva.request("POST", "/chat", content=b"{"),
    ]
    for answer in every:
        assert {name: answer.headers[name] for name in LIMITS} == LIMITS
        assert "set-cookie" not in answer.headers


async def test_without_a_session_of_ours_the_page_has_to_begin(world: World, eva: Visitor) -> None:
    await eva.begin()
    for token in ("", "none", f"{eva.session}x"):
        nobody = replace(eva, session=token)
        assert (await nobody.request("POST", "/chat", json={"id": NAME, "text": "Hola"})).status_code == 401
        assert (await nobody.request("GET", "/chat")).status_code == 401
        kind = {"Content-Type": "image/png"}
        assert (await nobody.request("POST", "/chat/file", content=b"x", headers=kind)).status_code == 401
    assert world.asked() == []


async def test_a_session_ends_and_the_visitor_is_known_again(world: World, eva: Visitor) -> None:
    assert (await eva.write("me llamo Ana")).texts
    world.clock.go_on(hours=1)
    assert (await eva.post({"id": NAME, "text": "Hola"})).status == 401
    await eva.begin()
    assert "Ana" in "".join((await eva.write("¿Cómo me llamo?")).texts)


async def test_a_session_of_another_site_is_refused(eva: Visitor) -> None:
    await eva.begin()
    assert (await on(OTHER, eva).post({"id": NAME, "text": "Hola"})).status == 403


async def test_a_visitors_token_of_another_site_makes_a_new_visitor(eva: Visitor) -> None:
    await eva.write("me llamo Ana")
    there = on(OTHER, replace(eva, session=""))
    assert "Ana" not in "".join((await there.write("¿Cómo me llamo?")).texts)


# ---- customers whom the site proves


def proof(world: World, *, site: str = SITE, ago: float = 0.0, **other: str) -> dict[str, str]:
    time = str(int(world.clock().timestamp() - ago))
    given = Proof("4711", "Eva", time, "")
    mark = mark_of(given, key=key_of(site, secret=CHAT["CHAT_SECRET"]))
    return {"user": "4711", "name": "Eva", "time": time, "mark": mark, **other}


async def test_a_customer_finds_the_conversation_on_any_device(world: World, eva: Visitor) -> None:
    phone, laptop = (Visitor(eva.url, SITE, proof(world), transport=eva.transport) for _ in range(2))
    assert (await phone.write("me llamo Zoe")).texts
    assert "Zoe" in "".join((await laptop.write("¿Cómo me llamo?")).texts)
    chat = (
        await Visitor(eva.url, SITE, transport=eva.transport, session=laptop.session).request("GET", "/chat")
    ).json()
    assert [entry["mine"] for entry in chat["entries"]] == ["me llamo Zoe", "¿Cómo me llamo?"]
    assert phone.visitor == ""


async def test_a_proof_that_was_forged_or_is_old_makes_nobody_a_customer(world: World, eva: Visitor) -> None:
    wrong = [proof(world, mark="0" * 64), proof(world, user="4712"), proof(world, site=OTHER), proof(world, ago=901)]
    for given in [*wrong, proof(world, ago=-61), proof(world, mark="")]:
        answer = await Visitor(eva.url, SITE, given, transport=eva.transport).begin()
        assert answer.status_code == 403
    replayed = await Visitor(eva.url, OTHER, proof(world), transport=eva.transport).begin()
    assert replayed.status_code == 403


# ---- messages


async def test_what_is_no_message_is_refused_and_costs_nothing(world: World, eva: Visitor) -> None:
    await eva.begin()
    for body in (b"", b"{", b"[]", b'{"text": "Hola"}', b'{"id": "' + b"0" * 32 + b'", "text": ""}'):
        assert (await eva.request("POST", "/chat", content=body)).status_code == 400
    assert world.asked() == []


async def test_a_body_larger_than_any_message_is_refused(eva: Visitor) -> None:
    await eva.begin()
    assert (await eva.request("POST", "/chat", content=b"x" * 65_537)).status_code == 413


async def test_a_message_that_comes_again_gets_the_same_answer_and_anothers_with_its_id_its_own(
    world: World, eva: Visitor
) -> None:
    first = await eva.write("me llamo Ana", name=NAME)
    assert (await eva.write("me llamo Ana", name=NAME)).texts == first.texts
    assert len(world.asked()) == 1
    assert isinstance(world.way, ByWeb)
    other = await world.way.of("luz").write("¿Cómo me llamo?", name=NAME)
    assert "Ana" not in "".join(other.texts)
    assert len(world.asked()) == 2


async def test_the_answer_comes_as_it_is_written_and_its_end_takes_the_place_of_that(eva: Visitor) -> None:
    answered = await eva.write("Hola #markdown #stall=1")
    *pieces, end = answered.lines
    assert pieces
    shown: list[Any] = []
    for piece in pieces:
        shown = [*shown[: piece["at"]], *piece["blocks"]]
    assert shown[:-1] == end["texts"][0][: len(shown) - 1]
    assert end["waits"] is False


async def test_two_requests_of_one_message_get_the_one_answer(world: World, eva: Visitor) -> None:
    await eva.begin()
    first, second = await asyncio.gather(*(eva.write("Hola #delay=1", name=NAME) for _ in range(2)))
    assert first.texts == second.texts
    assert len(first.texts) == 1
    assert len(world.asked()) == 1


async def test_a_person_who_answers_is_waited_for(world: World, eva: Visitor) -> None:
    await world.ana.send("tickets")
    assert (await eva.write("Hola")).lines[-1]["waits"] is False
    handed_over = await eva.write("humano")
    assert handed_over.lines[-1]["waits"] is True
    assert (await eva.request("GET", "/chat")).json()["person"] is True
    await world.ana.send(f"{code_in(handed_over.texts[0])} cerrar")
    assert (await eva.request("GET", "/chat")).json()["person"] is False


async def test_a_visitor_is_spoken_to_in_the_pages_language_until_their_words_show_another(eva: Visitor) -> None:
    await eva.begin()
    refused = {"id": NAME, "text": "#fail=500x2", "lang": "pt"}
    assert (await eva.post(refused)).texts == [texts.UNAVAILABLE["pt"]]


# ---- looking


async def test_a_look_finds_each_text_once_whatever_time_it_has(world: World, eva: Visitor) -> None:
    code = code_in((await eva.write("humano")).texts[0])
    await world.ana.send("tickets")
    await eva.look()
    since = eva.since
    await world.ana.send(f"{code} Uno")
    world.clock.go_on(seconds=10)
    again = (await eva.request("GET", "/chat", params={"since": since})).json()
    assert [entry["texts"] for entry in again["entries"]] == [[[["p", "", ["strong", "", "Ana:"], " Uno"]]]]
    assert (await eva.request("GET", "/chat", params={"since": again["since"]})).json()["entries"] == again["entries"]
    world.clock.go_on(seconds=10)
    assert (await eva.request("GET", "/chat", params={"since": again["since"]})).json()["entries"] == again["entries"]
    later = (await eva.request("GET", "/chat", params={"since": world.clock().isoformat()})).json()
    assert later["entries"] == []
    assert later["since"] == world.clock().isoformat()


async def test_a_look_since_no_time_is_refused(eva: Visitor) -> None:
    await eva.begin()
    for since in ("", "now", "2026", "9" * 40, "0001-01-01T00:00:00", "9999-12-31T23:59:59-23:00"):
        assert (await eva.request("GET", "/chat", params={"since": since})).status_code == 400


async def test_a_look_since_a_time_without_a_zone_is_one_of_utc(eva: Visitor) -> None:
    await eva.begin()
    for since in ("2026-11-22T12:00:00", "2026-11-22T06:00:00-06:00"):
        assert (await eva.request("GET", "/chat", params={"since": since})).json()["entries"] == []


# ---- files


async def test_a_file_is_the_visitors_who_sent_it_and_the_assistant_looks_at_it(world: World, eva: Visitor) -> None:
    uploaded = await eva.upload(b"\xff\xd8\xff\xe0 a picture", "image/jpeg")
    token = uploaded.json()["file"]
    assert isinstance(world.way, ByWeb)
    luz = world.way.of("luz")
    await luz.begin()
    assert (await luz.post({"id": NAME, "text": "", "files": [token]})).status == 403
    assert (await eva.write("", files=[token])).texts
    assert "input_image" in world.asked()[-1]
    (entry,) = (await eva.request("GET", "/chat")).json()["entries"]
    assert (entry["mine"], entry["files"]) == ("", 1)


async def test_only_files_that_fit_are_kept_of_whatever_kind(eva: Visitor) -> None:
    sizes = {b"x" * 700_000: 200, b"x" * 700_001: 413}
    for content, status in sizes.items():
        assert (await eva.upload(content, "image/png")).status_code == status
    for media_type in ("application/zip", "Image/PNG; name=x", "", "x" * 1000, "a/b/c"):
        assert (await eva.upload(b"x", media_type)).status_code == 200


async def test_a_file_of_a_person_of_the_business_is_a_link_of_ours(world: World, eva: Visitor) -> None:
    code = code_in((await eva.write("humano")).texts[0])
    await world.ana.send("tickets")
    photo = world.twilio.base_url + world.twilio.state.keep(PICTURE)
    form = {"NumMedia": "1", "MediaUrl0": photo, "MediaContentType0": "image/png"}
    await world.ana.send(f"{code} Mira", **form)
    entries = (await eva.request("GET", "/chat")).json()["entries"]
    ((link, _),) = entries[-1]["texts"]
    assert link[2][2] == ["file", "image/png"]
    address = link[2][1].removeprefix(functions.PUBLIC_URL)
    assert (await eva.request("GET", address)).content == PICTURE.content


# ---- limits


async def test_nobody_asks_without_end(world: World, eva: Visitor) -> None:
    await eva.begin()
    statuses = [(await eva.request("GET", "/chat")).status_code for _ in range(121)]
    assert statuses == [200] * 120 + [429]
    assert isinstance(world.way, ByWeb)
    assert (await world.way.of("luz").write("Hola")).status == 200


async def test_an_address_has_so_many_new_visitors_an_hour(eva: Visitor) -> None:
    def new() -> Visitor:
        return replace(eva, session="", visitor="")

    there = {"X-Forwarded-For": "198.51.100.7, 192.0.2.1"}  # the first is what the caller says itself
    begun = [(await new().request("POST", "/chat/session", json={}, headers=there)).status_code for _ in range(101)]
    assert begun == [200] * 100 + [429]
    elsewhere = {"X-Forwarded-For": "192.0.2.1, 192.0.2.2"}
    assert (await new().request("POST", "/chat/session", json={}, headers=elsewhere)).status_code == 200
    assert (await eva.begin()).status_code == 200  # from another address, too


async def test_a_visitor_sends_so_many_files_a_minute(eva: Visitor) -> None:
    statuses = [(await eva.upload(b"x", "image/png")).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


async def test_an_address_asks_only_so_often(world: World, eva: Visitor) -> None:
    door = world_door(world)
    slow = replace(door, paces=replace(door.paces, by_address=Pace(1, 60)))
    handled = slow.handlers()["/chat/session"]["OPTIONS"]
    assert [(await handled(requested({"origin": SITE}))).status_code for _ in range(2)] == [204, 429]


async def test_an_address_sends_so_many_files_an_hour(world: World, eva: Visitor) -> None:
    await eva.begin()
    door = world_door(world)
    slow = replace(door, paces=replace(door.paces, files_by_address=Pace(0, 60)))
    headers = {"origin": SITE, "authorization": f"Bearer {eva.session}", "content-type": "image/png"}
    assert (await slow.handlers()["/chat/file"]["POST"](requested(headers))).status_code == 429


def world_door(world: World) -> ChatDoor:
    """A door like the function's."""
    keeping = stores(world.clock).threads.keeping
    answer = ChatAnswer(Tells(), str, 20, 40, sends_late=False)
    sessions = Sessions(CHAT["CHAT_SECRET"], [SITE], world.clock)
    return ChatDoor(sessions, StoredChats(keeping), answer, str, "es", world.clock)


def requested(headers: dict[str, str]) -> Any:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request(
        {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": raw, "client": ("192.0.2.9", 1)}
    )


# ---- answers that take long, break off or fail


ANSWERED = Outcome(Result.ANSWERED, "es", Reply(("Hola",)))


@dataclass
class Tells:
    """Takes messages as told: hears words, after so many seconds, with such an outcome."""

    outcome: Outcome | StoreUnavailable = ANSWERED
    hears: tuple[str, ...] = ()
    seconds: float = 0.0
    done: int = 0
    delivery: Delivery | None = None
    hop: int = -1

    @property
    def house(self) -> House:
        return House()

    def delivering(self, delivery: Delivery) -> Receives:
        self.delivery = delivery
        return self

    async def __call__(self, message: Message, *, deadline: float, hop: int = 0) -> Outcome:
        assert self.delivery
        self.hop = hop
        for text in self.hears:
            assert self.delivery.hears
            self.delivery.hears(text)
            await asyncio.sleep(0.2)
        await asyncio.sleep(self.seconds)
        self.done += 1
        if isinstance(self.outcome, StoreUnavailable):
            raise self.outcome
        return self.outcome


EVA = Contact(Channel.WEB, "shop.example", "v1", carrier=Carrier.WEB)


async def lines_of(tells: Tells, *, hop: int = 0, sends_late: bool = False) -> list[Any]:
    response: Any = ChatAnswer(tells, str, 20, 40, sends_late)(
        Posted(Message("web-1", EVA), hop), structlog.get_logger()
    )
    return [json.loads(line) async for line in response.body_iterator]


async def test_only_what_is_new_of_an_answer_is_sent() -> None:
    lines = await lines_of(Tells(hears=("uno\n\ndo", "uno\n\ndos", "uno\n\ndos\n\ntres")))
    one, two, three = (["p", "", text] for text in ("uno", "dos", "tres"))
    assert lines[:-1] == [
        {"at": 0, "blocks": [one, ["p", "", "do"]]},
        {"at": 1, "blocks": [two]},
        {"at": 2, "blocks": [three]},
    ]
    assert lines[-1] == {"texts": [[["p", "", "Hola"]]], "waits": False}


async def test_a_late_answer_is_come_back_for() -> None:
    tells = Tells(Outcome(Result.LATE, "es", Reply(("⏳",)), next_hop=3))
    assert await lines_of(tells, hop=2) == [{"hop": 3}]
    assert tells.hop == 2
    assert tells.delivery
    assert (tells.delivery.hops, tells.delivery.is_waited_for) == (40, True)


@pytest.mark.parametrize("result", [Result.OWED, Result.MERGED])
async def test_what_was_not_answered_here_is_waited_for(result: Result) -> None:
    tells = Tells(Outcome(result, "es"))
    assert await lines_of(tells, sends_late=True) == [{"texts": [], "waits": True}]
    assert tells.delivery
    assert tells.delivery.sends_late


async def test_a_message_that_was_not_kept_is_to_be_posted_again() -> None:
    assert await lines_of(Tells(StoreUnavailable("down", remedy="wait"))) == [{"again": True}]


async def test_a_page_that_hangs_up_leaves_the_turn_at_work() -> None:
    tells = Tells(hears=("uno",), seconds=0.3)
    answer = ChatAnswer(tells, str, 20, 40, sends_late=False)
    response: Any = answer(Posted(Message("web-1", EVA), 0), structlog.get_logger())
    async for _ in response.body_iterator:
        break
    await response.body_iterator.aclose()
    assert tells.done == 0
    await until(lambda: tells.done == 1)
    await until(lambda: not answer._at_work)


async def test_a_store_that_is_down_makes_the_page_ask_again(clock: Any, tmp_path: Path) -> None:
    file = tmp_path / "recado.db"
    with openai_standin.serve() as openai:
        env = functions.settings(openai.base_url, **CHAT, STORE="sqlite", SQLITE_PATH=str(file))
        async with functions.by_clock(env, clock) as phone:
            file.write_bytes(b"no database" * 100)
            visitor = Visitor(phone.url, SITE, transport=phone.transport)
            answered = await visitor.write("Hola")
            assert (answered.status, answered.lines) == (200, [{"again": True}])
            assert (await visitor.request("GET", "/chat")).status_code == 503
            assert (await visitor.upload(b"x", "image/png")).status_code == 503


async def test_what_a_page_that_went_away_asked_is_there_when_it_comes_back(world: World, eva: Visitor) -> None:
    await eva.begin()
    going = asyncio.create_task(eva.write("me llamo Ana #delay=1", name=NAME))
    await until(lambda: len(world.asked()) == 1)
    going.cancel()
    await asyncio.wait([going])
    (entry,) = (await eva.request("GET", "/chat")).json()["entries"]
    assert (entry["id"], entry["mine"], entry["texts"]) == (NAME, "me llamo Ana #delay=1", [])
    again = await eva.write("me llamo Ana #delay=1", name=NAME)
    assert "Ana" in "".join(again.texts)
    (entry,) = (await eva.request("GET", "/chat")).json()["entries"]
    assert entry["texts"] == again.lines[-1]["texts"]
    assert len(world.asked()) == 1


async def test_a_page_comes_back_for_an_answer_and_after_the_last_time_a_look_finds_it_once(clock: Any) -> None:
    async with world_of(by_web, {"STORE": "memory"}, clock, ANSWER_SECONDS="0.2") as world:
        assert isinstance(world.way, ByWeb)
        eva = world.way.of("eva")
        assert (await eva.write("Hola", name="1" * 32)).texts
        message = {"id": NAME, "text": "me llamo Ana #delay=2"}
        assert (await eva.post(message)).lines == [{"hop": 1}]
        assert (await eva.post({**message, "hop": 1})).lines == [{"hop": 2}]
        assert (await eva.post({**message, "hop": MOST_HOPS})).lines == [{"texts": [], "waits": True}]
        await world.settle()
        await world.tick()
        assert (await eva.post(message)).texts == []
        await world.way.look()
        assert ["Ana" in text for text in world.way.got()] == [True]
        entries = (await eva.request("GET", "/chat")).json()["entries"]
        assert ["Ana" in json.dumps(entry["texts"]) for entry in entries] == [False, False, True]
        assert len(world.asked()) == 2


# ---- the script


async def test_the_script_is_packed_for_browsers_and_plain_for_others(eva: Visitor) -> None:
    answers = [
        await eva.request("GET", "/chat.js", headers={"Accept-Encoding": each}) for each in ("gzip, br", "identity")
    ]
    assert [answer.headers.get("content-encoding") for answer in answers] == ["gzip", None]
    assert answers[0].text == answers[1].text
    for answer in answers:
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
