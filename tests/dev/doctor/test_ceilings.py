"""The doctor's check of ceilings."""

import pytest

from dev.doctor.ceilings import ceilings_findings
from dev.doctor.findings import Finding, Verdict
from handlers.settings import Settings
from tests import functions


def found(monkeypatch: pytest.MonkeyPatch, **env: str) -> Finding:
    for name, value in (functions.settings("http://127.0.0.1:1") | env).items():
        monkeypatch.setenv(name, value)
    [finding] = ceilings_findings(Settings())  # type: ignore[call-arg]
    return finding


def test_without_any_it_recommends_one(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = found(monkeypatch)
    assert finding.verdict is Verdict.DOES_NOT_APPLY
    assert "DAY_LIMIT_USD" in finding.said


def test_it_says_which_are_in_force_and_what_happens_then(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = found(monkeypatch, CUSTOMER_DAY_LIMIT_USD="0.50", DAY_LIMIT_USD="20", TICK_SECRET="any")
    assert finding.verdict is Verdict.HOLDS
    limits = "CUSTOMER_DAY_LIMIT_USD 0.50, DAY_LIMIT_USD 20"
    assert finding.said.startswith(f"{limits}; then the customer is told; days of UTC")


def test_it_names_the_zone_and_the_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    people = {"AGENTS": "Ana=whatsapp:+5215511110001", "TICK_SECRET": "any"}
    key = {"TWILIO_API_KEY_SID": "SK1", "TWILIO_API_KEY_SECRET": "any"}
    zone = {"TIME_ZONE": "America/Mexico_City", "WHEN_LIMITED": "ticket", "MONTH_LIMIT_USD": "300"}
    assert "then a person answers; days of America/Mexico_City" in found(monkeypatch, **people, **key, **zone).said


def test_one_that_allows_no_answer_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = found(monkeypatch, CUSTOMER_DAY_LIMIT_USD="0.01")
    assert (finding.verdict, finding.said) == (
        Verdict.FAILS,
        "CUSTOMER_DAY_LIMIT_USD may not allow a single answer",
    )
