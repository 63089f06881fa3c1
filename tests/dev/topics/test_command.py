"""`make topics`: what it says before it sends, what it proposes, and what stops it."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dev.openai_standin import Standin, serve
from dev.topics.__main__ import main
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.conversation.messages import Content
from handlers.conversation.record import Record
from handlers.stores.days import StoredDays
from handlers.stores.indexes import INDEXED
from handlers.stores.keeping import Keeping

Run = Callable[..., tuple[int, str]]
SAID = {
    "SM1": "¿Hacen bodas?",
    "SM2": "Una boda\nen mayo",
    "SM3": "¿Dan clases de pan?",
    "SM4": "",
    "SM5": "clase de pan",
}


def now() -> datetime:
    return datetime.now(UTC)


async def _fill(path: Path) -> None:
    documents = SqliteDocuments(str(path), INDEXED, now)
    keeping = Keeping(documents, now, timedelta(days=90))
    sids = [*SAID, "SM-forgotten"]
    day = (now() - timedelta(days=1)).date().isoformat()
    writes = [keeping.record(sid, Record("key", now(), Content(text))) for sid, text in SAID.items()]
    await StoredDays(keeping).add({day: ({"topic/other": 6, "topic/pan": 34}, {"other": sids})}, writes)
    await documents.close()


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "filled.db"
    asyncio.run(_fill(path))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command with these variables; gives its exit code and what it said."""
    monkeypatch.setattr(sys, "argv", ["make topics"])
    monkeypatch.setenv("RECADO_ENV_FILE", str(tmp_path / "none.yaml"))
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "hush")
    monkeypatch.setenv("KNOWLEDGE", "off")
    monkeypatch.setenv("TOPICS", "pan: de todo tipo")

    def run(**variables: str) -> tuple[int, str]:
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            code = main()
        return code, capsys.readouterr().out

    return run


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
    assert last.startswith("Broken off: the store or OpenAI refuses or does not answer (invalid_api_key): set OPENAI_")


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
    asyncio.run(_fill(path))
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
