"""Telegram: its Bot API with chats in which messages and typing appear, and the updates that it posts."""

from __future__ import annotations

import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Mount

from dev import telegram_standin
from dev.phone import Phone
from dev.phone_page.apps.app import Envelope, Letter
from dev.phone_page.apps.watched import Watched, flattened, in_deliveries
from dev.phone_page.fetched import Fetching
from dev.phone_page.inputs import Refused
from dev.phone_page.records import IDS, JSON, TELEGRAM, Bubble, Customer, Place, Turn
from dev.phone_page.state import PageState
from dev.telegram_standin import Chat, Shown, Webhook
from dev.telegram_standin import state as standin
from dev.telegram_standin.webhook import SECONDS
from handlers.channels.telegram.parts import sid_of

BOT = IDS[TELEGRAM]
BUSINESS = f"{TELEGRAM}:{BOT}"
FILES_KEPT, IDS_KEPT = 20, 2_000
TRIES = 3  # Telegram goes on for a day

# The turn that a response answers, and the number of its delivery: set in the task that posts it.
_answered: ContextVar[tuple[Turn | None, int]] = ContextVar("answered", default=(None, 0))


@dataclass
class Telegram(standin.State):
    """The stand-in for Telegram's Bot API, with chats in which its messages and typing appear.

    `numbers` go on where an earlier run's ended, so that no message is taken for one of that run. `ids`: Telegram's own
    numbers of messages, by their ids in the function's log.
    """

    page: PageState = field(kw_only=True)
    phone: Phone = field(kw_only=True)
    fetching: Fetching = field(kw_only=True)
    secret: str = field(default_factory=lambda: secrets.token_hex(32), kw_only=True)
    numbers: int = field(default_factory=lambda: int(time.time()))
    name: str = TELEGRAM
    ids: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._posts = Webhook(self, f"{self.phone.url}/telegram", self.secret)

    def served_at(self, address: str) -> Mapping[str, str]:
        """See App."""
        token = f"{BOT}:{secrets.token_urlsafe(26)}"
        base = {"TELEGRAM_API_BASE_URL": f"{address}/telegram"}
        return {**base, "TELEGRAM_BOT_TOKEN": token, "TELEGRAM_SECRET": self.secret}

    def routes(self) -> Sequence[BaseRoute]:
        """See App."""
        api = telegram_standin.create_app()
        api.state.standin = self
        return [Mount("/telegram", api)]

    def write(self, letter: Letter) -> Envelope:
        """See App."""
        update, troubles = self._update(letter), letter.asked.troubles
        posts = replace(self._posts, seconds=troubles.cut or SECONDS)
        if troubles.forged:
            posts = replace(posts, secret=f"not-{self.secret}")

        async def carry(turn: Turn) -> None:
            async def deliver(number: int) -> None:
                _answered.set((turn, number))
                watched = Watched(self.page, turn, number or 1, _messages_in)
                await replace(posts, transport=watched).post(update, tries=1 if troubles.forged else TRIES)

            await in_deliveries(self.page, turn, troubles, deliver)

        return Envelope(self._sid_of(update), flattened(update), carry)

    def show(self, method: str, fields: Mapping[str, Any], *, in_response: bool = False) -> Shown:
        """Take a message, and show it in its chat."""
        shown = super().show(method, fields, in_response=in_response)
        customer = self.page.at(f"{TELEGRAM}:{shown.chat}")
        if customer is None:
            return shown
        answered, delivery = _answered.get() if in_response else (None, 0)
        turn = answered.sid if answered else self.page.last_turn(customer, BUSINESS)
        sid = self._named(shown.chat, shown.number)
        bubble = Bubble(customer.id, BUSINESS, sid, turn, shown.text, out=True, app=TELEGRAM)
        html = fields["rich_message"]["html"] if method == "sendRichMessage" else ""
        bubble = replace(bubble, rest=not in_response, html=html, choices=_choices(fields), delivery=delivery)
        if shown.file:
            self.fetching.show(bubble, shown.file)
        else:
            self.page.show(bubble)
        return shown

    def keep(self, content: bytes) -> str:
        """Keep a file, one of the last few."""
        name = f"AgAD-{self.number()}"
        self.files[name] = content
        for oldest in list(self.files)[:-FILES_KEPT]:
            del self.files[oldest]
        return name

    def note(self, request: Request, body: object) -> None:
        """See RequestLog; a call by which typing is shown is shown."""
        super().note(request, body)
        if request.path_params.get("method") == "sendChatAction" and isinstance(body, dict):
            self._show_typing(self.page.at(f"{TELEGRAM}:{body['chat_id']}"))

    def _show_typing(self, customer: Customer | None) -> None:
        turn = self.page.turns.get(self.page.last_turn(customer, BUSINESS)) if customer else None
        if turn:
            turn.read = True
            self.page.publish("typing", {"customer": turn.customer, "sid": turn.sid, "business": BUSINESS})
            self.page.publish_turn(turn)

    def _update(self, letter: Letter) -> dict[str, Any]:
        """The update that Telegram makes of what the customer does."""
        customer, asked, file = letter.customer, letter.asked, letter.file
        chat = Chat(self, int(customer.id_in_app), customer.name)
        if asked.kind == "button":
            return chat.press(self._pressed(letter), asked.payload)
        replied = {"reply_to_message": self._quoted(letter.quoted)} if letter.quoted else {}
        if asked.place:
            return chat.message(**_place(asked.place), **replied)
        if file is None:
            return chat.text(asked.text, **replied)
        if asked.kind == "sticker":
            return chat.message(sticker={"file_id": self.keep(file.content)}, **replied)
        update = chat.file(file.content, file.media_type)
        update["message"] |= replied | ({"caption": asked.text} if asked.text else {})
        return update

    def _pressed(self, letter: Letter) -> Shown:
        """The message whose button was pressed. Raises Refused: Telegram has buttons nowhere else."""
        number = self.ids.get(letter.quoted.sid) if letter.quoted else None
        shown = next((shown for shown in self.shown if shown.number == number), None)
        if shown is None:
            raise Refused("in this app buttons are below messages", 409)
        return shown

    def _quoted(self, bubble: Bubble) -> JSON:
        """https://core.telegram.org/bots/api#message"""
        return {"message_id": self.ids.get(bubble.sid, 0), "text": bubble.text}

    def _sid_of(self, update: JSON) -> str:
        """The id of an update's message in the function's log."""
        pressed = update.get("callback_query")
        message = pressed["message"] if pressed else update["message"]
        return self._named(message["chat"]["id"], message["message_id"]) + ("-pressed" if pressed else "")

    def _named(self, chat: int, number: int) -> str:
        """The same of a message that Telegram knows by its number."""
        sid = sid_of(BOT, chat, number)
        self.ids[sid] = number
        if len(self.ids) > IDS_KEPT:
            self.ids.popitem(last=False)
        return sid


def _place(place: Place) -> JSON:
    """https://core.telegram.org/bots/api#venue"""
    location = {"latitude": place.latitude, "longitude": place.longitude}
    venue = {"location": location, "title": place.label, "address": place.address}
    return {"location": location} | ({"venue": venue} if place.label else {})


def _choices(fields: Mapping[str, Any]) -> tuple[JSON, ...]:
    rows = fields.get("reply_markup", {}).get("inline_keyboard", [])
    return tuple({"text": button["text"], "payload": button["callback_data"]} for row in rows for button in row)


def _messages_in(document: str) -> int:
    """1 for a response that sends something: https://core.telegram.org/bots/api#making-requests-when-getting-updates"""
    return int(document.startswith("{") and str(json.loads(document).get("method", "")).startswith("send"))
