"""Parts of a message besides its text, read from Twilio's form. Pure.

https://www.twilio.com/docs/messaging/guides/webhook-request
"""

import re
from collections.abc import Callable, Iterator

from handlers.conversation.messages import Part, PartKind

MOST_CHARACTERS = 1000
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,30})?")

First = Callable[[str], str]  # the first value of a parameter, "" for none


def text_of(first: First) -> str:
    """The text that the customer wrote or chose: WhatsApp may leave a pressed button's text out of the body."""
    body = first("Body")
    return body if body.strip() else _line(first("ButtonText")) or _line(first("ListTitle"))


def parts_of(first: First) -> Iterator[Part]:
    """All parts, in an order that reads well. Their texts are one or a few lines, each of at most 1,000 characters."""
    if MESSAGE_SID.fullmatch(first("OriginalRepliedMessageSid")):
        yield Part(PartKind.QUOTE, sid=first("OriginalRepliedMessageSid"))
    if _is_true(first("FrequentlyForwarded")):
        yield Part(PartKind.FORWARDED_OFTEN)
    elif _is_true(first("Forwarded")):
        yield Part(PartKind.FORWARDED)
    # ReferralNumMedia does not show an ad: it comes with every message.
    if ad := _lines(first("ReferralHeadline"), first("ReferralBody"), first("ReferralSourceUrl")):
        yield Part(PartKind.AD, ad)
    yield from _choices(first)
    if place := _lines(_coordinates(first), first("Label"), first("Address")):
        yield Part(PartKind.LOCATION, place)
    if is_sticker(first):
        yield Part(PartKind.STICKER)


def is_sticker(first: First) -> bool:
    """True if the file is a sticker."""
    return first("MessageType").strip().lower() == "sticker"


def _choices(first: First) -> Iterator[Part]:
    """The button or list item chosen, with its internal name if that differs from the text shown."""
    shown = _line(text_of(first))
    for kind, title, name in (
        (PartKind.BUTTON, _line(first("ButtonText")), _line(first("ButtonPayload"))),
        (PartKind.LIST_CHOICE, _line(first("ListTitle")), _line(first("ListId"))),
    ):
        if title or name:
            yield Part(kind, "" if name == shown else name)


def _coordinates(first: First) -> str:
    """Latitude and longitude in degrees, such as "19.4326, -99.1332"; "" unless both are valid."""
    latitude, longitude = _degrees(first("Latitude"), 90), _degrees(first("Longitude"), 180)
    return f"{latitude}, {longitude}" if latitude and longitude else ""


def _degrees(text: str, most: int) -> str:
    if not DEGREES.fullmatch(text) or abs(float(text)) > most:
        return ""
    return f"{round(float(text), 6) + 0.0:.6f}".rstrip("0").rstrip(".")  # a millionth is 11 cm; -0.0 + 0.0 is 0.0


def _is_true(text: str) -> bool:
    return text.strip().lower() == "true"


def _lines(*texts: str) -> str:
    return "\n".join(line for line in map(_line, texts) if line)[:MOST_CHARACTERS]


def _line(text: str) -> str:
    """The text in one line, so that nobody can write another line of ours."""
    return " ".join(CONTROL.sub(" ", text).split())[:MOST_CHARACTERS]
