"""The addresses: paths and their doors."""

from collections.abc import Callable

from handlers.adapters.openai.webhook import OpenAIEvents
from handlers.conversation.pay_debts import PayDebts
from handlers.doors.answering import Answering
from handlers.doors.openai import OpenAIDoor
from handlers.doors.routes import Handler, Routes, health
from handlers.doors.tick import TickDoor
from handlers.doors.twilio import TwilioDoor
from handlers.wiring.cast import Cast
from handlers.wiring.chores import jobs, pay_debts
from handlers.wiring.manners import take_turn


def addresses(cast: Cast, age: Callable[[], float]) -> Routes:
    """All addresses of the function; /openai and /tick only if they are set up."""
    taking = take_turn(cast)
    paying = pay_debts(cast, taking)
    settings = cast.settings
    twilio = TwilioDoor(
        Answering(taking, settings.answer_seconds, age),
        public_url=settings.public_url,
        tokens=settings.twilio_tokens,
        account=settings.twilio_account_sid,
        project=settings.google_cloud_project,
    )
    doors: dict[str, tuple[str, Handler | None]] = {
        "/webhook": ("POST", twilio),
        "/": ("POST", twilio),
        "/health": ("GET", health),
        "/openai": ("POST", _openai(cast, paying)),
        "/tick": ("POST", _tick(cast, paying)),
    }
    table = {path: {method: handler} for path, (method, handler) in doors.items() if handler}
    return Routes(table, cast.closing)


def _openai(cast: Cast, paying: PayDebts | None) -> Handler | None:
    secret = cast.settings.openai_webhook_secret.get_secret_value()
    if not secret or paying is None:
        return None
    return OpenAIDoor(paying, OpenAIEvents(cast.client, secret=secret).ended_response)


def _tick(cast: Cast, paying: PayDebts | None) -> Handler | None:
    """The clock's door; without Twilio's REST API its jobs only delete."""
    secret = cast.settings.tick_secret.get_secret_value()
    return TickDoor(jobs(cast, paying), secret) if secret else None
