"""The desk's addresses. Imported only where there is a desk: its packages take a twentieth of a start."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from handlers.conversation.ports.carrier import Files
from handlers.doors.routes import Handler
from handlers.pages.canned import canned_in
from handlers.pages.desk import DeskPages
from handlers.pages.files import CustomerFiles
from handlers.pages.presence import Presence
from handlers.pages.rendering import Pages, assets
from handlers.pages.sessions import Sessions
from handlers.pages.sign_in import SignIn
from handlers.pages.visits import Visits
from handlers.stores.conversations import StoredConversations
from handlers.stores.links import StoredLinks
from handlers.stores.take_overs import StoredTakeOvers
from handlers.tickets.desk import Desk
from handlers.tickets.desk_acts import ActAtDesk
from handlers.wiring.cast import Cast
from handlers.wiring.numbers import numbers
from handlers.wiring.people import People
from handlers.wiring.senders import send_out


def desk(cast: Cast, people: People, files: Files) -> Mapping[str, Mapping[str, Handler]]:
    """The handlers, by path and method."""
    settings, pages = cast.settings, Pages()
    sessions = Sessions(settings.desk_secret.get_secret_value(), people.agents, cast.now)
    visits = Visits(sessions, pages, settings.public_url, settings.assistant_language, settings.numbers)
    sign_in = SignIn(visits, StoredLinks(cast.keeping))
    conversations = StoredConversations(cast.keeping)
    act = ActAtDesk(
        people.tickets,
        people.heard,
        conversations,
        StoredTakeOvers(cast.keeping, people.helpdesk.events if people.helpdesk else None),
        people.agents,
        send_out(cast),
        settings.assistant_language,
        cast.now,
        asks=settings.asks,
    )
    canned = canned_in(settings.canned_replies)
    looking = Desk(people.tickets, people.lists, conversations)
    presence, has_answers = Presence(cast.now), cast.teaching is not None
    shown = DeskPages(looking, act, people.agents, canned, pages, cast.now, presence, has_answers)
    return {
        "/desk": {"GET": visits.page(shown.show)},
        "/desk/changes": {"GET": visits.page(shown.changes)},
        "/desk/search": {"POST": visits.page(shown.search)},
        "/desk/act": {"POST": visits.page(shown.do)},
        "/desk/file": {"GET": visits.page(CustomerFiles(conversations, files))},
        "/desk/enter": {"GET": sign_in.ask, "POST": sign_in.enter},
        "/desk/leave": {"POST": visits.page(sign_in.leave)},
        **_answers(cast, people, visits, pages),
        **numbers(cast, visits),
        **{f"/desk/{name}": {"GET": _always(asset)} for name, asset in assets().items()},
    }


def _answers(cast: Cast, people: People, visits: Visits, pages: Pages) -> Mapping[str, Mapping[str, Handler]]:
    """The page with all answers, where some are taught."""
    if cast.teaching is None:
        return {}
    from handlers.knowledge.teach_at_desk import TeachAtDesk
    from handlers.pages.answers import ADDRESS, AnswersPages

    taught, lessons, owner = cast.teaching.taught, cast.teaching.lessons, people.agents.every[0].name
    of_file = cast.faq.entries if cast.faq else ()
    answers = AnswersPages(taught, lessons, TeachAtDesk(taught, cast.now), owner, of_file, pages)
    return {
        ADDRESS: {"GET": visits.page(answers.show)},
        f"{ADDRESS}/search": {"POST": visits.page(answers.search)},
        f"{ADDRESS}/act": {"POST": visits.page(answers.do)},
    }


def _always(response: Response) -> Handler:
    async def answer(_request: Request) -> Response:
        return response

    return answer
