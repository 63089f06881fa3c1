"""The addresses: paths and their doors."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from handlers.adapters.openai.webhook import OpenAIEvents
from handlers.conversation.contact import Carrier
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.take_turn import TakeTurn
from handlers.doors.answering import Answering
from handlers.doors.openai import OpenAIDoor
from handlers.doors.routes import Handler, Routes, health
from handlers.doors.tick import TickDoor
from handlers.doors.twilio import TwilioDoor
from handlers.wiring.cast import Cast
from handlers.wiring.chores import jobs, pay_debts
from handlers.wiring.manners import take_turn

if TYPE_CHECKING:
    from handlers.tickets.reception import Reception


def addresses(cast: Cast, age: Callable[[], float]) -> Routes:
    """All addresses of the function; those that are not set up are left out."""
    taking = take_turn(cast)
    paying = pay_debts(cast, taking)
    receives = _receiving(cast, taking)
    _tell_of_own_answers(cast, paying)
    twilio = _twilio(cast, receives, age)
    doors: dict[str, tuple[str, Handler | None]] = {
        "/webhook": ("POST", twilio),
        "/": ("POST", twilio),
        "/health": ("GET", health),
        "/openai": ("POST", _openai(cast, paying)),
        "/tick": ("POST", _tick(cast, paying)),
    }
    table: dict[str, Mapping[str, Handler]] = {
        path: {method: handler} for path, (method, handler) in doors.items() if handler
    }
    return Routes(
        {
            **table,
            **_meta(cast, receives, age),
            **_telegram(cast, receives, age),
            **_chat(cast, receives),
            **_of_people(cast),
        },
        cast.closing,
    )


def _telegram(
    cast: Cast, receives: "TakeTurn | Reception", age: Callable[[], float]
) -> Mapping[str, Mapping[str, Handler]]:
    if Carrier.TELEGRAM not in cast.carriages:
        return {}
    from handlers.wiring.telegram import telegram_addresses

    return telegram_addresses(cast, receives, age)


def _twilio(cast: Cast, receives: "TakeTurn | Reception", age: Callable[[], float]) -> Handler | None:
    settings = cast.settings
    if not settings.twilio_tokens:
        return None
    return TwilioDoor(
        Answering(receives, settings.answer_seconds, age),
        public_url=settings.public_url,
        tokens=settings.twilio_tokens,
        account=settings.twilio_account_sid,
        project=settings.google_cloud_project,
        probe=_probe(cast),
    )


def _meta(
    cast: Cast, receives: "TakeTurn | Reception", age: Callable[[], float]
) -> Mapping[str, Mapping[str, Handler]]:
    if not cast.settings.meta_secrets:
        return {}
    from handlers.wiring.meta import meta_addresses

    return meta_addresses(cast, receives, age, _probe(cast))


def _probe(cast: Cast) -> Callable[[], Awaitable[None]]:
    async def look() -> None:
        from handlers.stores.minutes import probe  # at the clock's first check, and not at a start

        await probe(cast.keeping)

    return look


def _chat(cast: Cast, receives: "TakeTurn | Reception") -> Mapping[str, Mapping[str, Handler]]:
    if not cast.settings.has_chat:
        return {}
    from handlers.wiring.chat import chat_addresses

    return chat_addresses(cast, receives)


def _of_people(cast: Cast) -> Mapping[str, Mapping[str, Handler]]:
    """The addresses that only people of the business need."""
    if cast.people is None or not cast.people.hand_over.has_people or cast.files is None:
        return {}
    from handlers.wiring.people_addresses import people_addresses

    return people_addresses(cast, cast.people, cast.files)


def _receiving(cast: Cast, taking: TakeTurn) -> "TakeTurn | Reception":
    """Who takes messages; where nobody takes tickets, all are customers' and leave nothing for others."""
    if cast.people is None or not cast.people.hand_over.has_people or not cast.carriages:
        return taking
    from handlers.wiring.people_addresses import reception

    return reception(cast, cast.people, taking)


def _openai(cast: Cast, paying: PayDebts | None) -> Handler | None:
    secret = cast.settings.openai_webhook_secret.get_secret_value()
    if not secret or paying is None:
        return None
    return OpenAIDoor(paying, OpenAIEvents(cast.client, secret=secret).ended_response)


def _tell_of_own_answers(cast: Cast, paying: PayDebts | None) -> None:
    """Let late answers of another server be sent by the process that reads them."""
    if cast.settings.assistant_api == "openai" or paying is None:
        return
    from handlers.wiring.assistant import tell_of_late_answers

    tell_of_late_answers(cast.assistant, paying)


def _tick(cast: Cast, paying: PayDebts | None) -> Handler | None:
    """The clock's door; without Twilio's REST API its jobs only delete."""
    secret = cast.settings.tick_secret.get_secret_value()
    return TickDoor(jobs(cast, paying), secret) if secret else None
