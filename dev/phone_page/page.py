"""The actions of the page: send a message, keep a file, change a customer, cause a fault, restart the function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx2

from dev import openai_standin
from dev import phone as phones
from dev.phone_page import inputs
from dev.phone_page.inputs import NewMessage, Refused, Troubles
from dev.phone_page.records import JSON, Bubble, Customer, Turn, author_of, described, kind_of, place_in
from dev.phone_page.state import PageState
from dev.phone_page.twilio import Courier, Twilio
from dev.phone_page.windows import Windows
from dev.processes import DidNotStart
from dev.twilio_standin.media import File
from dev.twilio_standin.state import Sent

DELIVERIES = 50


@dataclass
class PhonePage:
    """The phone in the browser. `phone` reaches the function; `openai` is the state of its stand-in, if that runs.

    `tick_secret` is Cloud Scheduler's secret; the function fetches files at `media_url`.
    """

    state: PageState
    twilio: Twilio
    phone: phones.Phone
    openai: openai_standin.State | None = None
    restart_function: Callable[[], None] | None = None
    tick_secret: str = ""
    media_url: str = ""
    windows: Windows = field(init=False)
    _names: dict[str, str] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _restart: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.windows = Windows(self.state, lambda agent, text: self.send(agent.id, {"text": text}, by_itself=True))

    def runs(self, restart: Callable[[], None]) -> None:
        """The function has begun to run; `restart` does it anew. Called from any thread."""
        self.restart_function = restart
        self.state.tell_function("running")
        self.state.soon(self.windows.open)

    def stop(self) -> None:
        """End, in the server's event loop, all that would delay its shutdown."""
        self.state.stop()
        self.twilio.stop()
        for task in self._tasks:
            task.cancel()

    def add(self, named: JSON) -> Customer:
        """Add a customer, with the name in `named` if there is one. Raises Refused when there are enough."""
        customer = self.state.add(inputs.read_changes(named).get("name", ""))
        if customer is None:
            raise Refused("enough customers", 409)
        return customer

    def change(self, number: int, to: JSON) -> Customer:
        """Give a customer another name, number, identity or business. Raises Refused."""
        return self.state.change(self._customer(number), **inputs.read_changes(to))

    def keep(self, content: bytes, media_type: str, name: str) -> JSON:
        """Keep a file for the message that it will be sent with. Raises Refused."""
        if not content:
            raise Refused("an empty file")
        file = File(content, media_type, account=self.phone.account)
        self.twilio.keep(file)
        names = self._names | {file.sid: name[:200]}
        self._names = {sid: name for sid, name in names.items() if sid in self.twilio.files}
        return self._described(file)

    def file(self, sid: str) -> File:
        """Raises Refused."""
        file = self.twilio.files.get(sid)
        if file is None:
            raise Refused("this file is kept no more", 404)
        return file

    def turn(self, sid: str) -> JSON:
        """The details of a message, for the panel. Raises Refused."""
        found = self.state.turns.get(sid)
        if found is None:
            raise Refused("this message is kept no more", 404)
        return self.state.details(found)

    def send(self, number: int, body: JSON, *, by_itself: bool = False) -> str:
        """Send a customer's or an agent's message without waiting for its answer; gives its sid. Raises Refused."""
        customer, asked = self._customer(number), inputs.read_message(body)
        file = self.file(asked.file) if asked.file else None
        sid = file.message if file else phones.new_sid()
        if sid in self.state.turns:
            raise Refused("this file has been sent already", 409)
        if len(self._tasks) >= DELIVERIES:
            raise Refused("too many messages on their way", 429)
        self._disturb(asked.troubles)
        if file:
            kind = kind_of(file.media_type)
            fields = phones.attached((self.media_url + file.path, file.media_type)) | {"MessageType": kind}
            asked = replace(asked, fields=fields, kind=kind)
        quoted = self._quoted(asked, customer)
        sender = self._phone(customer, asked.troubles)
        quote = phones.quote(quoted.sid, sender=author_of(quoted, customer)) if quoted else {}
        turn = Turn(sid, customer.id, sender.form(asked.text, sid=sid, **asked.fields, **quote), by_itself=by_itself)
        self._show(turn, customer, asked, file, quoted)
        self._start(Courier(self.state, self.twilio, sender, turn, asked.troubles))
        return sid

    async def restart(self) -> None:
        """Kill the function and start it anew. Raises Refused."""
        if self.restart_function is None:
            raise Refused("the function is not ours to restart", 409)
        async with self._restart:
            self.state.tell_function("restarting")
            try:
                await asyncio.to_thread(self.restart_function)
            except DidNotStart as problem:
                self.state.tell_function("down")
                raise Refused(str(problem), 502) from None
            self.state.tell_function("running")
            self.windows.reopen()

    async def tick(self) -> JSON:
        """Call /tick, as Cloud Scheduler does every minute. Raises Refused."""
        headers = {"Authorization": f"Bearer {self.tick_secret}"}
        try:
            async with httpx2.AsyncClient(timeout=60, trust_env=False, verify=phones.NO_CERTIFICATES) as client:
                answer = await client.post(f"{self.phone.url}/tick", headers=headers)
        except httpx2.TransportError as problem:
            raise Refused(type(problem).__name__, 502) from None
        return {"status": answer.status_code, "answer": answer.text[:1000]}

    def _customer(self, number: int) -> Customer:
        customer = self.state.customers.get(number)
        if customer is None:
            raise Refused("no such customer", 404)
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

    def _quoted(self, asked: NewMessage, customer: Customer) -> Bubble | None:
        found = self.state.bubble(asked.quote)
        return found if found and (found.customer, found.business) == (customer.id, customer.business) else None

    def _disturb(self, troubles: Troubles) -> None:
        """Set the faults of the stand-in for OpenAI. Raises Refused without one."""
        if self.openai:
            self.openai.delay_next = troubles.delay or self.openai.delay_next
            self.openai.failing_requests = troubles.fails or self.openai.failing_requests
        elif troubles.delay or troubles.fails:
            raise Refused("OpenAI itself answers: only its stand-in can be slowed down, or fail", 409)

    def _show(
        self, turn: Turn, customer: Customer, asked: NewMessage, file: File | None, quoted: Bubble | None
    ) -> None:
        self.state.open_turn(turn)
        # Kept as Twilio keeps it, since the function fetches it when the customer quotes it.
        kept = Sent(self.phone.account, customer.sender, customer.business, asked.text, inbound=True, sid=turn.sid)
        self.twilio.received.append(kept)
        bubble = Bubble(
            customer.id, customer.business, turn.sid, turn.sid, asked.text, kind=asked.kind, by_itself=turn.by_itself
        )
        if asked.kind == "location":
            bubble = replace(bubble, text=place_in(asked.fields))
        if file:
            bubble = replace(bubble, file=self._described(file))
        if quoted:
            bubble = replace(bubble, quoted=quoted.text or quoted.kind)
        self.state.show(bubble)

    def _described(self, file: File) -> JSON:
        return described(file, self._names.get(file.sid, ""))

    def _start(self, courier: Courier) -> None:
        task = asyncio.create_task(courier.deliver())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
