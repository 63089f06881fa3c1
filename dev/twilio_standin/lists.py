"""Lists of messages, by address and day, page by page, as Twilio gives them.

https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date
from math import inf
from operator import eq, ge, le
from typing import Any
from urllib.parse import urlencode

from dev.twilio_standin import refusals
from dev.twilio_standin.state import Sent

PARAMETERS = {"From", "To", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"}
DAYS: dict[str, Callable[[date, date], bool]] = {"DateSent": eq, "DateSent<": le, "DateSent>": ge}
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?")


def as_page(messages: Sequence[Sent], query: Mapping[str, str], path: str) -> dict[str, Any]:
    """One page of the messages that are asked for, the newest first. Raises `Refused`.

    Days are whole days, whatever time stands beside them. A message that has not been sent belongs to no day.
    """
    refusals.check_parameters(query, PARAMETERS)
    days = {name: _day(query, name) for name in DAYS if name in query}
    newest = sorted(messages, key=lambda message: message.time, reverse=True)
    found = [message for message in newest if _is_asked_for(message, query, days)]
    size, page = _number(query, "PageSize", 50, 1, 1000), _number(query, "Page", 0, 0)
    start = _start(found, query.get("PageToken", ""), size)
    shown = found[start:][:size]
    own = {name: value for name, value in query.items() if name not in ("Page", "PageToken")} | {"PageSize": str(size)}

    def link(number: int, token: str = "") -> str:
        return f"{path}?{urlencode(own | {'Page': number} | ({'PageToken': token} if token else {}))}"

    return {
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(len(shown) - 1, 0),
        "uri": link(page, query.get("PageToken", "")),
        "first_page_uri": link(0),
        "previous_page_uri": link(page - 1, f"PB{shown[0].sid}") if shown and start else None,
        "next_page_uri": link(page + 1, f"PA{shown[-1].sid}") if len(found) > start + size else None,
        "messages": [message.as_fetched() for message in shown],
    }


def _is_asked_for(message: Sent, query: Mapping[str, str], days: Mapping[str, date]) -> bool:
    left = message.left
    return (
        query.get("From") in (None, message.from_)
        and query.get("To") in (None, message.to)
        and all(left and DAYS[name](left.astimezone(UTC).date(), day) for name, day in days.items())
    )


def _start(found: Sequence[Sent], token: str, size: int) -> int:
    """A page begins after a message, or ends before one; its number is only repeated to the client."""
    if not token:
        return 0
    position = next((number for number, message in enumerate(found) if message.sid == token[2:]), None)
    if position is None or token[:2] not in ("PA", "PB"):
        raise refusals.invalid("PageToken")
    return position + 1 if token.startswith("PA") else max(position - size, 0)


def _day(query: Mapping[str, str], name: str) -> date:
    found = DAY.fullmatch(query[name])
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise refusals.invalid(name) from None


def _number(query: Mapping[str, str], name: str, default: int, least: int, most: float = inf) -> int:
    try:
        number = int(query.get(name, default))
    except ValueError:
        raise refusals.invalid(name) from None
    if not least <= number <= most:
        raise refusals.invalid(name)
    return number
