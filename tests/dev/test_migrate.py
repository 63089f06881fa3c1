"""`make migrate`: exported assistants become settings that the function starts with; each loss is named."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dev.migrate import NotAnAssistant, assistant_in, fragment, left_behind
from dev.models import DEFAULT
from dev.processes import ROOT
from handlers.settings import Settings

# As GET /v1/assistants/{id} gave it: https://developers.openai.com/api/reference/resources/beta/subresources/assistants
BAKERY: dict[str, Any] = {
    "id": "asst_4rVbpTn1",
    "object": "assistant",
    "created_at": 1722443312,
    "name": "Panadería Luz",
    "description": None,
    "model": "gpt-4o-mini-2024-07-18",
    "instructions": 'Eres el asistente de Panadería Luz 🥐.\n\n- De 7:00 a 14:00: "siempre" # y ya\r\n\tSé breve.  \n',
    "tools": [
        {
            "type": "file_search",
            "file_search": {"ranking_options": {"ranker": "default_2024_08_21", "score_threshold": 0.0}},
        },
        {"type": "code_interpreter"},
        {
            "type": "function",
            "function": {
                "name": "book_cake",
                "description": "Books a cake",
                "parameters": {"type": "object", "properties": {"day": {"type": "string"}}, "required": ["day"]},
                "strict": False,
            },
        },
    ],
    "top_p": 1.0,
    "temperature": 0.2,
    "reasoning_effort": None,
    "tool_resources": {
        "file_search": {"vector_store_ids": ["vs_67a1"]},
        "code_interpreter": {"file_ids": ["file-9x"]},
    },
    "metadata": {},
    "response_format": "auto",
}
FIRST_VERSION: dict[str, Any] = {
    "id": "asst_old",
    "object": "assistant",
    "name": None,
    "model": "gpt-4-1106-preview",
    "instructions": "Be kind.",
    "tools": [{"type": "retrieval"}],
    "file_ids": ["file-1"],
    "metadata": {},
}
REASONING: dict[str, Any] = BAKERY | {
    "id": "asst_o3",
    "name": "Thinker",
    "model": "o3-mini",
    "tools": [],
    "tool_resources": {},
    "temperature": None,
    "reasoning_effort": "low",
    "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": {}}},
}


def settings_of(assistant: dict[str, Any]) -> dict[str, str]:
    found = yaml.safe_load(fragment(assistant))
    assert all(isinstance(value, str) for value in found.values())
    return dict(found)


def comments_of(assistant: dict[str, Any]) -> str:
    return "\n".join(line for line in fragment(assistant).splitlines() if line.startswith("#"))


def test_an_assistant_becomes_settings() -> None:
    found = settings_of(BAKERY)
    assert (found["OPENAI_MODEL"], found["OPENAI_REASONING"]) == ("gpt-6-luna", "none")
    own = 'Eres el asistente de Panadería Luz 🥐.\n\n- De 7:00 a 14:00: "siempre" # y ya\n    Sé breve.\n'
    assert found["ASSISTANT_INSTRUCTIONS"] == own


def test_the_function_starts_with_them() -> None:
    given = {"twilio_auth_token": "t", "public_url": "https://r.example", "openai_api_key": "k"}
    found = Settings.model_validate(given | {name.lower(): value for name, value in settings_of(BAKERY).items()})
    assert found.openai_model == "gpt-6-luna"
    assert found.assistant_instructions.startswith("Eres el asistente")


def test_the_instructions_stand_there_to_be_read() -> None:
    assert "\nASSISTANT_INSTRUCTIONS: |\n  Eres el asistente de Panadería Luz 🥐.\n" in fragment(BAKERY)


def test_whatever_does_not_go_along_is_said() -> None:
    said = comments_of(BAKERY)
    for lost in ("file_search", "vs_67a1", "code_interpreter", "file-9x", "book_cake", "temperature 0.2"):
        assert lost in said
    assert "top_p" not in said
    assert "gpt-4o-mini-2024-07-18 ends on 2027-01-14" in said


def test_an_export_of_the_first_version_is_read() -> None:
    assert settings_of(FIRST_VERSION)["OPENAI_MODEL"] == "gpt-5.6-sol"
    said = comments_of(FIRST_VERSION)
    assert all(part in said for part in ("retrieval", "file-1", f"{DEFAULT}, costs less"))


def test_what_has_a_setting_of_its_own_is_led_there() -> None:
    assert "book_cake: write it in Python, into a folder that TOOLS names (docs/tools.md)" in comments_of(BAKERY)
    assert "retrieval: put its files into a folder that KNOWLEDGE names (docs/knowledge.md)" in comments_of(
        FIRST_VERSION
    )


def test_an_effort_goes_along_and_a_schema_does_not() -> None:
    assert settings_of(REASONING)["OPENAI_REASONING"] == "low"
    assert list(left_behind(REASONING)) == ["response_format: customers get text"]
    minimal = REASONING | {"reasoning_effort": "minimal"}
    assert settings_of(minimal)["OPENAI_REASONING"] == "none"
    assert "reasoning_effort minimal" in comments_of(minimal)


@pytest.mark.parametrize(
    ("model", "becomes"),
    [
        ("gpt-6-luna", "gpt-6-luna"),
        ("gpt-6.1-terra", "gpt-6.1-terra"),
        ("ft:gpt-4o-mini-2024-07-18:luz::Bq1", "gpt-6-luna"),
        ("ft:gpt-9:luz::Bq1", DEFAULT),
    ],
)
def test_a_model_that_stays_is_kept_and_one_of_ones_own_is_not(model: str, becomes: str) -> None:
    assert settings_of(BAKERY | {"model": model})["OPENAI_MODEL"] == becomes
    assert ("the model, from" in comments_of(BAKERY | {"model": model})) is (model != becomes)


@pytest.mark.parametrize("instructions", [None, "", " \n\t"])
def test_without_instructions_nothing_is_set_and_that_is_said(instructions: str | None) -> None:
    without = BAKERY | {"instructions": instructions}
    assert set(settings_of(without)) == {"OPENAI_MODEL", "OPENAI_REASONING"}
    assert "of which there were none" in comments_of(without)


def test_instructions_too_long_for_cloud_run_are_told() -> None:
    assert "32 KiB" not in comments_of(BAKERY)
    assert "32 KiB" in comments_of(BAKERY | {"instructions": "ñ" * 17_000})


@given(st.text(max_size=200), st.text(max_size=40), st.text(min_size=1, max_size=20))
def test_any_text_is_one_setting_and_any_name_one_comment(instructions: str, name: str, function: str) -> None:
    tool = {"type": "function", "function": {"name": function}}
    found = settings_of(BAKERY | {"instructions": instructions, "name": name, "tools": [tool]})
    assert set(found) - {"ASSISTANT_INSTRUCTIONS"} == {"OPENAI_MODEL", "OPENAI_REASONING"}
    assert found.get("ASSISTANT_INSTRUCTIONS", "").split() == instructions.split()


LIST = {"object": "list", "data": [BAKERY, REASONING], "first_id": "asst_4rVbpTn1", "has_more": False}


@pytest.mark.parametrize("wanted", ["asst_o3", "Thinker"])
def test_one_of_a_list_is_taken_by_its_id_or_name(wanted: str) -> None:
    assert assistant_in(LIST, wanted) == REASONING
    assert assistant_in([REASONING]) == REASONING


@pytest.mark.parametrize("wanted", ["", "asst_nobody"])
def test_of_several_none_is_guessed(wanted: str) -> None:
    with pytest.raises(NotAnAssistant, match="asst_o3"):
        assistant_in(LIST, wanted)


@pytest.mark.parametrize("content", [{}, [], "text", None, 7, {"data": []}, {"id": "thread_1"}, {"model": ""}])
def test_what_is_no_assistant_is_refused(content: object) -> None:
    with pytest.raises(NotAnAssistant, match="no assistant"):
        assistant_in(content)


def migrate(*options: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "dev.migrate", *options],
        cwd=ROOT,
        env={**kept, "FROM": "", "ASSISTANT": "", "PYTHONUTF8": "1", **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_prints_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "assistant.json"
    file.write_text("\ufeff" + json.dumps(LIST))
    told = migrate(FROM=str(file), ASSISTANT="asst_4rVbpTn1")
    assert (told.returncode, told.stdout) == (0, fragment(BAKERY))
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), (b"{", "not JSON"), (b"\xff", "not JSON"), (b"[]", "no assistant"), (b"", "not JSON")],
)
def test_a_file_that_does_not_do_is_a_sentence(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "assistant.json"
    if content is not None:
        file.write_bytes(content)
    told = migrate(str(file))
    assert told.returncode == 1
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_without_a_file_it_says_how() -> None:
    told = migrate()
    assert told.returncode == 2
    assert "make migrate FROM=assistant.json" in told.stderr
