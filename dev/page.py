"""The phone in the browser: a page that looks like WhatsApp and, towards the function, behaves as Twilio does."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator

from dev import local, openai_standin_state, serving
from dev.page_desk import Desk
from dev.page_http import create_app
from dev.page_state import State
from dev.page_twilio import Twilio
from dev.phone import Phone

BUSINESS = "whatsapp:+5215587654321"
CUSTOMERS = (("Ana", "+5215512345678"), ("Luis", "+5215512345679"))  # Ana has the number of `make chat`


@contextlib.contextmanager
def serving_phones(
    settings: dict[str, str], *, port: int, function_port: int, openai: openai_standin_state.State | None
) -> Iterator[tuple[str, Desk]]:
    """Serve the page for as long as the block lasts; gives its address, and what it works with.

    `settings` get what makes the function call this stand-in for Twilio, unless a key of Twilio's own is among them.
    """
    real = bool(settings.get("TWILIO_API_KEY_SID"))
    settings.setdefault("TWILIO_ACCOUNT_SID", local.ACCOUNT)
    settings.setdefault("TICK_SECRET", secrets.token_hex(16))
    desk = _desk(settings, function_port, openai)
    with serving.running(create_app(desk), port=port) as address:
        desk.media_url = address
        if not real:
            key = {"TWILIO_API_KEY_SID": f"SK{secrets.token_hex(16)}", "TWILIO_API_KEY_SECRET": secrets.token_hex(16)}
            settings |= {**key, "TWILIO_API_BASE_URL": address}
        desk.page.about |= {"rest": not real, "openai": openai is not None, "store": settings.get("STORE", "")}
        yield address, desk


def _desk(settings: dict[str, str], function_port: int, openai: openai_standin_state.State | None) -> Desk:
    page = State(BUSINESS)
    for name, number in CUSTOMERS:
        page.add(name, number)
    phone = Phone(
        url=f"http://127.0.0.1:{function_port}",
        public_url=settings["PUBLIC_URL"].rstrip("/"),
        token=settings["TWILIO_AUTH_TOKEN"].split(",")[0].strip(),
        account=settings["TWILIO_ACCOUNT_SID"],
    )
    return Desk(page, Twilio(page=page), phone, openai, tick_secret=settings["TICK_SECRET"])
