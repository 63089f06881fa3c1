"""Meta's parts: its door, and what it sends and fetches. Imported only where META_APP_SECRET is set."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from handlers.adapters.meta.files import MetaFiles
from handlers.adapters.meta.outbox import Dialect, MetaOutbox
from handlers.adapters.meta.rest import MetaRest
from handlers.adapters.meta.typing import MetaTyping
from handlers.channels.meta import write
from handlers.channels.meta.fields import sid_of, wamid_of
from handlers.channels.meta.read import Ours
from handlers.conversation.carriers import Carriage
from handlers.conversation.links import Links
from handlers.conversation.spelling import spellings_of
from handlers.doors.by_rest import ReceivesAnyhow
from handlers.doors.meta import MetaDoor
from handlers.doors.routes import Handler
from handlers.settings import Settings
from handlers.stores.by_hand import StoredByHand
from handlers.stores.keeping import Keeping
from handlers.stores.sent import StoredSent
from handlers.tickets.attached import ENDINGS
from handlers.tickets.choices import QUESTIONS, choices_in
from handlers.wiring.by_rest import by_rest
from handlers.wiring.cast import Cast
from handlers.wiring.vendors import Closing, is_carriers

TEMPLATES = {"es": "es", "en": "en", "pt": "pt_BR"}  # the languages that Meta knows a template in


def carriage_of(
    settings: Settings, links: Links, keeping: Keeping, now: Callable[[], datetime]
) -> tuple[Carriage, Closing]:
    """What Meta's Graph API sends and fetches, and how to close it."""
    base_url, receipts = settings.meta_api_base_url, StoredSent(keeping)
    rest = MetaRest(
        token=settings.meta_access_token.get_secret_value(), page_tokens=settings.page_tokens, base_url=base_url
    )
    dialect = Dialect(
        write=partial(write.messages, language=settings.house.spoken_to(None)),
        sid_of=sid_of,
        language=TEMPLATES[settings.assistant_language],
        endings=ENDINGS,
        is_ours=is_carriers(settings),
        choices=write.choices_of(QUESTIONS, choices_in),
        number=settings.meta_phone_number_id,
    )
    outbox = MetaOutbox(rest, receipts, links, dialect, now)
    files, typing = MetaFiles(rest, base_url=base_url), MetaTyping(rest, wamid_of)
    return Carriage(outbox, files, ("meta",), typing, receipts), [rest.close]


def meta_addresses(
    cast: Cast, receives: ReceivesAnyhow, age: Callable[[], float], probe: Callable[[], Awaitable[None]]
) -> dict[str, dict[str, Handler]]:
    """Meta's address, for all of its apps."""
    settings, tell = cast.settings, None
    if cast.people is not None:
        from handlers.wiring.senders import tell_failed

        tell = tell_failed(cast, cast.people)
    door = MetaDoor(
        by_rest(cast, receives, age, leaves=bool(settings.openai_webhook_secret)),
        StoredSent(cast.keeping),
        StoredByHand(cast.keeping),
        Ours(settings.page_tokens.keys(), _spelled(settings)),
        probe,
        settings.meta_secrets,
        settings.meta_verify_token.get_secret_value(),
        settings.google_cloud_project,
        tell,
    )
    return {"/meta": {"GET": door.verify, "POST": door}}


def _spelled(settings: Settings) -> dict[str, str]:
    """The business's number as AGENTS_FROM spells it, by each way that Meta may show it.

    A Mexican number may come with a 1 after the country's code, an Argentinian one with a 9, a Brazilian one with a 9
    after the area: so a number that moves here keeps its threads, whichever Twilio called it by.
    """
    return {spelling.removeprefix("+"): settings.agents_from for spelling in spellings_of(settings.agents_from)}
