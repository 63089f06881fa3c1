"""Telegram's carriage and its address. Imported only where the bot's token is set."""

from collections.abc import Awaitable, Callable, Mapping

from handlers.adapters.telegram.files import TelegramFiles
from handlers.adapters.telegram.outbox import TelegramOutbox
from handlers.adapters.telegram.rest import TelegramRest
from handlers.adapters.telegram.typing import TelegramTyping
from handlers.channels.telegram.parts import SCHEME
from handlers.channels.telegram.write import TelegramWriter
from handlers.conversation.carriers import Carriage
from handlers.conversation.contact import Carrier
from handlers.conversation.deliver import Deliver
from handlers.conversation.links import Links
from handlers.doors.by_rest import ReceivesAnyhow
from handlers.doors.routes import Handler
from handlers.doors.telegram import HOLD_SECONDS, TelegramDoor
from handlers.settings import Settings
from handlers.tickets.choices import choices_in
from handlers.wiring.cast import Cast
from handlers.wiring.senders import send_out
from handlers.wiring.vendors import is_carriers


def telegram_of(settings: Settings, links: Links) -> tuple[Carriage, list[Callable[[], Awaitable[None]]]]:
    """Telegram's Bot API."""
    rest = TelegramRest(token=settings.telegram_bot_token.get_secret_value(), base_url=settings.telegram_api_base_url)
    outbox = TelegramOutbox(rest, writer=_writer(settings), links=links, is_ours=is_carriers(settings))
    return Carriage(outbox, TelegramFiles(rest), (SCHEME,), TelegramTyping(rest)), [rest.close]


def telegram_addresses(
    cast: Cast, receives: ReceivesAnyhow, age: Callable[[], float]
) -> Mapping[str, Mapping[str, Handler]]:
    """Telegram's door."""
    settings, typing = cast.settings, cast.carriages[Carrier.TELEGRAM].typing
    assert isinstance(typing, TelegramTyping)  # noqa: S101 - as made above
    is_shorter = "answer_seconds" in settings.model_fields_set
    door = TelegramDoor(
        receives,
        Deliver(send_out(cast)),
        _writer(settings),
        typing.acknowledge,
        secrets=settings.telegram_secrets,
        bot=settings.telegram_bot,
        project=settings.google_cloud_project,
        sends_late=settings.hears_of_late_answers,
        answer_seconds=settings.answer_seconds if is_shorter else HOLD_SECONDS,
        age=age,
    )
    return {"/telegram": {"POST": door}}


def _writer(settings: Settings) -> TelegramWriter:
    return TelegramWriter(settings.house.spoken_to(None), choices_in)
