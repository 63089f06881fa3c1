"""The memory of the stand-in for Twilio: messages both ways, files, senders, requests, and who saw us typing."""

from __future__ import annotations

import secrets
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from dev.twilio_standin import refusals
from dev.twilio_standin.callbacks import Callback, callbacks_of
from dev.twilio_standin.contents import body_of
from dev.twilio_standin.directives import DirectiveReader, Directives
from dev.twilio_standin.media import ACCOUNT, VERSION, File
from dev.twilio_standin.senders import Sender
from dev.twilio_standin.unkind import Unkind
from dev.twilio_standin.usage import Billed
from dev.twilio_standin.waiting import Waiting

MESSAGES_KEPT = 10_000
QUEUED = frozenset({"accepted", "queued", "sending", "failed"})  # a failed one never left
PRICED = frozenset({"delivered", "read"})


@dataclass(frozen=True)
class Sent:
    """One message, taken at `time`; when it is fetched, it has this `status` and, if it failed, this `error`.

    `inbound`: a customer wrote it. `media`: the addresses of its files, as they were given; `template`: the ContentSid
    that its body comes from.
    """

    account: str
    from_: str
    to: str
    body: str
    status: str = "delivered"
    error: int | None = None
    inbound: bool = False
    media: tuple[str, ...] = ()
    template: str = ""
    sid: str = field(default_factory=lambda: f"SM{secrets.token_hex(16)}")
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def left(self) -> datetime | None:
        """The time at which it was sent on; None for queued and failed messages."""
        return None if self.status in QUEUED else self.time

    def as_created(self) -> dict[str, Any]:
        """https://www.twilio.com/docs/messaging/api/message-resource#message-properties"""
        created = _told(self.time)
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
            "num_media": str(len(self.media)),
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
        """The same at the end of its way."""
        if self.inbound:
            return self.as_created() | {"direction": "inbound", "status": "received", "date_sent": _told(self.time)}
        now: dict[str, Any] = {"status": self.status, "date_sent": _told(self.left) if self.left else None}
        if self.error:
            message = refusals.MESSAGES.get(self.error, "Not delivered, as the body asked.")
            now |= {"error_code": self.error, "error_message": message}
        if self.status in PRICED:
            now |= {"price": "-0.00500", "price_unit": "USD"}
        return self.as_created() | now


def _told(time: datetime) -> str:
    return format_datetime(time.replace(microsecond=0))


@dataclass
class State(Waiting):
    """All that one stand-in knows; a request takes `seconds`, which may be changed.

    `typing`: the messages that customers saw us typing an answer to, oldest first. With `typing_fails`, an HTTP status
    or a code of Twilio's, showing it is refused; it takes `typing_seconds` longer than other requests. `unkind`
    makes requests go wrong at random. `templates`: the words of each ContentSid, such as "{{1}} needs you".
    `billed`: what the account has to pay.
    `callbacks`: all that was to be posted to messages' StatusCallback; it is posted if there is a `token` to sign with.
    """

    seconds: float = 0.0
    sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=MESSAGES_KEPT))
    received: deque[Sent] = field(default_factory=lambda: deque(maxlen=MESSAGES_KEPT))
    files: dict[str, File] = field(default_factory=dict)
    senders: list[Sender] = field(default_factory=list)
    templates: dict[str, str] = field(default_factory=dict)
    callbacks: deque[Callback] = field(default_factory=lambda: deque(maxlen=MESSAGES_KEPT))
    token: str = ""
    typing: deque[str] = field(default_factory=lambda: deque(maxlen=MESSAGES_KEPT))
    typing_fails: int | None = None
    typing_seconds: float = 0.0
    unkind: Unkind | None = None
    billed: Billed = field(default_factory=Billed)
    directives: DirectiveReader = field(default_factory=DirectiveReader)
    fetched: Counter[str] = field(default_factory=Counter)
    _untold: dict[str, list[Callback]] = field(default_factory=dict)

    async def take_time(self) -> bool:
        """Wait for `seconds`; False if the stand-in is stopped meanwhile."""
        return await self.pause(self.seconds)

    def send(self, account: str, form: Mapping[str, str], asked: Directives) -> Sent:
        """Take a message."""
        media = (form["MediaUrl"],) if "MediaUrl" in form else ()
        body, template = body_of(form, self.templates), form.get("ContentSid", "")
        sid = f"{'MM' if media else 'SM'}{secrets.token_hex(16)}"
        to, fate = (form["From"], form["To"]), (asked.status, asked.error)
        message = Sent(account, *to, body, *fate, media=media, template=template, sid=sid)
        self.sent.append(message)
        if url := form.get("StatusCallback"):
            self._untold[sid] = list(callbacks_of(message, url, asked.callback))
            self.callbacks += self._untold[sid]
        return message

    async def tell(self, message: Sent) -> None:
        """Post what is known of a message's way to its StatusCallback."""
        for callback in self._untold.pop(message.sid, []):
            if self.token:
                await callback.post(self.token)

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
        return next((message for message in self.messages(account) if message.sid == sid), None)

    def messages(self, account: str) -> list[Sent]:
        """An account's messages, both ways."""
        return [message for message in [*self.sent, *self.received] if message.account == account]

    def report(self) -> dict[str, Any]:
        """The messages that were taken and how often, for tests that run the stand-in as a process."""
        taken = Counter((message.to, message.from_, message.body) for message in self.sent)
        messages = [{"to": to, "from": from_, "body": body, "count": n} for (to, from_, body), n in taken.items()]
        return {"messages": messages, "requests": len(self.requests)}
