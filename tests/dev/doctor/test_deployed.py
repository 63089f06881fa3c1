"""`make doctor PROJECT=... REGION=...`: what `make deploy` made is found whole, and what is missing has its remedy."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from dev import openai_standin, telegram_standin, twilio_standin
from dev.deploy.steps import deploy
from dev.deploy.wish import read_wish
from dev.doctor.ceilings import CEILINGS
from dev.doctor.cloud import GOOGLE, Checkup, read_where
from dev.doctor.deployed import SERVICE, Where
from dev.doctor.findings import Finding, Verdict
from dev.doctor.firestore import EXPIRY, INDEXES, STORE
from dev.doctor.meta import DOOR as METAS_DOOR
from dev.doctor.openai import ANSWER, MODEL
from dev.doctor.prices import LIMIT, PRICES
from dev.doctor.scheduler import JOB
from dev.doctor.secrets import SECRETS
from dev.doctor.telegram import WEBHOOK as TELEGRAM
from dev.doctor.telegram_door import DOOR as TELEGRAMS_DOOR
from dev.doctor.twilio import KEY, SENDER
from dev.doctor.web import CLOCK, HEALTH, SIGNED, UNSIGNED
from dev.doctor.webhook import WEBHOOK
from dev.gcloud import Command, Done, Gcloud
from dev.given import NotClear
from dev.processes import ROOT
from dev.slips import OF_A_SHAPE
from dev.twilio_standin import Sender
from handlers.stores.exempt import EXPIRING
from tests import functions
from tests.dev.cloud import PROJECT, REGION, SET_AT, URL, Cloud, asks
from tests.dev.gcloud_offline import gcloud_or_skip, refused

BOT = f"1234567:{'A' * 35}"
NOW = datetime.fromisoformat(SET_AT) + timedelta(minutes=1)
WHERE = Where(PROJECT, REGION)
FILE = {"TWILIO_ACCOUNT_SID": functions.ACCOUNT, "TWILIO_API_KEY_SID": "SK" + "0" * 32}

# gcloud's own words, of version 528, about answers of Google's with status 403 and 404
AUTH = "This command is authenticated as ana@example.com which is the active account specified by [core/account]."
DENIED = (
    f"ERROR: (gcloud.scheduler.jobs.list) PERMISSION_DENIED: Permission denied on 'x' (or it may not exist). {AUTH}"
)
DENIED_TO_ALL = (
    f"ERROR: (gcloud.secrets.list) [ana@example.com] does not have permission to access projects instance [{PROJECT}] "
    f"(or it may not exist): Permission 'secretmanager.secrets.list' denied for resource 'projects/{PROJECT}'. {AUTH}"
)
DISABLED = (
    "ERROR: (gcloud.scheduler.jobs.list) PERMISSION_DENIED: Cloud Scheduler API has not been used in project 123 "
    "before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/"
    f"cloudscheduler.googleapis.com/overview?project=123 then retry. {AUTH}\n  reason: SERVICE_DISABLED"
)


def deployed(file: dict[str, str] | None = None, **given: str) -> Cloud:
    """A project after `make deploy`."""
    cloud = Cloud()
    wanted = read_wish({"PROJECT": PROJECT, "REGION": REGION, **given}, file or {})
    typed = iter(range(100))
    gcloud = Gcloud(PROJECT, execute=cloud, show=lambda _line: None)
    deploy(wanted, gcloud, lambda question: OF_A_SHAPE.get(question.split()[0], f"hush {next(typed)}"))
    return cloud


@pytest.fixture
async def network(standin: openai_standin.Standin) -> AsyncIterator[httpx2.AsyncBaseTransport]:
    """The way to a function that has the secrets which are typed in `deployed`."""
    env = functions.settings(
        standin.base_url, PUBLIC_URL=URL, **FILE, TWILIO_AUTH_TOKEN="hush 0", TICK_SECRET="hush-tick"
    )
    env |= {"TWILIO_API_KEY_SECRET": "hush 2", "OPENAI_WEBHOOK_SECRET": "whsec_aHVzaA=="}
    async with functions.in_process(env) as phone:
        assert phone.transport
        yield phone.transport


class Nobody(httpx2.AsyncBaseTransport):
    """The way to where nobody answers."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("nobody", request=request)


