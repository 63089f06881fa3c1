"""The function as the cloud runs it: a process of the framework, the real SDKs, HTTP on both sides."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request

from dev import processes
from dev.openai_standin import Standin
from dev.phone import new_sid
from handlers import texts
from handlers.conversation.messages import Message
from handlers.conversation.outcome import Outcome, Result
from handlers.doors.answering import seconds_left
from tests import functions
from tests.lasting import Lasting

FORGED = "A" * 27 + "="  # of a signature's form


async def test_a_conversation_is_remembered_and_a_repeated_delivery_gets_the_same(standin: Standin) -> None:
    with functions.in_its_own(functions.settings(standin.base_url)) as (phone, _):
        await phone.send("Hola, me llamo Ana")
        sid = new_sid()
        first = await phone.send("¿Cómo me llamo?", sid=sid)
        before = len(standin.state.seen("POST", "/v1/responses"))
        again = await phone.send("¿Cómo me llamo?", sid=sid)
    assert "Ana" in "".join(first.messages)
    assert again.messages == first.messages
    assert len(standin.state.seen("POST", "/v1/responses")) == before


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
async def test_a_killed_and_restarted_function_keeps_every_thread(
    standin: Standin, lasting: Lasting, ending: signal.Signals
) -> None:
    env = functions.settings(standin.base_url, **lasting.settings)
    names = ["Ana", "Luz", "Sol"]
    with processes.function(env) as (url, process):
        for number, name in enumerate(names):
            phone = functions.phone(url, sender=f"whatsapp:+52155000000{number}")
            assert (await phone.send(f"me llamo {name}")).messages
        _end(process, ending)
    with processes.function(env) as (url, _):
        for number, name in enumerate(names):
            phone = functions.phone(url, sender=f"whatsapp:+52155000000{number}")
            assert name in "".join((await phone.send("¿Cómo me llamo?")).messages)


def _end(process: subprocess.Popen[bytes], ending: signal.Signals) -> None:
    """End the server and the worker that it forked, which a kill of the server alone would leave."""
    for pid in _family(process):
        os.kill(pid, ending)
    process.wait()


def _family(process: subprocess.Popen[bytes]) -> list[int]:
    """The server, and then the worker that it forked."""
    with open(f"/proc/{process.pid}/task/{process.pid}/children") as listed:
        return [process.pid, *(int(pid) for pid in listed.read().split())]


async def test_the_first_message_after_an_idle_pause_is_answered(standin: Standin) -> None:
    with processes.function(functions.settings(standin.base_url, CLOUD_RUN_TIMEOUT_SECONDS="1")) as (url, process):
        phone = functions.phone(url)
        await phone.send("Hola, me llamo Ana")
        with _without_cpu(process):
            await asyncio.sleep(2)  # longer than the server's heartbeat would be allowed to take
        assert "Ana" in "".join((await phone.send("¿Cómo me llamo? #delay=1")).messages)


@contextlib.contextmanager
def _without_cpu(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Take the CPU away, as Cloud Run does without requests. The server wakes first, and checks its worker."""
    family = _family(process)
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize(
    ("age", "answer_seconds", "left"),
    [(0.0, 11.0, 11.0), (1.5, 11.0, 9.5), (4.75, 11.0, 6.25), (5.0, 11.0, 11.0), (3600.0, 11.0, 11.0), (1.5, 8.0, 8.0)],
)
def test_what_a_request_may_have_waited_for_the_start_is_taken_from_its_time(
    age: float, answer_seconds: float, left: float
) -> None:
    assert seconds_left(age, answer_seconds) == left


async def test_a_request_to_a_young_process_has_to_be_answered_earlier(standin: Standin) -> None:
    deadlines: list[float] = []

    async def take_turn(_message: Message, *, deadline: float, hop: int) -> Outcome:
        deadlines.append(deadline)
        return Outcome(Result.ANSWERED, "es")

    async with functions.in_process(functions.settings(standin.base_url)) as phone:
        main = sys.modules["main"]
        methods = main.app.table["/webhook"]
        answering = methods["POST"].answering
        assert answering.age is main.age
        answering = replace(answering, age=lambda: 4.0, take_turn=take_turn)
        methods["POST"] = replace(methods["POST"], answering=answering)
        earliest = asyncio.get_running_loop().time() + 7
        await phone.send("Hola")
        assert earliest <= deadlines[0] <= asyncio.get_running_loop().time() + 7


