"""What the page's buttons do: send a message, keep a file, change a customer, make trouble, restart the function."""

from __future__ import annotations

import asyncio
import math
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2

from dev import openai_standin_state
from dev import phone as phones
from dev.page_state import IDENTITIES, JSON, Bubble, Customer, State, Turn
from dev.page_twilio import Line, Troubles, Twilio
from dev.processes import DidNotStart
from dev.twilio_standin_media import File
from dev.twilio_standin_state import Sent

MOST_BYTES = 16 * 1024 * 1024  # https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
MOST_TEXT = 4_096  # what WhatsApp lets a customer write
FILES_KEPT = 20
DELIVERIES = 50
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


class Wrong(Exception):
    """A request that cannot be done, in a sentence."""

    def __init__(self, said: str, status: int = 400) -> None:
        super().__init__(said)
        self.status = status


@dataclass
class Desk:
    """All that the page works with. `phone`: how the function is reached; `openai`: its stand-in, if that runs.

    `restarting` restarts the function; `tick_secret` is what Cloud Scheduler would say.
    """

    page: State
    twilio: Twilio
    phone: phones.Phone
    openai: openai_standin_state.State | None = None
    restarting: Callable[[], None] | None = None
    tick_secret: str = ""
    media_url: str = ""
    _names: dict[str, str] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _restart: asyncio.Lock = field(default_factory=asyncio.Lock)

    def stop(self) -> None:
        """End, in the server's event loop, whatever would hold its shutdown up."""
        self.page.stop()
        self.twilio.stop()
        for task in self._tasks:
            task.cancel()

    def add(self) -> Customer:
        customer = self.page.add()
        if customer is None:
            raise Wrong("enough customers", 409)
        return customer

    def change(self, number: int, to: JSON) -> Customer:
        """Another name, number, identity, business."""
        customer = self._customer(number)
        known = {name: _text(to, name, 100) for name in ("name", "number", "identity", "business") if name in to}
        if "identity" in known and known["identity"] not in IDENTITIES:
            raise Wrong(f"identity is one of {', '.join(IDENTITIES)}")
        if "number" in known and not NUMBER.fullmatch(known["number"]):
            raise Wrong("a number is + and 7 to 15 digits")
        if "business" in known and not NUMBER.fullmatch(known["business"].removeprefix("whatsapp:")):
            raise Wrong("a business number is whatsapp:+ and 7 to 15 digits")
        return self.page.change(customer, **known)

    def keep(self, content: bytes, media_type: str, name: str) -> JSON:
        """Keep a file for the message that it is going to come with."""
        if not content:
            raise Wrong("an empty file")
        file = File(content, media_type, account=self.phone.account)
        self.twilio.keep(file)
        self._names[file.sid] = name[:200]
        for oldest in list(self.twilio.files)[:-FILES_KEPT]:
            del self.twilio.files[oldest]
            self._names.pop(oldest, None)
        return {"sid": file.sid, "type": media_type, "name": name[:200]}

    def file(self, sid: str) -> File:
        file = self.twilio.files.get(sid)
        if file is None:
            raise Wrong("this file is kept no more", 404)
        return file

    def turn(self, sid: str) -> JSON:
        found = self.page.turns.get(sid)
        if found is None:
            raise Wrong("this message is kept no more", 404)
        return self.page.details(found)

    def send(self, number: int, asked: JSON) -> str:
        """Send a customer's message on its way; gives its sid and does not wait."""
        customer = self._customer(number)
        if len(self._tasks) >= DELIVERIES:
            raise Wrong("too many messages on their way", 429)
        troubles = self._troubles(asked.get("troubles") or {})
        file = self.file(_text(asked, "file", 100)) if asked.get("file") else None
        text, fields, kind = self._content(asked, file)
        quoted = self._quoted(asked, customer)
        if quoted:
            author = quoted.business if quoted.out else customer.sender
            fields |= phones.quote(quoted.sid, sender=author)
        sid = file.message if file else phones.new_sid()
        if sid in self.page.turns:
            raise Wrong("this file has been sent already", 409)
        sender = self._phone(customer, troubles)
        turn = Turn(sid, customer.id, sender.form(text, sid=sid, **fields))
        self._show(turn, customer, text, kind, file, quoted)
        self._start(Line(self.page, self.twilio, sender, turn, troubles))
        return sid

    async def restart(self) -> None:
        """Kill the function and start it anew."""
        if self.restarting is None:
            raise Wrong("the function is not ours to restart", 409)
        async with self._restart:
            self.page.publish("function", {"state": "restarting"})
            try:
                await asyncio.to_thread(self.restarting)
            except DidNotStart as problem:
                self.page.publish("function", {"state": "down"})
                raise Wrong(str(problem), 502) from None
            self.page.publish("function", {"state": "running"})

    async def tick(self) -> JSON:
        """What Cloud Scheduler does every minute."""
        headers = {"Authorization": f"Bearer {self.tick_secret}"}
        try:
            async with httpx2.AsyncClient(
                timeout=60, transport=self.phone.transport, trust_env=False, verify=phones.NO_CERTIFICATES
            ) as client:
                answer = await client.post(f"{self.phone.url}/tick", headers=headers)
        except httpx2.TransportError as problem:
            raise Wrong(type(problem).__name__, 502) from None
        return {"status": answer.status_code, "answer": answer.text[:1000]}

    def _customer(self, number: int) -> Customer:
        customer = self.page.customers.get(number)
        if customer is None:
            raise Wrong("no such customer", 404)
        return customer

    def _phone(self, customer: Customer, troubles: Troubles) -> phones.Phone:
        return replace(
            self.phone,
            sender=customer.sender,
            business=customer.business,
            profile_name=customer.name,
            more=customer.more,
            seconds=troubles.cut,
        )

    def _content(self, asked: JSON, file: File | None) -> tuple[str, dict[str, str], str]:
        """The text, the fields beside it, and what kind of message it is."""
        text = _text(asked, "text", MOST_TEXT)
        if file:
            kind = _kind_of(file.media_type)
            return text, phones.attached((self.media_url + file.path, file.media_type)) | {"MessageType": kind}, kind
        if place := asked.get("location"):
            return "", _location(place), "location"
        if pressed := asked.get("button"):
            title, payload = _text(pressed, "text", 100), _text(pressed, "payload", 256)
            return title, phones.button(title, payload), "button"
        if not text.strip():
            raise Wrong("an empty message")
        return text, {"MessageType": "text"}, "text"

    def _quoted(self, asked: JSON, customer: Customer) -> Bubble | None:
        found = self.page.bubble(_text(asked, "quote", 100))
        return found if found and (found.customer, found.business) == (customer.id, customer.business) else None

    def _troubles(self, asked: Any) -> Troubles:
        if not isinstance(asked, dict):
            raise Wrong("troubles is an object")
        cut, delay, fails = (_number(asked, name, most) for name, most in (("cut", 15), ("delay", 600), ("fail", 100)))
        if (delay or fails) and self.openai is None:
            raise Wrong("OpenAI itself answers: only its stand-in can be slowed down, or fail", 409)
        if self.openai:
            self.openai.delay_next = delay or self.openai.delay_next
            self.openai.failing_requests = int(fails) or self.openai.failing_requests
        twice, forged = (asked.get(name) is True for name in ("twice", "signature"))
        return Troubles(twice, cut or phones.TWILIO_SECONDS, forged)

    def _show(
        self, turn: Turn, customer: Customer, text: str, kind: str, file: File | None, quoted: Bubble | None
    ) -> None:
        self.page.open_turn(turn)
        # Kept as Twilio keeps it: a customer may quote their own words, and the function then asks for them.
        kept = Sent(self.phone.account, customer.sender, customer.business, text, inbound=True, sid=turn.sid)
        self.twilio.received.append(kept)
        shown = text
        if kind == "location":
            form = dict(turn.form)
            names = (form.get("Label"), form.get("Address"), f"{form['Latitude']}, {form['Longitude']}")
            shown = "\n".join(filter(None, names))
        known = {"sid": file.sid, "type": file.media_type, "name": self._names.get(file.sid, "")} if file else None
        quote = (quoted.text or quoted.kind) if quoted else ""
        self.page.show(
            Bubble(customer.id, customer.business, turn.sid, turn.sid, shown, kind=kind, file=known, quoted=quote)
        )

    def _start(self, line: Line) -> None:
        task = asyncio.create_task(line.deliver())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def new_key() -> str:
    """A key of Twilio's API that opens nothing but the stand-in."""
    return f"SK{uuid.uuid4().hex}"