async def findings(
    cloud: Cloud,
    network: httpx2.AsyncBaseTransport | None = None,
    *,
    where: Where = WHERE,
    fix: bool = False,
    lent: Mapping[str, str] | None = None,
) -> dict[str, Finding]:
    gcloud = Gcloud(where.project, execute=cloud, attempts=1)
    checkup = Checkup(gcloud, where, lent or {}, lambda: NOW, lambda _line: None, network or Nobody())
    found = await checkup.findings(fix=fix, sender="")
    assert "hush" not in "\n".join(map(str, found))
    return {finding.check: finding for finding in found}


def those(verdict: Verdict, found: dict[str, Finding]) -> set[str]:
    return {check for check, finding in found.items() if finding.verdict is verdict}


# As it was deployed


async def test_of_what_make_deploy_made_nothing_is_missing(network: httpx2.AsyncBaseTransport) -> None:
    found = await findings(deployed(), network)
    assert list(found) == [
        *(SERVICE, "Settings", CEILINGS, SECRETS, MODEL, ANSWER, STORE, EXPIRY, INDEXES, JOB),
        *(HEALTH, CLOCK, SIGNED, UNSIGNED, WEBHOOK, KEY, SENDER, PRICES, LIMIT),
    ]
    assert those(Verdict.FAILS, found) == set()
    assert those(Verdict.NOT_CHECKED, found) == {MODEL, ANSWER, SIGNED, LIMIT}
    assert those(Verdict.DOES_NOT_APPLY, found) == {CEILINGS, CLOCK, WEBHOOK, KEY, SENDER}
    assert "has not yet: look again" in found[JOB].said


async def test_with_every_secret_there_is_it_says_how_the_rest_is_checked(network: httpx2.AsyncBaseTransport) -> None:
    found = await findings(deployed(FILE, SECRETS="OPENAI_WEBHOOK_SECRET"), network)
    assert those(Verdict.FAILS, found) == set()
    assert those(Verdict.NOT_CHECKED, found) == {MODEL, ANSWER, SIGNED, KEY, SENDER, LIMIT}
    assert "refuses events without a signature" in found[WEBHOOK].said
    for check, name in ((MODEL, "OPENAI_API_KEY"), (SIGNED, "TWILIO_AUTH_TOKEN"), (KEY, "TWILIO_API_KEY_SECRET")):
        secret = f"recado-{name.lower().replace('_', '-')}"
        lend = f"{name}=$(gcloud secrets versions access latest --project={PROJECT} --secret={secret}) \\\n"
        assert found[check].remedy.endswith(f"{lend}make doctor PROJECT={PROJECT} REGION={REGION}")
    assert f"{URL}/webhook, POST" in found[SENDER].remedy


async def test_it_asks_gcloud_six_times_changes_nothing_and_sees_no_secret() -> None:
    cloud = deployed(FILE)
    before = len(cloud.commands)
    await findings(cloud)
    asked = cloud.commands[before:]
    assert len(asked) == 6
    assert all(asks(command) for command in asked)
    seen = "".join(cloud(command).output for command in asked)
    for [value] in cloud.secrets.values():
        assert value not in seen
    assert refused(asked) == []


