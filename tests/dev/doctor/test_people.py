"""The doctor's check of notices to agents."""

import pytest

from dev.doctor.findings import Verdict
from dev.doctor.people import people_findings
from handlers.settings import Settings
from tests import functions

AGENTS = {"AGENTS": "Ana=whatsapp:+5215511110001", "TICK_SECRET": "any", "TWILIO_API_KEY_SID": "SK1"}


def found(monkeypatch: pytest.MonkeyPatch, **env: str) -> list[tuple[Verdict, str]]:
    for name, value in (functions.settings("http://127.0.0.1:1") | {"TWILIO_API_KEY_SECRET": "any"} | env).items():
        monkeypatch.setenv(name, value)
    return [(finding.verdict, finding.said) for finding in people_findings(Settings())]  # type: ignore[call-arg]


def test_without_agents_there_is_nothing_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch) == []


def test_without_a_template_it_says_when_agents_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ((verdict, said),) = found(monkeypatch, **AGENTS)
    assert verdict is Verdict.DOES_NOT_APPLY
    assert "agents are told only within 24 hours of their last message" in said


def test_with_one_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    ((verdict, said),) = found(monkeypatch, **AGENTS, TEMPLATE_TICKET="HX" + "1" * 32)
    assert verdict is Verdict.HOLDS
    assert "+52" not in said
