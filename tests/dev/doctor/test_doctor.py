"""`make doctor`: its findings before real processes and stand-ins, its advice, and the secrets it never shows."""

import contextlib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dev import openai_standin, twilio_standin
from dev.doctor.__main__ import main
from dev.doctor.ceilings import CEILINGS
from dev.doctor.findings import Finding, Verdict
from dev.doctor.firestore import EXPIRY, INDEXES, STORE, firestore_findings
from dev.doctor.openai import ANSWER, MODEL, STANDIN_KEY, openai_findings
from dev.doctor.prices import PRICES
from dev.doctor.scheduler import JOB, scheduler_findings
from dev.doctor.twilio import KEY, SENDER, addresses, twilio_findings
from dev.doctor.web import CLOCK, HEALTH, SIGNED, UNSIGNED, _clock, web_findings
from dev.gcloud import Command
from dev.models import ENDINGS, ending_of
from dev.processes import ROOT, free_port
from dev.serving import RequestLog, Standin, running
from dev.twilio_standin import Sender
from dev.twilio_standin.senders import NAME
from handlers.settings import Settings
from handlers.stores.exempt import EXEMPT
from tests import functions
from tests.dev.doctor import google_standin
from tests.dev.gcloud_offline import refused

Doctor = Callable[..., subprocess.CompletedProcess[str]]
SECRETS = {
    "TWILIO_AUTH_TOKEN": "hush-token",
    "TWILIO_API_KEY_SECRET": "hush-key",
    "OPENAI_API_KEY": "sk-hush",
    "TICK_SECRET": "hush-tick",
}
OPENED = {"TWILIO_ACCOUNT_SID": functions.ACCOUNT, "TWILIO_API_KEY_SID": "SK" + "0" * 32}
PUBLIC_URL = functions.PUBLIC_URL
TODAY = date(2026, 11, 22)


def settings(**other: str) -> Settings:
    """Settings of a deployed function with everything on."""
    env = {**SECRETS, **OPENED, "PUBLIC_URL": PUBLIC_URL, "GOOGLE_CLOUD_PROJECT": "p", **other}
    return Settings.model_validate({name.lower(): value for name, value in env.items()})


def verdicts(found: list[Finding]) -> dict[str, Verdict]:
    return {finding.check: finding.verdict for finding in found}


def of(check: str, found: list[Finding]) -> Finding:
    return next(finding for finding in found if finding.check == check)


def is_quiet(found: list[Finding]) -> bool:
    return not any("hush" in str(finding) for finding in found)


# The command


