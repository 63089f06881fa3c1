"""Briefs of days, a document for each month, written by the very commits that write its days.

A day's brief is kept as JSON: a commit that changes one day takes the month's others along as they are.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.numbers.brief import Briefs, brief
from handlers.numbers.day import Day
from handlers.stores.documents import NEW, Document, Write
from handlers.stores.keeping import Keeping


@dataclass(frozen=True)
class StoredBriefs:
    """Keeps the promises of BriefDays. They do not expire, as days do not."""

    keeping: Keeping

    async def of(self, months: Iterable[str]) -> Briefs:
        """See BriefDays."""
        async with self.keeping.available():
            found = await self.keeping.documents.get(f"briefs/{month}" for month in months)
        days = [Day(date, json.loads(text)) for document in found for date, text in document.fields["days"].items()]
        at = max((document.fields["at"] for document in found), default=None)
        return Briefs(sorted(days, key=lambda day: day.date), at)


def brief_paths(days: Iterable[str]) -> list[str]:
    """The documents with the briefs of these days."""
    return sorted({_path(day) for day in days})


def brief_writes(days: Iterable[Day], stored: Mapping[str, Document], now: datetime) -> list[Write]:
    """The writes of these days' briefs; `stored`: the documents of brief_paths that there are, by path."""
    fresh: dict[str, dict[str, str]] = {}
    for day in days:
        fresh.setdefault(_path(day.date), {})[day.date] = json.dumps(brief(day.counts), separators=(",", ":"))
    return [_write(path, stored.get(path), texts, now) for path, texts in fresh.items()]


def _write(path: str, stored: Document | None, texts: Mapping[str, str], now: datetime) -> Write:
    before: Mapping[str, Any] = stored.fields["days"] if stored else {}
    return Write(path, {"days": {**before, **texts}, "at": now}, stored.version if stored else NEW)


def _path(day: str) -> str:
    return f"briefs/{day[:7]}"
