"""The memory of the stand-in for Telegram: messages, files, chats, the webhook; and what each method does to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dev.telegram_standin.directives import DirectiveReader
from dev.telegram_standin.refusals import Refused
from dev.telegram_standin.rich import shown_of
from dev.twilio_standin import Unkind
from dev.twilio_standin.waiting import Waiting

KEPT = 10_000
MOST_UNITS, MOST_CAPTION, MOST_DATA = 4096, 1024, 64
COMMON = frozenset({"chat_id", "reply_markup"})
# Methods that send -> what each takes besides, the first of it the content.
SENDING = {
    "sendMessage": ("text",),
    "sendRichMessage": ("rich_message",),
    "sendPhoto": ("photo", "caption"),
    "sendVideo": ("video", "caption"),
    "sendVoice": ("voice", "caption"),
    "sendAudio": ("audio", "caption"),
    "sendDocument": ("document", "caption"),
}


@dataclass(frozen=True)
class Shown:
    """A message that a customer got: `text` as it is seen, `file` its address, `buttons` their data."""

    chat: int
    text: str
    method: str
    number: int
    file: str = ""
    buttons: tuple[str, ...] = ()
    in_response: bool = False


@dataclass
class State(Waiting):
    """All that one stand-in knows; the package says what each field does."""

    shown: deque[Shown] = field(default_factory=lambda: deque(maxlen=KEPT))
    files: dict[str, bytes] = field(default_factory=dict)
    without_size: set[str] = field(default_factory=set)
    paths: dict[str, str] = field(default_factory=dict)
    files_fail: int = 0
    storage_fails: int = 0
    storage_seconds: float = 0.0
    blocked: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    rich: bool = True
    links: bool = True
    typing: list[int] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    commands: dict[str, list[Any]] = field(default_factory=dict)
    last_error: str = ""
    stubborn: bool = False
    unkind: Unkind | None = None
    directives: DirectiveReader = field(default_factory=DirectiveReader)
    numbers: int = 0

    def keep(self, content: bytes) -> str:
        """Keep a file, and return its id."""
        name = f"AgAD-{len(self.files)}_{len(content)}"
        self.files[name] = content
        return name

    def number(self) -> int:
        """The number of the next message or update."""
        self.numbers += 1
        return self.numbers

    def check(self, method: str, fields: Mapping[str, Any]) -> tuple[int, str]:
        """The chat and the text that it would see. Raises Refused for what Telegram would not take."""
        if not self.rich and method == "sendRichMessage":
            raise Refused(404, "Not Found: method not found")
        if set(fields) - COMMON - set(SENDING[method]):
            raise Refused(400, "Bad Request: unknown field")
        chat = fields.get("chat_id")
        if not isinstance(chat, int) or chat in self.unknown:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refused(403)
        _check_buttons(fields.get("reply_markup"))
        return chat, self._text(method, fields)

    def show(self, method: str, fields: Mapping[str, Any], *, in_response: bool = False) -> Shown:
        """Take a message. Raises Refused."""
        chat, text = self.check(method, fields)
        file = "" if method in ("sendMessage", "sendRichMessage") else fields[SENDING[method][0]]
        shown = Shown(chat, text, method, self.number(), file, _buttons(fields), in_response)
        self.shown.append(shown)
        return shown

    def respond(self, method: str, fields: Mapping[str, Any]) -> None:
        """Do what a webhook's response asks for. What is refused, nobody is told."""
        try:
            if method in SENDING:
                self.show(method, fields, in_response=True)
            elif method == "leaveChat":
                self.left.append(fields["chat_id"])
            else:
                raise Refused(404)
        except Refused as refusal:
            self.last_error = refusal.sentence

    def seen_by(self, chat: int) -> list[Shown]:
        """What one customer got, oldest first."""
        return [shown for shown in self.shown if shown.chat == chat]

    def _text(self, method: str, fields: Mapping[str, Any]) -> str:
        if method == "sendRichMessage":
            content = fields.get("rich_message")
            if not isinstance(content, dict) or list(content) != ["html"]:
                raise Refused(400, "Bad Request: rich message must have one content")
            return shown_of(content["html"])
        text = str(fields.get("text" if method == "sendMessage" else "caption", ""))
        units = len(text.encode("utf-16-le")) // 2
        if method == "sendMessage" and not text.strip():
            raise Refused(400)
        if units > (MOST_UNITS if method == "sendMessage" else MOST_CAPTION):
            raise Refused(400, "Bad Request: message is too long")
        if method != "sendMessage" and not self.links:
            raise Refused(400, "Bad Request: failed to get HTTP URL content")
        return text


def _check_buttons(markup: Any) -> None:
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            data = button.get("callback_data", "")
            if not button.get("text") or not 0 < len(data.encode()) <= MOST_DATA:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")


def _buttons(fields: Mapping[str, Any]) -> tuple[str, ...]:
    rows = (fields.get("reply_markup") or {}).get("inline_keyboard", [])
    return tuple(button["callback_data"] for row in rows for button in row)