def command(*options: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The doctor in a process of its own."""
    command = [sys.executable, "-m", "dev.doctor", *options]
    env = {**environment(), **env}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


def environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "RECADO_ENV_FILE": "/dev/null", "FIX": "", "SENDER": "", "JSON": ""}


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """The same in this process, which starts it in no time."""

    def doctor(**env: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["doctor"])
        capsys.readouterr()
        with patch.dict(os.environ, {**environment(), **env}, clear=True):  # the doctor adds to it
            code = main()
        return subprocess.CompletedProcess([], code, *capsys.readouterr())

    return doctor


@pytest.fixture(scope="module")
def twilio() -> Iterator[twilio_standin.Standin]:
    with twilio_standin.serve() as standin:
        yield standin


@pytest.fixture(autouse=True)
def no_senders(twilio: twilio_standin.Standin) -> None:
    twilio.start_afresh()


def test_beside_a_function_on_this_machine_all_that_applies_holds(
    standin: openai_standin.Standin, twilio: twilio_standin.Standin, emulator_host: str, project: str
) -> None:
    port = free_port()
    env = {
        **functions.settings(standin.base_url, STORE="firestore", PUBLIC_URL=f"http://127.0.0.1:{port}"),
        **SECRETS,
        **OPENED,
        "GOOGLE_CLOUD_PROJECT": project,
        "FIRESTORE_EMULATOR_HOST": emulator_host,
        "TWILIO_API_BASE_URL": twilio.base_url,
    }
    before = len(standin.state.conversations)
    with functions.in_its_own(env, port=port):
        told = command("--json", **env)
    assert (told.returncode, told.stderr) == (0, "")
    found = {finding["check"]: finding["verdict"] for finding in json.loads(told.stdout)}
    assert {check for check, verdict in found.items() if verdict == "does not apply"} == {
        *(EXPIRY, INDEXES, JOB, SENDER, CEILINGS)
    }
    del found[PRICES]  # that depends on the quarter in which this runs: test_prices.py
    assert {check for check, verdict in found.items() if verdict == "holds"} == {
        *("Settings", MODEL, ANSWER, STORE, HEALTH, CLOCK, SIGNED, UNSIGNED, KEY)
    }
    assert len(standin.state.conversations) == before
    assert "hush" not in told.stdout


@pytest.mark.parametrize("file", ["/dev/null", str(ROOT / ".env.yaml.example")])
def test_a_newcomer_is_told_to_start_the_function_and_nothing_else(doctor: Doctor, file: str) -> None:
    told = doctor(PORT=str(free_port()), RECADO_ENV_FILE=file)
    assert told.returncode == 1
    assert [line for line in told.stdout.splitlines() if line.startswith(("✗", "    "))][1:] == [
        "    start it with `make run`"
    ]


@pytest.mark.parametrize(
    ("said", "told"), [("", "nothing by ASSISTANT_INSTRUCTIONS, which is not set"), ("Hi.", "3 characters")]
)
def test_it_says_how_much_the_assistant_knows_of_the_business(doctor: Doctor, said: str, told: str) -> None:
    assert f"of the business: {told}\n" in doctor(PORT=str(free_port()), ASSISTANT_INSTRUCTIONS=said).stdout


def test_with_nothing_of_your_own_it_says_for_whom_make_run_answers(doctor: Doctor) -> None:
    told = doctor(PORT=str(free_port()))
    assert "of the business: nothing of your own; `make run` answers for examples/bakery\n" in told.stdout


def test_what_make_run_gives_the_function_for_agents_is_not_missed_here_but_elsewhere(doctor: Doctor) -> None:
    assert doctor(PORT=str(free_port()), TEACH_AT="20:00").stdout.startswith("✓ Settings")
    assert "TEACH_AT needs AGENTS" in doctor(PORT=str(free_port()), TEACH_AT="20:00", AGENTS="").stdout
    agents = {"AGENTS": "Ana=whatsapp:+5215500000001", "SURVEY": "conversation"}
    here = doctor(PORT=str(free_port()), CHAT_SITES="https://shop.example", **agents).stdout
    assert here.startswith("✓ Settings")
    assert "no TWILIO_API_KEY_SID: the phone of `make run` plays" in here
    assert "no TICK_SECRET" in here
    there = doctor(TWILIO_AUTH_TOKEN="hush", OPENAI_API_KEY="hush", PUBLIC_URL=PUBLIC_URL, **agents).stdout
    assert "AGENTS needs TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET, TICK_SECRET too" in there


def test_it_says_how_many_answers_the_faq_has_or_the_line_that_is_wrong(doctor: Doctor, tmp_path: Path) -> None:
    path = tmp_path / "faq.yaml"
    path.write_text("- ask: wifi\n  answer: Yes.\n")
    told = doctor(PORT=str(free_port()), FAQ=str(path))
    assert "nothing by ASSISTANT_INSTRUCTIONS, which is not set; entries of FAQ: 1\n" in told.stdout
    path.write_text("- ask: wifi\n")
    told = doctor(PORT=str(free_port()), FAQ=str(path))
    assert "line 1: this entry has no answer; write it as" in told.stdout


@pytest.mark.parametrize("more", [{}, {"ASSISTANT_LANGUAGE": "fr"}])
def test_a_setting_that_there_is_not_is_named_with_the_one_that_is_meant(
    doctor: Doctor, tmp_path: Path, more: dict[str, str]
) -> None:
    (tmp_path / "env.yaml").write_text('OPENAI_MODLE: "gpt-6-luna"\n')
    told = doctor(PORT=str(free_port()), RECADO_ENV_FILE=str(tmp_path / "env.yaml"), **more)
    assert told.stdout.startswith("✗ Settings")
    assert "OPENAI_MODLE is no setting of Recado's; is OPENAI_MODEL meant?" in told.stdout
    assert ("ASSISTANT_LANGUAGE" in told.stdout) is bool(more)


def test_a_deployed_function_s_settings_are_not_made_up(doctor: Doctor) -> None:
    told = doctor(PUBLIC_URL=PUBLIC_URL, TICK_SECRET="hush")
    assert told.returncode == 1
    for name in ("TWILIO_AUTH_TOKEN is required", "OPENAI_API_KEY is required", "gcloud secrets versions access"):
        assert name in told.stdout
    assert "hush" not in told.stdout


# OpenAI


@pytest.fixture
def asked(standin: openai_standin.Standin, monkeypatch: pytest.MonkeyPatch) -> openai_standin.Standin:
    monkeypatch.setenv("OPENAI_BASE_URL", standin.base_url)
    return standin


@pytest.mark.usefixtures("asked")
async def test_a_key_that_is_refused_has_its_remedy_and_is_not_shown() -> None:
    found = await openai_findings(settings(OPENAI_API_KEY="sk-wrong-hush"), TODAY)
    assert verdicts(found) == {MODEL: Verdict.FAILS, ANSWER: Verdict.DOES_NOT_APPLY}
    assert "OPENAI_API_KEY" in of(MODEL, found).remedy
    assert is_quiet(found)


@pytest.mark.usefixtures("asked")
async def test_a_key_without_credit_says_so() -> None:
    found = await openai_findings(settings(OPENAI_API_KEY="sk-broke"), TODAY)
    assert "no credit" in of(MODEL, found).remedy


@pytest.mark.usefixtures("asked")
async def test_a_model_that_has_ended_has_its_successor() -> None:
    found = await openai_findings(settings(OPENAI_MODEL="gpt-4-turbo"), TODAY)
    assert "gpt-5.6-sol" in of(MODEL, found).remedy


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(("today", "verdict"), [(TODAY, Verdict.HOLDS), (date(2026, 12, 16), Verdict.FAILS)])
async def test_a_model_that_ends_within_a_month_fails(today: date, verdict: Verdict) -> None:
    found = await openai_findings(settings(OPENAI_MODEL="gpt-4o-mini", OPENAI_REASONING=""), today)
    assert verdicts(found) == {MODEL: verdict, ANSWER: Verdict.HOLDS}
    assert "2027-01-14" in of(MODEL, found).said
    assert "gpt-6-luna" in str(of(MODEL, found))


@pytest.mark.usefixtures("asked")
async def test_an_effort_that_the_model_does_not_know_is_found_by_asking() -> None:
    found = await openai_findings(settings(OPENAI_MODEL="gpt-4o-mini"), TODAY)
    assert verdicts(found) == {MODEL: Verdict.HOLDS, ANSWER: Verdict.FAILS}


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(("side", "verdict"), [("on", Verdict.FAILS), ("off", Verdict.HOLDS)])
async def test_a_model_that_cannot_answer_by_a_schema_is_found_by_asking(side: str, verdict: Verdict) -> None:
    people = {"AGENTS": "Ana=whatsapp:+5215500000001", "ASSISTANT_SIDE": side}
    found = await openai_findings(settings(OPENAI_MODEL="gpt-4", OPENAI_REASONING="", **people), TODAY)
    assert of(ANSWER, found).verdict is verdict
    assert ("ASSISTANT_SIDE=off" in of(ANSWER, found).remedy) is (side == "on")


async def test_the_stand_in_of_make_run_is_not_taken_for_openai() -> None:
    assert set(verdicts(await openai_findings(settings(OPENAI_API_KEY=STANDIN_KEY), TODAY))) == {MODEL}


@pytest.mark.parametrize("snapshot", ["gpt-4o-mini-2024-07-18", "gpt-4-0613", "gpt-4-1106-preview"])
def test_a_snapshot_ends_with_its_model(snapshot: str) -> None:
    assert ending_of(snapshot) is not None


@pytest.mark.parametrize("model", ["gpt-6-luna", "gpt-4o-mini-transcribe", "gpt-5.1", "gpt-5-codex", "", "-"])
def test_another_model_of_a_similar_name_does_not(model: str) -> None:
    assert ending_of(model) is None


def test_no_successor_has_ended() -> None:
    assert not {ending.successor for ending in ENDINGS.values()} & set(ENDINGS)


# The function


@contextlib.contextmanager
def something_else(answer: Response) -> Iterator[str]:
    async def respond(request: Request) -> Response:
        return answer

    app = Starlette(routes=[Route("/{path:path}", respond, methods=["GET", "POST"])])
    app.state.standin = RequestLog()
    with running(app) as address:
        yield address


@pytest.fixture(scope="module")
def function(standin: openai_standin.Standin) -> Iterator[tuple[str, functions.Log]]:
    port = free_port()
    env = functions.settings(standin.base_url, **SECRETS, PUBLIC_URL=f"http://127.0.0.1:{port}")
    with functions.in_its_own(env, port=port) as (phone, log):
        yield phone.url, log


async def test_the_function_is_reached_and_nothing_is_answered(
    function: tuple[str, functions.Log], standin: openai_standin.Standin
) -> None:
    url, log = function
    before = len(standin.state.requests)
    found = await web_findings(settings(PUBLIC_URL=url))
    assert set(verdicts(found).values()) == {Verdict.HOLDS}
    assert len(standin.state.requests) == before
    assert not [line for line in log.lines() if line["message"] == "turn"]


@pytest.mark.parametrize("other", [{"TWILIO_AUTH_TOKEN": "hush-other"}, {"TWILIO_ACCOUNT_SID": "AC" + "f" * 32}])
async def test_another_token_or_account_is_found(function: tuple[str, functions.Log], other: dict[str, str]) -> None:
    found = await web_findings(settings(PUBLIC_URL=function[0], **other))
    assert verdicts(found) == {
        HEALTH: Verdict.HOLDS,
        CLOCK: Verdict.HOLDS,
        SIGNED: Verdict.FAILS,
        UNSIGNED: Verdict.HOLDS,
    }
    assert "TWILIO_AUTH_TOKEN" in of(SIGNED, found).remedy
    assert of(SIGNED, found).remedy.endswith("; if you changed .env.yaml, restart `make run`")
    assert is_quiet(found)


async def test_what_takes_unsigned_messages_is_found() -> None:
    with something_else(JSONResponse({"status": "ok", "version": "1"})) as url:
        found = await web_findings(settings(PUBLIC_URL=url))
    assert (of(SIGNED, found).verdict, of(UNSIGNED, found).verdict) == (Verdict.FAILS, Verdict.FAILS)


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (RedirectResponse("https://new.example/health"), "https://new.example"),
        (PlainTextResponse("Forbidden", 403), "roles/run.invoker"),
        (PlainTextResponse("Hello"), "gcloud run services describe"),
        (JSONResponse([]), "gcloud run services describe"),
        (JSONResponse({"status": "ok"}), "gcloud run services describe"),
        (PlainTextResponse("?", 404), "gcloud run services describe"),
    ],
)
async def test_who_else_answers_there_has_its_remedy(answer: Response, remedy: str) -> None:
    with something_else(answer) as url:
        found = await web_findings(settings(PUBLIC_URL=url))
    assert remedy in of(HEALTH, found).remedy
    assert verdicts(found) == {
        HEALTH: Verdict.FAILS,
        **dict.fromkeys((CLOCK, SIGNED, UNSIGNED), Verdict.DOES_NOT_APPLY),
    }


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(0, Verdict.HOLDS), (29, Verdict.HOLDS), (-40, Verdict.FAILS), (3600, Verdict.FAILS)]
)
def test_a_clock_that_is_off_is_found(seconds: int, verdict: Verdict) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    date_header = (now + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert _clock(date_header, now).verdict is verdict
    assert _clock(None, now).verdict is Verdict.DOES_NOT_APPLY


# Twilio


async def sender_finding(
    standin: twilio_standin.Standin, *, fix: bool = False, sender: str = "", **other: str
) -> Finding:
    found = await twilio_findings(settings(TWILIO_API_BASE_URL=standin.base_url, **other), fix=fix, sender=sender)
    assert is_quiet(found)
    return of(SENDER, found)


ANA, LUZ = "whatsapp:+5215587654321", "whatsapp:+5215587654322"
ELSEWHERE = {"callback_url": "https://old.example/webhook", "callback_method": "POST"}


def right() -> dict[str, Any]:
    return dict(addresses(settings()))


async def test_a_sender_that_calls_the_function_holds(twilio: twilio_standin.Standin) -> None:
    twilio.state.senders += [Sender(ANA, right()), Sender(LUZ, dict(ELSEWHERE))]
    assert (await sender_finding(twilio)).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    "wrong",
    [
        {"callback_url": f"{PUBLIC_URL}/webhook/"},
        {"callback_url": PUBLIC_URL},
        {"callback_method": "GET"},
        {"fallback_url": None},
        {"fallback_method": "GET"},
        {"status_callback_url": f"{PUBLIC_URL}/webhook"},
    ],
)
async def test_what_is_wrong_is_said_then_set_and_nothing_else(
    twilio: twilio_standin.Standin, wrong: dict[str, Any]
) -> None:
    sender = Sender(ANA, {**right(), **wrong})
    twilio.state.senders.append(sender)
    said = await sender_finding(twilio)
    assert (said.verdict, "FIX=1" in said.remedy) == (Verdict.FAILS, True)
    assert all(name in said.remedy for name in wrong)
    assert not twilio.state.seen("POST", f"/v2/Channels/Senders/{sender.sid}")
    assert (await sender_finding(twilio, fix=True)).verdict is Verdict.HOLDS
    assert sender.profile == {"name": NAME}
    assert (await sender_finding(twilio)).said.endswith(f"calls {PUBLIC_URL}/webhook")


async def test_a_status_callback_elsewhere_is_nobody_s_business(twilio: twilio_standin.Standin) -> None:
    twilio.state.senders.append(Sender(ANA, right() | {"status_callback_url": "https://stats.example/"}))
    assert (await sender_finding(twilio)).verdict is Verdict.HOLDS


async def test_of_several_senders_none_is_changed_until_one_is_named(twilio: twilio_standin.Standin) -> None:
    first, second = Sender(ANA, dict(ELSEWHERE)), Sender(LUZ, dict(ELSEWHERE))
    twilio.state.senders += [first, second]
    said = await sender_finding(twilio, fix=True)
    assert (said.verdict, ANA in said.remedy, LUZ in said.remedy) == (Verdict.FAILS, True, True)
    assert (await sender_finding(twilio, fix=True, sender=LUZ)).verdict is Verdict.HOLDS
    assert first.webhook == ELSEWHERE
    assert second.webhook["callback_url"] == f"{PUBLIC_URL}/webhook"
    assert (await sender_finding(twilio, sender="whatsapp:+1")).verdict is Verdict.FAILS


async def test_for_the_sandbox_it_is_said_what_to_paste(twilio: twilio_standin.Standin) -> None:
    said = await sender_finding(twilio, fix=True)
    assert said.verdict is Verdict.DOES_NOT_APPLY
    assert f"{PUBLIC_URL}/webhook, POST" in said.said


HALVES = ["TWILIO_ACCOUNT_SID", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"]


@pytest.mark.parametrize("missing", HALVES)
async def test_of_a_key_that_is_set_in_part_what_is_missing_is_named(missing: str) -> None:
    found = await twilio_findings(settings(**{missing: ""}), fix=False, sender="")
    assert [name for name in HALVES if name in of(KEY, found).said] == [missing]
    assert verdicts(found) == {KEY: Verdict.FAILS, SENDER: Verdict.DOES_NOT_APPLY}
    assert ("secret=recado-twilio-api-key-secret" in of(KEY, found).remedy) is (missing == "TWILIO_API_KEY_SECRET")


@pytest.mark.parametrize(
    ("where", "given", "hinted"),
    [
        (PUBLIC_URL, {"TWILIO_ACCOUNT_SID": "AC1"}, []),
        (PUBLIC_URL, {"OPENAI_API_KEY": ""}, ["OPENAI_API_KEY"]),
        (PUBLIC_URL, {"LATE_ANSWERS": "rest"}, ["TWILIO_API_KEY_SECRET", "OPENAI_WEBHOOK_SECRET"]),
        ("http://127.0.0.1:8080", {"LATE_ANSWERS": "rest"}, []),
    ],
)
def test_only_secrets_that_are_in_the_cloud_are_said_to_be_there(
    doctor: Doctor, where: str, given: dict[str, str], hinted: list[str]
) -> None:
    told = doctor(**{"TWILIO_AUTH_TOKEN": "hush", "OPENAI_API_KEY": "hush", "PUBLIC_URL": where} | given)
    assert told.stdout.startswith("✗ Settings")
    assert [line.split("=$(")[0].strip() for line in told.stdout.splitlines() if "=$(gcloud secrets" in line] == hinted
    assert ("Secret Manager" in told.stdout) is bool(hinted)


async def test_without_a_key_nothing_is_asked_and_it_is_said_what_to_paste() -> None:
    found = await twilio_findings(settings(TWILIO_API_KEY_SID="", TWILIO_API_KEY_SECRET=""), fix=False, sender="")
    assert set(verdicts(found).values()) == {Verdict.DOES_NOT_APPLY}
    assert f"{PUBLIC_URL}/webhook, POST" in of(SENDER, found).said


@pytest.mark.parametrize(
    ("url", "said"),
    [(PUBLIC_URL, "SID: no voice notes"), ("http://localhost:8080", "SID: the phone of `make run` plays voice notes")],
)
async def test_without_a_key_it_is_said_what_is_missing_here_and_there(url: str, said: str) -> None:
    given = settings(PUBLIC_URL=url, TWILIO_API_KEY_SID="", TWILIO_API_KEY_SECRET="")
    found = await twilio_findings(given, fix=False, sender="")
    assert said in of(KEY, found).said


@pytest.mark.parametrize("host", ["standin", "nobody"])
async def test_a_key_that_is_refused_or_a_host_that_is_not_there(twilio: twilio_standin.Standin, host: str) -> None:
    url = twilio.base_url if host == "standin" else f"http://127.0.0.1:{free_port()}"
    given = settings(TWILIO_API_BASE_URL=url, TWILIO_API_KEY_SECRET="wrong-hush")
    found = await twilio_findings(given, fix=False, sender="")
    assert verdicts(found) == {KEY: Verdict.FAILS, SENDER: Verdict.DOES_NOT_APPLY}
    assert is_quiet(found)


# Google Cloud


@pytest.fixture
async def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Standin[google_standin.State]]:
    """A project that is set up right."""
    with google_standin.serve() as standin:
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(google_standin.credentials(tmp_path)))
        standin.state.expiring = dict.fromkeys(EXEMPT, "ACTIVE") | {"messages": "CREATING"}
        standin.state.exempt = {(group, name) for group, names in EXEMPT.items() for name in names}
        standin.state.jobs = {"europe-west1": [], "us-central1": [job()]}
        yield standin


def job(**other: Any) -> dict[str, Any]:
    target = {"uri": f"{PUBLIC_URL}/tick", "httpMethod": "POST", "headers": {"Authorization": "Bearer hush-tick"}}
    name = "projects/p/locations/us-central1/jobs/recado-tick"
    return {
        "name": name,
        "state": "ENABLED",
        "schedule": "* * * * *",
        "attemptDeadline": "55s",
        "retryConfig": {"maxBackoffDuration": "3600s"},
        "httpTarget": target | other.pop("target", {}),
    } | other


async def google_findings(given: Settings, *, url: str = "") -> list[Finding]:
    return [*await firestore_findings(given, url=url), *await scheduler_findings(given, url=url)]


async def examined(google: Standin[google_standin.State], emulator_host: str, **other: str) -> list[Finding]:
    found = await google_findings(settings(FIRESTORE_EMULATOR_HOST=emulator_host, **other), url=google.base_url)
    assert is_quiet(found)
    return found


async def test_a_project_as_it_has_to_be(google: Standin[google_standin.State], emulator_host: str) -> None:
    assert verdicts(await examined(google, emulator_host)) == dict.fromkeys(
        (STORE, EXPIRY, INDEXES, JOB), Verdict.HOLDS
    )


async def test_what_never_expires_has_its_command(google: Standin[google_standin.State], emulator_host: str) -> None:
    google.state.expiring |= {"messages": "NEEDS_REPAIR"}
    del google.state.expiring["erasures"]
    found = of(EXPIRY, await examined(google, emulator_host))
    assert found.verdict is Verdict.FAILS
    assert [line.rpartition("=")[2] for line in found.remedy.splitlines()] == ["messages", "erasures"]


async def test_an_index_that_queries_miss_has_its_command(
    google: Standin[google_standin.State], emulator_host: str
) -> None:
    google.state.exempt |= {("threads", "due"), ("orders", "due")}
    found = of(INDEXES, await examined(google, emulator_host))
    assert found.verdict is Verdict.FAILS
    assert "threads.due" in found.said
    [line] = found.remedy.splitlines()[1:]
    assert line.startswith("for field in due; do gcloud firestore indexes fields update")
    assert "--collection-group=threads --clear-exemption" in line


async def test_indexes_that_nobody_needs_have_their_command(
    google: Standin[google_standin.State], emulator_host: str
) -> None:
    google.state.exempt -= {("messages", "content"), ("messages", "at"), ("threads", "running")}
    found = of(INDEXES, await examined(google, emulator_host))
    assert found.verdict is Verdict.FAILS
    threads, messages = found.remedy.splitlines()[1:]
    assert "for field in running; do" in threads
    assert "for field in at content; do" in messages
    [command] = [shlex.split(messages.replace('"$field"', "at").split("; ")[1].removeprefix("do "))]
    assert refused([Command(tuple(command))]) == []


@pytest.mark.parametrize(
    ("jobs", "remedy"),
    [
        ([], "gcloud scheduler jobs create http"),
        ([{"name": "projects/p/locations/l/jobs/pubsub"}], "gcloud scheduler jobs create http"),
        ([job(target={"uri": "https://old.example/tick"})], "gcloud scheduler jobs create http"),
        ([job(state="PAUSED")], "jobs resume recado-tick --project=p --location=us-central1"),
        ([job(target={"headers": {}})], "jobs update http recado-tick"),
        ([job(target={"headers": {"authorization": "Bearer hush-other"}})], "$TICK_SECRET"),
        ([job(target={"httpMethod": "GET"})], "--http-method=POST"),
        ([job(attemptDeadline="25s")], "--attempt-deadline=55s"),
        ([job(retryConfig={"retryCount": 2})], "--max-retry-attempts=0"),
    ],
)
async def test_a_job_that_does_not_tick_has_its_command(
    google: Standin[google_standin.State], emulator_host: str, jobs: list[dict[str, Any]], remedy: str
) -> None:
    google.state.jobs = {"us-central1": jobs}
    found = of(JOB, await examined(google, emulator_host))
    assert found.verdict is Verdict.FAILS
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("status", "remedy"), [(401, "login"), (403, "gcloud services enable"), (500, "status.cloud.google.com")]
)
async def test_a_refusal_of_google_s_has_its_remedy(
    google: Standin[google_standin.State], emulator_host: str, status: int, remedy: str
) -> None:
    google.state.refuses = status
    found = await examined(google, emulator_host)
    assert remedy in of(EXPIRY, found).remedy
    assert remedy in of(INDEXES, found).remedy
    assert remedy in of(JOB, found).remedy


async def test_without_credentials_nothing_is_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none"))
    found = await google_findings(settings())
    assert set(verdicts(found).values()) == {Verdict.FAILS}
    assert all("gcloud auth application-default login" in finding.remedy for finding in found)


async def test_a_store_that_is_not_reached_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dev.doctor.firestore.SECONDS", 0.5)
    nowhere = settings(FIRESTORE_EMULATOR_HOST=f"127.0.0.1:{free_port()}", TICK_SECRET="")
    assert verdicts(await google_findings(nowhere)) == {
        STORE: Verdict.FAILS,
        EXPIRY: Verdict.DOES_NOT_APPLY,
        INDEXES: Verdict.DOES_NOT_APPLY,
        JOB: Verdict.DOES_NOT_APPLY,
    }


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "https://wa.example.com"])
@pytest.mark.parametrize("store", ["memory", "sqlite"])
async def test_with_threads_elsewhere_nothing_of_google_s_applies(store: str, url: str) -> None:
    found = await google_findings(settings(STORE=store, PUBLIC_URL=url))
    assert set(verdicts(found).values()) == {Verdict.DOES_NOT_APPLY}
