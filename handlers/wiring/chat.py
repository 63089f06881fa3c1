"""The chat on the business's own sites: its carriage and its addresses. Imported only where its secret is set."""

from collections.abc import Mapping

from handlers.channels.web.read import MOST_HOPS
from handlers.channels.web.script import script
from handlers.channels.web.sessions import Sessions
from handlers.conversation.carriers import Carriage
from handlers.conversation.chat import FILES
from handlers.doors.by_rest import ReceivesAnyhow
from handlers.doors.chat import ChatDoor
from handlers.doors.chat_answer import PATIENCE, ChatAnswer
from handlers.doors.chat_script import ChatScript
from handlers.doors.routes import Handler
from handlers.stores.chat import StoredChats
from handlers.stores.keeping import Keeping
from handlers.wiring.cast import Cast


def chat_carriage(keeping: Keeping) -> Carriage:
    """What waits for visitors' pages, and the files that they sent."""
    chats = StoredChats(keeping)
    return Carriage(chats, chats, (FILES,))


def chat_addresses(cast: Cast, receives: ReceivesAnyhow) -> Mapping[str, Mapping[str, Handler]]:
    """The handlers, by path and method."""
    settings = cast.settings
    door = ChatDoor(
        Sessions(settings.chat_secret.get_secret_value(), settings.sites, cast.now),
        StoredChats(cast.keeping),
        ChatAnswer(
            receives,
            cast.links.to_file,
            seconds=settings.answer_seconds * PATIENCE,
            hops=MOST_HOPS if settings.late_answers == "redirect" else 0,
            sends_late=settings.hears_of_late_answers,
        ),
        cast.links.to_file,
        settings.house.spoken_to(None),
        cast.now,
        settings.google_cloud_project,
    )
    return {"/chat.js": {"GET": ChatScript(script(settings.house))}, **door.handlers()}
