"""LINE's door: its requests are short, whatever an answer takes."""

import asyncio
from typing import Any

from tests.ways.line import by_line
from tests.ways.way import world_of


async def test_a_request_ends_while_openai_goes_on_writing(clock: Any) -> None:
    async with world_of(by_line, {"STORE": "memory"}, clock) as world:
        async with asyncio.timeout(5):  # seconds: less than a request that waits would take
            assert await world.way.write("Hola #delay=60") == 200
        (run,) = world.openai.state.runs.values()
        assert not run.finished
