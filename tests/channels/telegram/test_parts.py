"""The content of Telegram's messages: texts, commands, files, places, quotes."""

from typing import Any

import pytest

from handlers.channels.telegram.fields import Fields
from handlers.channels.telegram.parts import MOST_BYTES, content_of, quoted_sid, sid_of
from handlers.conversation.messages import Attachment, Content, Part, PartKind

FILE = {"file_id": "AgAD-1_2", "file_unique_id": "AQ", "file_size": 100}
NAMED = "telegram:AgAD-1_2"


def content(**fields: Any) -> Content | None:
    return content_of(Fields(fields), "")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Hola", "Hola"),
        ("/start", "/start"),
        ("/start promo_7", "/start"),
        ("/start@luz_bot promo", "/start"),
        ("/help@luz_bot", "/help"),
        ("/pedido dos panes", "/pedido dos panes"),
        ("/pedido@luz_bot dos\npanes", "/pedido dos\npanes"),
        (" /mis_datos ", "/mis_datos"),
        ("3/4 de kilo", "3/4 de kilo"),
        ("/", "/"),
    ],
)
def test_commands_are_texts_without_the_bots_name_and_a_links_payload(typed: str, text: str) -> None:
    assert content(text=typed) == Content(text)


def test_a_caption_is_the_text_of_a_picture_of_which_the_largest_size_counts() -> None:
    sizes = [{**FILE, "file_id": name, "width": width, "height": width} for name, width in (("A", 9), ("B", 90))]
    assert content(caption="Mira", photo=sizes) == Content("Mira", (Attachment("telegram:B", "image/jpeg"),))


@pytest.mark.parametrize(
    ("field", "told", "media_type"),
    [
        ("voice", "audio/ogg", "audio/ogg"),
        ("voice", None, "audio/ogg"),
        ("audio", "audio/mp4", "audio/mp4"),
        ("audio", "AUDIO/MPEG", "audio/mpeg"),
        ("video", "video/mp4", "video/mp4"),
        ("video_note", None, "video/mp4"),
        ("animation", "video/mp4", "video/mp4"),
        ("document", "application/pdf", "application/pdf"),
        ("document", None, "application/octet-stream"),
        ("document", "text/html; x y", "application/octet-stream"),
    ],
)
def test_files_have_names_of_telegrams(field: str, told: str | None, media_type: str) -> None:
    assert content(**{field: {**FILE, "mime_type": told}}) == Content("", (Attachment(NAMED, media_type),))


def test_a_moving_picture_is_one_file_though_two_fields_hold_it() -> None:
    found = content(animation={**FILE, "mime_type": "video/mp4"}, document={**FILE, "mime_type": "video/mp4"})
    assert found == Content("", (Attachment(NAMED, "video/mp4"),))


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ({"file_size": MOST_BYTES + 1}, PartKind.TOO_LARGE),
        ({"file_id": "../x"}, PartKind.GONE),
        ({"file_id": 7}, PartKind.GONE),
    ],
)
def test_a_file_that_cannot_be_fetched_is_told(file: dict[str, Any], kind: PartKind) -> None:
    assert content(document={**FILE, **file}) == Content("", (), (Part(kind),))


def test_a_file_without_its_size_is_fetched() -> None:
    assert content(voice={"file_id": "A"}) == Content("", (Attachment("telegram:A", "audio/ogg"),))


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"location": {"latitude": 19.4326071, "longitude": -99}}, Part(PartKind.LOCATION, "19.432607, -99")),
        ({"location": {"latitude": -0.0, "longitude": 7.5}}, Part(PartKind.LOCATION, "0, 7.5")),
        (
            {
                "location": {"latitude": 1, "longitude": 2},
                "venue": {"location": {}, "title": "Zócalo", "address": "Centro\nCDMX"},
            },
            Part(PartKind.LOCATION, "1, 2\nZócalo\nCentro CDMX"),
        ),
        (
            {"contact": {"first_name": "Ana", "last_name": "Paz", "phone_number": "+5255\n1"}},
            Part(PartKind.CONTACT, "Ana Paz\n+5255 1"),
        ),
        ({"contact": {"first_name": "Ana", "phone_number": "1"}}, Part(PartKind.CONTACT, "Ana\n1")),
        ({"sticker": FILE}, Part(PartKind.STICKER)),
        ({"poll": {"id": "1"}}, Part(PartKind.OTHER_FILE)),
    ],
)
def test_what_is_no_text_and_no_file_is_a_part(fields: dict[str, Any], part: Part) -> None:
    assert content(**fields) == Content("", (), (part,))


@pytest.mark.parametrize(
    "place", [{"latitude": 91, "longitude": 0}, {"latitude": 1}, {"latitude": True, "longitude": 0}]
)
def test_a_place_that_is_nowhere_is_none(place: dict[str, Any]) -> None:
    assert content(location=place) is None


RICH = {
    "blocks": [
        {"type": "paragraph", "text": ["Son ", {"type": "bold", "text": "las 8"}, "."]},
        {"type": "list", "items": [{"label": "1.", "blocks": [{"type": "paragraph", "text": "uno"}]}]},
        {"type": "table", "cells": [[{"text": "a"}, {}], [{"text": None}]]},
        {"type": "divider"},
        7,
    ]
}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"reply_to_message": {"message_id": 5, "text": "¿A qué hora?"}}, "¿A qué hora?"),
        ({"reply_to_message": {"message_id": 5, "caption": "La carta"}}, "La carta"),
        ({"reply_to_message": {"message_id": 5, "text": "Uno y dos"}, "quote": {"text": "dos", "position": 6}}, "dos"),
        ({"reply_to_message": {"message_id": 5, "rich_message": RICH}}, "Son las 8.\nuno\na"),
        ({"reply_to_message": {"message_id": 5, "text": "a" * 2000}}, "a" * 1000),
        ({"reply_to_message": {"message_id": 5}}, ""),
    ],
)
def test_a_quote_has_its_words(fields: dict[str, Any], text: str) -> None:
    message = Fields({"text": "Sí", "chat": {"id": 77}, **fields})
    sid = quoted_sid(message, "1234567")
    assert sid == sid_of("1234567", 77, 5)
    assert content_of(message, sid) == Content("Sí", (), (Part(PartKind.QUOTE, text, sid=sid),))


def test_a_quote_from_another_chat_has_words_alone() -> None:
    assert content(text="Sí", quote={"text": "dos"}) == Content("Sí", (), (Part(PartKind.QUOTE, "dos"),))


def test_a_forwarded_message_is_told_to_be_one() -> None:
    found = content(text="Hola", forward_origin={"type": "hidden_user"})
    assert found == Content("Hola", (), (Part(PartKind.FORWARDED),))
