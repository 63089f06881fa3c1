"""The actions of the page: send a message, keep a file, change a customer, cause a fault, restart the function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace

import httpx2

from dev import openai_standin
from dev import phone as phones
from dev.phone_page import inputs
from dev.phone_page.apps.app import App, Letter
from dev.phone_page.apps.twilio import Twilio
from dev.phone_page.inputs import NewMessage, Refused, Troubles
from dev.phone_page.records import JSON, Bubble, Customer, Turn, described, kind_of
from dev.phone_page.state import PageState
from dev.phone_page.windows import Windows
from dev.processes import DidNotStart
from dev.twilio_standin.media import File

DELIVERIES = 50


@dataclass
class PhonePage:
    """The phone in the browser. `phone` reaches the function; `openai` is the state of its stand-in, if that runs.

    `tick_secret` is Cloud Scheduler's secret. `others`: the apps besides Twilio's, which keeps the files of all.
    """

    state: PageState
    twilio: Twilio
    phone: phones.Phone
    openai: openai_standin.State | None = None
    restart_function: Callable[[], None] | None = None
    tick_secret: str = ""
    others: Sequence[App] = ()
    windows: Windows = field(init=False)
    _names: dict[str, str] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _restart: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.windows = Windows(self.state, lambda agent, text: self.send(agent.id, {"text": text}, by_itself=True))

    @property
    def apps(self) -> Sequence[App]:
        """All apps that a phone here has."""
        return (self.twilio, *self.others)

    def runs(self, restart: Callable[[], None]) -> None:
        """The function has begun to run; `restart` does it anew. Called from any thread."""
        self.restart_function = restart
        self.state.tell_function("running")
        self.state.soon(self.windows.open)

    def stop(self) -> None:
        """End, in the server's event loop, all that would delay its shutdown."""
        self.state.stop()
        for app in self.apps:
            app.stop()
        for task in self._tasks:
            task.cancel()

    def add(self, named: JSON) -> Customer:
        """Add a customer, with the name in `named` if there is one. Raises Refused when there are enough."""
        customer = self.state.add(inputs.read_changes(named).get("name", ""))
        if customer is None:
            raise Refused("enough customers", 409)
        return customer

    def change(self, number: int, to: JSON) -> Customer:
        """Give a customer another name, number, identity, business or app. Raises Refused."""
        customer, changes = self._customer(number), inputs.read_changes(to)
        self._app(replace(customer, **changes))  # type: ignore[arg-type]  # all of them are texts
        return self.state.change(customer, **changes)

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
        file, quoted = self.file(asked.file) if asked.file else None, self._quoted(asked, customer)
        # An agent answers by the carrier that brought the message, as the business's number has only one.
        app = self._app(replace(customer, app=quoted.app) if customer.is_agent and quoted else customer)
        if file and self.state.was_sent(file.sid):
            raise Refused("this file has been sent already", 409)
        if len(self._tasks) >= DELIVERIES:
            raise Refused("too many messages on their way", 429)
        self._disturb(asked.troubles)
        if file:
            asked = replace(asked, kind=kind_of(file.media_type))
        letter = Letter(customer, asked, file, quoted)
        envelope = app.write(letter)
        turn = Turn(envelope.sid, customer.id, list(envelope.pairs), by_itself=by_itself)
        self._show(turn, letter, app)
        self._start(envelope.carry(turn))
        return turn.sid

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

    def _app(self, customer: Customer) -> App:
        """The app that a customer writes in. Raises Refused where it is none of these; agents have WhatsApp alone."""
        app = next((app for app in self.apps if app.name == customer.app), None)
        if app is None or (customer.is_agent and not app.name.startswith("whatsapp")):
            raise Refused("no such app")
        return app

    def _quoted(self, asked: NewMessage, customer: Customer) -> Bubble | None:
        found = self.state.bubble(asked.quote)
        return found if found and (found.customer, found.business) == (customer.id, customer.peer) else None

    def _disturb(self, troubles: Troubles) -> None:
        """Set the faults of the stand-in for OpenAI. Raises Refused without one."""
        if self.openai:
            self.openai.delay_next = troubles.delay or self.openai.delay_next
            self.openai.failing_requests = troubles.fails or self.openai.failing_requests
        elif troubles.delay or troubles.fails:
            raise Refused("OpenAI itself answers: only its stand-in can be slowed down, or fail", 409)

    def _show(self, turn: Turn, letter: Letter, app: App) -> None:
        self.state.open_turn(turn)
        customer, asked, quoted = letter.customer, letter.asked, letter.quoted
        text = asked.place.text if asked.place else asked.text
        bubble = Bubble(customer.id, customer.peer, turn.sid, turn.sid, text, kind=asked.kind, app=app.name)
        bubble = replace(bubble, by_itself=turn.by_itself)
        if letter.file:
            bubble = replace(bubble, file=self._described(letter.file))
        if quoted:
            bubble = replace(bubble, quoted=quoted.text or quoted.kind)
        self.state.show(bubble)

    def _described(self, file: File) -> JSON:
        return described(file, self._names.get(file.sid, ""))

    def _start(self, carrying: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(carrying)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
