"""Twilio's way with an answer: posts signed forms, follows TwiML, and names what it cannot use.

https://www.twilio.com/docs/messaging/twiml and https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

import asyncio
import time
import xml.etree.ElementTree as ET
from collections import deque
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

import httpx2

from dev.phone import DOCUMENTS_A_SESSION, Delivery, Phone, new_sid, sign
from dev.phone_page.inputs import Troubles
from dev.phone_page.records import Bubble, Hop, Turn
from dev.phone_page.state import PageState
from dev.twilio_standin.refusals import LONGEST
from dev.twilio_standin.state import Sent

MOST_MESSAGES = 10  # https://www.twilio.com/docs/messaging/twiml/message
VERBS = ("Message", "Redirect")


class KeepsSent(Protocol):
    """Keeps messages, to be fetched by their sids."""

    sent: deque[Sent]


@dataclass(frozen=True)
class Courier:
    """Carries one message from a customer's phone to the function, once or twice, and the answers back."""

    page: PageState
    twilio: KeepsSent
    phone: Phone
    turn: Turn
    troubles: Troubles

    async def deliver(self) -> None:
        """Deliver until nothing more comes back; the answers are then in the turn and in the chat."""
        times = 2 if self.troubles.twice else 1
        self.turn.open = times
        await asyncio.gather(*(self._session(number) for number in range(1, times + 1)))

    async def _session(self, delivery: int) -> None:
        path, shown = "/webhook", 0
        try:
            for _ in range(DOCUMENTS_A_SESSION):
                hop, came = await self._hop(delivery, path)
                self.turn.hops.append(hop)
                shown = self._show(came.messages, shown, delivery) if came else shown
                self.page.publish_turn(self.turn)
                there = came.redirect if came else None
                if there is None or hop.problem:
                    return
                path = _path_of(there, self.phone.public_url)
        finally:
            self.turn.open -= 1
            self.turn.ended = time.monotonic()
            self.page.publish_turn(self.turn)

    async def _hop(self, delivery: int, path: str) -> tuple[Hop, Delivery | None]:
        """One request and its answer; None if there is none that Twilio could use."""
        begun = time.perf_counter()
        try:
            came = await self.phone.post(self.turn.form, path=path, headers=self._signature(path))
        except TimeoutError:
            return self._failed(delivery, path, begun, f"11200: hung up after {self.phone.seconds:g} s"), None
        except (httpx2.HTTPError, httpx2.InvalidURL) as problem:
            return self._failed(delivery, path, begun, f"11205: {type(problem).__name__}"), None
        except (ET.ParseError, ValueError) as problem:
            return self._failed(delivery, path, begun, f"12100: no TwiML: {problem}"), None
        return self._told(delivery, path, came), came

    def _signature(self, path: str) -> dict[str, str]:
        if not self.troubles.forged:
            return {}
        forged = sign(self.phone.public_url + path, self.turn.form, token=f"not {self.phone.token}")
        return {"X-Twilio-Signature": forged}

    def _failed(self, delivery: int, path: str, begun: float, problem: str) -> Hop:
        return Hop(delivery, path, None, _ms(time.perf_counter() - begun), "", 0, False, problem)

    def _told(self, delivery: int, path: str, came: Delivery) -> Hop:
        there = came.redirect is not None
        problem = _problem_of(came, self.phone.public_url)
        return Hop(delivery, path, came.status, _ms(came.seconds), came.document, len(came.messages), there, problem)

    def _show(self, messages: list[str], shown: int, delivery: int) -> int:
        """Show the messages that a phone gets; gives how many it has got from this turn by now."""
        customer, business = self.turn.customer, self.turn.value("To")
        for text in messages:
            if shown == MOST_MESSAGES or _units(text) > LONGEST or not text:
                continue
            shown += 1
            sid = new_sid()
            # Kept as if sent, since the function fetches it when a customer quotes it.
            sent = Sent(self.phone.account, business, self.turn.value("From"), text, sid=sid)
            self.twilio.sent.append(sent)
            told = delivery if self.troubles.twice else 0
            bubble = Bubble(customer, business, sid, self.turn.sid, text, out=True, delivery=told)
            self.page.show(replace(bubble, by_itself=self.turn.by_itself))
        return shown


def _problem_of(came: Delivery, public_url: str) -> str:
    """The problem that Twilio's debugger would report about an answer; "" for none."""
    if came.status >= 400:
        return f"11200: HTTP {came.status}"
    if came.status != 200:
        return f"11200: HTTP {came.status} is no document"
    unknown = {element.tag for element in ET.fromstring(came.document)} - set(VERBS)  # noqa: S314 - from our own function
    if unknown:
        return f"12200: unknown verb {', '.join(sorted(unknown))}"
    if any(_units(text) > LONGEST for text in came.messages):
        return f"21617: a message of more than {LONGEST} characters is not sent"
    if len(came.messages) > MOST_MESSAGES:
        return f"more than {MOST_MESSAGES} messages: the rest is not sent"
    if came.redirect is not None and not _path_of(came.redirect, public_url).startswith("/"):
        return f"the redirect leads elsewhere: {came.redirect[:200]}"
    return ""


def _path_of(address: str, public_url: str) -> str:
    """Path and query of an address of the function's; any other address whole."""
    path = address.removeprefix(public_url)
    return path if path.startswith("/") and not urlsplit(path).netloc else address


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
