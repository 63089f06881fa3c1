"""The addresses: paths and their doors."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from handlers.adapters.openai.webhook import OpenAIEvents
from handlers.conversation import links
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.take_turn import TakeTurn
from handlers.doors.answering import Answering
from handlers.doors.file import FileDoor
from handlers.doors.openai import OpenAIDoor
from handlers.doors.routes import Handler, Routes, health
from handlers.doors.status import StatusDoor
from handlers.doors.tick import TickDoor
from handlers.doors.twilio import TwilioDoor
from handlers.tickets.hear_agent import HearAgent
from handlers.tickets.links import MakeLink
from handlers.tickets.reception import Reception
from handlers.wiring.cast import Cast
from handlers.wiring.chores import jobs, pay_debts
from handlers.wiring.manners import take_turn
from handlers.wiring.senders import send_out, tell_failed


def addresses(cast: Cast, age: Callable[[], float]) -> Routes:
    """All addresses of the function; those that are not set up are left out."""
    taking = take_turn(cast)
    paying = pay_debts(cast, taking)
    settings = cast.settings
    twilio = TwilioDoor(
        Answering(_reception(cast, taking), settings.answer_seconds, age),
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
        "/helpdesk": ("POST", _helpdesk(cast)),
    }
    table: dict[str, Mapping[str, Handler]] = {
        path: {method: handler} for path, (method, handler) in doors.items() if handler
    }
    return Routes({**table, **_of_people(cast), **_desk(cast)}, cast.closing)


def _of_people(cast: Cast) -> dict[str, dict[str, Handler]]:
    """The addresses that only people of the business need."""
    if not cast.hand_over.has_people or cast.twilio is None:
        return {}
    settings, file = cast.settings, FileDoor(cast.links, cast.twilio.files)
    status = StatusDoor(tell_failed(cast), settings.public_url, settings.twilio_tokens, settings.twilio_account_sid)
    return {links.FILE: {"GET": file, "HEAD": file}, links.STATUS: {"POST": status}}


def _desk(cast: Cast) -> Mapping[str, Mapping[str, Handler]]:
    """The desk's addresses, if there is one; only then its packages are imported."""
    if not cast.settings.has_desk or cast.twilio is None:
        return {}
    from handlers.wiring.desk import desk

    return desk(cast, cast.twilio)


def _reception(cast: Cast, taking: TakeTurn) -> TakeTurn | Reception:
    """Who takes messages; where nobody takes tickets, all are customers' and leave nothing for others."""
    if not cast.hand_over.has_people or cast.twilio is None:
        return taking
    settings = cast.settings
    hear = HearAgent(
        tickets=cast.tickets,
        lists=cast.ticket_lists,
        heard=cast.heard,
        threads=cast.threads,
        agents=cast.agents,
        sent=cast.twilio.sent,
        send_out=send_out(cast),
        language=settings.assistant_language,
        now=cast.now,
        asks=settings.survey != "off",
        make_link=MakeLink(cast.desk_links, settings.public_url, cast.now) if settings.has_desk else None,
    )
    return Reception(taking, hear, send_out(cast))


def _openai(cast: Cast, paying: PayDebts | None) -> Handler | None:
    secret = cast.settings.openai_webhook_secret.get_secret_value()
    if not secret or paying is None:
        return None
    return OpenAIDoor(paying, OpenAIEvents(cast.client, secret=secret).ended_response)


def _tick(cast: Cast, paying: PayDebts | None) -> Handler | None:
    """The clock's door; without Twilio's REST API its jobs only delete."""
    secret = cast.settings.tick_secret.get_secret_value()
    return TickDoor(jobs(cast, paying), secret) if secret else None


def _helpdesk(cast: Cast) -> Handler | None:
    """The door of the helpdesk's people. What they do themselves the helpdesk is not told: they see it there."""
    if cast.helpdesk is None:
        return None
    from handlers.doors.helpdesk import HelpdeskDoor
    from handlers.tickets.hear_helpdesk import HearHelpdesk

    tickets, language = replace(cast.tickets, events=None), cast.settings.assistant_language
    hear = HearHelpdesk(tickets, cast.agents, send_out(cast), language, cast.now, asks=cast.settings.survey != "off")
    return HelpdeskDoor(hear, cast.helpdesk.requests.verified_id)