async def test_with_secrets_of_this_terminal_all_is_checked(
    network: httpx2.AsyncBaseTransport, standin: openai_standin.Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", standin.base_url)
    lent = {"TWILIO_AUTH_TOKEN": "hush 0", "TWILIO_API_KEY_SECRET": "hush 2", "OPENAI_API_KEY": "sk-hush"}
    cloud = deployed(FILE)
    with twilio_standin.serve() as twilio:
        cloud.env = {**(cloud.env or {}), "TWILIO_API_BASE_URL": twilio.base_url}
        sender = Sender("whatsapp:+5215587654321", {"callback_url": "https://old.example"})
        twilio.state.senders.append(sender)
        assert those(Verdict.FAILS, await findings(cloud, network, lent=lent)) == {SENDER}
        found = await findings(cloud, network, fix=True, lent=lent)
    assert sender.webhook["callback_url"] == f"{URL}/webhook"
    assert those(Verdict.HOLDS, found) >= {MODEL, ANSWER, SIGNED, UNSIGNED, KEY, SENDER}
    assert those(Verdict.NOT_CHECKED, found) == {LIMIT}


async def test_a_token_of_this_terminal_that_is_not_the_function_s_is_found(network: httpx2.AsyncBaseTransport) -> None:
    found = await findings(deployed(), network, lent={"TWILIO_AUTH_TOKEN": "hush, another"})
    assert "TWILIO_AUTH_TOKEN" in found[SIGNED].remedy
    assert those(Verdict.FAILS, found) == {SIGNED}


async def test_a_model_that_ends_soon_is_found_without_the_key() -> None:
    found = await findings(deployed({"OPENAI_MODEL": "gpt-4-turbo"}))
    assert "gpt-5.6-sol" in found[MODEL].remedy


async def test_where_nobody_answers_that_is_said_and_the_rest_is_checked() -> None:
    found = await findings(deployed(FILE, SECRETS="OPENAI_WEBHOOK_SECRET"))
    assert those(Verdict.FAILS, found) == {HEALTH}
    assert those(Verdict.DOES_NOT_APPLY, found) == {CEILINGS, CLOCK, SIGNED, UNSIGNED, WEBHOOK}


# The service and its settings


@pytest.mark.parametrize("where", [Where(PROJECT, "europe-west1"), Where(PROJECT, REGION, "recado-staging")])
async def test_a_service_that_is_absent_is_all_that_is_said(where: Where) -> None:
    found = await findings(deployed(), where=where)
    assert list(found) == [GOOGLE]
    assert found[GOOGLE].said == f"{where.service} is not in {where.region} of {PROJECT}"
    assert found[GOOGLE].remedy.startswith(f"make deploy PROJECT={PROJECT} REGION={where.region}\n")


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"LATE_ANSWERS": "rest"}, "LATE_ANSWERS=rest needs"),
        ({"STORE": "memory"}, "STORE=memory loses all threads"),
        ({"ANSWER_SECONDS": "14"}, "ANSWER_SECONDS must be at most 11"),
    ],
)
async def test_settings_are_judged_as_the_function_judges_them(env: dict[str, str], said: str) -> None:
    cloud = deployed()
    cloud.env = {**(cloud.env or {}), **env}
    found = await findings(cloud)
    assert list(found) == [SERVICE, "Settings", SECRETS]
    assert said in found["Settings"].remedy
    assert "K_SERVICE" not in os.environ


async def test_a_file_that_went_with_the_function_is_not_looked_for_here() -> None:
    cloud = deployed()
    cloud.env = {**(cloud.env or {}), "FAQ": "no-such.yaml"}
    assert (await findings(cloud))["Settings"].verdict is Verdict.HOLDS


async def test_a_misspelt_setting_is_named_with_the_one_that_is_meant() -> None:
    cloud = deployed()
    cloud.env = {**(cloud.env or {}), "OPENAI_MODLE": "gpt-6-luna", "TZ": "UTC"}
    found = await findings(cloud)
    assert found["Settings"].said == "OPENAI_MODLE is no setting of Recado's; is OPENAI_MODEL meant?"
    assert "--remove-env-vars=OPENAI_MODLE\n" in found["Settings"].remedy


@pytest.mark.parametrize("other", ["https://recado-999.us-central1.run.app", "http://127.0.0.1:8080"])
async def test_an_address_that_is_not_its_own_is_found(other: str) -> None:
    cloud = deployed()
    cloud.env = {**(cloud.env or {}), "PUBLIC_URL": other}
    found = await findings(cloud)
    assert other in found[SERVICE].said
    assert found[SERVICE].remedy.endswith(f"--update-env-vars=PUBLIC_URL={URL}")


