"""The promises of every channel: proof first, each message once, and all that a customer of WhatsApp has.

A channel is a line in WAYS. What no store makes different is held in memory; one long story runs over every store.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any

import pytest

from dev import twilio_standin
from dev.openai_standin.directives import LONGEST
from dev.phone import attached
from dev.twilio_standin import File
from handlers import kept_texts, texts
from handlers.conversation.thread import MOST_ATTEMPTS
from handlers.wiring import documents
from tests.lasting import Lasting
from tests.people import code_in
from tests.told_documents import ToldDocuments
from tests.ways.meta import meta_instagram, meta_messenger, meta_whatsapp
from tests.ways.telegram import by_telegram
from tests.ways.twilio import by_twilio
from tests.ways.way import Way, World, world_of
from tests.ways.web import by_web

WAYS: Mapping[str, Callable[[twilio_standin.Standin], AbstractContextManager[Way]]] = {
    "twilio": by_twilio,
    "telegram": by_telegram,
    "web": by_web,
    "meta-whatsapp": meta_whatsapp,
    "meta-messenger": meta_messenger,
    "meta-instagram": meta_instagram,
}
MEMORY = {"STORE": "memory"}
PHOTO = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture(params=WAYS)
async def world(request: pytest.FixtureRequest, clock: Any) -> AsyncIterator[World]:
    async with world_of(WAYS[request.param], MEMORY, clock) as world:
        yield world


def plain(text: str) -> str:
    """A text without any channel's marks."""
    return re.sub(r"[*_~`\\]|</?[a-z]+>", "", text)


async def test_what_the_vendor_did_not_prove_is_refused_and_costs_nothing(world: World) -> None:
    assert all(status in (401, 403) for status in await world.way.forge("Hola"))
    await world.settle()
    assert world.asked() == []
    assert world.way.got() == []


async def test_a_request_that_is_too_large_is_refused(world: World) -> None:
    assert await world.way.post(b"x" * (world.way.most_body + 1)) == 413


NONSENSE = [
    *(b"", b"null", b"7", b"[]", b"{}", b"{", b"\xff\xfe\x00\xd8", b"[" * 20_000, b"a=b", b"%"),
    *(b'{"events": 7, "entry": [null], "update_id": {}, "message": []}', '{"events": []}'.encode("utf-16")),
    *(b'{"entry": [{"changes": [{"value": {"messages": [7]}}]}]}', b'{"entry": "x", "events": [[]], "object": 1e999}'),
]


async def test_nonsense_that_the_vendor_signed_does_no_harm(world: World) -> None:
    statuses = [await world.way.post(body) for body in NONSENSE]
    assert {status for status in statuses if not 200 <= status < 500} == set()
    await world.settle()
    assert world.asked() == []
    assert world.way.got() == []


async def test_what_an_app_tells_besides_messages_is_taken_and_costs_nothing(world: World) -> None:
    assert await world.way.write_strange() == 200
    await world.settle()
    assert world.asked() == []
    assert len(world.way.got()) <= 1  # at most a word that it could not be read


async def test_a_question_gets_one_answer_and_the_thread_remembers(world: World) -> None:
    (answer,) = await world.says("me llamo Ana")
    assert "Ana" in answer
    assert "Ana" in "".join(await world.says("¿Cómo me llamo?"))
    assert len(world.asked()) == 2


async def test_a_message_that_comes_again_is_paid_for_and_answered_once(world: World) -> None:
    (answer,) = await world.says("Hola")
    for _ in range(3):
        assert await world.way.again() == 200
        await world.settle()
    assert len(world.asked()) == 1
    assert world.way.got() == [answer] * (4 if world.way.redelivers_answers else 1)


async def test_customers_are_kept_apart(world: World) -> None:
    await world.says("me llamo Ana", customer="ana")
    assert "Ana" not in "".join(await world.says("¿Cómo me llamo?", customer="luz"))


async def test_what_comes_together_is_all_answered(world: World) -> None:
    got = plain("".join(await world.says("me llamo Ana", "¿Cómo me llamo?")))
    assert "Ana" in got


