"""Costs of the stand-in: as OpenAI's own SDK reads them, and what it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest
from openai.types.admin.organization import UsageCostsResponse

from dev.openai_standin import Standin, serve

START = 1_793_836_800  # 2026-11-05 00:00 UTC
DAY = 86_400


@pytest.fixture
async def costs() -> AsyncIterator[Any]:
    """The SDK's method, with an admin key, and the stand-in behind it."""
    with serve() as running:
        yield running, lambda key="sk-admin-1", **query: _asked(running, key, query)


async def _asked(running: Standin, key: str, query: dict[str, Any]) -> UsageCostsResponse:
    async with openai.AsyncOpenAI(api_key="", admin_api_key=key, base_url=running.base_url, max_retries=0) as client:
        return await client.admin.organization.usage.costs(**{"start_time": START, **query})


async def test_days_come_page_by_page_in_the_sdks_own_types(costs: Any) -> None:
    running, asked = costs
    running.state.billed.add("2026-11-05", "gpt-6-luna, input", "0.5")
    running.state.billed.add("2026-11-05", "gpt-6-luna, output", "0.25", project="proj_2")
    first = await asked(end_time=START + 3 * DAY, limit=2)
    UsageCostsResponse.model_validate(first.to_dict(), strict=True)
    assert [(bucket.start_time, len(bucket.results)) for bucket in first.data] == [(START, 1), (START + DAY, 0)]
    assert (first.data[0].results[0].amount.value, first.data[0].results[0].line_item) == (0.75, None)
    rest = await asked(end_time=START + 3 * DAY, limit=2, page=first.next_page)
    assert ([bucket.start_time for bucket in rest.data], rest.has_more) == ([START + 2 * DAY], False)
    lines = (await asked(end_time=START + DAY, group_by=["line_item"], project_ids=["proj_2"])).data[0].results
    assert [(one.line_item, one.amount.value) for one in lines] == [("gpt-6-luna, output", 0.25)]


@pytest.mark.parametrize(
    ("query", "status"),
    [({"limit": 181}, 400), ({"group_by": ["model"]}, 400), ({"start_time": "now"}, 400), ({"key": "sk-project"}, 403)],
)
async def test_what_it_does_not_understand_or_allow_it_refuses(costs: Any, query: dict[str, Any], status: int) -> None:
    _, asked = costs
    with pytest.raises(openai.APIStatusError) as refused:
        await asked(**query)
    assert refused.value.status_code == status


async def test_a_start_has_to_be_given(costs: Any) -> None:
    _, asked = costs
    with pytest.raises(openai.BadRequestError) as refused:
        await asked(start_time=openai.omit)
    assert refused.value.code == "missing_required_parameter"