async def test_a_domain_of_one_s_own_is_taken() -> None:
    assert (await findings(deployed(PUBLIC_URL="https://wa.example.com")))[SERVICE].verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("status", "verdict", "words"),
    [
        ({"conditions": [{"type": "Ready", "status": "False", "message": "No start."}]}, Verdict.FAILS, "No start."),
        ({"conditions": [{"type": "Ready", "status": "Unknown"}]}, Verdict.FAILS, "it is being deployed"),
        ({"traffic": [{"percent": 100, "revisionName": "recado-7"}]}, Verdict.HOLDS, "traffic is held at recado-7"),
    ],
)
async def test_a_service_that_is_not_ready_or_held_back_is_said_to_be(
    status: dict[str, Any], verdict: Verdict, words: str
) -> None:
    cloud = deployed()

    def answering(command: Command) -> Done:
        done = cloud(command)
        if "describe" not in command.words:
            return done
        service = json.loads(done.output)
        return Done(0, json.dumps(service | {"status": service["status"] | status}))

    gcloud = Gcloud(PROJECT, execute=answering, attempts=1)
    found = await Checkup(gcloud, WHERE, {}, lambda: NOW, lambda _line: None, Nobody()).findings(fix=False, sender="")
    assert found[0].verdict is verdict
    assert words in str(found[0])


# Secrets


async def test_several_things_wrong_with_secrets_take_one_deployment() -> None:
    cloud = deployed()
    del cloud.secrets["recado-openai-api-key"], cloud.secrets["recado-twilio-auth-token"], cloud.mounted["TICK_SECRET"]
    found = await findings(cloud)
    [deployment] = found[SECRETS].remedy.splitlines()
    assert deployment.endswith("SECRETS=TWILIO_AUTH_TOKEN,OPENAI_API_KEY")


async def test_a_mounted_secret_that_is_gone_has_the_command_that_makes_it_again() -> None:
    cloud = deployed()
    del cloud.secrets["recado-openai-api-key"]
    found = await findings(cloud)
    assert found[SECRETS].said == "Secret Manager has no recado-openai-api-key, from which OPENAI_API_KEY comes"
    assert found[SECRETS].remedy == f"make deploy PROJECT={PROJECT} REGION={REGION} SECRETS=OPENAI_API_KEY"


async def test_a_secret_that_the_service_does_not_get_is_found() -> None:
    cloud = deployed()
    del cloud.mounted["TICK_SECRET"]
    found = await findings(cloud)
    assert "recado-tick-secret exists, but the service does not get it" in found[SECRETS].said
    assert "nobody can call /tick" in found[JOB].said
    assert found[JOB].remedy == f"make deploy PROJECT={PROJECT} REGION={REGION}"


async def test_a_required_secret_that_is_not_mounted_is_named() -> None:
    cloud = deployed()
    del cloud.mounted["TWILIO_AUTH_TOKEN"]
    found = await findings(cloud)
    assert "TWILIO_AUTH_TOKEN is required" in found["Settings"].remedy
    assert found["Settings"].remedy.endswith("SECRETS=TWILIO_AUTH_TOKEN")


async def test_a_secret_as_a_plain_variable_is_found_and_not_shown() -> None:
    cloud = deployed()
    del cloud.mounted["TWILIO_AUTH_TOKEN"]
    cloud.env = {**(cloud.env or {}), "TWILIO_AUTH_TOKEN": "hush, plain"}
    found = await findings(cloud)
    assert "TWILIO_AUTH_TOKEN is a plain variable" in found[SECRETS].said
    assert "--remove-env-vars=TWILIO_AUTH_TOKEN" in found[SECRETS].remedy


async def test_a_key_of_twilio_s_without_its_secret_is_found() -> None:
    cloud = deployed(FILE)
    del cloud.mounted["TWILIO_API_KEY_SECRET"]
    assert "the function lacks TWILIO_API_KEY_SECRET" in (await findings(cloud))[KEY].said


