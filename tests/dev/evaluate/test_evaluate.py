"""`make eval` as a whole: a function in its own process, signed webhooks in, TwiML out, and what is said of it."""

import json
from pathlib import Path

import pytest

from dev import openai_standin
from dev.evaluate import __main__ as command
from dev.evaluate import results

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
- name: another Ana
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
    assert command.main() == 1
    out, said = capsys.readouterr()
    for name in ("remembered", "another Ana", "a person", "files", "at night"):
        assert f"{name:<12}     1/1" in out
    assert "wrong            0/1" in out
    assert "step 1, “Good morning, are you open?”: the answer does not contain “640”" in out
    assert "the answer is English, not Spanish" in out
    assert "it was: Hello! I am the stand-in assistant" in out
    assert "left out      left out: needs HOLIDAYS" in out
    assert "5 of 6 conversations are as expected, 1 left out." in out
    assert "answered by the stand-in for OpenAI" in said
    assert "Not judged, since only a model can (OPENAI_API_KEY): is polite." in said
    assert "Since the last run" not in said


def test_with_a_key_a_model_judges_and_its_price_is_said_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONLY", "remembered")
    monkeypatch.setenv("TIMES", "2")
    monkeypatch.setenv("JSON", "1")
    with openai_standin.serve() as openai:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("OPENAI_BASE_URL", openai.base_url)
        assert command.main() == 0
        judged = [
            request.body for request in openai.state.seen("POST", "/v1/responses") if _is_of_the_judge(request.body)
        ]
    out, said = capsys.readouterr()
    (outcome,) = json.loads(out)
    assert (outcome["passed"], outcome["times"], outcome["holds"]) == (2, 2, True)
    assert "answered by gpt-6-luna" in said
    assert "for about $0.01" in said
    assert len(judged) == 2
    assert "sk-test" not in out + said


def _is_of_the_judge(body: object) -> bool:
    return isinstance(body, dict) and str(body.get("instructions", "")).startswith("You judge")


def test_what_went_otherwise_than_the_last_time_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONLY", "wrong")
    of = f"{folder / 'conversations.yaml'} stand-in"
    results.keep(of, [results.Outcome("wrong", (results.Run(),))], results.LAST)
    assert command.main() == 1
    assert "Since the last run:\n  worse: wrong, 1/1 the last time, 0/1 now\n" in capsys.readouterr().err


def test_what_a_model_alone_can_do_is_asked_of_a_model(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONLY", "another Ana")
    with openai_standin.serve() as openai:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("OPENAI_BASE_URL", openai.base_url)
        assert command.main() == 1
    assert "the answer does not contain “never held to this”" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ONLY": "none"}, "no conversation is called none"),
        ({"ONLY": "left out"}, "left out needs HOLIDAYS"),
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


def test_a_function_that_does_not_start_says_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "settings.yaml").write_text('ASSISTANT_LANGUAGE: "fr"\n')
    assert command.main() == 2
    assert "ASSISTANT_LANGUAGE must be" in capsys.readouterr().err