async def test_a_long_answer_comes_whole_in_messages_that_fit_in_their_order(world: World) -> None:
    got = await world.says(f"Hola #long={world.way.most + world.way.most // 2}")
    assert (len(got) > 1) is (world.way.most < LONGEST)  # where a message may be of any length, it is one
    assert all(0 < world.way.size(text) <= world.way.most for text in got)
    numbers = [int(number) for number in re.findall(r"\b(\d+)\.", "\n".join(got))]
    assert numbers == sorted(numbers)


async def test_messages_of_one_moment_are_asked_in_their_order(world: World) -> None:
    await world.says("lo primero", "lo segundo", "lo tercero")
    asked = "".join(world.asked())
    places = [asked.index(text) for text in ("lo primero", "lo segundo", "lo tercero")]
    assert places == sorted(places)


async def test_messages_that_come_at_once_are_all_answered_and_none_twice(world: World) -> None:
    texts = ["me llamo Ana", "quiero pan", "para el lunes"]
    assert {*(await asyncio.gather(*(world.way.write(text) for text in texts)))} == {200}
    await world.settle()
    assert all(text in "".join(world.asked()) for text in texts)
    got = world.way.got()
    await world.tick()
    assert 1 <= len(got) <= len(texts)
    assert world.way.got() == got


async def test_a_command_beside_a_question_is_obeyed_and_the_question_answered(world: World) -> None:
    got = "".join(await world.says("me llamo Ana", "ayuda"))
    assert plain(texts.HELP["es"])[:20] in plain(got)
    assert "Ana" in got


@pytest.mark.parametrize(
    "text",
    [
        "ñandú, pingüino, ¿coração?",
        "👩\u200d👩\u200d👧 🇲🇽",
        "שלום عليكم",
        "e\u0301 \u200b\u202e",
        "<b>&amp;</b> %F0%9F \\u0041 {{1}}",
    ],
    ids=["accents", "emoji", "right to left", "combining", "escapes"],
)
async def test_a_text_reaches_the_assistant_as_it_was_written(world: World, text: str) -> None:
    assert len(await world.says(text)) == 1
    assert text in json.loads(world.asked()[-1])["input"][-1]["content"]


async def test_recados_own_words_come_in_the_customers_language(world: World) -> None:
    (help_in_english,) = await world.says("help")
    assert plain(help_in_english)[:20] == plain(texts.HELP["en"])[:20]
    (help_in_spanish,) = await world.says("ayuda", customer="luz")
    assert plain(help_in_spanish)[:20] == plain(texts.HELP["es"])[:20]


async def test_a_picture_is_looked_at(world: World) -> None:
    assert await world.way.write_file(PHOTO, "image/jpeg") == 200
    await world.settle()
    assert len(world.way.got()) == 1
    assert "input_image" in world.asked()[-1]


@pytest.mark.parametrize("media_type", ["application/zip", "video/mp4"])
async def test_a_file_that_nobody_can_look_at_is_answered_all_the_same(world: World, media_type: str) -> None:
    assert await world.way.write_file(b"PK\x03\x04 a file", media_type) == 200
    await world.settle()
    assert len(world.way.got()) == 1


async def test_a_voice_note_is_heard(world: World) -> None:
    assert await world.way.write_file(b"me llamo Zoe", "audio/ogg") == 200
    await world.settle()
    assert len(world.way.got()) == 1


async def test_who_says_stop_hears_nothing_until_they_say_start(world: World) -> None:
    (stopped,) = await world.says("stop")
    assert plain(stopped)[:20] == plain(texts.STOPPED["es"])[:20]
    assert await world.says("¿Abren hoy?") == []
    assert len(await world.says("start")) == 1
    assert len(await world.says("¿Abren hoy?")) == 1


async def test_who_is_forgotten_is_told_and_begins_anew(world: World) -> None:
    await world.says("me llamo Ana")
    (ask,) = await world.says("olvídame")
    assert plain(ask)[:30] == plain(kept_texts.FORGET_ASK["es"])[:30]
    assert await world.way.press("Sí") == 200
    await world.settle()
    forgotten = world.way.got()[-1]
    assert plain(forgotten) == plain(kept_texts.FORGOTTEN["es"])
    assert "Ana" not in "".join(await world.says("¿Cómo me llamo?"))


