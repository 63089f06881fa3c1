"""Telegram over the whole function: late answers, lost responses, refused marks, languages, quotes, groups, the log."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dev import openai_standin, telegram_standin
from dev.telegram_standin import Chat, State, Webhook
from handlers import texts
from tests import functions
from tests.dev.standins import until
from tests.town import Function
from tests.ways.telegram import SECRET, TOKEN, ByTelegram, by_telegram
from tests.ways.way import World, world_of


@pytest.fixture
async def world(clock: Any) -> AsyncIterator[World]:
    async with world_of(by_telegram, {"STORE": "memory"}, clock) as world:
        yield world


@pytest.fixture
async def hasty(clock: Any) -> AsyncIterator[World]:
    """A function that lets Telegram wait for half a second only."""
    async with world_of(by_telegram, {"STORE": "memory"}, clock, ANSWER_SECONDS="0.5") as world:
        yield world


def way(world: World) -> ByTelegram:
    assert isinstance(world.way, ByTelegram)
    return world.way


def state(world: World) -> State:
    return way(world).state


async def test_a_plain_answer_comes_in_the_response_and_one_with_marks_by_rest(world: World) -> None:
    await world.says("Hola")
    await world.says("Hola #markdown")
    first, second = state(world).shown
    assert (first.method, first.in_response) == ("sendMessage", True)
    assert (second.method, second.in_response) == ("sendRichMessage", False)
    assert state(world).typing


async def test_a_late_answer_is_announced_and_comes_by_rest_once_it_is_there(hasty: World) -> None:
    with hasty.openai.state.holding("Hola"):
        assert await hasty.way.write("Hola") == 200
        assert hasty.way.got() == [texts.WAIT["es"]]
    await hasty.settle()
    announced, answer = state(hasty).shown
    assert (announced.in_response, answer.in_response) == (True, False)
    assert len(hasty.asked()) == 1


async def test_a_late_answer_whose_end_nobody_told_comes_with_the_clock(hasty: World) -> None:
    with hasty.openai.state.holding("Hola"):
        await hasty.way.write("Hola")
    await asyncio.sleep(0.1)
    await hasty.tick()
    assert len(hasty.way.got()) == 2
    assert len(hasty.asked()) == 1


async def test_an_update_whose_response_was_lost_gets_the_same_answer_again(world: World) -> None:
    (answer,) = await world.says("Hola")
    state(world).shown.clear()
    await world.way.again()
    assert world.way.got() == [answer]
    assert len(world.asked()) == 1


async def test_an_update_that_was_answered_by_rest_gets_nothing_again(world: World) -> None:
    await world.says("Hola #markdown")
    await world.way.again()
    assert len(world.way.got()) == 1


async def test_what_telegram_refuses_with_marks_comes_without(world: World) -> None:
    state(world).rich = False
    await world.says("Hola #markdown")
    (shown,) = state(world).shown
    assert shown.method == "sendMessage"
    assert "**" not in shown.text


@pytest.mark.parametrize("fault", ["429", "500", "cut"])
async def test_what_could_not_be_sent_comes_with_the_clock(world: World, fault: str) -> None:
    assert await world.way.write(f"**Hola** #telegram={fault}x1") == 200
    assert world.way.got() == []
    await world.tick(seconds=121)
    assert len(world.way.got()) == 1
    assert len(world.asked()) == 1


async def test_what_may_have_been_taken_comes_twice_rather_than_never_and_not_more_often(world: World) -> None:
    await world.way.write("**Hola** #telegram=dropx1")
    for _ in range(4):
        await world.tick(seconds=121)
    got = world.way.got()
    assert len(got) == 2
    assert len({*got}) == 1


async def test_who_blocks_the_bot_is_given_up(world: World) -> None:
    await world.says("Hola")
    state(world).blocked.add(way(world).chat("eva").id)
    assert await world.way.write("Hola #markdown") == 200
    tries = len(state(world).requests)
    await world.tick(seconds=121)
    assert len(state(world).requests) == tries


async def test_the_apps_language_is_spoken_until_words_show_another(world: World) -> None:
    chat = Chat(state(world), 5, "Bia", "pt-br")
    await post(world, chat.text("/mis_datos"))
    await post(world, chat.text("stop"))
    assert [shown.text for shown in state(world).seen_by(5)][-1].startswith(texts.STOPPED["es"][:12])
    other = Chat(state(world), 6, "Bia", "pt-br")
    await post(world, other.text("/stop"))
    assert state(world).seen_by(6)[-1].text.startswith(texts.STOPPED["pt"][:12])


async def test_commands_of_the_menu_are_obeyed_without_the_assistant(world: World) -> None:
    chat = Chat(state(world), 5, "Eva", "en")
    for command in ("/start promo", "/help", "/new_conversation", "/my_data", "/stop", "/start promo"):
        await post(world, chat.text(command))
    shown = [shown.text for shown in state(world).seen_by(5)]
    assert len(shown) == 6
    assert shown[0] == shown[1]
    assert shown[-1] == texts.STARTED["en"]
    assert world.asked() == []


async def test_a_quoted_answer_is_known_to_the_assistant(world: World) -> None:
    chat = way(world).chat("eva")
    await post(world, chat.text("Sí", reply_to_message={"message_id": 3, "text": "¿Abrimos a las ocho?"}))
    assert "¿Abrimos a las ocho?" in world.asked()[-1]


async def test_a_voice_note_is_heard(world: World) -> None:
    assert await world.way.write_file(b"OggS a voice", "audio/ogg") == 200
    await world.settle()
    assert len(world.way.got()) == 1
    assert world.openai.state.seen("POST", "/v1/audio/transcriptions")


async def test_groups_are_left_and_cost_nothing(world: World) -> None:
    update = way(world).chat("eva").text("Hola")
    update["message"]["chat"] = {"id": -100, "type": "supergroup", "title": "Vecinos"}
    await post(world, update)
    assert state(world).left == [-100]
    assert world.asked() == []


async def test_a_button_that_is_pressed_again_counts_once(world: World) -> None:
    await world.says("olvídame")
    for _ in range(2):
        assert await world.way.press("No") == 200
    await world.settle()
    assert len(world.asked()) == 1
    assert len(state(world).acknowledged) == 2


async def test_the_log_holds_neither_the_token_nor_the_customer(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    chat = Chat(state(world), 556677889, "Evangelina")
    for text in ("Hola", "**Hola** #telegram=500", "**Hola** #telegram=cut"):
        await post(world, chat.text(text))
    told = capsys.readouterr().out
    assert "a reply could not be sent" in told
    assert not [word for word in (TOKEN, SECRET, "Evangelina", "Hola", "556677889") if word in told]


async def post(world: World, update: dict[str, Any]) -> None:
    webhook = Webhook(state(world), f"{world.phone.url}/telegram", SECRET, world.phone.transport)
    assert await webhook.post(update) == 200
    await world.settle()


async def test_an_agents_picture_reaches_the_customer_and_theirs_the_desk_s_files(world: World) -> None:
    """A file at Twilio goes to Telegram by a link of ours, which the function itself serves."""
    await world.ana.send("tickets")
    await world.says("Mi pan llegó frío")
    await world.says("humano")
    (notice,) = world.told_agents()
    code = notice.partition(" ")[0].strip(":*")
    picture = world.twilio.base_url + world.twilio.state.keep(_picture())
    await world.ana.send(f"{code} Mira", NumMedia="1", MediaUrl0=picture, MediaContentType0="image/jpeg")
    sent = state(world).shown[-1]
    assert (sent.method, sent.text) == ("sendPhoto", "Ana: Mira")
    path = sent.file.partition("/file")[2]
    async with _client(world) as client:
        answer = await client.get(f"{world.phone.url}/file{path}")
    assert (answer.status_code, answer.content) == (200, b"a picture")


def _picture() -> Any:
    from dev.twilio_standin import File

    return File(b"a picture", "image/jpeg")


def _client(world: World) -> Any:
    import httpx2

    return httpx2.AsyncClient(transport=world.phone.transport)


async def test_no_update_of_any_shape_breaks_the_door(world: World) -> None:
    webhook = Webhook(state(world), f"{world.phone.url}/telegram", SECRET, world.phone.transport)
    for update in ({}, {"message": None}, {"message": {"chat": 7}}, {"callback_query": {"id": 1}}, {"update_id": "x"}):
        assert await webhook.post(json.loads(json.dumps(update))) == 200
    assert world.asked() == []


async def test_a_function_that_is_killed_before_it_answers_answers_the_next_delivery_once(tmp_path: Path) -> None:
    with openai_standin.serve() as openai, telegram_standin.serve() as telegram:
        told = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_SECRET": SECRET, "TELEGRAM_API_BASE_URL": telegram.base_url}
        store = {"STORE": "sqlite", "SQLITE_PATH": str(tmp_path / "kept.db")}
        function = Function(functions.settings(openai.base_url, **told, **store))
        await function.start()

        async def restart(_seconds: float) -> None:
            await function.start()

        webhook = Webhook(telegram.state, f"{function.url}/telegram", SECRET, pause=restart)
        with openai.state.holding("Hola"):
            posting = asyncio.create_task(webhook.post(Chat(telegram.state, 7).text("Hola"), tries=2))
            await until(lambda: bool(openai.state.runs))
            await asyncio.sleep(0.3)  # until the response's id is kept
            await function.kill()
        assert await posting == 200
        function.running.close()
        assert len(telegram.state.seen_by(7)) == 1
        assert len(openai.state.seen("POST", "/v1/responses")) == 1
