"""Replies on Telegram: messages, the calls by which they are sent, and what fits a response."""

from collections.abc import Sequence

import pytest

from dev.telegram_standin import State
from handlers import kept_texts, texts
from handlers.channels.telegram.write import (
    MOST_CAPTION,
    MOST_RICH,
    MOST_UNITS,
    Call,
    TelegramWriter,
    fits,
    is_plain,
    leaving,
)
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import Enclosure, file_text, template_text
from handlers.tickets.choices import choices_in
from handlers.tickets.texts import HOW_WAS_IT

WRITER = TelegramWriter("es", choices_in)
PHOTO = Attachment("telegram:AgAD", "image/jpeg")
LINK = "https://recado.example/file?token=abc"


def seen(calls: Sequence[Call]) -> list[tuple[str, str]]:
    """What a customer sees of these calls, each with its method; Telegram's stand-in checks them."""
    state = State()
    for method, fields in calls:
        state.show(method, fields)
    return [(shown.method, shown.text) for shown in state.shown]


@pytest.mark.parametrize("text", ["Hola", "uno\n\ndos", "Cuesta $45 y $50", "2*3*4 <b>", "a" * MOST_UNITS])
def test_words_without_marks_are_a_plain_text_that_fits_a_response(text: str) -> None:
    assert is_plain(text)
    assert fits([text])
    assert WRITER.messages(text) == [text]
    assert seen(WRITER.calls(text, "7")) == [("sendMessage", text)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("**Hola**", "Hola"), ("- uno\n- dos", "- uno\n- dos"), ("| a |\n|---|\n| 1 |", "a\n1"), ("# A\n\n`b`", "A\nb")],
)
def test_marks_are_shown_and_do_not_fit_a_response(text: str, shown: str) -> None:
    assert not fits([text])
    assert WRITER.messages(text) == [text]
    assert seen(WRITER.calls(text, "7")) == [("sendRichMessage", shown)]


def test_a_refused_form_has_one_without_marks() -> None:
    assert seen(WRITER.plain_calls("**Hola** [carta](https://a.mx)", "7")) == [
        ("sendMessage", "Hola carta (https://a.mx)")
    ]
    long = WRITER.plain_calls("**Hola** " + "palabra " * 1000, "7")
    assert [method for method, _ in seen(long)] == ["sendMessage"] * 2


def test_nothing_to_send_fits_and_two_texts_do_not() -> None:
    assert fits([])
    assert not fits(["uno", "dos"])
    assert not fits([""])


@pytest.mark.parametrize("text", [file_text(PHOTO), template_text("HX1", "a")])
def test_a_file_or_a_template_fits_no_response(text: str) -> None:
    assert not fits([text])


def test_a_long_text_with_marks_is_one_message() -> None:
    text = "**Hola** " + "palabra " * 2000
    assert WRITER.messages(text) == [text]
    assert len(seen(WRITER.calls(text, "7"))) == 1


@pytest.mark.parametrize("text", ["palabra " * 1000, "**Hola** " + "2*3 palabra\n\n" * 4000])
def test_a_text_that_no_message_holds_is_split_and_stays_as_it_is_read(text: str) -> None:
    messages = WRITER.messages(text)
    assert messages == WRITER.messages(text)
    assert len(messages) > 1
    assert len(text) < MOST_RICH or len(messages) == 10
    calls = [call for message in messages for call in WRITER.calls(message, "7")]
    assert "*" not in text or "2*3 palabra" in seen(calls)[0][1]


def test_nothing_to_show_becomes_a_sentence() -> None:
    assert WRITER.messages("---") == [texts.REFUSED["es"]]
    assert seen(WRITER.plain_calls("---", "7")) == [("sendMessage", texts.REFUSED["es"])]


def test_a_question_of_ours_has_buttons() -> None:
    rating = f"Terminó.\n\n{HOW_WAS_IT['en']}"
    ((_, asked),) = WRITER.calls(rating, "7")
    (row,) = asked["reply_markup"]["inline_keyboard"]
    assert [(button["text"], button["callback_data"]) for button in row] == [(n, f"say:{n}") for n in "12345"]
    for calls in (WRITER.calls(kept_texts.FORGET_ASK["pt"], "7"), WRITER.plain_calls(kept_texts.FORGET_ASK["pt"], "7")):
        assert [button["text"] for button in calls[-1][1]["reply_markup"]["inline_keyboard"][0]] == ["Sim", "Não"]


def test_only_the_last_of_several_plain_texts_has_buttons() -> None:
    *before, last = WRITER.plain_calls("palabra " * 1000 + HOW_WAS_IT["es"], "7")
    assert ["reply_markup" in fields for _, fields in (*before, last)] == [False] * len(before) + [True]


@pytest.mark.parametrize(
    ("media_type", "method", "field"),
    [
        ("image/jpeg", "sendPhoto", "photo"),
        ("video/mp4", "sendVideo", "video"),
        ("audio/ogg", "sendVoice", "voice"),
        ("audio/mpeg", "sendAudio", "audio"),
        ("application/pdf", "sendDocument", "document"),
    ],
)
def test_a_file_goes_by_its_own_method_with_its_caption(media_type: str, method: str, field: str) -> None:
    ((sent, fields),) = WRITER.file_calls(Enclosure(Attachment("telegram:A", media_type), "**Mira**"), LINK, "7")
    assert (sent, fields) == (method, {"chat_id": 7, field: LINK, "caption": "Mira"})
    ((_, bare),) = WRITER.file_calls(Enclosure(Attachment("telegram:A", media_type)), LINK, "7")
    assert bare == {"chat_id": 7, field: LINK}


@pytest.mark.parametrize("caption", ["", "**Mira**", "a" * MOST_CAPTION, f"**{'😀' * (MOST_CAPTION // 2)}**"])
def test_a_file_is_one_message_with_its_caption(caption: str) -> None:
    assert WRITER.file_messages(Enclosure(PHOTO, caption)) == [file_text(PHOTO, caption)]


@pytest.mark.parametrize("caption", ["a" * (MOST_CAPTION + 1), f"**{'😀' * (MOST_CAPTION // 2)}a**"])
def test_a_caption_that_is_too_long_follows_its_file(caption: str) -> None:
    assert WRITER.file_messages(Enclosure(PHOTO, caption)) == [file_text(PHOTO), caption]


def test_a_file_that_is_not_taken_is_a_link() -> None:
    assert seen(WRITER.link_calls(Enclosure(PHOTO, "Mira"), LINK, "7")) == [("sendMessage", f"Mira\n\n{LINK}")]
    assert seen(WRITER.link_calls(Enclosure(PHOTO), LINK, "7")) == [("sendMessage", LINK)]


def test_a_group_is_left() -> None:
    assert leaving(-100) == ("leaveChat", {"chat_id": -100})
