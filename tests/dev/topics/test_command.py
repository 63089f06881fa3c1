"""`make topics`: what it says before it sends, what it proposes, and what stops it."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dev.openai_standin import Standin, serve
from dev.topics.__main__ import main
from handlers.conversation.messages import Content
from handlers.conversation.record import Record
from handlers.stores.days import StoredDays
from tests.dev.commands import Run, in_file, no_store, running

SAID = {
    "SM1": "¿Hacen bodas?",
    "SM2": "Una boda\nen mayo",
    "SM3": "¿Dan clases de pan?",
    "SM4": "",
    "SM5": "clase de pan",
}


async def _fill(days: StoredDays) -> None:
    now, keeping, sids = datetime.now(UTC), days.keeping, [*SAID, "SM-forgotten"]
    day = (now - timedelta(days=1)).date().isoformat()
    writes = [keeping.record(sid, Record("key", now, Content(text))) for sid, text in SAID.items()]
    await days.add({day: ({"topic/other": 6, "topic/pan": 34}, {"other": sids})}, writes)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "filled.db"
    asyncio.run(in_file(path, _fill))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return running(main, monkeypatch, capsys, {"KNOWLEDGE": "off", "TOPICS": "pan: de todo tipo"})


@pytest.fixture
def standin() -> Iterator[Standin]:
    with serve() as running:
        yield running


def test_without_a_key_a_stand_in_proposes_names_with_examples_and_a_line_to_paste(run: Run, filled: Path) -> None:
    code, said = run(SQLITE_PATH=str(filled))
    assert code == 0
    assert f"6 of 40 topics in the last 30 days are “other” ({filled})." in said
    assert (
        "a stand-in on this machine gets the words of 4 messages that customers wrote, without who wrote them" in said
    )
    assert "   2  bod\n      «¿Hacen bodas?»\n      «Una boda en mayo»\n" in said
    assert said.rstrip().endswith('TOPICS: "pan: de todo tipo; bod; clas"')


def test_with_a_key_it_says_what_it_would_send_and_what_that_costs_and_sends_nothing(
    run: Run, filled: Path, standin: Standin
) -> None:
    openai = {"OPENAI_API_KEY": "sk-right", "OPENAI_BASE_URL": standin.base_url, "SQLITE_PATH": str(filled)}
    code, said = run(**openai)
    assert code == 0
    assert "gpt-6-luna at 127.0.0.1 gets the words of 4 messages" in said
    assert "for at most $0.01." in said
    assert said.rstrip().endswith("Nothing is sent yet: make topics SEND=1 sends it.")
    assert standin.state.seen("POST", "/v1/responses") == []
    assert "a price that is not known here" in run(**openai, OPENAI_MODEL="own")[1]
    # Twelve cents for the longest answer, and the question.
    assert "for at most $0.13." in run(**openai, OPENAI_MODEL="gpt-5.6-sol")[1]
    code, said = run(**openai, SEND="1")
    assert (code, "TOPICS: " in said) == (0, True)
    sent = standin.state.seen("POST", "/v1/responses")[0].body
    assert isinstance(sent, dict)
    assert (sent["store"], len(sent["input"].splitlines()), "conversation" in sent) == (False, 4, False)


def test_what_openai_refuses_is_said(run: Run, filled: Path, standin: Standin) -> None:
    openai = {"OPENAI_BASE_URL": standin.base_url, "SQLITE_PATH": str(filled), "SEND": "1"}
    code, said = run(OPENAI_API_KEY="sk-wrong-1", **openai)
    last = said.splitlines()[-1]
    assert code == 1
    assert last.startswith("Broken off, since OpenAI refuses or does not answer (invalid_api_key): set OPENAI_")


def test_where_nothing_fell_under_other_nothing_is_sent(run: Run, tmp_path: Path) -> None:
    code, said = run(SQLITE_PATH=str(tmp_path / "empty.db"))
    assert code == 1
    assert "0 of 0 topics in the last 30 days are “other”" in said
    assert "Nothing is sent, and nothing proposed" in said


def test_where_nothing_is_in_common_nothing_is_proposed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SAID, "SM2", "Una fiesta")
    monkeypatch.setitem(SAID, "SM5", "nada")
    path = tmp_path / "few.db"
    asyncio.run(in_file(path, _fill))
    assert run(SQLITE_PATH=str(path), TOPICS="")[1].rstrip().endswith("these messages have no topic in common.")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"TOPICS": "pan; pan"}, "TOPICS has pan twice"),
        ({"STORE": "firestore"}, "STORE=firestore finds no Google Cloud project or credentials"),
        ({"SQLITE_PATH": "/nowhere/recado.db"}, "Recado cannot start"),
    ],
)
def test_what_stops_it_is_said(run: Run, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], said: str) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/key.json")
    code, told = run(**wrong)
    assert (code, said in told) == (1, True)


def test_a_store_that_does_not_answer_is_not_taken_for_openai(run: Run, tmp_path: Path) -> None:
    code, said = run(SQLITE_PATH=str(no_store(tmp_path / "recado.db")))
    assert (code, said.startswith("Broken off: the store does not answer (SQLITE_")) == (1, True)
