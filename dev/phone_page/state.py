"""The memory of the phone in the browser, all of it bounded, and the browsers that listen to it."""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dev.phone_page.records import JSON, Bubble, Customer, Turn, cost_of, knowledge_in

MOST_CUSTOMERS = 8
FIRST_AGENT = 101
BUBBLES_KEPT = 1_000
TURNS_KEPT = 500
LINES_KEPT = 2_000
EVENTS_WAITING = 1_000  # for a browser that does not read them; past that it has to begin anew


@dataclass
class PageState:
    """Customers, agents, bubbles, turns and log lines; every browser that listens is told of changes.

    `customers`: agents too, by ids of their own.
    """

    business: str
    customers: dict[int, Customer] = field(default_factory=dict)
    bubbles: deque[Bubble] = field(default_factory=lambda: deque(maxlen=BUBBLES_KEPT))
    turns: OrderedDict[str, Turn] = field(default_factory=OrderedDict)
    lines: deque[tuple[float, JSON]] = field(default_factory=lambda: deque(maxlen=LINES_KEPT))
    about: JSON = field(default_factory=dict)
    function: str = "restarting"  # or "running", "down"; a browser of an earlier run may be here before it runs
    _loop: asyncio.AbstractEventLoop | None = None
    _browsers: set[asyncio.Queue[str | None]] = field(default_factory=set)

    def add(self, name: str = "", number: str = "") -> Customer | None:
        """Add a customer; None when there are enough."""
        new = len(self.customers) - len(self.agents) + 1
        if new > MOST_CUSTOMERS:
            return None
        customer = Customer(new, name or f"Cliente {new}", number or f"+52155123456{77 + new}", self.business)
        self.customers[new] = customer
        self.publish("customer", customer.as_json())
        return customer

    def add_agent(self, name: str, number: str) -> Customer:
        """Add an agent."""
        agent = Customer(FIRST_AGENT + len(self.agents), name, number, self.business, is_agent=True)
        self.customers[agent.id] = agent
        return agent

    @property
    def agents(self) -> list[Customer]:
        return [customer for customer in self.customers.values() if customer.is_agent]

    def change(self, customer: Customer, **to: str) -> Customer:
        """Give a customer another name, number, identity, business or app."""
        changed = self.customers[customer.id] = replace(customer, **to)  # type: ignore[arg-type]  # all of them are texts
        self.publish("customer", changed.as_json())
        return changed

    def show(self, bubble: Bubble) -> None:
        """Put a message into its chat."""
        self.bubbles.append(bubble)
        self.publish("bubble", asdict(bubble))

    def open_turn(self, turn: Turn) -> None:
        self.turns[turn.sid] = turn
        if len(self.turns) > TURNS_KEPT:
            self.turns.popitem(last=False)

    def last_turn(self, customer: Customer, business: str) -> str:
        """The message that a text by REST most likely is about, "" without one: the customer's last in this chat.

        For an agent it is anybody's, in any other app too: what customers write is what agents are told.
        """
        newest_first = (bubble for bubble in reversed(self.bubbles) if not bubble.out)
        if customer.is_agent:
            theirs = (bubble for bubble in newest_first if bubble.business == business or bubble.is_elsewhere)
        else:
            here = (bubble for bubble in newest_first if bubble.business == business)
            theirs = (bubble for bubble in here if bubble.customer == customer.id)
        return next((bubble.turn for bubble in theirs), "")

    def bubble(self, sid: str) -> Bubble | None:
        return next((bubble for bubble in reversed(self.bubbles) if bubble.sid == sid), None)

    def was_sent(self, file: str) -> bool:
        """True if a customer or an agent has sent this file."""
        return any(not bubble.out and bubble.file and bubble.file["sid"] == file for bubble in self.bubbles)

    def at(self, address: str) -> Customer | None:
        """The customer or agent whom a message to this address reaches."""
        return next((customer for customer in self.customers.values() if customer.is_at(address)), None)

    def keep_line(self, line: str) -> None:
        """Keep a line of the function's log. Called from any thread."""
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        known = found if isinstance(found, dict) else {"message": line}
        self.lines.append((time.monotonic(), known))
        self.soon(self.publish, "turn", {"sid": known.get("message_sid", "")})

    def log_of(self, turn: Turn) -> list[JSON]:
        """The lines about a message; a refused request's has no sid, so it is known by its time."""
        return [
            line
            for moment, line in list(self.lines)
            if line.get("message_sid") == turn.sid
            or (str(line.get("message", "")).startswith("request refused") and turn.spans(moment))
        ]

    def details(self, turn: Turn) -> JSON:
        """The details of a message, for the panel."""
        log = self.log_of(turn)
        return {
            "sid": turn.sid,
            "form": turn.form,
            "hops": [asdict(hop) for hop in turn.hops],
            "open": turn.open,
            "log": log,
            "cost": cost_of(log),
            "knowledge": knowledge_in(log),
        }

    def snapshot(self) -> JSON:
        """All that a browser needs when it begins."""
        return {
            "customers": [customer.as_json() for customer in self.customers.values()],
            "bubbles": [asdict(bubble) for bubble in self.bubbles],
            "marks": {turn.sid: turn.mark for turn in self.turns.values()},
            "about": self.about,
            "function": self.function,
        }

    def tell_function(self, state: str) -> None:
        """The function's state: for all browsers, and for those that come later. Called from any thread."""
        self.function = state
        self.soon(self.publish, "function", {"state": state})

    def publish_turn(self, turn: Turn) -> None:
        """Tell all browsers that a message has got further."""
        news = {"sid": turn.sid, "customer": turn.customer, "open": turn.open, "mark": turn.mark}
        self.publish("turn", news)

    def publish(self, kind: str, what: Mapping[str, Any]) -> None:
        """Tell all browsers. One that has not read for long is cut off; it connects again and gets everything."""
        event = as_event(kind, what)
        for browser in list(self._browsers):
            if browser.qsize() < EVENTS_WAITING:
                browser.put_nowait(event)
            else:
                self._browsers.discard(browser)
                browser.put_nowait(None)

    def soon(self, act: Callable[..., None], *with_these: Any) -> None:
        """Do it in the server's loop, from any thread. Before the first browser there is no loop: nothing is done."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act, *with_these)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[str | None]]:
        """A queue of events; None is the end."""
        self._loop = asyncio.get_running_loop()
        events: asyncio.Queue[str | None] = asyncio.Queue()
        events.put_nowait(as_event("all", self.snapshot()))
        self._browsers.add(events)
        try:
            yield events
        finally:
            self._browsers.discard(events)

    def stop(self) -> None:
        """End all streams, so that nobody waits for them."""
        for browser in list(self._browsers):
            browser.put_nowait(None)


def as_event(kind: str, what: Mapping[str, Any]) -> str:
    """https://html.spec.whatwg.org/multipage/server-sent-events.html"""
    return f"event: {kind}\ndata: {json.dumps(what, ensure_ascii=False)}\n\n"
