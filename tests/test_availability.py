"""Availability: the clock's tick calls the function's own address, and the day's numbers hold the result."""

from pathlib import Path

import httpx2
import pytest

from dev import openai_standin
from dev.processes import free_port
from handlers.stores.minutes import PROBE
from tests import functions, lasting
from tests.rest import TICK


async def ticked(url: str) -> dict[str, int]:
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{url}/tick", headers={"Authorization": f"Bearer {TICK}"}, timeout=30)
    assert answer.status_code == 200
    found: dict[str, int] = answer.json()
    return found


@pytest.mark.parametrize("is_right", [True, False])
async def test_each_tick_checks_the_public_address_and_leaves_no_message(
    standin: openai_standin.Standin, tmp_path: Path, request: pytest.FixtureRequest, is_right: bool
) -> None:
    store, port = lasting.of("sqlite", request), free_port()
    public = f"http://127.0.0.1:{port if is_right else free_port()}"
    env = functions.settings(standin.base_url, **store.settings, TICK_SECRET=TICK, PUBLIC_URL=public, CHECK_ITSELF="on")
    with functions.in_its_own(env, port=port) as (phone, log):
        assert (await ticked(phone.url))["availability"] == 1
        assert (await ticked(phone.url))["availability"] == 1
        lines = [line for line in log.lines() if line.get("job") == "availability" or line["message"] == "turn"]
    documents = await store.documents()
    day = documents[next(path for path in documents if path.startswith("days/"))]["counts"]
    checked, bad = day["minutes/checked"], day.get("minutes/bad", 0)
    assert 1 <= checked <= 2  # the two ticks may lie on both sides of a minute's end
    assert bad == (0 if is_right else checked)
    assert (PROBE in documents) == is_right
    assert {path.partition("/")[0] for path in documents} <= {"days", "briefs", "minutes"}
    assert [line["results"] for line in lines] == ([] if is_right else [["unreachable"], ["unreachable"]])