async def test_openai_s_webhook_without_twilio_s_key_is_said_to_do_nothing() -> None:
    found = await findings(deployed(SECRETS="OPENAI_WEBHOOK_SECRET"))
    assert "does not listen for want of TWILIO_ACCOUNT_SID" in found[WEBHOOK].said


# The clock

RAN = {"lastAttemptTime": "2026-11-25T12:00:30.123456789Z"}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"state": "PAUSED"}, f"gcloud scheduler jobs resume recado-tick --project={PROJECT} --location={REGION}"),
        ({"schedule": "0 * * * *"}, '--schedule="* * * * *"'),
        ({"attemptDeadline": "25s"}, "--attempt-deadline=55s"),
        ({"httpTarget": {"uri": f"{URL}/tick", "httpMethod": "GET"}}, "--http-method=POST"),
        ({"httpTarget": {"uri": "https://old.example/tick"}}, f"none in {REGION} calls {URL}/tick"),
        (RAN | {"status": {"code": 7}}, "its secret is not the function's TICK_SECRET"),
        (RAN | {"status": {"code": 14}}, f"gcloud run services logs read recado --region={REGION} --project={PROJECT}"),
        (RAN | {"status": {"code": 2}}, "failed (code 2)"),
        ({"lastAttemptTime": "2026-11-25T11:50:00Z", "status": {}}, "has not called since 2026-11-25 11:50 UTC"),
        ({"userUpdateTime": "2026-11-25T11:00:00Z"}, "has not called yet"),
    ],
)
async def test_a_clock_that_does_not_tick_has_its_remedy(other: dict[str, Any], words: str) -> None:
    cloud = deployed()
    cloud.jobs["recado-tick"] |= other
    found = await findings(cloud)
    assert found[JOB].verdict is Verdict.FAILS
    assert words in str(found[JOB])


async def test_a_clock_that_was_let_in_holds() -> None:
    cloud = deployed()
    cloud.jobs["recado-tick"] |= RAN | {"status": {}}
    found = await findings(cloud)
    assert found[JOB].verdict is Verdict.HOLDS
    assert "last at 12:00 UTC, and was let in" in found[JOB].said


async def test_without_a_job_the_clock_is_set_by_deploying() -> None:
    cloud = deployed()
    cloud.jobs.clear()
    assert (await findings(cloud))[JOB].remedy == f"make deploy PROJECT={PROJECT} REGION={REGION}"


# Firestore


async def test_a_database_expiry_and_indexes_that_are_missing_have_their_commands() -> None:
    cloud = deployed()
    cloud.databases.clear()
    cloud.ttls.pop()
    cloud.exempt.pop()
    found = await findings(cloud)
    assert those(Verdict.FAILS, found) == {STORE, EXPIRY, INDEXES, HEALTH}
    assert f"--collection-group={EXPIRING[-1]}" in found[EXPIRY].remedy
    assert "--disable-indexes" in found[INDEXES].remedy


# Refusals


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ("secrets list", SECRETS),
        ("jobs list", JOB),
        ("databases list", STORE),
        ("ttls list", EXPIRY),
        ("fields list", INDEXES),
    ],
)
@pytest.mark.parametrize(
    ("errors", "said", "remedy"),
    [
        (DENIED, "Google does not let you look into my-project", "roles/viewer"),
        (DENIED_TO_ALL, "Google does not let you look into my-project", "roles/viewer"),
        (
            DISABLED,
            "cloudscheduler.googleapis.com is switched off",
            "gcloud services enable cloudscheduler.googleapis.com",
        ),
        ("ERROR: (gcloud) of another kind\nmore", "gcloud could not tell", "ERROR: (gcloud) of another kind"),
    ],
)
async def test_a_refused_call_has_its_cause_and_hinders_no_other_check(
    words: str, check: str, errors: str, said: str, remedy: str
) -> None:
    cloud = deployed()
    cloud.refusals.append((words, errors))
    found = await findings(cloud)
    assert those(Verdict.FAILS, found) == {check, HEALTH}
    assert found[check].said.startswith(said)
    assert found[check].remedy.splitlines()[0].find(remedy) >= 0


