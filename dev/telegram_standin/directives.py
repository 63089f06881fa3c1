"""Directives in a message's text, such as `#telegram=500x1`: they make the stand-in for Telegram go wrong."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

DIRECTIVE = re.compile(
    r"(?<!\w)#telegram=(?:(?P<taken>taken)?(?P<refuse>[45]\d\d)|(?P<drop>drop)|(?P<cut>cut)|late(?P<late>\d+)|"
    r"(?P<norich>norich))(?:x(?P<times>\d+))?(?!\w)"
)


@dataclass(frozen=True)
class Directives:
    """All that one text asks for: see the package."""

    taken: bool = True
    refuse: int | None = None
    cut: bool = False
    late: float = 0.0
    rich: bool = True


@dataclass
class DirectiveReader:
    """Reads directives, and counts how often each text went to each chat: some hold only for the first times."""

    _tries: Counter[tuple[int, str]] = field(default_factory=Counter)

    def read(self, chat: int, text: str) -> Directives:
        self._tries[chat, text] += 1
        asked = [match.groupdict() for match in DIRECTIVE.finditer(text)]
        now = [each for each in asked if not each["times"] or self._tries[chat, text] <= int(each["times"])]
        way = {name: value for each in now for name, value in each.items() if value}
        return Directives(
            taken="taken" in way or not ("refuse" in way or "cut" in way),
            refuse=int(way["refuse"]) if "refuse" in way else None,
            cut="drop" in way or "cut" in way,
            late=float(way.get("late", 0)),
            rich="norich" not in way,
        )