def _kind_of(media_type: str) -> str:
    """WhatsApp's MessageType of a file; a picture in webp is how a sticker comes."""
    if media_type == "image/webp":
        return "sticker"
    family = media_type.partition("/")[0]
    return family if family in ("image", "audio", "video") else "document"


def _location(place: Any) -> dict[str, str]:
    if not isinstance(place, dict):
        raise Wrong("location is an object")
    latitude, longitude = (_number(place, name, most, -most) for name, most in (("latitude", 90), ("longitude", 180)))
    return phones.location(latitude, longitude, label=_text(place, "label", 200), address=_text(place, "address", 200))


def _text(asked: Any, name: str, most: int) -> str:
    value = asked.get(name, "") if isinstance(asked, dict) else None
    if not isinstance(value, str) or len(value) > most:
        raise Wrong(f"{name} is a text of at most {most} characters")
    try:
        value.encode()
    except UnicodeEncodeError:  # half of an emoji
        raise Wrong(f"{name} is not Unicode") from None
    return value


def _number(asked: JSON, name: str, most: float, least: float = 0.0) -> float:
    value = asked.get(name) or 0
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Wrong(f"{name} is a number")
    if not least <= value <= most:
        raise Wrong(f"{name} is from {least:g} to {most:g}")
    return value