@pytest.mark.parametrize("errors", [DENIED, DISABLED])
async def test_a_project_that_may_not_be_looked_into_is_one_finding_at_once(errors: str) -> None:
    cloud = deployed()
    cloud.refusals.append(("describe", errors))
    asked = len(cloud.commands)
    assert list(await findings(cloud)) == [GOOGLE]
    assert len(cloud.commands) == asked + 1  # not tried again, as `make deploy` would


async def test_gcloud_takes_every_command_of_the_remedies() -> None:
    cloud = deployed(FILE)
    cloud.databases.clear()
    cloud.ttls.pop()
    cloud.env = {**(cloud.env or {}), "OPENAI_MODLE": "gpt-6-luna", "PUBLIC_URL": "https://recado-9.x.run.app"}
    found = [*(await findings(cloud)).values()]
    for other in ({"state": "PAUSED"}, {"schedule": "0 * * * *"}, RAN | {"status": {"code": 14}}):
        cloud = deployed()
        cloud.jobs["recado-tick"] |= other
        found.append((await findings(cloud))[JOB])
    for errors in (DENIED, DISABLED, "Cannot find service [recado]", "gcloud auth login"):
        cloud.refusals.append(("describe", errors))
        found += (await findings(cloud)).values()
    lines = "\n".join(finding.remedy for finding in found).splitlines()
    lines += [lent for line in lines for lent in re.findall(r"\$\((gcloud [^)]+)\)", line)]
    commands = [Command(tuple(shlex.split(line))) for line in lines if line.startswith("gcloud ")]
    assert len(commands) > 10
    assert refused(commands) == []


# The command


