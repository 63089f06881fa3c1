"""The settings of the business that is evaluated, and what of them never reaches the function."""

from pathlib import Path

import pytest

from dev import local, people
from dev.evaluate.business import OURS, Business, business_of, settings_in
from dev.evaluate.conversations import Conversation, Suite
from dev.evaluate.nodes import BadFile
from dev.slips import SECRET
from handlers.knowledge import place


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "TOKEN_FILE", tmp_path / "token")
    monkeypatch.setattr(local, "ENV_FILE", tmp_path / ".env.yaml")
    for name in ("OPENAI_API_KEY", "OPENAI_MODEL", "OPENAI_BASE_URL", "AGENTS", "PEOPLE_CONTACT", "RECADO_ENV_FILE"):
        monkeypatch.delenv(name, raising=False)


def suite(folder: Path, settings: str) -> Suite:
    (folder / "settings.yaml").write_text(settings)
    return Suite(folder / "conversations.yaml", (), folder / "settings.yaml")


def test_without_a_file_of_settings_those_of_make_run_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env.yaml").write_text('OPENING_HOURS: "Mo 09:00-10:00"\nTWILIO_API_KEY_SECRET: "hush"\n')
    monkeypatch.setenv("TIME_ZONE", "America/Mexico_City")
    business = business_of(Suite(tmp_path / "conversations.yaml", ()))
    assert (business.settings["OPENING_HOURS"], business.settings["TIME_ZONE"]) == (
        "Mo 09:00-10:00",
        "America/Mexico_City",
    )
    assert business.folder is None
    assert not OURS & set(business.settings)


def test_a_file_of_settings_stands_for_itself_but_for_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENING_HOURS", "Mo 09:00-10:00")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("CRM_TOKEN", "for a tool")
    business = business_of(suite(tmp_path, 'ASSISTANT_INSTRUCTIONS: "A bakery."\n'))
    assert "OPENING_HOURS" not in business.settings
    assert (business.settings["ASSISTANT_INSTRUCTIONS"], business.settings["CRM_TOKEN"]) == ("A bakery.", "for a tool")
    assert business.has_key


def test_no_secret_but_the_keys_reaches_the_function_and_no_store(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"OPENAI_API_KEY"} == SECRET - OURS
    assert {"STORE", "SQLITE_PATH", "HELPDESK_URL", "PUBLIC_URL", "TWILIO_API_BASE_URL"} <= OURS


def test_people_who_take_no_tickets_become_agents_so_that_a_hand_over_shows(tmp_path: Path) -> None:
    assert business_of(suite(tmp_path, 'PEOPLE_CONTACT: "222 555 0140"\n')).settings["AGENTS"] == people.AGENTS
    told = 'HELPDESK_URL: "https://desk.example/recado"\n'
    business = business_of(suite(tmp_path, told))
    assert (business.settings["AGENTS"], "HELPDESK_URL" in business.settings) == (people.AGENTS, False)
    assert "AGENTS" not in business_of(suite(tmp_path, 'TIME_ZONE: "America/Mexico_City"\n')).settings
    own = 'AGENTS: "Eva=whatsapp:+5215500000009"\nPEOPLE_CONTACT: "222"\n'
    assert business_of(suite(tmp_path, own)).settings["AGENTS"] == "Eva=whatsapp:+5215500000009"


def test_a_model_that_is_named_is_asked(tmp_path: Path) -> None:
    assert business_of(suite(tmp_path, "{}"), "gpt-6.1-sol").model == "gpt-6.1-sol"
    assert business_of(suite(tmp_path, "{}")).model == "gpt-6-luna"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("OPENING_HUORS: 'Mo 09:00-10:00'", "OPENING_HUORS is no setting of Recado's; is OPENING_HOURS meant?"),
        ("MAX_HOPS: 3", "MAX_HOPS has to be text"),
        ("- a", "it has to hold settings"),
        ("a: [", "this is not YAML"),
    ],
)
def test_a_wrong_file_of_settings_is_a_sentence(settings: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile) as problem:
        business_of(suite(tmp_path, settings))
    assert said in str(problem.value)
    assert str(problem.value).startswith("settings.yaml: ")


def test_what_tools_write_stays_in_a_copy_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "bakery"
    (folder / "tools").mkdir(parents=True)
    (folder / "faq.yaml").write_text("[]")
    business = business_of(suite(folder, 'TOOLS: "tools"\nFAQ: "faq.yaml"\nKNOWLEDGE: "vs_1"\n'))
    copy = business.at(tmp_path / "copy")
    assert copy.settings["TOOLS"] == str(tmp_path / "copy" / "tools")
    assert copy.settings["FAQ"] == str(tmp_path / "copy" / "faq.yaml")
    assert copy.settings["KNOWLEDGE"] == "vs_1"
    assert (tmp_path / "copy" / "faq.yaml").is_file()
    assert Business({}).at(tmp_path / "other") == Business({})


def test_a_conversations_own_settings_count_for_what_it_needs() -> None:
    conversation = Conversation("a", (), settings={"OPENING_HOURS": "Mo 09:00-10:00"}, needs=("OPENING_HOURS",))
    assert Business({}).lacks(conversation) == []


def test_a_folder_of_knowledge_counts_without_its_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needing = Conversation("a", (), needs=("KNOWLEDGE",))
    assert Business({}).lacks(needing) == ["KNOWLEDGE"]
    (tmp_path / "knowledge").mkdir()
    monkeypatch.setattr(place, "BESIDE", tmp_path)
    assert Business({}).lacks(needing) == []


def test_settings_are_read_as_those_in_the_env_file(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text('HOLIDAYS: ""\nTIME_ZONE: "America/Mexico_City"\n')
    assert settings_in(tmp_path / "settings.yaml") == {"TIME_ZONE": "America/Mexico_City"}
