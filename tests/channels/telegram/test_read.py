"""Updates of Telegram's: proved before they are read, and parsed whatever they hold."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dev.telegram_standin import Chat, Shown, State
from handlers.channels.telegram.parts import sid_of
from handlers.channels.telegram.read import Update, parse, verify
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Content, Message
from handlers.errors import ForgedRequest, IncompleteForm

BOT = "1234567"
EVA = Chat(State(), 77, "Eva María", "pt-br")
SHOWN = Shown(77, "¿Cómo fue?", "sendMessage", 12)


def read(update: dict[str, Any]) -> Update:
    return parse(json.dumps(update).encode(), bot=BOT)


def of(**fields: Any) -> Update:
    """The update of a text with other fields of the message; None leaves one out."""
    update = EVA.text("Hola")
    update["message"] |= fields
    update["message"] = {name: value for name, value in update["message"].items() if value is not None}
    return read(update)


def test_any_of_our_secrets_proves_an_update() -> None:
    verify("one", secrets=["one", "two"])
    verify("two", secrets=["one", "two"])


@pytest.mark.parametrize("given", ["", "on", "one ", "oneone", "three", "ñ"])
def test_nothing_else_does(given: str) -> None:
    with pytest.raises(ForgedRequest):
        verify(given, secrets=["one", "two"])


def test_a_message_becomes_one_of_ours() -> None:
    update = EVA.text("Hola")
    number = update["message"]["message_id"]
    contact = Contact(Channel.TELEGRAM, BOT, "77", profile_name="Eva María", carrier=Carrier.TELEGRAM)
    assert read(update) == Update(Message(sid_of(BOT, 77, number), contact, Content("Hola"), "pt"))


@pytest.mark.parametrize(
    ("code", "language"), [("es", "es"), ("EN-us", "en"), ("de", None), ("", None), ("pt-BR", "pt"), ("espe", None)]
)
def test_the_apps_language_is_taken_if_it_is_ours(code: str, language: str | None) -> None:
    message = read(Chat(State(), 7, "Eva", code).text("123")).message
    assert message is not None
    assert message.language == language


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_groups_and_channels_are_left(kind: str) -> None:
    assert of(chat={"id": -100, "type": kind, "title": "Vecinos"}) == Update(leaves=-100)


@pytest.mark.parametrize(
    "fields",
    [
        {"from": None},
        {"from": {"id": 77, "is_bot": True, "first_name": "Bot"}},
        {"from": {"id": 78, "is_bot": False, "first_name": "Otra"}},
        {"from": {"id": "77", "is_bot": False}},
        {"message_id": None},
        {"message_id": True},
        {"chat": {"id": 77, "type": "sideways"}},
        {"chat": None},
        {"text": None, "pinned_message": {"message_id": 1}},
        {"text": None, "reply_to_message": {"message_id": 1, "text": "Hola"}},
        {"text": 7},
    ],
)
def test_what_no_customer_wrote_is_ignored(fields: dict[str, Any]) -> None:
    assert of(**fields) == Update()


@pytest.mark.parametrize(
    "update", [{}, {"update_id": 1}, {"edited_message": EVA.text("Hola")["message"]}, {"message": []}, {"poll": {}}]
)
def test_other_kinds_of_updates_are_ignored(update: dict[str, Any]) -> None:
    assert read(update) == Update()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(IncompleteForm):
        parse(body, bot=BOT)


def test_a_pressed_button_says_what_stands_on_it_and_counts_once() -> None:
    first, second = read(EVA.press(SHOWN, "say:5")), read(EVA.press(SHOWN, "say:4"))
    assert first.message is not None
    assert second.message is not None
    assert (first.message.content, first.message.sid) == (Content("5"), f"{sid_of(BOT, 77, 12)}-pressed")
    assert second.message.sid == first.message.sid
    assert first.pressed.startswith("45")


@pytest.mark.parametrize("data", ["5", "", "sayy:5"])
def test_a_button_of_nobodys_is_only_acknowledged(data: str) -> None:
    update = read(EVA.press(SHOWN, data))
    assert (update.message, bool(update.pressed)) == (None, True)


def test_a_press_of_somebody_else_or_without_its_message_is_only_acknowledged() -> None:
    update = EVA.press(SHOWN, "say:5")
    del update["callback_query"]["message"]
    assert read(update).message is None
    update = EVA.press(SHOWN, "say:5") | {}
    update["callback_query"]["from"]["id"] = 78
    update["callback_query"]["id"] = "../../x"
    assert read(update) == Update()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*EVA.text("a")["message"], "photo", "venue", "quote", "contact"]), JSON))
def test_fields_of_other_types_never_break_the_reading(fields: dict[str, Any]) -> None:
    of(**fields)


def test_a_sid_shows_nobody_and_no_two_messages_have_the_same() -> None:
    sids = [
        sid_of(bot, chat, number) for bot, chat, number in ((BOT, 77, 12), (BOT, 771, 2), (BOT, 7, 712), ("1", 77, 12))
    ]
    assert len({*sids}) == 4
    assert all(re.fullmatch("telegram-[0-9a-f]{32}", sid) for sid in sids)
