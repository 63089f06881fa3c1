"""Costs of an organization, by day and line item, page by page, for an admin key alone.

https://developers.openai.com/api/reference/resources/admin/subresources/organization/subresources/usage/methods/costs
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from dev.openai_standin import refusals

DAY = 86_400
ADMIN = "sk-admin-"
GROUPS = ("project_id", "user_id", "line_item", "api_key_id", "api_source")


@dataclass
class Billed:
    """What is billed: dollars by day (UTC), line item and project. `whole`: optional fields are there, as
    null, and so is an amount of nothing."""

    dollars: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)
    whole: bool = True
    currency: str = "usd"

    def add(self, day: str, line_item: str, dollars: str, project: str = "proj_1") -> None:
        """Bill so much more."""
        key = (day, line_item, project)
        self.dollars[key] = self.dollars.get(key, Decimal(0)) + Decimal(dollars)

    def as_page(self, query: Mapping[str, Sequence[str]], key: str) -> dict[str, Any]:
        """One page of buckets, a day each, from the oldest on. Raises `Refused`."""
        if not key.startswith(ADMIN):
            raise refusals.no_scope("api.usage.read")
        start, end = _number(query, "start_time"), _number(query, "end_time", int(datetime.now(UTC).timestamp()))
        limit = _number(query, "limit", 7)
        if not 1 <= limit <= 180:
            raise refusals.invalid("limit", "a number from 1 to 180")
        groups = query.get("group_by[]", query.get("group_by", []))
        for group in groups:
            if group not in GROUPS:
                raise refusals.no_such_value("group_by", group, GROUPS)
        begins = list(range(start - start % DAY, end, DAY))
        at = int(query.get("page", ["page_0"])[0].removeprefix("page_"))
        projects = query.get("project_ids[]", query.get("project_ids", []))
        buckets = [self._bucket(begin, "line_item" in groups, projects) for begin in begins[at:][:limit]]
        more = len(begins) > at + limit
        page: dict[str, Any] = {"object": "page", "data": buckets, "has_more": more}
        return page | {"next_page": f"page_{at + limit}" if more else None}

    def _bucket(self, begin: int, by_line: bool, projects: Sequence[str]) -> dict[str, Any]:
        day = datetime.fromtimestamp(begin, UTC).date().isoformat()
        found: dict[str | None, Decimal] = {}
        for (on, line, project), dollars in self.dollars.items():
            if on == day and (not projects or project in projects):
                name = line if by_line else None
                found[name] = found.get(name, Decimal(0)) + dollars
        end = int((datetime.fromtimestamp(begin, UTC) + timedelta(days=1)).timestamp())
        results = [self._result(line, dollars) for line, dollars in found.items()]
        return {"object": "bucket", "start_time": begin, "end_time": end, "results": results}

    def _result(self, line: str | None, dollars: Decimal) -> dict[str, Any]:
        amount = {"value": float(dollars), "currency": self.currency}
        result: dict[str, Any] = {"object": "organization.costs.result"}
        if dollars or self.whole:
            result["amount"] = amount
        optional = {"line_item": line, "project_id": None, "api_key_id": None, "quantity": None}
        return result | (optional if self.whole else {"line_item": line})


def _number(query: Mapping[str, Sequence[str]], name: str, default: int | None = None) -> int:
    given = query.get(name, [] if default is None else [str(default)])
    if not given:
        raise refusals.missing(name)
    if not given[0].isdecimal():
        raise refusals.invalid(name, "an integer")
    return int(given[0])
