"""`make eval` as a whole: a function in its own process, signed webhooks in, TwiML out, and what is said of it."""

import json
from pathlib import Path

import pytest

from dev import openai_standin
from dev.evaluate import __main__ as command
from dev.evaluate import results
from dev.evaluate.results import Outcome, Run

SETTINGS = """\
ASSISTANT_INSTRUCTIONS: "A bakery."
OPENING_HOURS: "Tu-Sa 07:00-20:00; Su 07:00-14:00"
TIME_ZONE: "America/Mexico_City"
PEOPLE_CONTACT: "222 555 0140"
"""
CONVERSATIONS = """\
settings: settings.yaml
customers: {Ana: "+5215512345678"}
conversations:
- name: remembered
  customer: Ana
  steps:
  - say: Hola, me llamo Ana
    expect: {language: es, messages: 1, tool: [], entry: false, knows: true, judge: is polite}
  - say: ¿Cómo me llamo?
    expect: {contains: [Ana, Recuerdo un mensaje], cost: 0.01, hands_over: false}
- name: remembered alone
  customer: Ana
  steps:
  - say: ¿Cómo me llamo?
    expect: {not_contains: Recuerdo, model: {contains: never held to this}}
- name: a person
  steps:
  - say: humano
    expect: {hands_over: true, cost: 0}
  - say: ¿Hola?
    expect: {messages: 0, hands_over: false}
- name: files
  steps:
  - send: photo.jpg
    expect: {contains: image/jpeg}
  - voice: tres conchas
    quote: 1
    expect: {contains: tres conchas}
- name: wrong
  steps:
  - say: Good morning, are you open?
    expect: {language: es, contains: "640"}
- name: left out
  needs: [HOLIDAYS]
  steps:
  - say: ¿Abren hoy?
- name: at night
  now: "2026-11-24T23:00-06:00"
  settings: {WHEN_CLOSED: tell}
  steps:
  - say: ¿Cuánto cuesta?
    expect: {contains: "7:00"}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "MODEL", "ONLY", "TIMES", "JSON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RECADO_ENV_FILE", "/dev/null")
    monkeypatch.setenv("CONVERSATIONS", str(tmp_path / "conversations.yaml"))
    monkeypatch.setattr(results, "LAST", tmp_path / ".eval" / "last.json")
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    (tmp_path / "conversations.yaml").write_text(CONVERSATIONS)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    return tmp_path


def test_conversations_are_held_and_what_is_not_as_expected_is_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results.keep(f"{folder / 'conversations.yaml'} stand-in", [Outcome("wrong", (Run(),))], results.LAST)
    assert command.main() == 1
    out, said = capsys.readouterr()
    for name in ("remembered", "remembered alone", "a person", "files", "at night"):
        assert f"{name:<16}     1/1" in out
    assert "wrong                0/1" in out
    assert "step 1, “Good morning, are you open?”: the answer does not contain “640”" in out
    assert "the answer is English, not Spanish" in out
    assert "it was: Hello! I am the stand-in assistant" in out
    assert "left out          left out: needs HOLIDAYS" in out
    assert "5 of 6 conversations are as expected, 1 left out." in out
    assert "answered by the stand-in for OpenAI" in said
    assert "Not judged, since only a model can (OPENAI_API_KEY): is polite." in said
    assert "\n  worse: wrong, 1/1 the last time, 0/1 now\n" in said
    assert "\n  new: files, 1/1\n" in said


def test_with_a_key_more_is_asked_of_the_model_and_it_judges_and_the_price_is_said_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONLY", "remembered*")
    monkeypatch.setenv("TIMES", "2")
    monkeypatch.setenv("JSON", "1")
    with openai_standin.serve() as openai:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("OPENAI_BASE_URL", openai.base_url)
        assert command.main() == 1
        asked = [request.body for request in openai.state.seen("POST", "/v1/responses")]
    out, said = capsys.readouterr()
    remembered, alone = json.loads(out)
    assert (remembered["passed"], remembered["times"], remembered["holds"]) == (2, 2, True)
    assert (alone["passed"], alone["times"], alone["holds"]) == (0, 2, False)
    (failure,) = alone["runs"][1]["failures"]
    assert failure["what"] == "the answer does not contain “never held to this”"
    assert "answered by gpt-6-luna" in said
    assert "for about $0.01" in said
    assert len([body for body in asked if _is_of_the_judge(body)]) == 2
    assert "sk-test" not in out + said


def _is_of_the_judge(body: object) -> bool:
    return isinstance(body, dict) and str(body.get("instructions", "")).startswith("You judge")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ONLY": "none"}, "/conversations.yaml: no conversation is called none"),
        ({"ONLY": "left out"}, "/conversations.yaml: left out needs HOLIDAYS"),
        ({"TIMES": "many"}, "TIMES: it has to be a number from 1 to 100"),
        ({"CONVERSATIONS": "none.yaml"}, "CONVERSATIONS=path"),
    ],
)
def test_what_cannot_be_held_is_a_sentence_and_another_code(
    variables: dict[str, str],
    said: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert command.main() == 2
    assert said in capsys.readouterr().err


def test_what_is_held_is_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONLY", "at night")
    assert command.main() == 0
    out, said = capsys.readouterr()
    assert "/conversations.yaml: 1 conversation, 1 message, answered by" in said
    assert "1 of 1 conversation is as expected." in out


def test_a_function_that_does_not_start_says_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "settings.yaml").write_text('ASSISTANT_LANGUAGE: "fr"\n')
    assert command.main() == 2
    assert "ASSISTANT_LANGUAGE must be" in capsys.readouterr().err
