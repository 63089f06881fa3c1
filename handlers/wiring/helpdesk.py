"""The helpdesk's parts, made and imported only where HELPDESK_URL is set."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.settings import Settings
from handlers.stores.keeping import Keeping

if TYPE_CHECKING:
    from handlers.adapters.helpdesk.post import PostToHelpdesk
    from handlers.adapters.helpdesk.verify import HelpdeskRequests
    from handlers.stores.helpdesk_events import StoredHelpdeskEvents
    from handlers.tickets.tell_helpdesk import TellHelpdesk


@dataclass(frozen=True)
class HelpdeskParts:
    """What a helpdesk takes: its events, who tells them, its address, and the check of its requests."""

    events: "StoredHelpdeskEvents"
    tell: "TellHelpdesk"
    post: "PostToHelpdesk"
    requests: "HelpdeskRequests"


def helpdesk_of(settings: Settings, keeping: Keeping, now: Callable[[], datetime]) -> HelpdeskParts | None:
    """The parts, if there is a helpdesk."""
    if not settings.helpdesk_url:
        return None
    from handlers.adapters.helpdesk.post import PostToHelpdesk
    from handlers.adapters.helpdesk.verify import HelpdeskRequests
    from handlers.stores.helpdesk_events import StoredHelpdeskEvents
    from handlers.tickets.tell_helpdesk import TellHelpdesk

    secret = settings.helpdesk_secret.get_secret_value()
    events, post = StoredHelpdeskEvents(keeping), PostToHelpdesk(settings.helpdesk_url, secret, now=now)
    return HelpdeskParts(events, TellHelpdesk(events, post, now), post, HelpdeskRequests(secret))
