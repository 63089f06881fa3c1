"""The content of a message of Telegram's: its text, its files, and other parts. Pure.

https://core.telegram.org/bots/api#message
"""

import hashlib
import re
from collections.abc import Iterator

from handlers.channels.telegram.fields import Fields
from handlers.conversation.messages import Attachment, Content, Part, PartKind

SCHEME = "telegram"  # of a file's name: telegram:AgAD...
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,250}")
MOST_BYTES = 20 * 1024 * 1024  # https://core.telegram.org/bots/api#getfile
MOST_CHARACTERS = 1000  # of a part's line
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
COMMAND = re.compile(r"(?P<command>/[A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?P<more>\s.*)?", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# Kinds of files by the field that holds them -> their media type where the message does not tell it.
FILES = {
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "animation": "video/mp4",
    "document": "application/octet-stream",
}
UNREADABLE = ("poll", "story", "dice", "game", "checklist", "invoice", "paid_media", "giveaway")


def content_of(message: Fields, quoted: str) -> Content | None:
    """All that the customer sent; None for a message about the chat, such as a pinned one. `quoted`: its sid."""
    text = _text_of(message)
    found = [*_files(message)]
    files = tuple(file for file in found if isinstance(file, Attachment))
    parts = (*_parts(message, quoted), *(part for part in found if isinstance(part, Part)))
    if not any(part.kind not in (PartKind.QUOTE, PartKind.FORWARDED) for part in parts) and not text and not files:
        return None
    return Content(text, files, parts)


def sid_of(bot: str, chat: int, number: int) -> str:
    """A message's sid: unique and lasting, as `message_id` is in its chat; `update_id` may begin anew.

    It is a hash, since logs hold sids, and a chat's id is the customer's.
    """
    return f"telegram-{hashlib.sha256(f'{bot} {chat} {number}'.encode()).hexdigest()[:32]}"


def quoted_sid(message: Fields, bot: str) -> str:
    """The sid of the message that this one replies to, "" for none."""
    number = message.at("reply_to_message").whole("message_id")
    return sid_of(bot, message.at("chat").whole("id"), number) if number else ""


def _text_of(message: Fields) -> str:
    """The text or the caption. Of a command, what was typed; of /start alone, without the payload of a link."""
    text = message.text("text") or message.text("caption")
    command = COMMAND.fullmatch(text.strip())
    if command is None:
        return text
    return command["command"] if command["command"] == "/start" else command["command"] + (command["more"] or "")


def _files(message: Fields) -> Iterator[Attachment | Part]:
    if sizes := [size for size in message.every("photo") if size.whole("file_size") <= MOST_BYTES]:
        yield from _file(max(sizes, key=_area), "image/jpeg")
    for name, media_type in FILES.items():
        file = message.at(name)
        is_animation = name == "document" and message.at("animation")  # then both fields hold it
        if file and not is_animation:
            yield from _file(file, media_type)


def _area(size: Fields) -> int:
    return size.whole("width") * size.whole("height")


def _file(file: Fields, media_type: str) -> Iterator[Attachment | Part]:
    if file.whole("file_size") > MOST_BYTES:
        yield Part(PartKind.TOO_LARGE)
    elif FILE_ID.fullmatch(file.text("file_id")):
        told = file.text("mime_type").strip().lower()
        yield Attachment(f"{SCHEME}:{file.text('file_id')}", told if MEDIA_TYPE.fullmatch(told) else media_type)
    else:
        yield Part(PartKind.GONE)


def _parts(message: Fields, quoted: str) -> Iterator[Part]:
    if quoted or message.at("quote"):
        yield Part(PartKind.QUOTE, _quote(message), sid=quoted)
    if message.at("forward_origin"):
        yield Part(PartKind.FORWARDED)
    venue, location = message.at("venue"), message.at("location")
    if place := _lines(_coordinates(location), venue.text("title"), venue.text("address")):
        yield Part(PartKind.LOCATION, place)
    contact = message.at("contact")
    name = f"{contact.text('first_name')} {contact.text('last_name')}"
    if contact:
        yield Part(PartKind.CONTACT, _lines(name, contact.text("phone_number")))
    if message.at("sticker"):
        yield Part(PartKind.STICKER)
    if any(message.at(name) for name in UNREADABLE):
        yield Part(PartKind.OTHER_FILE)


def _quote(message: Fields) -> str:
    """The words that the customer replies to: those chosen, else all of the message."""
    replied = message.at("reply_to_message")
    chosen = message.at("quote").text("text") or replied.text("text") or replied.text("caption")
    return (chosen or "\n".join(filter(None, _told(replied.at("rich_message").value))))[:MOST_CHARACTERS]


def _told(blocks: object) -> Iterator[str]:
    """The lines of a rich message: https://core.telegram.org/bots/api#richblock"""
    if isinstance(blocks, list):
        for block in blocks:
            yield from _told(block)
    elif isinstance(blocks, dict):
        if "text" in blocks:
            yield _words(blocks["text"])
        for inside in ("blocks", "items", "cells"):
            yield from _told(blocks.get(inside))


def _words(text: object) -> str:
    """A text with or without styles: https://core.telegram.org/bots/api#richtext"""
    if isinstance(text, list):
        return "".join(map(_words, text))
    return _words(text.get("text")) if isinstance(text, dict) else str(text or "")


def _coordinates(location: Fields) -> str:
    latitude, longitude = location.number("latitude"), location.number("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return ""
    return f"{_degrees(latitude)}, {_degrees(longitude)}"


def _degrees(number: float) -> str:
    return f"{round(number, 6) + 0.0:.6f}".rstrip("0").rstrip(".")  # a millionth is 11 cm; -0.0 + 0.0 is 0.0


def _lines(*texts: str) -> str:
    lines = (" ".join(CONTROL.sub(" ", text).split()) for text in texts)
    return "\n".join(line for line in lines if line)[:MOST_CHARACTERS]