async def test_the_yes_that_deletes_everything_deletes_nothing_more_when_it_comes_again(world: World) -> None:
    await world.says("olvídame")
    await world.says("sí")
    assert len(await world.says("me llamo Ana")) == 1
    again = await world.way.write("sí")
    assert again == 200
    await world.settle()
    assert "Ana" in "".join(await world.says("¿Cómo me llamo?"))


async def test_customers_see_what_is_stored_about_them(world: World) -> None:
    await world.says("me llamo Ana")
    data = "".join(await world.says("mis datos"))
    assert "me llamo Ana" in plain(data)


async def opened_ticket(world: World) -> str:
    """A ticket of a customer's; an agent has written before. Returns its code."""
    await world.ana.send("tickets")
    await world.says("Mi pan llegó frío")
    (handed_over,) = await world.says("humano")
    return code_in(handed_over)


async def test_a_person_answers_and_the_assistant_is_silent_meanwhile(world: World) -> None:
    code = await opened_ticket(world)
    *_, notice = world.told_agents()
    assert notice.startswith(code)
    assert "Mi pan llegó frío" in notice
    asked = len(world.asked())
    await world.ana.send(f"{code} Te mando otro")
    assert plain(world.way.got()[-1]) == "Ana: Te mando otro"
    assert await world.says("¡Gracias!") == []
    assert world.told_agents()[-1].endswith("¡Gracias!")
    assert len(world.asked()) == asked


async def test_agents_hear_of_a_customers_picture(world: World) -> None:
    code = await opened_ticket(world)
    await world.ana.send(f"{code} ¿Me mandas una foto?")
    told = len(world.told_agents())
    assert await world.way.write_file(PHOTO, "image/jpeg") == 200
    await world.settle()
    (notice,) = world.told_agents()[told:]
    assert notice.startswith(code)


async def test_a_picture_of_an_agent_reaches_the_customer(world: World) -> None:
    code = await opened_ticket(world)
    before = len(world.way.got())
    picture = world.twilio.base_url + world.twilio.state.keep(File(PHOTO, "image/jpeg"))
    await world.ana.send(f"{code} Mira", **attached((picture, "image/jpeg")))
    got = world.way.got()[before:]
    assert 1 <= len(got) <= 2
    assert "Mira" in plain(got[0])


async def test_a_closed_ticket_asks_how_it_was_and_the_rating_costs_no_question(world: World) -> None:
    code = await opened_ticket(world)
    await world.ana.send(f"{code} Te mando otro")
    await world.ana.send(f"{code} cerrar")
    assert "Del 1 (pésima) al 5 (excelente)" in plain(world.way.got()[-1])
    asked = len(world.asked())
    assert await world.way.press("5") == 200
    await world.settle()
    assert world.way.got()[-1].startswith("Gracias por la calificación.")
    assert len(world.asked()) == asked
    assert len(await world.says("¿Abren el domingo?")) == 1


@pytest.mark.parametrize("way", WAYS)
async def test_one_story_over_each_store(way: str, lasting: Lasting, clock: Any) -> None:
    """A question, once more the same request, a picture, a person, a rating, forget me; and nothing is left."""
    async with world_of(WAYS[way], lasting.settings, clock) as world:
        assert len(await world.says("me llamo Zacarías")) == 1
        await world.way.again()
        await world.settle()
        assert await world.way.write_file(PHOTO, "image/jpeg") == 200
        await world.settle()
        assert len(world.asked()) == 2
        await test_a_closed_ticket_asks_how_it_was_and_the_rating_costs_no_question(world)
        await world.tick()
        await world.says("olvídame")
        (forgotten,) = await world.says("sí")
        assert plain(forgotten) == plain(kept_texts.FORGOTTEN["es"])
        assert await world.way.again() == 200  # no thread keeps that sentence, so another one may come, but not none
        assert plain(world.way.got()[-1]) == plain(kept_texts.FORGETTING["es"])
        await world.tick()
        kept = str(await lasting.documents())
        assert "Zacarías" not in kept
        assert "Mi pan" not in kept


