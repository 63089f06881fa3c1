"""Serves the page in a thread, with two customers to begin with, and all agents."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Mapping

from dev import local, openai_standin, serving
from dev.phone import Phone
from dev.phone_page.apps import meta
from dev.phone_page.apps.app import App
from dev.phone_page.apps.telegram import Telegram
from dev.phone_page.apps.twilio import Twilio
from dev.phone_page.apps.web import Web
from dev.phone_page.fetched import Fetching
from dev.phone_page.page import PhonePage
from dev.phone_page.records import WHATSAPP_META
from dev.phone_page.routes import create_app
from dev.phone_page.state import MOST_CUSTOMERS, PageState
from handlers.conversation.contact import Channel
from handlers.tickets.agents import Agent, agents_in

BUSINESS = "whatsapp:+5215587654321"
CUSTOMERS = (("Ana", "+5215512345678"), ("Luis", "+5215512345679"))  # Ana has the number of `make chat`


@contextlib.contextmanager
def serve(
    settings: dict[str, str],
    *,
    port: int,
    function_port: int,
    openai: openai_standin.State | None,
    site_port: int = 0,
) -> Iterator[tuple[str, PhonePage]]:
    """Serve the page for as long as the block lasts, and a site with the web chat; gives its address and the page.

    `settings` get what leads the function to the vendors here: to Twilio's, unless they hold a key of Twilio's and its
    secret.
    """
    real = bool(settings.get("TWILIO_API_KEY_SID") and settings.get("TWILIO_API_KEY_SECRET"))
    settings.setdefault("TWILIO_ACCOUNT_SID", local.ACCOUNT)
    settings.setdefault("TICK_SECRET", secrets.token_hex(16))
    settings["CHECK_ITSELF"] = "off"  # PUBLIC_URL may be the deployed function's
    page = _page(settings, function_port, openai)
    web = Web(page.state, _secret(settings, "CHAT_SECRET"), function_port, settings.get("CHAT_SITES", ""))
    tells_agents = not real or not settings.get("AGENTS") or bool(settings.get("AGENTS_FROM"))
    others = _others(settings, page, tells_agents=tells_agents)
    page.others = (*others, *([web] if tells_agents or settings.get("CHAT_SITES") else []))
    with (
        serving.running(web.site(), port=site_port) as site,
        serving.running(create_app(page), port=port) as address,
    ):
        twilios = page.twilio.served_at(address)
        settings |= {} if real else twilios
        for app in page.others:
            settings |= app.served_at(site if app is web else address)
        if not real:
            settings.setdefault("AGENTS_FROM", BUSINESS.removeprefix("whatsapp:"))
        page.state.about |= {"rest": not real, "openai": openai is not None, "store": settings.get("STORE", "")}
        page.state.about["apps"] = [app.name for app in page.apps]
        yield address, page


def _secret(settings: Mapping[str, str], name: str) -> str:
    """The secret that is set, or a new one for this run."""
    return settings.get(name) or secrets.token_hex(32)


def _others(settings: Mapping[str, str], page: PhonePage, *, tells_agents: bool) -> Iterator[App]:
    """The vendors' apps besides Twilio's, without those where settings lead the function to the vendor itself.

    `tells_agents`: if agents hear of customers without a phone number; else those apps are left out, too.
    """
    fetching = Fetching(page.state, page.phone, page.twilio.keep)
    if not settings.get("META_APP_SECRET"):
        names = meta.APPS if tells_agents else (WHATSAPP_META,)
        yield from meta.apps_of(meta.MetaApi(names=names, page=page.state, phone=page.phone, fetching=fetching))
    if not settings.get("TELEGRAM_BOT_TOKEN") and tells_agents:
        yield Telegram(page=page.state, phone=page.phone, fetching=fetching)


def _page(settings: dict[str, str], function_port: int, openai: openai_standin.State | None) -> PhonePage:
    phone = Phone(
        url=f"http://127.0.0.1:{function_port}",
        public_url=settings["PUBLIC_URL"].rstrip("/"),
        token=settings["TWILIO_AUTH_TOKEN"].split(",")[0].strip(),
        account=settings["TWILIO_ACCOUNT_SID"],
    )
    state = _state(_agents(settings.get("AGENTS", "")))
    state.about |= {"public_url": phone.public_url, "function_url": f"http://localhost:{function_port}"}
    state.about |= {"desk": bool(settings.get("DESK_SECRET")), "most_customers": MOST_CUSTOMERS}
    twilio = Twilio(page=state, phone=phone, token=phone.token)
    return PhonePage(state, twilio, phone, openai, tick_secret=settings["TICK_SECRET"])


def _state(agents: list[Agent]) -> PageState:
    """Customers first: a browser shows the chat that came first. An agent may have the number of one of them."""
    state = PageState(BUSINESS)
    taken = {agent.address for agent in agents}
    for name, number in CUSTOMERS:
        if number not in taken:
            state.add(name, number)
    for agent in agents:
        state.add_agent(agent.name, agent.address)
    return state


def _agents(setting: str) -> list[Agent]:
    """The agents who write by WhatsApp. None of a setting that cannot be read: the function says so, and ends."""
    try:
        return [agent for agent in agents_in(setting).every if agent.channel is Channel.WHATSAPP]
    except ValueError:
        return []
