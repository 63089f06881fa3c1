"""What the stand-in for Twilio remembers: messages that went either way, files, who saw us typing, and the requests."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from dev import twilio_standin_refusals as refusals
from dev.serving import Witness
from dev.twilio_standin_media import ACCOUNT, VERSION, File
from dev.twilio_standin_senders import Sender

MESSAGES_KEPT = 10_000

DIRECTIVE = re.compile(
    r"(?<!\w)#(?:twilio=(?P<fail>[45]\d\d|\d{5}|drop)(?:x(?P<times>\d+))?|undelivered=(?P<undelivered>\d{5}))(?!\w)"
)


@dataclass(frozen=True)
class Sent:
    """One message; `time` is when it was taken, `undelivered` the error code of one that never arrives.

    `inbound`: it is a customer's.
    """

    account: str
    from_: str
    to: str
    body: str
    undelivered: int | None = None
    inbound: bool = False
    sid: str = field(default_factory=lambda: f"SM{secrets.token_hex(16)}")
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_created(self) -> dict[str, Any]:
        """https://www.twilio.com/docs/messaging/api/message-resource#message-properties"""
        created = format_datetime(self.time)
        uri = f"/{VERSION}/Accounts/{self.account}/Messages/{self.sid}"
        return {
            "account_sid": self.account,
            "api_version": VERSION,
            "body": self.body,
            "date_created": created,
            "date_sent": None,
            "date_updated": created,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": self.from_,
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": "queued",
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }

    def as_fetched(self) -> dict[str, Any]:
        """The same, when it has gone its way."""
        if self.inbound:
            return self.as_created() | {"direction": "inbound", "status": "received"}
        status = "undelivered" if self.undelivered else "delivered"
        now: dict[str, Any] = {"status": status, "date_sent": format_datetime(self.time)}
        if self.undelivered:
            message = refusals.MESSAGES.get(self.undelivered, "Undelivered, as the body asked.")
            now |= {"error_code": self.undelivered, "error_message": message}
        return self.as_created() | now


@dataclass
class State(Witness):
    """All that one stand-in knows; a request takes `seconds`, which may be changed.

    `typing`: the messages that customers saw us typing an answer to, oldest first. `typing_fails` refuses more of it,
    with this HTTP status or code of Twilio's; it takes `typing_seconds` longer than other requests.
    """

    seconds: float = 0.0
    sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=MESSAGES_KEPT))
    received: deque[Sent] = field(default_factory=lambda: deque(maxlen=MESSAGES_KEPT))
    files: dict[str, File] = field(default_factory=dict)
    senders: list[Sender] = field(default_factory=list)
    typing: deque[str] = field(default_factory=lambda: deque(maxlen=MESSAGES_KEPT))
    typing_fails: int | None = None
    typing_seconds: float = 0.0
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _attempts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def stop(self) -> None:
        self._stopping.set()

    def clear(self) -> None:
        """Forget everything, and be quick and without fault again."""
        for kept in (self.sent, self.received, self.files, self.senders, self.typing, self.requests, self._attempts):
            kept.clear()
        self.seconds, self.typing_fails, self.typing_seconds = 0.0, None, 0.0

    async def take_time(self) -> bool:
        """Wait for `seconds`; False if the stand-in is stopped meanwhile."""
        return await self.pause(self.seconds)

    async def pause(self, seconds: float) -> bool:
        """Wait; False if the stand-in is stopped meanwhile."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return True
        return False

    def send(self, account: str, form: Mapping[str, str]) -> tuple[Sent, bool]:
        """Take a message, or raise `Refused`; and whether the answer is to be lost."""
        refusals.check_parameters(form, {"From", "To", "Body"})
        refusals.check_message(form)
        asked = {name: value for name, value in _asked(form["Body"]).items() if value}
        fails = "fail" in asked and self._fails(form["To"], form["Body"], asked.get("times"))
        if fails and asked["fail"] != "drop":
            raise refusals.on_request(int(asked["fail"]))
        undelivered = int(asked["undelivered"]) if "undelivered" in asked else None
        message = Sent(account, form["From"], form["To"], form["Body"], undelivered)
        self.sent.append(message)
        return message, fails

    def receive(self, body: str, *, from_: str, to: str, account: str = ACCOUNT) -> Sent:
        """Keep a customer's message, to be fetched by its sid."""
        message = Sent(account, from_, to, body, inbound=True)
        self.received.append(message)
        return message

    def keep(self, file: File) -> str:
        """Keep a file; its URL is the stand-in's address and this path."""
        self.files[file.sid] = file
        return file.path

    def file(self, account: str, message: str, sid: str) -> File | None:
        file = self.files.get(sid)
        return file if file and (file.account, file.message) == (account, message) else None

    async def show_typing(self, form: Mapping[str, str]) -> None:
        """Let a customer see that an answer is being written, or raise `Refused`."""
        refusals.check_parameters(form, {"channel", "messageId"})
        refusals.check_typing(form)
        await self.pause(self.typing_seconds)
        if self.typing_fails:
            raise refusals.on_request(self.typing_fails)
        self.typing.append(form["messageId"])

    def message(self, account: str, sid: str) -> Sent | None:
        kept = [*self.sent, *self.received]
        return next((one for one in kept if (one.account, one.sid) == (account, sid)), None)

    def messages(self, account: str, *, sender: str | None, to: str | None) -> list[Sent]:
        """An account's messages, newest first."""
        return [
            one
            for one in sorted([*self.received, *self.sent], key=lambda one: one.time)[::-1]
            if one.account == account and sender in (None, one.from_) and to in (None, one.to)
        ]

    def _fails(self, to: str, body: str, times: str | None) -> bool:
        self._attempts[to, body] += 1
        return times is None or self._attempts[to, body] <= int(times)


def _asked(body: str) -> dict[str, str | None]:
    found = DIRECTIVE.search(body)
    return found.groupdict() if found else {}
