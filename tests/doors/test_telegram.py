"""Telegram's door: proof before anything is read, and what goes in the response, by REST, or nowhere."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message as Event

from dev.telegram_standin import Chat, Shown, State
from handlers import texts
from handlers.channels.telegram.write import TelegramWriter
from handlers.conversation.contact import Carrier
from handlers.conversation.deliver import Deliver
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message, Reply
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.send_out import SendOut
from handlers.doors.telegram import HOLD_SECONDS, MOST_BYTES, TelegramDoor
from handlers.errors import StoreUnavailable
from handlers.languages import House
from handlers.tickets.choices import choices_in
from tests.kept import Stores
from tests.told_outbox import How, ToldOutbox

SECRET = "right"
EVA = Chat(State(), 77, "Eva")


@dataclass
class Receives:
    """Answers with what a test wants."""

    answer: Callable[[Message], Outcome]
    house: House = field(default_factory=House)
    deliveries: list[Delivery] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)

    def delivering(self, delivery: Delivery) -> "Receives":
        self.deliveries.append(delivery)
        return self

    async def __call__(self, message: Message, *, deadline: float, hop: int = 0) -> Outcome:
        self.deadlines.append(deadline)
        return self.answer(message)


def saying(*replies: str, **other: Any) -> Callable[[Message], Outcome]:
    return lambda _: Outcome(Result.ANSWERED, "es", Reply(replies), **{"is_kept": False, **other})


@dataclass
class World:
    """A door whose customers get what `answer` says; `outbox` sends by REST."""

    kept: Stores
    outbox: ToldOutbox
    answer: Callable[[Message], Outcome] = field(default_factory=lambda: saying("Hola"))
    pressed: list[str] = field(default_factory=list)
    receives: Receives | None = None

    async def post(self, body: bytes, secret: str = SECRET) -> Response:
        headers = [(b"x-telegram-bot-api-secret-token", secret.encode())] if secret else []
        scope = {"type": "http", "method": "POST", "path": "/telegram", "query_string": b"", "headers": headers}
        self.receives = Receives(self.answer)

        async def receive() -> Event:
            return {"type": "http.request", "body": body}

        door = TelegramDoor(
            self.receives,
            Deliver(SendOut(self.kept.debts, {Carrier.TELEGRAM: self.outbox})),
            TelegramWriter("es", choices_in),
            self._acknowledge,
            (SECRET,),
            "1234567",
            "",
            sends_late=True,
            answer_seconds=HOLD_SECONDS,
            age=lambda: 60.0,
        )
        return await door(Request(scope, receive))

    async def tell(self, update: dict[str, Any]) -> Response:
        return await self.post(json.dumps(update).encode())

    async def _acknowledge(self, pressed: str) -> None:
        self.pressed.append(pressed)


@pytest.fixture
def world(kept: Stores, clock: Any) -> World:
    return World(kept, ToldOutbox(clock))


def called(response: Response) -> dict[str, Any]:
    return json.loads(bytes(response.body)) if response.body else {}


@pytest.mark.parametrize("secret", ["", "wrong", "Right"])
async def test_without_the_secret_nothing_is_read(world: World, secret: str) -> None:
    async def never() -> Event:
        pytest.fail("the body was read")

    scope = {"type": "http", "method": "POST", "path": "/telegram", "query_string": b"", "headers": []}
    assert (await world.post(b"{}", secret)).status_code == 403
    door = TelegramDoor(
        Receives(saying()),
        Deliver(SendOut(world.kept.debts, {})),
        TelegramWriter("es", choices_in),
        world._acknowledge,
        (SECRET,),
        "1",
        "",
        sends_late=True,
        answer_seconds=1,
        age=lambda: 60.0,
    )
    assert (await door(Request(scope, never))).status_code == 403


async def test_a_plain_answer_is_the_response_s_own_call(world: World) -> None:
    response = await world.tell(EVA.text("Hola"))
    assert called(response) == {"method": "sendMessage", "chat_id": 77, "text": "Hola"}
    assert response.headers["content-type"] == "application/json"


async def test_an_answer_may_take_25_seconds_and_less_while_the_process_is_young(world: World) -> None:
    import asyncio

    await world.tell(EVA.text("Hola"))
    assert world.receives
    assert 24 < world.receives.deadlines[0] - asyncio.get_running_loop().time() <= 25
    (delivery,) = world.receives.deliveries
    assert delivery.is_waited_for
    assert delivery.sends_late
    assert delivery.sender


@pytest.mark.parametrize("replies", [("**Hola**",), ("uno", "dos"), ("palabra " * 1000,)])
async def test_what_does_not_fit_goes_by_rest_and_the_response_is_empty(world: World, replies: Sequence[str]) -> None:
    world.answer = saying(*replies)
    response = await world.tell(EVA.text("Hola"))
    assert (response.status_code, response.body) == (200, b"")
    assert world.outbox.received("77") == [*replies]


async def test_a_reply_that_another_was_not_sent_before_goes_by_rest(world: World) -> None:
    world.answer = saying("Hola", sender="us")
    assert called(await world.tell(EVA.text("Hola"))) == {}
    assert world.outbox.received("77") == ["Hola"]


async def test_a_reply_that_cannot_be_sent_is_told_to_the_log(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.answer = saying("**Hola**")
    world.outbox.tell("**Hola**", How.UNAVAILABLE)
    assert (await world.tell(EVA.text("Hola"))).status_code == 200
    told = capsys.readouterr().out
    assert "a reply could not be sent" in told
    assert "Hola" not in told


async def test_silence_is_an_empty_response(world: World) -> None:
    world.answer = saying()
    response = await world.tell(EVA.text("Hola"))
    assert (response.status_code, response.body) == (200, b"")


async def test_while_the_store_fails_telegram_is_to_come_again(world: World) -> None:
    def fails(_: Message) -> Outcome:
        raise StoreUnavailable("down", remedy="none")

    world.answer = fails
    assert (await world.tell(EVA.text("Hola"))).status_code == 503


async def test_a_fault_of_ours_is_an_apology_in_the_response(world: World) -> None:
    def fails(_: Message) -> Outcome:
        raise ZeroDivisionError

    world.answer = fails
    assert called(await world.tell(EVA.text("Hola")))["text"] == texts.UNAVAILABLE["es"]


async def test_a_group_is_left_in_silence(world: World) -> None:
    update = EVA.text("Hola") | {}
    update["message"]["chat"] = {"id": -100, "type": "supergroup"}
    assert called(await world.tell(update)) == {"method": "leaveChat", "chat_id": -100}
    assert world.receives
    assert world.receives.deadlines == []


async def test_a_press_is_acknowledged_and_answered(world: World) -> None:
    response = await world.tell(EVA.press(Shown(77, "?", "sendMessage", 12), "say:5"))
    assert (called(response)["text"], len(world.pressed)) == ("Hola", 1)


@pytest.mark.parametrize("update", [{"update_id": 1}, {"edited_message": {}}, {"channel_post": {}}])
async def test_what_is_none_of_ours_is_taken_politely(world: World, update: dict[str, Any]) -> None:
    response = await world.tell(update)
    assert (response.status_code, response.body) == (200, b"")


async def test_a_body_that_is_no_json_or_too_large_is_refused(world: World) -> None:
    assert (await world.post(b"{")).status_code == 400
    assert (await world.post(b" " * (MOST_BYTES + 1))).status_code == 413


async def test_a_reply_to_a_long_message_is_no_larger_than_what_is_taken(world: World) -> None:
    quoted = {"message_id": 1, "text": "🥖" * 2048, "rich_message": {"blocks": [{"text": "ñ" * 32_768}]}}
    assert called(await world.tell(EVA.text("🥖" * 2048, reply_to_message=quoted)))["text"] == "Hola"