def late_by(way: str, clock: Any) -> AbstractAsyncContextManager[World]:
    """A function that waits a quarter of a second for an answer, and sends it by REST once OpenAI has it."""
    return world_of(WAYS[way], MEMORY, clock, ANSWER_SECONDS="0.25", LATE_ANSWERS="rest")


@pytest.mark.parametrize("is_told", [True, False], ids=["OpenAI tells its end", "nobody tells its end"])
@pytest.mark.parametrize("way", WAYS)
async def test_an_answer_that_takes_longer_than_its_request_comes_once(way: str, is_told: bool, clock: Any) -> None:
    async with late_by(way, clock) as world:
        await world.says("Hola")
        asked = len(world.asked())
        assert await world.way.write("me llamo Ana #delay=0.35") == 200
        await world.ended()
        if is_told:
            await world.settle()
        for _ in range(2):
            await world.tick()
        assert len([text for text in world.way.got() if "Ana" in text]) == 1
        assert await world.way.again() == 200
        assert len(world.asked()) == asked + 1


@pytest.mark.parametrize("way", WAYS)
async def test_a_flood_is_told_once_not_paid_for_and_forgotten_after_a_minute(way: str, clock: Any) -> None:
    async with world_of(WAYS[way], MEMORY, clock, MESSAGES_A_MINUTE="2") as world:
        for number in range(5):
            await world.says(f"pan {number}")
        assert len(world.asked()) == 2
        assert [plain(text) for text in world.way.got()].count(plain(texts.FLOODED["es"])) == 1
        await world.tick()
        assert len(await world.says("¿Abren hoy?")) == 1


async def test_who_gets_no_answer_for_now_is_told_at_most_once_and_answered_by_the_clock(world: World) -> None:
    told = await world.says("me llamo Ana #fail=500x2")
    assert [plain(text) for text in told] in ([], [plain(texts.UNAVAILABLE["es"])])
    assert await world.way.again() == 200
    await world.tick()
    await world.settle()
    assert len([text for text in world.way.got() if "Ana" in text]) == 1


async def test_a_question_that_always_fails_is_not_paid_for_without_end_and_the_customer_is_told(world: World) -> None:
    await world.says("me llamo Ana #fail=500")
    for _ in range(2 * MOST_ATTEMPTS):
        await world.tick(surely=False)
    assert len(world.asked()) == MOST_ATTEMPTS
    assert plain(world.way.got()[0]) == plain(texts.UNAVAILABLE["es"])
    assert len(world.way.got()) <= 2  # where a person is told of it, so is the customer


@pytest.mark.parametrize("done", [False, True], ids=["not done", "done and not told"])
@pytest.mark.parametrize("way", WAYS)
async def test_whichever_write_fails_the_message_is_answered_and_hardly_paid_for_twice(
    way: str, done: bool, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who gets no 200 delivers again: the vendor, OpenAI with its ends, the clock with its next tick."""
    told, number = ToldDocuments(), 1
    monkeypatch.setattr(documents, "MemoryDocuments", lambda: told)
    async with late_by(way, clock) as world:
        while await is_answered_though_it_fails(world, told, number, done=done):
            number += 1
    assert number > 3


async def is_answered_though_it_fails(world: World, told: ToldDocuments, number: int, *, done: bool) -> bool:
    """A message of a new customer while this write fails; False if it took fewer writes."""
    customer, name, asked = f"customer {number}", f"Ana{number:03}", len(world.asked())
    told.fail(number, done=done)
    status = await world.way.write(f"me llamo {name}", customer=customer)
    if status != 200:
        assert await world.way.again() == 200
    await world.settle(surely=False)
    failed = told.has_failed
    told.fail(0, done=done)
    for _ in range(3):
        await world.tick()
    answers = [text for text in world.way.got(customer) if name in text]
    assert 1 <= len(answers) <= 2
    assert 1 <= len(world.asked()) - asked <= 2
    return failed
