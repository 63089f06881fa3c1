"""The vendors' clients: OpenAI's, and those of the carriers that are set up."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

import openai
import structlog

from handlers.adapters.twilio.files import TwilioFiles
from handlers.adapters.twilio.hosts import Hosts
from handlers.adapters.twilio.outbox import TwilioOutbox
from handlers.adapters.twilio.rest import TwilioRest
from handlers.adapters.twilio.sent import TwilioSentMessages
from handlers.adapters.twilio.typing import TwilioTyping
from handlers.channels.twilio import write
from handlers.conversation.carriers import Carriage
from handlers.conversation.contact import Carrier
from handlers.conversation.links import Links
from handlers.conversation.outgoing import is_named
from handlers.settings import Settings
from handlers.stores.keeping import Keeping

Closing = list[Callable[[], Awaitable[None]]]


def openai_client(settings: Settings) -> openai.AsyncOpenAI:
    """The client of OpenAI's APIs, at OpenAI's or at another server."""
    return openai.AsyncOpenAI(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url or None,
        max_retries=0,
        timeout=20,  # a limit for calls outside a turn's own
        http_client=openai.DefaultAioHttpClient(),
    )


def carriages_of(
    settings: Settings, links: Links, keeping: Keeping, now: Callable[[], datetime]
) -> tuple[Mapping[Carrier, Carriage], Closing]:
    """What sends and fetches, by carrier, and how to close it; only of those that are set up."""
    every = {
        Carrier.TWILIO: twilio_of(settings, links),
        Carrier.META: _meta_of(settings, links, keeping, now),
        Carrier.TELEGRAM: _telegram_of(settings, links),
        Carrier.WEB: chat_of(settings, keeping),
    }
    there = {carrier: found for carrier, found in every.items() if found}
    return {carrier: carriage for carrier, (carriage, _) in there.items()}, [
        close for _, closing in there.values() for close in closing
    ]


def is_carriers(settings: Settings) -> Callable[[str], bool]:
    """True of the address of a file that a carrier of ours has; what the assistant writes as a picture is elsewhere."""
    hosts = Hosts(settings.twilio_api_base_url)
    return lambda url: is_named(url) or (settings.has_api_key and hosts.has(url))


def chat_of(settings: Settings, keeping: Keeping) -> tuple[Carriage, Closing] | None:
    """The chat on the business's own sites, if there is one."""
    if not settings.has_chat:
        return None
    from handlers.wiring.chat import chat_carriage

    return chat_carriage(keeping), []


def _meta_of(
    settings: Settings, links: Links, keeping: Keeping, now: Callable[[], datetime]
) -> tuple[Carriage, Closing] | None:
    if not settings.meta_secrets:
        return None
    from handlers.wiring.meta import carriage_of

    return carriage_of(settings, links, keeping, now)


def twilio_of(settings: Settings, links: Links) -> tuple[Carriage, Closing] | None:
    """Twilio's REST API, if there is a key."""
    if not settings.twilio_tokens:
        return None
    if not settings.has_api_key:
        structlog.get_logger().info(
            "Twilio's REST API is off: no voice notes, files, typing or late answers",
            remedy=f"set {', '.join(settings.missing_for_api_key)}",
        )
        return None
    key, secret = settings.twilio_api_key_sid, settings.twilio_api_key_secret.get_secret_value()
    base_url = settings.twilio_api_base_url
    rest = TwilioRest(account=settings.twilio_account_sid, key=key, secret=secret, base_url=base_url)
    files = TwilioFiles(key=key, secret=secret, base_url=base_url)
    write_messages = partial(write.messages, language=settings.house.spoken_to(None))
    outbox = TwilioOutbox(rest, write=write_messages, spell=write.spelled, links=links, base_url=base_url)
    typing, sent = TwilioTyping(rest), TwilioSentMessages(rest)
    return Carriage(outbox, files, ("https", "http"), typing, sent), [rest.close, files.close]


def _telegram_of(settings: Settings, links: Links) -> tuple[Carriage, Closing] | None:
    if not settings.telegram_bot_token:
        return None
    from handlers.wiring.telegram import telegram_of

    return telegram_of(settings, links)
