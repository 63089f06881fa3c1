"""The chores: the runbook names each job as its lines in the log do."""

from dev.processes import ROOT
from tests.rest import NOTHING_DUE


def test_the_runbook_names_every_job() -> None:
    runbook = (ROOT / "docs" / "operate.md").read_text()
    assert f"with `job` ({', '.join(NOTHING_DUE)})" in " ".join(runbook.split())
