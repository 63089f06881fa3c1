"""The chores: the runbook names each job as its lines in the log do."""

import pytest

from dev.processes import ROOT
from dev.slips import alone
from handlers.wiring.cast import cast_by
from handlers.wiring.chores import jobs
from tests.conftest import Clock
from tests.rest import NOTHING_DUE

FEWEST = {"TWILIO_AUTH_TOKEN": "hush", "PUBLIC_URL": "https://recado.example", "OPENAI_API_KEY": "sk-hush"}


def test_the_runbook_names_every_job() -> None:
    runbook = (ROOT / "docs" / "operate.md").read_text()
    jobs = ", ".join([*NOTHING_DUE, "numbers", "tickets"])  # the last with agents alone
    assert f"with `job` ({jobs})" in " ".join(runbook.split())
    assert "With `SURVEY=conversation` there is one more job, surveys." in runbook
    assert "With `TOPICS` there is one more, labels:" in runbook
    assert "With `TEACH_AT` there is one more, teaching;" in runbook
    assert "With `DAY_LIMIT_USD` or `MONTH_LIMIT_USD` there is one more, budget." in runbook
    assert "With `REPORT_AT` there is one more, report;" in runbook


@pytest.mark.parametrize(
    ("changed", "labels"),
    [({}, True), ({"TOPICS": ""}, False), ({"LABEL_AT": ""}, False), ({"TICK_SECRET": ""}, False)],
)
async def test_labels_are_found_where_there_are_topics_a_time_and_a_clock(
    changed: dict[str, str], labels: bool, clock: Clock
) -> None:
    given = {**FEWEST, "STORE": "memory", "TOPICS": "pan; precios", "TICK_SECRET": "hush", "KNOWLEDGE": "off"}
    cast = cast_by(alone(given | changed), clock)
    assert ("labels" in jobs(cast, None)) is labels
    for close in cast.closing:
        await close()
