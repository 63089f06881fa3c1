"""OpenAI's bill: an organization's costs by day and line item.

https://developers.openai.com/api/reference/resources/admin/subresources/organization/subresources/usage/methods/costs
A line item reads "gpt-6-luna, cached input"; which there are OpenAI does not say.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openai
from openai import Omit

from dev.reconcile.bill import Bill, CannotAsk, refused

KINDS = {"input": "openai.input", "cached input": "openai.cached", "output": "openai.output"}
MOST = 31  # days on a page
ADMIN = "an admin key (sk-admin-…), which an owner makes in OpenAI's settings under Organization, Admin keys"
REMEDIES = {
    401: f"OPENAI_ADMIN_KEY has to be {ADMIN}; this one is wrong or gone",
    403: f"OPENAI_ADMIN_KEY has to be {ADMIN}; this one may not read costs",
    429: "OpenAI has had too many requests: run it again in some minutes",
}
PASSING = "run it again; if it stays, see OpenAI's status page"
HAS = "OpenAI's days are those of UTC; those of the last two days may still grow."
WHOLE = "It is the bill of the whole organization; OPENAI_PROJECT_ID=proj_… narrows it to a project."


async def openai_bill(
    client: openai.AsyncOpenAI, first: date, last: date, models: Collection[str], hears: Collection[str], project: str
) -> Bill:
    """What was billed from `first` to `last`. `models`, `hears`: those that were counted. Raises CannotAsk."""
    micros: Counter[str] = Counter()
    for bucket in await _buckets(client, first, last, [project] if project else []):
        for result in bucket.results:
            if cost := _micros(result):
                micros[_row(result.line_item or "", models, hears)] += cost
    return Bill(micros, (HAS, *(() if project else (WHOLE,))))


async def _buckets(client: openai.AsyncOpenAI, first: date, last: date, projects: Sequence[str]) -> list[Any]:
    start, end = (int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) for day in (first, last))
    end += int(timedelta(days=1).total_seconds())
    found: list[Any] = []
    page: str | Omit = openai.omit
    while True:
        try:
            answer = await client.admin.organization.usage.costs(
                start_time=start,
                end_time=end,
                group_by=["line_item"],
                limit=MOST,
                page=page,
                project_ids=list(projects) or openai.omit,
            )
        except openai.APIStatusError as problem:
            status = problem.status_code
            raise refused("OpenAI", str(status), REMEDIES.get(status, PASSING)) from None
        except openai.OpenAIError as problem:
            raise refused("OpenAI", type(problem).__name__, PASSING) from None
        found += answer.data
        if not answer.has_more or not answer.next_page:
            return found
        page = answer.next_page


def _micros(result: Any) -> int:
    amount = getattr(result, "amount", None)
    if amount is None or not amount.value:
        return 0
    if (amount.currency or "usd").lower() != "usd":
        raise CannotAsk(f"OpenAI bills in {amount.currency}, and what is counted is in US dollars.")
    return round(Decimal(str(amount.value)) * 1_000_000)


def _row(line_item: str, models: Collection[str], hears: Collection[str]) -> str:
    """Our row for a line item; its own name if it is none of ours. Its model may have a date behind it."""
    model, _, kind = (part.strip() for part in line_item.partition(","))
    if heard := _known(model, hears):
        return f"openai.transcription {heard}"
    known = _known(model, models)
    return f"{KINDS[kind]} {known}" if known and kind in KINDS else f"OpenAI: {line_item or 'without a line item'}"


def _known(model: str, models: Collection[str]) -> str:
    """The model of ours that this is, the longest name that it begins with; "" for none."""
    return max((one for one in models if model == one or model.startswith(f"{one}-20")), key=len, default="")