async def test_two_first_messages_at_once_end_with_one_conversation(standin: Standin, lasting: Lasting) -> None:
    env = functions.settings(standin.base_url, **lasting.settings)
    async with functions.in_process(env) as phone:
        both = await asyncio.gather(phone.send("Hola, me llamo Ana"), phone.send("tengo una pregunta"))
        answers = [message for delivery in both for message in delivery.messages]
        assert {delivery.status for delivery in both} == {200}
        assert 1 <= len(answers) <= 2
        assert "Ana" in "".join((await phone.send("¿Cómo me llamo?")).messages)


async def test_several_customers_at_once_get_their_own_answers(standin: Standin) -> None:
    with functions.in_its_own(functions.settings(standin.base_url)) as (phone, _):
        phones = [functions.phone(phone.url, sender=f"whatsapp:+52155000{number:05}") for number in range(30)]
        await asyncio.gather(*(each.send(f"me llamo Ana{number:02}") for number, each in enumerate(phones)))
        answers = await asyncio.gather(*(each.send("¿Cómo me llamo?") for each in phones))
    for number, delivery in enumerate(answers):
        assert f"Ana{number:02}" in "".join(delivery.messages)


async def test_a_programming_error_is_an_apology_and_its_words_stay_out_of_the_log(
    standin: Standin, capsys: pytest.CaptureFixture[str]
) -> None:
    async with functions.in_process(functions.settings(standin.base_url)) as phone:

        async def broken(turn: object) -> None:
            raise RuntimeError("the customer said Hola")

        sys.modules["main"].app.table["/webhook"]["POST"].answering.take_turn.steps.insert(0, broken)
        assert (await phone.send("Hola")).messages == [texts.UNAVAILABLE["es"]]
    logged = capsys.readouterr().out
    assert "RuntimeError" in logged
    assert "the customer said" not in logged


async def test_a_caller_who_hangs_up_gets_no_turn(standin: Standin) -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    headers = [
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"x-twilio-signature", FORGED.encode()),
    ]
    scope = {"type": "http", "method": "POST", "path": "/webhook", "query_string": b"", "headers": headers}
    async with functions.in_process(functions.settings(standin.base_url)):
        response = await sys.modules["main"].app(Request(scope, receive))
    assert response.status_code == 400


async def test_a_caller_who_hangs_up_in_the_middle_is_nobodys_error(standin: Standin) -> None:
    with functions.in_its_own(functions.settings(standin.base_url)) as (phone, log):
        host, port = phone.url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n")
        writer.write(f"Content-Length: 1000\r\nX-Twilio-Signature: {FORGED}\r\n\r\nBody=".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        assert (await phone.send("Hola")).messages
        assert "Traceback" not in log.text()


@pytest.mark.parametrize("name", ["TWILIO_AUTH_TOKEN", "PUBLIC_URL", "OPENAI_API_KEY"])
def test_a_start_without_a_required_setting_fails_at_once_and_names_it(name: str) -> None:
    env = functions.settings("http://127.0.0.1:1/v1")
    del env[name]
    started = _start({**env, "PATH": os.environ["PATH"]})
    assert started.returncode == 1
    assert f"{name} is required" in started.stderr
    assert "Traceback" not in started.stderr


def test_a_start_without_google_credentials_says_what_to_do(tmp_path: object) -> None:
    env = functions.settings("http://127.0.0.1:1/v1", STORE="firestore", HOME=str(tmp_path), NO_GCE_CHECK="true")
    started = _start({**env, "PATH": "/nowhere"})
    assert started.returncode == 1
    assert "gcloud auth application-default login" in started.stderr
    assert "Traceback" not in started.stderr


def test_a_start_with_a_file_that_cannot_be_used_says_what_to_do(tmp_path: Path) -> None:
    env = functions.settings("http://127.0.0.1:1/v1", STORE="sqlite", SQLITE_PATH=str(tmp_path / "none" / "recado.db"))
    started = _start({**env, "PATH": os.environ["PATH"]})
    assert started.returncode == 1
    assert "Name a file in a folder that is there" in started.stderr
    assert "Traceback" not in started.stderr


def _start(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "functions_framework", "--target", "whatsapp", "--port", "1"]
    return subprocess.run(command, cwd=processes.ROOT, env=env, capture_output=True, text=True, check=False)