def doctor(*options: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-m", "dev.doctor", *options]
    env = {**kept, "RECADO_ENV_FILE": "/dev/null", "PROJECT": PROJECT, "REGION": REGION, **env}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_without_gcloud_one_sentence_says_where_to_get_it(tmp_path: Path) -> None:
    told = doctor(PATH=str(tmp_path))
    said, remedy = told.stdout.splitlines()
    assert (told.returncode, said) == (1, "✗ Google Cloud: gcloud is not installed")
    assert "https://cloud.google.com/sdk/docs/install" in remedy
    assert told.stderr == f"Asking gcloud about recado in {PROJECT}, {REGION} ...\n"


def test_without_being_signed_in_one_sentence_says_how(tmp_path: Path) -> None:
    gcloud_or_skip()
    told = doctor("--json", CLOUDSDK_CONFIG=str(tmp_path))
    [finding] = json.loads(told.stdout)
    assert told.returncode == 1
    assert finding == {
        "check": GOOGLE,
        "verdict": "fails",
        "said": "gcloud is not signed in",
        "remedy": "gcloud auth login",
    }


def test_a_refusal_is_told_at_once_and_gcloud_is_not_called_again(tmp_path: Path) -> None:
    gcloud = tmp_path / "gcloud"
    gcloud.write_text('#!/bin/sh\necho "$@" >> $(dirname $0)/calls; cat $(dirname $0)/words >&2; exit 1\n')
    gcloud.chmod(0o755)
    (tmp_path / "words").write_text(DISABLED)
    told = doctor(PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert told.stdout.startswith("✗ Google Cloud: cloudscheduler.googleapis.com is switched off\n")
    [call] = (tmp_path / "calls").read_text().splitlines()
    assert call == f"run services describe recado --region={REGION} --format=json --project={PROJECT} --quiet"


def test_without_a_region_it_asks_for_one_and_calls_nobody(tmp_path: Path) -> None:
    told = doctor(PATH=str(tmp_path), REGION="")
    assert (told.returncode, told.stderr) == (1, "")
    assert told.stdout.startswith("Say where it is: make doctor PROJECT=my-project REGION=us-central1 (REGION=")


def test_the_place_is_read_from_the_variables_of_make() -> None:
    assert read_where({"REGION": REGION}) is None
    assert read_where({"PROJECT": PROJECT, "REGION": REGION, "SERVICE": ""}) == WHERE
    staging = read_where({"PROJECT": PROJECT, "REGION": REGION, "SERVICE": "staging"})
    assert staging
    assert staging.doctor == f"make doctor PROJECT={PROJECT} REGION={REGION} SERVICE=staging"
    with pytest.raises(NotClear, match="SERVICE=--format"):
        read_where({"PROJECT": PROJECT, "REGION": REGION, "SERVICE": "--format"})


# Telegram


async def test_a_function_with_pages_alone_can_start(network: httpx2.AsyncBaseTransport) -> None:
    cloud = deployed(FILE, SECRETS="META_APP_SECRET META_PAGE_TOKENS")
    assert (await findings(cloud, network))["Settings"].verdict is Verdict.HOLDS
    for lent in ({}, {"META_APP_SECRET": "hush-app"}):
        told = (await findings(cloud, network, lent=lent))["Meta's tokens"]
        for name in ("META_APP_SECRET", "META_VERIFY_TOKEN", "META_PAGE_TOKENS"):  # one command lends all that it takes
            assert f"{name}=$(" in told.remedy


async def test_without_its_secrets_the_doors_of_telegram_and_meta_are_tried_with_none(
    network: httpx2.AsyncBaseTransport,
) -> None:
    cloud = deployed(FILE, SECRETS="META_APP_SECRET TELEGRAM_BOT_TOKEN")
    found = await findings(cloud, network)  # where there is neither of the two
    assert {found[door].verdict for door in (METAS_DOOR, TELEGRAMS_DOOR)} == {Verdict.FAILS}
    refusing = httpx2.MockTransport(lambda _: httpx2.Response(403))
    found = await findings(cloud, refusing)
    assert {found[door].verdict for door in (METAS_DOOR, TELEGRAMS_DOOR)} == {Verdict.NOT_CHECKED}
    assert all(f"{name}=$(" in found[METAS_DOOR].remedy for name in ("META_APP_SECRET", "META_VERIFY_TOKEN"))
    lent = dict.fromkeys(("META_APP_SECRET", "META_VERIFY_TOKEN", "META_ACCESS_TOKEN"), "hush")
    cloud.env = {**(cloud.env or {}), "META_API_BASE_URL": "http://127.0.0.1:1"}
    found = await findings(cloud, refusing, lent=lent)
    assert found[METAS_DOOR].said == "what is signed as Meta's gives 403"


async def test_a_bot_is_checked_with_its_secrets_lent(network: httpx2.AsyncBaseTransport) -> None:
    cloud = deployed(FILE, SECRETS="TELEGRAM_BOT_TOKEN")
    there = "recado-telegram-bot-token", "recado-telegram-secret"
    told = await findings(cloud, network)
    assert (told[TELEGRAM].verdict, there[0] in told[TELEGRAM].remedy) == (Verdict.NOT_CHECKED, True)
    to_be_set = await findings(cloud, network, fix=True, lent={"TELEGRAM_BOT_TOKEN": BOT})
    for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_SECRET"):  # the one that was lent, too: it was for one run
        assert f"{name}=$(" in to_be_set[TELEGRAM].remedy
    assert to_be_set[TELEGRAM].remedy.endswith(" FIX=1")
    with telegram_standin.serve() as telegram:
        cloud.env = {**(cloud.env or {}), "TELEGRAM_API_BASE_URL": telegram.base_url}
        lent = {"TELEGRAM_BOT_TOKEN": BOT, "TELEGRAM_SECRET": "a-secret-of-any-length-in-the-cloud"}
        found = await findings(cloud, network, fix=True, lent=lent)
        assert found[TELEGRAM].verdict is Verdict.HOLDS
        assert telegram.state.webhook["url"] == f"{URL}/telegram"
