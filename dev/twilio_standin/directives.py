"""Directives in a message's body, such as `#twilio=500x1`: they make the stand-in for Twilio go wrong."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

DIRECTIVE = re.compile(
    r"(?<!\w)#(?:twilio=(?:"
    r"(?P<taken>taken)?(?P<refuse>[45]\d\d|\d{5})|(?P<drop>drop)|(?P<cut>cut)|slow(?P<slow>\d+)|late(?P<late>\d+)|"
    r"(?P<status>queued|sending|sent|read)|failed(?P<failed>\d{5})"
    r")(?:x(?P<times>\d+))?|undelivered=(?P<undelivered>\d{5})|"
    r"callback=(?P<callback>early|twice|reversed|strange))(?!\w)"
)


@dataclass(frozen=True)
class Directives:
    """All that one body asks for. `refuse`: an HTTP status or a code of Twilio's.

    The message is `taken` or not, `slow` seconds after it came, and answered `late` seconds after that, unless the
    connection is `cut`. When it is looked up, it has this `status` and `error`. `callback`: how those are posted.
    """

    taken: bool = True
    refuse: int | None = None
    cut: bool = False
    slow: float = 0.0
    late: float = 0.0
    status: str = "delivered"
    error: int | None = None
    callback: str = ""


@dataclass
class DirectiveReader:
    """Reads directives, and counts how often each body went to each address: some hold only for the first times."""

    _tries: Counter[tuple[str, str]] = field(default_factory=Counter)

    def read(self, to: str, body: str) -> Directives:
        self._tries[to, body] += 1
        asked = [match.groupdict() for match in DIRECTIVE.finditer(body)]
        # "x1" limits faults on the way, not what becomes of the message.
        ways = [groups for groups in asked if not groups["times"] or self._tries[to, body] <= int(groups["times"])]
        way = {name: value for groups in ways for name, value in groups.items() if value}
        fate = {name: value for groups in asked for name, value in groups.items() if value}
        status = next((name for name in ("failed", "undelivered") if name in fate), fate.get("status", "delivered"))
        return Directives(
            taken="taken" in way or not ("refuse" in way or "cut" in way),
            refuse=int(way["refuse"]) if "refuse" in way else None,
            cut="drop" in way or "cut" in way,
            slow=float(way.get("slow", 0)),
            late=float(way.get("late", 0)),
            status=status,
            error=int(fate[status]) if status in fate else None,
            callback=fate.get("callback", ""),
        )
