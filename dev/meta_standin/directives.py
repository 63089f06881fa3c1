"""Directives in a message's text, such as `#meta=500x1`: they make the stand-in for Meta go wrong."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

_WAY = re.compile(
    r"(?<!\w)#meta=(?:(?P<taken>taken)?(?P<refuse>\d{3,6}|strange)|(?P<cut>cut)|(?P<drop>drop)|late(?P<late>\d+)|"
    r"(?P<broken>broken)|(?P<bare>bare))(?:x(?P<times>\d+))?(?!\w)"
)
_FAILED = re.compile(r"(?<!\w)#failed=(\d{3,6})(?!\w)")
_REPORTS = re.compile(r"(?<!\w)#reports=(twice|none)(?!\w)")


@dataclass(frozen=True)
class Directives:
    """All that one text asks for. `refuse`: an HTTP status, a code of Meta's, or "strange"."""

    taken: bool = True
    refuse: str = ""
    way: str = ""  # cut, drop, broken or bare
    late: float = 0.0
    failed: int = 0
    reports: int = 1


@dataclass
class DirectiveReader:
    """Reads directives, and counts how often each text went to each customer: some hold only for the first times."""

    _tries: Counter[tuple[str, str]] = field(default_factory=Counter)

    def read(self, to: str, text: str) -> Directives:
        self._tries[to, text] += 1
        found = _WAY.search(text)
        if found and found["times"] and self._tries[to, text] > int(found["times"]):
            found = None
        failed, reports = _FAILED.search(text), _REPORTS.search(text)
        way = next((name for name in ("cut", "drop", "broken", "bare") if found and found[name]), "")
        refuse = (found["refuse"] or "") if found else ""
        return Directives(
            taken=way != "cut" and (not refuse or bool(found and found["taken"])),
            refuse=refuse,
            way=way,
            late=float((found["late"] or 0) if found else 0),
            failed=int(failed[1]) if failed else 0,
            reports={"twice": 2, "none": 0}[reports[1]] if reports else 1,
        )
