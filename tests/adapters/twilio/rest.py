"""Helpers for the tests of Twilio's adapters: a customer, and a client of the stand-in."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from handlers.adapters.twilio.outbox import TwilioOutbox
from handlers.adapters.twilio.rest import TwilioRest
from handlers.channels.twilio import write
from handlers.conversation.links import Links
from tests import writing

ACCOUNT = "AC" + "0" * 32
ANA = "whatsapp:+5215512345678"
BUSINESS = "whatsapp:+5215587654321"
SID = "SM" + "0" * 32
THREAD = writing.thread()
LINKS = Links("https://recado.example", ("token",), lambda: datetime.now(UTC))
WRITE = partial(write.messages, language="es")


def rest_of(base_url: str, secret: str = "right", **more: Any) -> TwilioRest:
    return TwilioRest(account=ACCOUNT, key="SK1", secret=secret, base_url=base_url, **more)


def outbox_of(rest: TwilioRest) -> TwilioOutbox:
    return TwilioOutbox(rest, write=WRITE, spell=write.spelled, links=LINKS, base_url=rest._http._base_url)
