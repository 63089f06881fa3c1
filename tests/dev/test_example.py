"""The bakery that `make run` shows, as long as nothing of your own is set."""

from pathlib import Path

import pytest
import yaml

from dev import example
from dev.example import BAKERY, OWN, TABLES, is_shown, settings_of_example, tables
from dev.processes import ROOT
from dev.slips import alone

NEEDED = {"TWILIO_AUTH_TOKEN": "t", "PUBLIC_URL": "http://127.0.0.1:8080", "OPENAI_API_KEY": "sk-x", "STORE": "memory"}


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*OWN, "OPENING_HOURS"):
        monkeypatch.delenv(name, raising=False)


def test_with_nothing_set_it_is_the_bakery_with_its_files_found() -> None:
    settings = settings_of_example({"STORE": "sqlite"})
    assert "Panadería Luz" in settings["ASSISTANT_INSTRUCTIONS"]
    assert (settings["OPENING_HOURS"], settings["STORE"]) == ("Tu-Sa 07:00-20:00; Su 07:00-14:00", "sqlite")
    assert [settings[name] for name in example.PATHS] == [
        str(BAKERY / each) for each in ("faq.yaml", "knowledge", "tools")
    ]


@pytest.mark.parametrize("name", OWN)
def test_one_setting_of_your_own_is_a_business_of_your_own(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = {name: "mine", "STORE": "sqlite"}
    assert not is_shown(own)
    assert settings_of_example(own) == own
    monkeypatch.setenv(name, "")
    assert settings_of_example({"STORE": "sqlite"}) == {"STORE": "sqlite"}


def test_a_folder_of_knowledge_is_one_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "knowledge").mkdir()
    monkeypatch.setattr(example, "ROOT", tmp_path)
    assert not is_shown({})


def test_other_settings_go_before_the_bakerys_and_hours_as_a_whole() -> None:
    settings = settings_of_example({"OPENING_HOURS": "Mo 09:00-10:00", "PEOPLE_CONTACT": "me"})
    assert (settings["OPENING_HOURS"], settings["PEOPLE_CONTACT"]) == ("Mo 09:00-10:00", "me")
    assert not {"TIME_ZONE", "HOLIDAYS"} & set(settings)


@pytest.mark.parametrize("given", [{}, {TABLES: "/mine.ics"}])
def test_tables_are_booked_beside_the_store_unless_a_file_is_named(given: dict[str, str]) -> None:
    settings = {"STORE": "sqlite", "SQLITE_PATH": "/somewhere/.local.db", **given}
    with tables(settings):
        assert settings[TABLES] == given.get(TABLES, "/somewhere/.local.db-tables.ics")


@pytest.mark.parametrize("store", ["memory", "firestore"])
def test_without_a_file_of_the_stores_each_run_has_tables_of_its_own(store: str) -> None:
    first, second = {"STORE": store}, {"STORE": store}
    with tables(first), tables(second):
        paths = [Path(settings[TABLES]) for settings in (first, second)]
        assert [path.parent.is_dir() for path in paths] == [True, True]
    assert paths[0] != paths[1]
    assert not paths[0].parent.exists()


def test_without_hours_the_bakery_is_always_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENING_HOURS", "")  # as in `OPENING_HOURS= make run`
    settings = settings_of_example({})
    assert "Panadería Luz" in settings["ASSISTANT_INSTRUCTIONS"]
    assert not {"OPENING_HOURS", "TIME_ZONE", "HOLIDAYS"} & set(settings)


def test_the_function_takes_the_bakerys_settings() -> None:
    settings = alone({**NEEDED, **settings_of_example({})})
    assert all((settings.opening_hours, settings.faq, settings.knowledge, settings.tools, settings.people_contact))


def test_the_env_file_speaks_of_the_same_bakery() -> None:
    said = yaml.safe_load((ROOT / ".env.yaml.example").read_text())["ASSISTANT_INSTRUCTIONS"]
    assert "Panadería Luz" in said
    assert "7:00 to 20:00" in said
