"""What the page's buttons do: send a message, keep a file, change a customer, make trouble, restart the function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import httpx2

from dev import openai_standin_state, page_asked
from dev import phone as phones
from dev.page_asked import Asked, Troubles, Wrong
from dev.page_records import JSON, Bubble, Customer, Turn
from dev.page_state import State
from dev.page_twilio import Line, Twilio
from dev.processes import DidNotStart
from dev.twilio_standin_media import File
from dev.twilio_standin_state import Sent

FILES_KEPT = 20
DELIVERIES = 50


@dataclass
class Desk:
    """All that the page works with. `phone`: how the function is reached; `openai`: its stand-in, if that runs.

    `restarting` restarts the function; `tick_secret` is what Cloud Scheduler would say; `media_url` is where the
    function fetches files.
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
        """Raises Wrong when there are enough."""
        customer = self.page.add()
        if customer is None:
            raise Wrong("enough customers", 409)
        return customer

    def change(self, number: int, to: JSON) -> Customer:
        """Another name, number, identity, business. Raises Wrong."""
        return self.page.change(self._customer(number), **page_asked.particulars(to))

    def keep(self, content: bytes, media_type: str, name: str) -> JSON:
        """Keep a file for the message that it is going to come with. Raises Wrong."""
        if not content:
            raise Wrong("an empty file")
        file = File(content, media_type, account=self.phone.account)
        self.twilio.keep(file)
        self._names[file.sid] = name[:200]
        for oldest in list(self.twilio.files)[:-FILES_KEPT]:
            del self.twilio.files[oldest]
            self._names.pop(oldest, None)
        return self._described(file)

    def file(self, sid: str) -> File:
        """Raises Wrong."""
        file = self.twilio.files.get(sid)
        if file is None:
            raise Wrong("this file is kept no more", 404)
        return file

    def turn(self, sid: str) -> JSON:
        """What the panel shows of a message. Raises Wrong."""
        found = self.page.turns.get(sid)
        if found is None:
            raise Wrong("this message is kept no more", 404)
        return self.page.details(found)

    def send(self, number: int, body: JSON) -> str:
        """Send a customer's message on its way; gives its sid and does not wait. Raises Wrong."""
        customer, asked = self._customer(number), page_asked.message(body)
        file = self.file(asked.file) if asked.file else None
        sid = file.message if file else phones.new_sid()
        if sid in self.page.turns:
            raise Wrong("this file has been sent already", 409)
        if len(self._tasks) >= DELIVERIES:
            raise Wrong("too many messages on their way", 429)
        self._disturb(asked.troubles)
        if file:
            kind = _kind_of(file.media_type)
            fields = phones.attached((self.media_url + file.path, file.media_type)) | {"MessageType": kind}
            asked = replace(asked, fields=fields, kind=kind)
        quoted = self._quoted(asked, customer)
        sender = self._phone(customer, asked.troubles)
        quote = phones.quote(quoted.sid, sender=_author(quoted, customer)) if quoted else {}
        turn = Turn(sid, customer.id, sender.form(asked.text, sid=sid, **asked.fields, **quote))
        self._show(turn, customer, asked, file, quoted)
        self._start(Line(self.page, self.twilio, sender, turn, asked.troubles))
        return sid

    async def restart(self) -> None:
        """Kill the function and start it anew. Raises Wrong."""
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
        """What Cloud Scheduler does every minute. Raises Wrong."""
        headers = {"Authorization": f"Bearer {self.tick_secret}"}
        try:
            async with httpx2.AsyncClient(timeout=60, trust_env=False, verify=phones.NO_CERTIFICATES) as client:
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

    def _quoted(self, asked: Asked, customer: Customer) -> Bubble | None:
        found = self.page.bubble(asked.quote)
        return found if found and (found.customer, found.business) == (customer.id, customer.business) else None

    def _disturb(self, troubles: Troubles) -> None:
        """Tell the stand-in for OpenAI what is to go wrong there."""
        if self.openai:
            self.openai.delay_next = troubles.delay or self.openai.delay_next
            self.openai.failing_requests = troubles.fails or self.openai.failing_requests
        elif troubles.delay or troubles.fails:
            raise Wrong("OpenAI itself answers: only its stand-in can be slowed down, or fail", 409)

    def _show(self, turn: Turn, customer: Customer, asked: Asked, file: File | None, quoted: Bubble | None) -> None:
        self.page.open_turn(turn)
        # Kept as Twilio keeps it: a customer may quote their own words, and the function then asks for them.
        kept = Sent(self.phone.account, customer.sender, customer.business, asked.text, inbound=True, sid=turn.sid)
        self.twilio.received.append(kept)
        bubble = Bubble(customer.id, customer.business, turn.sid, turn.sid, asked.text, kind=asked.kind)
        if asked.kind == "location":
            bubble = replace(bubble, text=_place(asked.fields))
        if file:
            bubble = replace(bubble, file=self._described(file))
        if quoted:
            bubble = replace(bubble, quoted=quoted.text or quoted.kind)
        self.page.show(bubble)

    def _described(self, file: File) -> JSON:
        return {"sid": file.sid, "type": file.media_type, "name": self._names.get(file.sid, "")}

    def _start(self, line: Line) -> None:
        task = asyncio.create_task(line.deliver())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _author(bubble: Bubble, customer: Customer) -> str:
    return bubble.business if bubble.out else customer.sender


def _kind_of(media_type: str) -> str:
    """WhatsApp's MessageType of a file; a picture in webp is how a sticker comes."""
    if media_type == "image/webp":
        return "sticker"
    family = media_type.partition("/")[0]
    return family if family in ("image", "audio", "video") else "document"


def _place(fields: Mapping[str, str]) -> str:
    names = (fields.get("Label"), fields.get("Address"), f"{fields['Latitude']}, {fields['Longitude']}")
    return "\n".join(filter(None, names))
