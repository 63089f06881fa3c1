"""Where an agent is at the desk, what a form there asks for, and the mark of what the page showed. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from handlers.conversation.codes import ALPHABET
from handlers.tickets.code import LENGTH
from handlers.tickets.desk import View
from handlers.tickets.desk_acts import Asked, Do

MOST_MESSAGES = {"": 60, "1": 300}
MOST_SEARCH = 80  # characters
CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
ALIAS = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Place:
    """A page of the desk. `ticket`: a code, or `talk`: a thread's alias; `more`: with earlier messages.

    `search`: in no address, since a name or a number would get into logs of requests.
    """

    view: View = View.ACTIVE
    search: str = ""
    ticket: str = ""
    talk: str = ""
    more: str = ""

    @property
    def most(self) -> int:
        """How many messages are shown."""
        return MOST_MESSAGES[self.more]

    def at(self, **other: str) -> str:
        """The address of this page, with other values if given."""
        values = {**vars(self), "search": "", **other}
        given = {name: str(value) for name, value in values.items() if value and value != View.ACTIVE}
        return f"/desk?{urlencode(given)}" if given else "/desk"


def place_in(query: Mapping[str, str]) -> Place:
    """The place that an address means; what cannot be meant is left out."""
    view, more = query.get("view", ""), query.get("more", "")
    return Place(
        View(view) if view in set(View) else View.ACTIVE,
        query.get("search", "")[:MOST_SEARCH],
        _matching(CODE, query.get("ticket", "")),
        _matching(ALIAS, query.get("talk", "")),
        more if more in MOST_MESSAGES else "",
    )


def asked_in(form: Mapping[str, str], place: Place) -> Asked:
    """What a form of a page asks for; its `do` has to be one of Do."""
    return Asked(
        Do(form["do"]),
        place.ticket,
        place.talk,
        form.get("text", "").replace("\r\n", "\n"),
        form.get("to", ""),
        form.get("reason", ""),
        form.get("silently", "") == "on",
    )


def _matching(pattern: re.Pattern[str], value: str) -> str:
    return value if pattern.fullmatch(value) else ""


def made_at(mark: str) -> datetime | None:
    """The time in a mark; None if it is none of ours."""
    try:
        at = datetime.fromisoformat(mark.partition("~")[0])
    except ValueError:
        return None
    return at if at.tzinfo and at.year > 2000 else None
