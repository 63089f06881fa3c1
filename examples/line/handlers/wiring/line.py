"""LINE: its door and its carriage. Imported only where it is set up."""

from collections.abc import Callable
from functools import partial

from handlers.adapters.line.files import LineFiles
from handlers.adapters.line.outbox import LineOutbox
from handlers.channels.line import write
from handlers.conversation.carriers import Carriage
from handlers.conversation.links import Links
from handlers.doors.by_rest import ReceivesAnyhow
from handlers.doors.line import LineDoor
from handlers.settings import Settings
from handlers.wiring.by_rest import by_rest
from handlers.wiring.cast import Cast
from handlers.wiring.vendors import Closing

API, FILES = "https://api.line.me", "https://api-data.line.me"


def line_door(cast: Cast, receives: ReceivesAnyhow, age: Callable[[], float]) -> LineDoor:
    """LINE wants its requests short: where OpenAI tells of the end of its responses, they end before that."""
    settings = cast.settings
    leaves = bool(settings.openai_webhook_secret.get_secret_value())
    secret = settings.line_channel_secret.get_secret_value()
    return LineDoor(by_rest(cast, receives, age, leaves=leaves), secret, settings.google_cloud_project)


def line_of(settings: Settings, links: Links) -> tuple[Carriage, Closing]:
    """LINE's Messaging API."""
    token, base_url = settings.line_access_token.get_secret_value(), settings.line_api_base_url
    write_messages = partial(write.messages, language=settings.house.spoken_to(None))
    outbox = LineOutbox(token, base_url=base_url or API, write=write_messages, links=links)
    files = LineFiles(token, base_url=base_url or FILES)
    return Carriage(outbox, files, ("line",)), [outbox.close, files.close]
