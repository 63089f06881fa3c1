"""Telegram's stand-in: it takes what Telegram documents, refuses what it would not, and goes wrong when asked."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest

from dev import telegram_standin
from dev.telegram_standin import Chat, Standin, Webhook
from dev.twilio_standin import Unkind
from tests.dev.standins import start, until
from tests.ways.telegram import TOKEN


@pytest.fixture
def standin() -> Iterator[Standin]:
    with telegram_standin.serve() as running:
        yield running


@pytest.fixture
async def client(standin: Standin) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=standin.base_url, timeout=30) as client:
        yield client


async def call(client: httpx2.AsyncClient, method: str, token: str = TOKEN, **fields: Any) -> tuple[int, Any]:
    answer = await client.post(f"/bot{token}/{method}", json=fields)
    told = answer.json()
    assert told["ok"] is (answer.status_code == 200)
    return answer.status_code, told.get("result", told.get("description"))


async def say(client: httpx2.AsyncClient, text: str, **more: Any) -> int:
    return (await call(client, "sendMessage", chat_id=7, text=text, **more))[0]


async def test_a_message_is_shown_to_its_chat(standin: Standin, client: httpx2.AsyncClient) -> None:
    status, sent = await call(client, "sendMessage", chat_id=7, text="Hola")
    assert (status, sent["chat"]["id"]) == (200, 7)
    assert [(shown.chat, shown.text) for shown in standin.state.shown] == [(7, "Hola")]
    assert [shown.text for shown in standin.state.seen_by(8)] == []


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("sendMessage", {"text": " "}),
        ("sendMessage", {"text": "a" * 4097}),
        ("sendMessage", {"text": "Hola", "parse": "no such field"}),
        ("sendMessage", {"text": "Hola", "chat_id": "7"}),
        ("sendMessage", {"text": "Hola", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": ""}]]}}),
        ("sendPhoto", {"photo": "https://a.mx/a.jpg", "caption": "a" * 1025}),
        ("sendRichMessage", {"rich_message": {"markdown": "Hola", "html": "Hola"}}),
        ("sendRichMessage", {"rich_message": {"html": ""}}),
        ("sendRichMessage", {"rich_message": {"html": "<p>Hola"}}),
        ("sendRichMessage", {"rich_message": {"html": "Hola</p>"}}),
        ("sendRichMessage", {"rich_message": {"html": "<script>1</script>"}}),
        ("sendRichMessage", {"rich_message": {"html": '<p onclick="a">1</p>'}}),
        ("sendRichMessage", {"rich_message": {"html": "<b>" * 17 + "a" + "</b>" * 17}}),
        ("sendRichMessage", {"rich_message": {"html": f"<p>{'a' * 40_000}</p>"}}),
        ("setWebhook", {"url": "http://a.mx"}),
        ("setWebhook", {"url": "https://a.mx", "secret_token": "a b"}),
        ("getFile", {"file_id": "none"}),
    ],
)
async def test_what_telegram_would_refuse_is_refused(
    standin: Standin, client: httpx2.AsyncClient, method: str, fields: dict[str, Any]
) -> None:
    assert (await call(client, method, **{"chat_id": 7, **fields}))[0] == 400
    assert not standin.state.shown


@pytest.mark.parametrize(("token", "status"), [("1:wrong", 401), ("none", 404)])
async def test_only_a_bot_is_let_in(client: httpx2.AsyncClient, token: str, status: int) -> None:
    assert (await call(client, "getMe", token))[0] == status
    assert (await client.get(f"/file/bot{token}/documents/a")).status_code == status


async def test_there_is_no_other_method_or_page(client: httpx2.AsyncClient) -> None:
    assert (await call(client, "sendSticker", chat_id=7))[0] == 404
    assert (await client.get("/elsewhere")).status_code == 404


@pytest.mark.parametrize(("directive", "status"), [("403", 403), ("429", 429), ("taken500", 500)])
async def test_a_text_makes_it_refuse(
    standin: Standin, client: httpx2.AsyncClient, directive: str, status: int
) -> None:
    text = f"Hola #telegram={directive}x1"
    assert await say(client, text) == status
    assert len(standin.state.shown) == int("taken" in directive)
    assert await say(client, text) == 200


@pytest.mark.parametrize("directive", ["cut", "drop"])
async def test_a_text_makes_it_cut(standin: Standin, client: httpx2.AsyncClient, directive: str) -> None:
    with pytest.raises(httpx2.HTTPError):
        await say(client, f"Hola #telegram={directive}")
    assert len(standin.state.shown) == int(directive == "drop")


async def test_a_text_makes_it_late(standin: Standin, client: httpx2.AsyncClient) -> None:
    saying = asyncio.create_task(say(client, "Hola #telegram=late600"))
    await until(lambda: bool(standin.state.shown))
    standin.state.hurry()
    assert await saying == 200


async def test_it_can_have_a_bad_day(standin: Standin, client: httpx2.AsyncClient) -> None:
    standin.state.unkind = Unkind(1, most_seconds=0, never=0, errors=1, late_errors=0, cuts=0)
    assert await say(client, "Hola") >= 429
    standin.state.unkind = Unkind(1, most_seconds=0, never=0, errors=0, late_errors=0, cuts=1)
    with pytest.raises(httpx2.HTTPError):
        await say(client, "Hola")


async def test_a_response_s_call_is_done_and_its_refusal_only_noted(standin: Standin) -> None:
    standin.state.respond("sendMessage", {"chat_id": 7, "text": "Hola"})
    standin.state.respond("leaveChat", {"chat_id": -100})
    assert (len(standin.state.shown), standin.state.left, standin.state.last_error) == (1, [-100], "")
    standin.state.respond("sendMessage", {"chat_id": 7, "text": ""})
    standin.state.respond("getMe", {})
    assert (len(standin.state.shown), standin.state.last_error) == (1, "Not Found")


class Answering(httpx2.AsyncBaseTransport):
    """A function that answers with these statuses, one after another, and counts who is at work."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.at_work, self.most = 0, 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        await asyncio.sleep(0.01)
        self.at_work -= 1
        status = self.statuses.pop(0)
        if not status:
            raise httpx2.ReadTimeout("hung up", request=request)
        return httpx2.Response(status)


