"""`make run` and `make chat` as a newcomer uses them: no variables set, one terminal each, Ctrl-C at the end."""

import contextlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

import dev.chat
from dev import local
from dev.processes import ROOT, DidNotStart, child, free_port, wait_for
from handlers.kept_texts import FORGOTTEN


def environment(port: int, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    unset = {"TEXT": "", "FROM": "", "VERBOSE": ""}  # as make hands them on
    ports = {"PORT": str(port), "PHONE_PORT": str(free_port()), "SITE_PORT": str(free_port())}
    return {**kept, **unset, "RECADO_ENV_FILE": "/dev/null", "PYTHONUNBUFFERED": "1", **ports, **more}


def chat(port: int, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dev.chat"],
        cwd=ROOT,
        env=environment(port, **variables),
        input="Hola\n\n¿Cómo me llamo?\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def shown(port: int, text: str, **variables: str) -> str:
    """What `make chat` shows of one text, by its code in this process: a process takes longer to start than to talk."""
    with (
        pytest.MonkeyPatch.context() as patch,
        io.TextIOWrapper(io.BytesIO()) as typed,
        contextlib.redirect_stdout(io.StringIO()) as terminal,
    ):
        for name, value in environment(port, TEXT=text, **variables).items():
            patch.setenv(name, value)
        patch.setattr("sys.argv", ["make chat"])
        patch.setattr("sys.stdin", typed)
        assert dev.chat.main() == 0
        return terminal.getvalue()


@contextlib.contextmanager
def run(port: int, log: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    store = {"SQLITE_PATH": str(log.parent / "local.db")}  # what a test says is not told to the next
    with log.open("wb") as output:
        command = [sys.executable, "-m", "dev.run"]
        with child(command, env=environment(port, **store, **more), output=output) as process:
            wait_for(f"http://127.0.0.1:{port}/health", process, name="make run")
            yield process


def descendants(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [process for child in map(int, listed) for process in (child, *descendants(child))]


def is_running(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGHUP])
def test_a_newcomer_talks_and_is_remembered_and_the_end_leaves_nothing_behind(
    tmp_path: Path, ending: signal.Signals
) -> None:
    port, log = free_port(), tmp_path / "log"
    with run(port, log) as process:
        first = chat(port, TEXT="Hola, me llamo Ana")
        second = chat(port, TEXT="¿Cómo me llamo?", VERBOSE="1")
        typed = chat(port)
        bakery = chat(port, TEXT="¿A qué hora abren mañana?")
        started = descendants(process.pid)
        process.send_signal(ending)
        assert process.wait(60) == 0
    assert "« " in first.stdout
    assert "Ana" in second.stdout
    assert " ms\n" in second.stdout
    assert "<Response>" in second.stdout
    assert typed.stdout.count("« ") == 2
    said = log.read_text()
    assert "OPENAI_API_KEY is not set" in said
    assert f"make chat PORT={port}" in said
    assert "A phone for it is   http://localhost:" in said
    assert "A site's web chat   http://localhost:" in said
    assert "Agents in it are    Marta and Hugo: " in said
    assert "It answers for      Panadería Luz" in said
    assert "« Mañana " in bakery.stdout
    assert "Traceback" not in said
    assert len(started) >= 2
    assert not [pid for pid in started if is_running(pid)]


def test_a_person_has_the_conversation_until_the_assistant_is_asked_back(tmp_path: Path) -> None:
    """As the page about developing provokes it, last of all, since what came after would be met by silence."""
    page = (ROOT / "docs" / "develop.md").read_text().partition("\n## Provoking faults\n")[2].partition("\n## ")[0]
    *_, hands_over, ends = re.findall(r'^make chat TEXT="(.+?)"', page, re.MULTILINE)
    assert "#handoff=" in hands_over
    port = free_port()
    with run(port, tmp_path / "log"):
        said = [shown(port, text) for text in (hands_over, "Hola", ends, "Hola")]
    assert ["« " in text for text in said] == [True, False, True, True]
    assert "(silence: a person has the conversation (“asistente” ends that)" in said[1]


FIRST_MINUTE = {  # what the README's table says, and by what it shows
    "¿Cuánto cuesta una concha?": "« Cada concha cuesta $14. Hay de vainilla y de chocolate.\n",
    "¿Hacen entregas en Cholula?": "No hay entrega en Cholula",
    "¿A qué hora abren mañana?": "« Mañana ",
    "¿Dónde va mi pedido L-1001?": "pastel tres leches grande",
    "Quiero una mesa el domingo a las 9:00 para 4 personas": "Reservar una mesa de desayuno para 4 el ",
    "¿Quién es el dueño?": "no lo sé",
    "me llamo Ana": "",
    "¿cómo me llamo?": "te llamas Ana",
    "mis datos": "¿Cuánto cuesta una concha?",
}


def test_the_readmes_first_minute_is_what_a_newcomer_sees(tmp_path: Path) -> None:
    rows = re.findall(r"^\| (.+?) \| .+? \|$", (ROOT / "README.md").read_text(), re.MULTILINE)[1:]
    assert ", then ".join(rows).split(", then ") == list(FIRST_MINUTE)
    port = free_port()
    with run(port, tmp_path / "log"):
        read = {asked: shown(port, asked) for asked in FIRST_MINUTE}
        luis = shown(port, "¿Dónde va mi pedido L-1001?", FROM="whatsapp:+5215512345679")
    assert [asked for asked, shown in FIRST_MINUTE.items() if shown not in read[asked]] == []
    assert "found: false" in luis
    assert "tres leches" not in luis
    assert not (tmp_path / "local.db-tables.ics").exists()  # nobody said yes


def test_a_table_is_booked_beside_the_store_and_one_command_begins_anew(tmp_path: Path) -> None:
    port = free_port()
    with run(port, tmp_path / "log"):
        for text in ("Quiero una mesa el domingo a las 9:00 para 4 personas", "sí"):
            shown(port, text)
    assert "Mesa para 4" in (tmp_path / "local.db-tables.ics").read_text()
    told = re.search(r"to begin anew: stop it, then `rm (\S+)\*`", (tmp_path / "log").read_text())
    assert told
    assert told[1] == str(tmp_path / "local.db")


def test_what_was_said_before_is_remembered_by_the_next_run(tmp_path: Path) -> None:
    """The stand-in's conversations ended with the first run, so a new one begins with what was said last."""
    said = []
    for texts in (["Hola, me llamo Ana"], ["¿Cómo me llamo?", "¿Y cómo me llamo ahora?", "olvídame", "sí"]):
        port = free_port()
        with run(port, tmp_path / "log"):
            said += [shown(port, text) for text in texts]
    assert str(tmp_path / "local.db") in (tmp_path / "log").read_text()
    assert ["Ana" in text for text in said[1:3]] == [True, True]
    assert "no puedo" not in "".join(said)
    assert FORGOTTEN["es"] in said[-1]


def test_a_local_run_remembers_unless_it_is_told_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "ENV_FILE", tmp_path / "none")
    settings = local.environment()
    assert (settings["STORE"], settings["SQLITE_PATH"]) == ("sqlite", str(ROOT / ".local.db"))
    monkeypatch.setenv("STORE", "memory")
    assert local.environment()["STORE"] == "memory"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """.env.yaml as a newcomer has it at first: a copy of the example."""
    copy = tmp_path / ".env.yaml"
    copy.write_text((ROOT / ".env.yaml.example").read_text())
    monkeypatch.setenv("RECADO_ENV_FILE", str(copy))
    return copy


def test_the_store_in_the_env_file_is_left_to_the_deployed_function(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = local.environment()
    assert (settings["STORE"], settings["SQLITE_PATH"]) == ("sqlite", str(ROOT / ".local.db"))
    assert local.other_store() == "firestore"
    monkeypatch.setenv("STORE", "firestore")
    assert (local.environment()["STORE"], local.other_store()) == ("firestore", "")


def test_a_copy_of_the_example_runs_without_google_and_that_is_said(example: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    with run(port, log, RECADO_ENV_FILE=str(example)):
        assert "« " in shown(port, "Hola", RECADO_ENV_FILE=str(example))
    assert "(store: sqlite;" in log.read_text()
    assert log.read_text().count("make run STORE=firestore") == 1


def test_what_a_local_run_keeps_is_not_committed_and_goes_with_make_clean() -> None:
    kept = [
        local.TOKEN_FILE.name,
        local.DESK_FILE.name,
        *(f"{local.STORE_FILE.name}{ending}" for ending in ("", "-wal", "-shm", "-tables.ics")),
    ]
    ignored = (ROOT / ".gitignore").read_text().split()
    removed = (ROOT / "Makefile").read_text().partition("\nclean:")[2].split()
    for name in kept:
        assert [rule for rule in ignored if fnmatch(name, rule)], name
        assert [rule for rule in removed if fnmatch(name, rule)], name


def test_with_a_key_openai_is_asked(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    with run(port, log, OPENAI_API_KEY="sk-test", OPENAI_BASE_URL=f"http://127.0.0.1:{free_port()}/v1"):
        assert "no puedo responder" in shown(port, "Hola")
    assert "OPENAI_API_KEY is set" in log.read_text()


def test_with_a_key_of_twilios_its_account_is_used_and_that_is_said(tmp_path: Path) -> None:
    account = {"TWILIO_ACCOUNT_SID": f"AC{'1' * 32}", "TWILIO_API_KEY_SID": "SK1", "TWILIO_API_KEY_SECRET": "hush"}
    log, port = tmp_path / "log", free_port()
    real = account | {"AGENTS": "Ana=whatsapp:+5215511110001", "TWILIO_API_BASE_URL": f"http://127.0.0.1:{free_port()}"}
    with run(port, log, **real):
        assert "« " in shown(port, "Hola", TWILIO_ACCOUNT_SID=account["TWILIO_ACCOUNT_SID"])
    assert "TWILIO_API_KEY_SID is set" in log.read_text()
    assert "web chat" not in log.read_text()  # agents would not hear of its customers
    assert "hush" not in log.read_text()


def test_a_key_of_twilios_without_its_secret_leaves_twilio_to_the_phone(example: Path, tmp_path: Path) -> None:
    filled = example.read_text().replace('KEY_SID: ""', f'KEY_SID: "SK{"0" * 32}"')
    example.write_text(filled.replace('ACCOUNT_SID: ""', f'ACCOUNT_SID: "AC{"0" * 32}"'))  # as docs/go-live.md says
    log, port = tmp_path / "log", free_port()
    with run(port, log, RECADO_ENV_FILE=str(example)):
        assert "« " in shown(port, "Hola", RECADO_ENV_FILE=str(example))
    assert "Twilio's REST API: the phone's own stand-in" in log.read_text()


def test_a_function_that_ends_by_itself_ends_all(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with run(free_port(), log) as process:
        for pid in map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()):
            os.kill(pid, signal.SIGTERM)
        assert process.wait(60) == 1
    assert "The function ended with code" in log.read_text()


@pytest.mark.parametrize("name", ["PORT", "PHONE_PORT", "SITE_PORT"])
def test_a_port_in_use_is_a_sentence(name: str, tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        taken = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = taken.getsockname()[1]
        output = stack.enter_context((tmp_path / "log").open("wb"))
        ports = environment(free_port(), **{name: str(port)})
        process = stack.enter_context(child([sys.executable, "-m", "dev.run"], env=ports, output=output))
        assert process.wait(60) == 1
    said = (tmp_path / "log").read_text()
    assert f"Port {port} is in use" in said
    assert f"make run {name}={port + 1}`" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("name", "what"), [("PHONE_PORT", "phone"), ("SITE_PORT", "site")])
def test_one_port_for_both_is_a_sentence_before_anything_is_started(name: str, what: str) -> None:
    port = free_port()
    same = environment(port, **{name: str(port)})
    told = subprocess.run(
        [sys.executable, "-m", "dev.run"], cwd=ROOT, env=same, capture_output=True, text=True, timeout=60, check=False
    )
    said = f"PORT and {name} are both {port}; give the {what} another, as in `make run {name}={port + 1}`.\n"
    assert (told.returncode, told.stdout, told.stderr) == (1, said, "")


def test_a_wrong_setting_is_named_and_not_a_traceback(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(DidNotStart), run(free_port(), log, ASSISTANT_LANGUAGE="fr"):
        pass
    assert "ASSISTANT_LANGUAGE" in log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_slip_in_the_env_file_is_told_and_the_rest_runs(tmp_path: Path) -> None:
    file, log = tmp_path / "env.yaml", tmp_path / "log"
    file.write_text('OPENAI_MODLE: "gpt-6-luna"\nMAX_HOPS: 3\n')
    with run(free_port(), log, RECADO_ENV_FILE=str(file)):
        pass
    assert ".env.yaml: OPENAI_MODLE is no setting of Recado's; is OPENAI_MODEL meant?\n" in log.read_text()
    assert ".env.yaml: MAX_HOPS has to be text" in log.read_text()


def test_chat_without_a_function_says_how_to_start_it() -> None:
    nobody = chat(free_port(), TEXT="Hola")
    assert nobody.returncode == 1
    assert "make run" in nobody.stdout


@pytest.mark.parametrize("port", ["abc", "99999", "0"])
def test_a_port_that_is_none_is_a_sentence(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match="PORT has to be a number"):
        local.port()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b'TWILIO_AUTH_TOKEN: "hush\nOPENAI_API_KEY: "sk-hush"\n',
            "line 2: this is not YAML. Mostly a quote is missing",
        ),
        (b"ASSISTANT_INSTRUCTIONS: |\nhush\n", "does not begin with two spaces"),
        (b'OPENAI_API_KEY: ""\nOPENAI_API_KEY: "sk-hush"\n', "OPENAI_API_KEY is there twice"),
        (b"STORE: \xff", "not YAML in UTF-8"),
        (b"just a text", "no settings"),
    ],
)
def test_an_env_file_that_is_none_is_a_sentence_and_shows_no_secret(
    content: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "env.yaml").write_bytes(content)
    monkeypatch.setenv("RECADO_ENV_FILE", str(tmp_path / "env.yaml"))
    with pytest.raises(SystemExit, match=said) as problem:
        local.env_file()
    assert "hush" not in str(problem.value)


def test_make_hands_a_text_on_as_it_was_typed() -> None:
    command = ["make", "--no-print-directory", "-f", "Makefile", "-f", "/dev/stdin", "shown", "TEXT=¿Cuesta $100?"]
    shown = subprocess.run(
        command, cwd=ROOT, input='shown:\n\t@echo "$$TEXT"\n', capture_output=True, text=True, check=True
    )
    assert shown.stdout == "¿Cuesta $100?\n"


def test_the_env_file_is_read_after_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env.yaml"
    file.write_text('OPENAI_MODEL: "from-file"\nSTORE: "firestore"\nTWILIO_AUTH_TOKEN: ""\n')
    monkeypatch.setattr(local, "ENV_FILE", file)
    monkeypatch.setattr(local, "TOKEN_FILE", tmp_path / "token")
    monkeypatch.setenv("STORE", "memory")
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    settings = local.environment()
    assert (settings["OPENAI_MODEL"], settings["STORE"]) == ("from-file", "memory")
    assert settings["TWILIO_AUTH_TOKEN"] == local.environment()["TWILIO_AUTH_TOKEN"] != ""
    assert (tmp_path / "token").stat().st_mode & 0o077 == 0


def test_who_makes_the_token_second_takes_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made_meanwhile(_size: int) -> str:
        local.TOKEN_FILE.write_text("the first")
        return "the second"

    monkeypatch.setattr(local, "TOKEN_FILE", tmp_path / "token")
    monkeypatch.setattr("secrets.token_hex", made_meanwhile)
    assert [local.local_token(), local.local_token()] == ["the first", "the first"]
    assert list(tmp_path.iterdir()) == [tmp_path / "token"]


def test_a_port_that_a_process_was_given_is_no_others() -> None:
    asked = f"from dev import processes; print(processes._is_ours({free_port()}))"
    other = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert other.stdout == "False\n"


def test_a_function_that_does_not_come_up_is_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dev.processes.START_SECONDS", 0.2)
    asleep = child([sys.executable, "-c", "import time; time.sleep(60)"])
    with asleep as process, pytest.raises(DidNotStart, match="did not answer"):
        wait_for(f"http://127.0.0.1:{free_port()}/", process, name="It")
    assert process.returncode is not None


def test_the_doctor_finds_a_local_run_healthy(tmp_path: Path) -> None:
    port = free_port()
    with run(port, tmp_path / "log"):
        examined = subprocess.run(
            [sys.executable, "-m", "dev.doctor"],
            cwd=ROOT,
            env=environment(port),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert examined.returncode == 0, examined.stdout
    assert "✓ A signed request" in examined.stdout


def test_make_alone_lists_its_commands_in_columns() -> None:
    command = ["make", "--no-print-directory"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    columns = {re.match(r"  make [a-z]+ +", line) for line in listed.splitlines()}
    assert {column and column.end() for column in columns} == {19}
