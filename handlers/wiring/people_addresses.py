"""The addresses of people, and the reception that hears agents. Imported only where somebody takes tickets."""

from collections.abc import Mapping
from dataclasses import replace

from handlers.conversation import links
from handlers.conversation.ports.carrier import Files
from handlers.conversation.take_turn import TakeTurn
from handlers.doors.file import FileDoor
from handlers.doors.routes import Handler
from handlers.doors.status import StatusDoor
from handlers.stores.ledger import StoredLedger
from handlers.tickets.hear_agent import HearAgent
from handlers.tickets.reception import Reception
from handlers.wiring.cast import Cast
from handlers.wiring.people import People
from handlers.wiring.reports import tell_numbers
from handlers.wiring.senders import send_out, tell_failed


def people_addresses(cast: Cast, people: People, files: Files) -> Mapping[str, Mapping[str, Handler]]:
    """The handlers, by path and method: files, reports of messages, the helpdesk, the desk."""
    settings, file = cast.settings, FileDoor(cast.links, files)
    tokens, account = settings.twilio_tokens, settings.twilio_account_sid
    status = StatusDoor(tell_failed(cast, people), settings.public_url, tokens, account)
    table: dict[str, Mapping[str, Handler]] = {
        links.FILE: {"GET": file, "HEAD": file},
        **({links.STATUS: {"POST": status}} if tokens else {}),
        **_helpdesk(cast, people),
    }
    if not settings.has_desk:
        return table
    from handlers.wiring.desk import desk

    return {**table, **desk(cast, people, files)}


def reception(cast: Cast, people: People, taking: TakeTurn) -> Reception:
    """Who hears agents apart from customers."""
    settings, make_link = cast.settings, None
    if settings.has_desk:
        from handlers.stores.links import StoredLinks
        from handlers.tickets.links import MakeLink

        make_link = MakeLink(StoredLinks(cast.keeping), settings.public_url, cast.now)
    hear = HearAgent(
        tickets=people.tickets,
        lists=people.lists,
        heard=people.heard,
        threads=cast.threads,
        agents=people.agents,
        sent=cast.sent,
        send_out=send_out(cast),
        language=settings.assistant_language,
        now=cast.now,
        asks=settings.asks,
        make_link=make_link,
        teach=cast.teaching.hear(settings.assistant_language, cast.now) if cast.teaching else None,
        numbers=tell_numbers(cast, people.agents),
    )
    return Reception(taking, hear, send_out(cast), StoredLedger(cast.keeping, cast.ledger))


def _helpdesk(cast: Cast, people: People) -> Mapping[str, Mapping[str, Handler]]:
    """The door of the helpdesk's people. What they do themselves the helpdesk is not told: they see it there."""
    if people.helpdesk is None:
        return {}
    from handlers.doors.helpdesk import HelpdeskDoor
    from handlers.tickets.hear_helpdesk import HearHelpdesk

    tickets, language = replace(people.tickets, events=None), cast.settings.assistant_language
    asks = cast.settings.asks
    hear = HearHelpdesk(tickets, people.agents, send_out(cast), language, cast.now, asks=asks)
    return {"/helpdesk": {"POST": HelpdeskDoor(hear, people.helpdesk.requests.verified_id)}}