async def test_an_update_comes_again_until_it_is_taken_with_longer_and_longer_pauses(standin: Standin) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    webhook = Webhook(standin.state, "https://r.example", "s", Answering(503, 0, 500, 204), pause=pause)
    assert await webhook.post(Chat(standin.state, 7).text("Hola"), tries=9) == 204
    assert pauses == [0, 2, 4]
    assert standin.state.last_error == "Wrong response from the webhook: 500"


async def test_an_update_that_is_never_taken_is_given_up(standin: Standin) -> None:
    webhook = Webhook(standin.state, "https://r.example", "", Answering(503))
    assert await webhook.post(Chat(standin.state, 7).text("Hola")) == 503


async def test_updates_of_a_chat_come_one_after_another_and_those_of_two_at_once(standin: Standin) -> None:
    for chats, most in (((7, 7), 1), ((7, 8), 2)):
        function = Answering(200, 200)
        webhook = Webhook(standin.state, "https://r.example", "s", function)
        await asyncio.gather(*(webhook.post(Chat(standin.state, chat).text("Hola")) for chat in chats))
        assert function.most == most


async def test_it_runs_as_a_command() -> None:
    process = await start("dev.telegram_standin", "--port", "0", "--unkind", "1")
    assert process.stdout
    address = (await process.stdout.readline()).decode().strip()
    async with httpx2.AsyncClient() as client:
        assert (await client.get(f"{address}/_standin/report")).json() == {"requests": 0}
    process.terminate()
    assert await process.wait() == 0
