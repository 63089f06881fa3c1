"""What `make run` sets so that people can take over: agents, a short wait, a desk's secret."""

from pathlib import Path

import pytest

from dev import local
from dev.people import AGENTS, settings_of_people
from dev.phone_page import BUSINESS
from dev.phone_page.server import CUSTOMERS
from handlers.settings import Settings
from handlers.tickets.agents import agents_in


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "DESK_FILE", tmp_path / "desk")
    monkeypatch.delenv("AGENTS", raising=False)


def test_two_agents_who_are_no_customers_of_the_page_answer_within_a_minute() -> None:
    settings = settings_of_people({"STORE": "sqlite"})
    assert (settings["AGENTS"], settings["TICKET_MINUTES"], settings["STORE"]) == (AGENTS, "1", "sqlite")
    agents = {(agent.name, agent.address) for agent in agents_in(AGENTS).every}
    assert len(agents) == 2
    names, numbers = zip(*agents, strict=True)
    assert not {*names, *numbers} & {part for customer in CUSTOMERS for part in customer}
    assert BUSINESS.removeprefix("whatsapp:") not in numbers


def test_agents_that_are_set_are_used_and_so_is_their_wait() -> None:
    settings = settings_of_people({"AGENTS": "Eva=whatsapp:+5215500000009"})
    assert settings["AGENTS"] == "Eva=whatsapp:+5215500000009"
    assert "TICKET_MINUTES" not in settings
    assert settings_of_people({"TICKET_MINUTES": "15"})["TICKET_MINUTES"] == "15"


def test_an_empty_setting_in_the_environment_means_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTS", "")
    assert settings_of_people({"AGENTS": "Eva=whatsapp:+5215500000009", "STORE": "sqlite"}) == {"STORE": "sqlite"}


def test_a_real_account_sends_to_no_agent_that_is_made_up() -> None:
    assert "AGENTS" not in settings_of_people({"TWILIO_API_KEY_SID": "SK1"})


def test_the_desks_secret_is_made_once_where_there_is_a_desk() -> None:
    secret = local.desk_secret()
    assert len(secret) >= 32
    assert local.desk_secret() == secret
    assert settings_of_people({}).get("DESK_SECRET") == (secret if "desk_secret" in Settings.model_fields else None)
