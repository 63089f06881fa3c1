"""The chores: the runbook names each job as its lines in the log do."""

from dev.processes import ROOT
from tests.rest import NOTHING_DUE


def test_the_runbook_names_every_job() -> None:
    runbook = (ROOT / "docs" / "operate.md").read_text()
    jobs = ", ".join([*NOTHING_DUE, "numbers", "tickets"])  # the last with agents alone
    assert f"with `job` ({jobs})" in " ".join(runbook.split())
    assert "With `SURVEY=conversation` there is one more job, surveys." in runbook
    assert "With `TOPICS` there is one more, labels:" in runbook
    assert "With `TEACH_AT` there is one more, teaching;" in runbook
