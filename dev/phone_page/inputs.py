"""Input from the browser, checked at the door: a message, its troubles, changes of a customer."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

from dev.phone_page.records import APPS, IDENTITIES, JSON, Place

MOST_TEXT = 4_096  # what WhatsApp lets a customer write
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


class Refused(Exception):
    """The request cannot be done; the message is a sentence for the page."""

    def __init__(self, said: str, status: int = 400) -> None:
        super().__init__(said)
        self.status = status


@dataclass(frozen=True)
class Troubles:
    """Faults for one message: at its app's vendor, who hangs up after `cut` seconds, and at the stand-in for OpenAI.

    `cut` is 0 for the time that the vendor waits anyway.
    """

    twice: bool = False
    forged: bool = False
    cut: float = 0.0
    delay: float = 0.0
    fails: int = 0


@dataclass(frozen=True)
class NewMessage:
    """A message to send. `file` and `quote` are sids, "" for none.

    `payload`: what the business calls a pressed button.
    """

    text: str
    kind: str = "text"
    file: str = ""
    quote: str = ""
    troubles: Troubles = Troubles()
    place: Place | None = None
    payload: str = ""


def read_message(body: JSON) -> NewMessage:
    """Read a message. Raises Refused."""
    asked = _content(body)
    file, quote = _text(body, "file", 100), _text(body, "quote", 200)
    if asked.kind == "text" and not file and not asked.text.strip():
        raise Refused("an empty message")
    return replace(asked, file=file, quote=quote, troubles=_troubles(body.get("troubles") or {}))


def read_changes(body: JSON) -> dict[str, str]:
    """Read a customer's new name, number, identity, business or app. Raises Refused."""
    names: list[str] = [name for name in ("name", "number", "identity", "business", "app") if name in body]
    known = {name: _text(body, name, 100) for name in names}
    if known.get("app", APPS[0]) not in APPS:
        raise Refused("no such app")
    if known.get("identity", IDENTITIES[0]) not in IDENTITIES:
        raise Refused(f"identity is one of {', '.join(IDENTITIES)}")
    if "number" in known and not NUMBER.fullmatch(known["number"]):
        raise Refused("a number is + and 7 to 15 digits")
    prefix, _, number = known.get("business", "whatsapp:+10000000").partition(":")
    if prefix != "whatsapp" or not NUMBER.fullmatch(number):
        raise Refused("a business number is whatsapp:+ and 7 to 15 digits")
    return known


def _content(body: JSON) -> NewMessage:
    if place := body.get("location"):
        latitude, longitude = _number(place, "latitude", 90, -90), _number(place, "longitude", 180, -180)
        where = Place(latitude, longitude, _text(place, "label", 200), _text(place, "address", 200))
        return NewMessage("", "location", place=where)
    if pressed := body.get("button"):
        return NewMessage(_text(pressed, "text", 100), "button", payload=_text(pressed, "payload", 256))
    return NewMessage(_text(body, "text", MOST_TEXT))


def _troubles(asked: Any) -> Troubles:
    cut, delay, fails = _number(asked, "cut", 15), _number(asked, "delay", 600), _number(asked, "fail", 100)
    twice, forged = (asked.get(name) is True for name in ("twice", "signature"))
    return Troubles(twice, forged, cut, delay, int(fails))


def _text(asked: Any, name: str, most: int) -> str:
    value = asked.get(name, "") if isinstance(asked, dict) else None
    if not isinstance(value, str) or len(value) > most:
        raise Refused(f"{name} is a text of at most {most} characters")
    try:
        value.encode()
    except UnicodeEncodeError:  # half of an emoji
        raise Refused(f"{name} is not Unicode") from None
    return value


def _number(asked: Any, name: str, most: float, least: float = 0.0) -> float:
    value = (asked.get(name) or 0) if isinstance(asked, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refused(f"{name} is a number")
    if not least <= value <= most:
        raise Refused(f"{name} is from {least:g} to {most:g}")
    return value
