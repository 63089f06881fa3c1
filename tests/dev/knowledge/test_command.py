"""`make knowledge`: what it says of a folder and what is next; with SYNC=1 the store it fills, and what stops it."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.knowledge.__main__ import main
from dev.openai_standin import Standin, serve
from dev.processes import ROOT
from tests.dev.commands import Run, running
from tests.dev.standins import until
from tests.knowledge.test_files import put
from tests.pdfs import pdf


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setattr(sys, "argv", ["make knowledge"])
    monkeypatch.delenv("KNOWLEDGE", raising=False)
    return running(main, monkeypatch, capsys, {})


@pytest.fixture
def standin() -> Iterator[Standin]:
    with serve() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return put(tmp_path / "files", precios_csv="pan,precio\nconcha,14\n", a_md="x" * 350, scan_pdf=pdf())


def test_it_says_what_there_is_what_cannot_be_used_and_what_is_next(run: Run, folder: Path) -> None:
    code, said = run(KNOWLEDGE=str(folder))
    assert code == 0
    assert f"{folder}: 2 files, about " in said
    assert "  about     100  a.md" in said
    assert "Not used:\n  scan.pdf has no text: it is a scan, " in said
    assert said.rstrip().endswith(
        "It goes whole with every question (KNOWLEDGE_TOKENS is 8,000). Next: make run, to try it; make deploy."
    )


def test_a_name_that_a_terminal_would_obey_is_only_shown(run: Run, folder: Path) -> None:
    (folder / "a\x1b[2J.md").write_text("Hola")
    _, said = run(FOLDER=str(folder))
    assert "  'a\\x1b[2J.md' has a name that cannot be told" in said


def test_of_a_folder_that_the_assistant_does_not_answer_from_it_says_how_it_would(run: Run, folder: Path) -> None:
    for other in ("", "off", "examples/bakery/knowledge"):
        _, said = run(FOLDER=str(folder), KNOWLEDGE=other)
        assert "The assistant does not answer from it yet" in said
        assert said.rstrip().endswith(f'KNOWLEDGE: "{folder}"')
    _, said = run(FOLDER=str(folder), KNOWLEDGE=str(folder))
    assert "goes whole with every question" in said
    _, said = run(FOLDER=str(folder), KNOWLEDGE_TOKENS="100")
    assert f"Next: make knowledge SYNC=1 FOLDER={folder} puts it" in said


def test_the_bakery_s_folder_is_small_and_all_of_it_is_used(run: Run) -> None:
    code, said = run(KNOWLEDGE="examples/bakery/knowledge")
    assert code == 0
    assert said.startswith("examples/bakery/knowledge: 6 files, about ")
    assert "Not used" not in said
    assert "goes whole with every question" in said


def test_what_is_too_large_for_each_question_is_told_where_it_can_go(run: Run, folder: Path) -> None:
    code, said = run(KNOWLEDGE=str(folder), KNOWLEDGE_TOKENS="100")
    assert code == 0
    assert "more than KNOWLEDGE_TOKENS (100)" in said
    assert "Next: make knowledge SYNC=1" in said


def test_beside_a_store_the_usual_folder_is_looked_at(run: Run, folder: Path) -> None:
    _, said = run(KNOWLEDGE="vs_1", FOLDER=str(folder))
    assert (
        f"KNOWLEDGE is the store vs_1. Next: make knowledge SYNC=1 FOLDER={folder} makes it as this folder is." in said
    )
    for knowledge in ("vs_1", "off"):
        _, said = run(KNOWLEDGE=knowledge)
        assert ("There is no folder knowledge that" in said) is not (ROOT / "knowledge").is_dir()


def test_a_folder_that_is_not_there_or_holds_nothing_says_so(run: Run, tmp_path: Path) -> None:
    code, said = run(FOLDER=str(tmp_path / "none"))
    assert (code, "There is no folder" in said) == (1, True)
    (tmp_path / "empty").mkdir()
    code, said = run(FOLDER=str(tmp_path / "empty"), SYNC="1")
    assert (code, said.strip()) == (1, f"{tmp_path / 'empty'}: no file that can be used.")


def test_without_a_key_nothing_is_synced(run: Run, folder: Path) -> None:
    code, said = run(FOLDER=str(folder), SYNC="1")
    assert (code, "SYNC=1 needs OPENAI_API_KEY" in said) == (1, True)


def test_a_sync_prints_its_progress_and_the_line_to_set_and_then_that_all_is_well(
    run: Run, folder: Path, standin: Standin
) -> None:
    openai = {"OPENAI_API_KEY": "sk-hush", "OPENAI_BASE_URL": standin.base_url}
    code, said = run(FOLDER=str(folder), SYNC="1", **openai)
    [store] = standin.state.library.stores
    assert code == 0
    assert "[2/2] precios.csv" in said
    assert f'put this line into .env.yaml, then make deploy:\nKNOWLEDGE: "{store}"\n' in said
    assert said.rstrip().endswith(f"When a file has changed: make knowledge SYNC=1 FOLDER={folder}")
    assert "hush" not in said
    code, said = run(FOLDER=str(folder), SYNC="1", KNOWLEDGE=store, **openai)
    assert code == 0
    assert said.rstrip().endswith(f"The store {store} is as the folder is.")
    put(folder, b_md="#unreadable")
    code, said = run(FOLDER=str(folder), SYNC="1", KNOWLEDGE=store, **openai)
    assert code == 1
    assert "OpenAI could not take b.md: The file type is not supported, or it is empty." in said


def test_a_refusal_names_its_remedy_and_that_it_can_be_run_again(run: Run, folder: Path, standin: Standin) -> None:
    key = {"OPENAI_API_KEY": "sk-wrong-1", "OPENAI_BASE_URL": standin.base_url}
    code, said = run(FOLDER=str(folder), SYNC="1", **key)
    assert code == 1
    assert "Broken off, since OpenAI refuses or does not answer (invalid_api_key): set OPENAI_API_KEY" in said
    assert "Run it again: it goes on where it was." in said
    assert "sk-wrong" not in said


async def test_a_command_that_is_killed_leaves_what_the_next_one_finishes(tmp_path: Path, standin: Standin) -> None:
    folder = put(tmp_path / "files", **{f"f{number}_md": f"Número {number}" for number in range(12)})
    env = {
        "PATH": os.environ["PATH"],
        "RECADO_ENV_FILE": str(tmp_path / "none.yaml"),
        "TWILIO_AUTH_TOKEN": "hush",
        "OPENAI_API_KEY": "sk-hush",
        "OPENAI_BASE_URL": standin.base_url,
        "FOLDER": str(folder),
        "SYNC": "1",
    }
    command = [sys.executable, "-m", "dev.knowledge"]
    first = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdout=DEVNULL)
    await until(lambda: len(standin.state.library.files) >= 4)
    first.kill()
    await first.wait()
    library = standin.state.library
    [store] = library.stores.values()
    assert len(store.living) < 12
    both = [await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdout=DEVNULL) for _ in range(2)]
    await asyncio.gather(*(each.wait() for each in both))
    last = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdout=PIPE)
    said = (await last.communicate())[0].decode()
    assert (last.returncode, f"The store {store.id} is as the folder is." in said) == (0, True)
    assert list(library.stores) == [store.id]
    assert sorted(each.text for each in store.living) == sorted(f"Número {number}" for number in range(12))
