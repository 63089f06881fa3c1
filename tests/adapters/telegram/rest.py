"""Helpers for the tests of Telegram's adapters: a client of the stand-in, and an outbox."""

from typing import Any

from handlers.adapters.telegram.outbox import TelegramOutbox
from handlers.adapters.telegram.rest import TelegramRest
from handlers.adapters.twilio.hosts import Hosts
from handlers.channels.telegram.write import TelegramWriter
from handlers.conversation.outgoing import is_named
from handlers.tickets.choices import choices_in
from tests import writing
from tests.adapters.twilio.rest import LINKS

TOKEN = "1234567:AAabcdefghijklmnopqrstuvwxyz-_0123456"
THREAD = writing.thread(contact=writing.contact(business="1234567", customer="77"))


def rest_of(base_url: str, token: str = TOKEN, **more: Any) -> TelegramRest:
    return TelegramRest(token=token, base_url=base_url, **more)


def outbox_of(rest: TelegramRest) -> TelegramOutbox:
    twilios = Hosts("")
    return TelegramOutbox(
        rest,
        writer=TelegramWriter("es", choices_in),
        links=LINKS,
        is_ours=lambda url: is_named(url) or twilios.has(url),
    )
