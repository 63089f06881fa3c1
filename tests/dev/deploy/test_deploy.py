"""`make deploy`: it sets up an empty project, changes only what differs, and keeps secrets secret."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from dev.deploy import project, sample, secret_manager, taken_away, tools, watch
from dev.deploy.place import Place
from dev.deploy.steps import deploy, secrets_of, what_is_next
from dev.deploy.wish import read_wish
from dev.example import BAKERY, in_folder
from dev.gcloud import Command, Done, Gcloud, GcloudFailed, execute
from dev.given import NotClear
from dev.processes import ROOT
from dev.slips import OF_A_SHAPE, SECRET
from handlers.doors.tick import GRACE_SECONDS, TICK_SECONDS
from handlers.settings import Settings
from handlers.stores.exempt import EXEMPT, EXPIRING
from handlers.stores.indexes import INDEXED
from tests.dev.cloud import NUMBER, PROJECT, REGION, Cloud
from tests.dev.gcloud_offline import refused

GIVEN = {"PROJECT": PROJECT, "REGION": REGION}
KEY = {"TWILIO_ACCOUNT_SID": f"AC{'0' * 32}", "TWILIO_API_KEY_SID": f"SK{'0' * 32}"}
LONGEST_TICK = TICK_SECONDS + GRACE_SECONDS
PASTED = "pasted, with = and ' in it"
FUNCTION = f"serviceAccount:recado@{PROJECT}.iam.gserviceaccount.com"
BUILD = f"serviceAccount:recado-build@{PROJECT}.iam.gserviceaccount.com"
IMAGE = f"serviceAccount:recado-image@{PROJECT}.iam.gserviceaccount.com"
TEST = f"serviceAccount:recado-test@{PROJECT}.iam.gserviceaccount.com"


class Terminal:
    """The lines that are shown, and the answers that are typed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.asked: list[str] = []
        self.answers: list[str] = []
        self.stops = False

    def prompt(self, question: str) -> str:
        self.asked.append(question)
        if self.stops:
            raise KeyboardInterrupt
        name = question.split()[0]
        return self.answers.pop(0) if self.answers else f" {OF_A_SHAPE.get(name, f'{PASTED} {len(self.asked)}')}\n"


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def run(terminal: Terminal) -> Callable[..., list[str]]:
    """Deploy to `cloud` once; gives the changes of this run."""

    def run(cloud: Cloud, file: Mapping[str, str] | None = None, **given: str) -> list[str]:
        before = len(cloud.changes)
        wanted = read_wish({**GIVEN, **given}, file or {})
        gcloud = Gcloud(PROJECT, wanted.dry_run, cloud, terminal.lines.append, lambda _seconds: None)
        deploy(wanted, gcloud, terminal.prompt)
        return cloud.changes[before:]

    return run


Run = Callable[..., list[str]]


def next_after(cloud: Cloud) -> str:
    """The end of a deployment that names no secret, to this cloud."""
    wanted = read_wish(GIVEN, {})
    secrets = secrets_of(wanted, Gcloud(PROJECT, dry_run=False, execute=cloud))
    return what_is_next(Place(PROJECT, NUMBER, REGION), wanted, secrets)


def test_a_secret_for_the_desk_is_made_where_there_are_agents() -> None:
    agents = {
        "AGENTS": "Ana=whatsapp:+5215511110001",
        "TWILIO_API_KEY_SID": f"SK{'0' * 32}",
        "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    }
    assert "DESK_SECRET" in read_wish(GIVEN, agents).secrets
    assert "DESK_SECRET" not in read_wish(GIVEN, {}).secrets


def test_a_secret_for_the_chat_is_made_where_there_are_sites() -> None:
    assert "CHAT_SECRET" in read_wish(GIVEN, {"CHAT_SITES": "https://shop.example"}).secrets
    assert "CHAT_SECRET" not in read_wish(GIVEN, {}).secrets


def test_an_empty_project_gets_all_that_recado_needs(run: Run) -> None:
    cloud = Cloud()
    run(cloud, NOTIFY="ana@example.com")
    assert set(cloud.apis) == {f"{name}.googleapis.com" for name in project.APIS}
    assert len(cloud.databases) == 1
    assert [name.partition("Groups/")[2] for name in cloud.ttls] == [f"{group}/fields/expire_at" for group in EXPIRING]
    assert set(cloud.metrics) == {path.stem for path in (ROOT / "deploy" / "metrics").iterdir()}
    assert {policy["userLabels"]["recado"] for policy in cloud.policies} == {
        path.stem for path in (ROOT / "deploy" / "alerts").iterdir()
    }
    assert all(policy["notificationChannels"] == [cloud.channels[0]["name"]] for policy in cloud.policies)
    assert len(cloud.boards) == 1


def test_the_accounts_get_the_least_roles_and_each_secret_is_granted_by_itself(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    assert cloud.roles[PROJECT] == {
        ("roles/datastore.user", FUNCTION),
        ("roles/run.sourceDeveloper", BUILD),
        ("roles/serviceusage.serviceUsageConsumer", BUILD),
        ("roles/logging.logWriter", BUILD),
        ("roles/run.builder", IMAGE),
        ("roles/logging.logWriter", TEST),
    }
    for name in cloud.secrets:
        assert cloud.roles[name] == {("roles/secretmanager.secretAccessor", FUNCTION)}
    assert cloud.roles["recado"] == {("roles/run.invoker", "allUsers")}


def test_what_runs_tests_and_packages_may_act_as_nobody_and_reads_no_secret(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    granted = {(name, role, member) for name, roles in cloud.roles.items() for role, member in roles}
    assert {grant for grant in granted if grant[2] in (TEST, IMAGE)} == {
        (PROJECT, "roles/logging.logWriter", TEST),
        (f"gs://recado-tests-{NUMBER}", "roles/storage.objectViewer", TEST),
        (PROJECT, "roles/run.builder", IMAGE),
    }
    assert cloud.buckets == [f"gs://recado-tests-{NUMBER}"]


def test_only_who_deploys_may_act_as_others_and_nobody_as_it(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    users = {name: roles for name, roles in cloud.roles.items() if name in cloud.accounts}
    by_it = {("roles/iam.serviceAccountUser", BUILD)}
    assert users == {member.removeprefix("serviceAccount:"): by_it for member in (FUNCTION, IMAGE, TEST)}


def test_a_second_run_only_tests_and_deploys(run: Run) -> None:
    cloud = Cloud()
    file = {"ASSISTANT_LANGUAGE": "en"}
    run(cloud, file, NOTIFY="ana@example.com")
    again = run(cloud, file, NOTIFY="ana@example.com")
    assert [line.split()[:4] for line in again] == [["gcloud", "beta", "builds", "submit"]]
    assert run(cloud, file) == again  # and who is told stays


def test_a_run_that_broke_off_anywhere_is_finished_by_the_next(run: Run) -> None:
    whole = Cloud()
    for change in run(whole):
        broken = Cloud(refusals=[(change, "the network is gone")])
        with pytest.raises(GcloudFailed, match="the network is gone"):
            run(broken)
        run(broken)
        for part in ("apis", "accounts", "roles", "buckets", "databases", "ttls", "metrics", "policies", "boards"):
            assert getattr(broken, part) == getattr(whole, part), change
        assert set(broken.exempt) == set(whole.exempt), change
        assert (set(broken.secrets), set(broken.jobs)) == (set(whole.secrets), set(whole.jobs)), change
        assert all(broken.secrets.values()), change


def test_what_somebody_changed_by_hand_is_set_right(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    cloud.metrics["recado_late"]["filter"] = "severity=INFO"
    cloud.jobs["recado-tick"]["schedule"] = "0 * * * *"
    cloud.policies[0]["userLabels"]["made_from"] = "an older file"
    cloud.boards[0]["mosaicLayout"]["tiles"].pop()
    cloud.roles[PROJECT].remove(("roles/datastore.user", FUNCTION))
    verbs = [line for line in run(cloud) if "builds submit" not in line]
    assert len(verbs) == 5
    assert run(cloud)[1:] == []


def test_an_account_that_google_does_not_know_everywhere_yet_is_waited_for(run: Run, terminal: Terminal) -> None:
    cloud = Cloud(refusals=[("--role=roles/datastore.user", f"Service account {FUNCTION} does not exist.")] * 3)
    run(cloud)
    assert ("roles/datastore.user", FUNCTION) in cloud.roles[PROJECT]
    assert len([line for line in terminal.lines if "trying again" in line]) == 3


# Firestore's indexes


def fields_of(names: list[str]) -> set[tuple[str, str]]:
    pairs = [name.partition("/collectionGroups/")[2].split("/fields/") for name in names]
    return {(group, field) for group, field in pairs}


def test_every_field_that_no_query_asks_for_is_exempt_from_indexing_and_the_others_are_not(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    assert fields_of(cloud.exempt) == {(group, field) for group, fields in EXEMPT.items() for field in fields}
    assert not {(group, field) for group, fields in INDEXED.items() for field in fields} & fields_of(cloud.exempt)
    assert len(cloud.exempt) <= 200  # that is what a database may have


def test_fields_that_expire_documents_are_exempt(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    assert fields_of(cloud.ttls) <= fields_of(cloud.exempt)


def test_a_field_that_a_query_has_begun_to_ask_for_gets_its_index_back(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    whole = set(cloud.exempt)
    older = f"projects/{PROJECT}/databases/(default)/collectionGroups/threads/fields/due"
    cloud.exempt.append(older)
    [cleared, _] = run(cloud)
    assert cleared.startswith("gcloud firestore indexes fields update due --collection-group=threads --clear-exemption")
    assert set(cloud.exempt) == whole


def test_an_exemption_of_somebody_elses_stays(run: Run) -> None:
    theirs = f"projects/{PROJECT}/databases/(default)/collectionGroups/orders/fields/due"
    cloud = Cloud(exempt=[theirs])
    run(cloud)
    assert theirs in cloud.exempt


@pytest.mark.parametrize("busy", ["ABORTED: Please retry, underlying data changed", "too much contention on these"])
def test_while_firestore_is_at_work_on_the_field_before_the_next_one_waits(
    run: Run, terminal: Terminal, busy: str
) -> None:
    cloud = Cloud(refusals=[("--disable-indexes", busy)] * 3)
    run(cloud)
    assert len([line for line in terminal.lines if "trying again" in line]) == 3
    assert len(cloud.exempt) == sum(map(len, EXEMPT.values()))


# The clock


def test_a_tick_has_time_to_end_and_is_never_called_twice_at_once(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    [job] = cloud.jobs.values()
    deadline = int(job["attemptDeadline"].removesuffix("s"))
    assert LONGEST_TICK < cloud_run_timeout() < deadline < 60
    assert job["retryConfig"] == {}


@pytest.mark.parametrize("other", [{"attemptDeadline": "30s"}, {"retryConfig": {"retryCount": 3}}])
def test_a_clock_of_another_patience_is_set_right(run: Run, other: dict[str, Any]) -> None:
    cloud = Cloud()
    run(cloud)
    right = dict(cloud.jobs["recado-tick"])
    cloud.jobs["recado-tick"] |= other
    run(cloud)
    assert cloud.jobs["recado-tick"] == right


def cloud_run_timeout() -> int:
    steps = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text())["steps"]
    [timeout] = [arg for step in steps for arg in step["args"] if arg.startswith("--timeout=")]
    return int(timeout.removeprefix("--timeout="))


# Secrets


def test_secrets_go_by_stdin_and_are_shown_nowhere(run: Run, terminal: Terminal) -> None:
    cloud = Cloud()
    run(cloud, KEY, SECRETS="OPENAI_WEBHOOK_SECRET")
    assert len(terminal.asked) == 4
    [generated] = cloud.secrets.pop("recado-tick-secret")
    assert cloud.secrets == {
        "recado-twilio-auth-token": [f"{PASTED} 1"],
        "recado-openai-api-key": [f"{PASTED} 2"],
        "recado-twilio-api-key-secret": [f"{PASTED} 3"],
        "recado-openai-webhook-secret": [f"{PASTED} 4"],
    }
    shown = "\n".join([*terminal.lines, *(repr(command) for command in cloud.commands)])
    shown += "\n".join(word for command in cloud.commands for word in command.words)
    for value in (PASTED, generated):
        assert value not in shown


def test_a_helpdesk_is_asked_for_its_secret_and_its_address_is_checked() -> None:
    rest = {"TWILIO_ACCOUNT_SID": f"AC{'0' * 32}", "TWILIO_API_KEY_SID": f"SK{'0' * 32}"}
    assert "HELPDESK_SECRET" in read_wish(GIVEN, {**rest, "HELPDESK_URL": "https://helpdesk.example/"}).secrets
    with pytest.raises(NotClear, match="HELPDESK_URL must be"):
        read_wish(GIVEN, {**rest, "HELPDESK_URL": "http://helpdesk.example/"})


def test_with_metas_secrets_twilios_token_is_not_asked_for_now_nor_later(run: Run) -> None:
    cloud = Cloud()
    run(cloud, SECRETS="META_APP_SECRET")
    named = {"recado-meta-app-secret", "recado-meta-verify-token", "recado-meta-access-token"}
    assert named | {"recado-openai-api-key", "recado-tick-secret"} == set(cloud.secrets)
    [submit] = run(cloud)
    assert "META_APP_SECRET=recado-meta-app-secret:latest" in submit
    assert "TWILIO" not in submit
    assert f"https://recado-{NUMBER}.{REGION}.run.app/meta with META_VERIFY_TOKEN" in next_after(cloud)
    assert "run.app/webhook" not in next_after(cloud)


@pytest.mark.parametrize(
    ("file", "given", "secrets"),
    [
        ({}, {"SECRETS": "TELEGRAM_BOT_TOKEN"}, {"recado-telegram-bot-token", "recado-telegram-secret"}),
        ({"CHAT_SITES": "https://shop.example"}, {}, {"recado-chat-secret"}),
    ],
)
def test_with_another_channel_twilios_token_is_asked_for_only_if_it_is_named(
    run: Run, file: Mapping[str, str], given: Mapping[str, str], secrets: set[str]
) -> None:
    cloud = Cloud()
    run(cloud, file, **given)
    assert set(cloud.secrets) == {"recado-openai-api-key", "recado-tick-secret"} | secrets
    assert not any("TWILIO" in change for change in run(cloud, file))
    assert "SECRETS=TWILIO_AUTH_TOKEN asks for its token" in next_after(cloud)
    run(cloud, file, SECRETS="TWILIO_AUTH_TOKEN")
    assert "recado-twilio-auth-token" in cloud.secrets
    assert f"https://recado-{NUMBER}.{REGION}.run.app/webhook" in next_after(cloud)


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "META_PAGE_TOKENS"])
def test_agents_of_customers_without_a_number_need_one_to_be_told_from(name: str) -> None:
    agents, given = {**KEY, "AGENTS": "Ana=whatsapp:+5215511110001"}, {**GIVEN, "SECRETS": f"META_APP_SECRET {name}"}
    with pytest.raises(NotClear, match=f"{name} with AGENTS needs AGENTS_FROM"):
        read_wish(given, agents)
    assert name in read_wish(given, {**agents, "AGENTS_FROM": "+5215587654321"}).secrets
    with pytest.raises(NotClear, match="CHAT_SITES needs AGENTS_FROM too"):
        read_wish(GIVEN, {**agents, "CHAT_SITES": "https://shop.example"})


def test_a_channel_whose_secret_is_in_the_file_for_this_machine_is_asked_for(run: Run, terminal: Terminal) -> None:
    cloud = Cloud()
    run(cloud, {"TELEGRAM_BOT_TOKEN": f"7654321:{'C' * 35}"})
    asked = [question.split()[0] for question in terminal.asked]
    assert asked == ["OPENAI_API_KEY", "TELEGRAM_BOT_TOKEN"]
    assert cloud.secrets["recado-telegram-bot-token"] == [OF_A_SHAPE["TELEGRAM_BOT_TOKEN"]]  # as typed, not as written
    assert "META_VERIFY_TOKEN" in read_wish(GIVEN, {"META_APP_SECRET": "hush"}).secrets


def test_twilios_token_is_asked_for_beside_another_channel_where_its_account_is_set() -> None:
    assert "TWILIO_AUTH_TOKEN" in read_wish({**GIVEN, "SECRETS": "TELEGRAM_BOT_TOKEN"}, KEY).secrets


def test_the_end_names_each_channel_whenever_it_was_set_up(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    run(cloud, {"CHAT_SITES": "https://shop.example"}, SECRETS="META_APP_SECRET TELEGRAM_BOT_TOKEN")
    said = next_after(cloud)
    tasks = ["run.app/webhook", "run.app/meta with", "FIX=1 shows the command", "run.app/chat.js", "make doctor"]
    for number, told in enumerate(tasks, start=1):
        assert re.search(rf"^  {number}\. [^.]*(\n     )?.*{re.escape(told)}", said, re.MULTILINE)


def test_for_pages_alone_their_tokens_are_asked_for_and_beside_twilio_both(run: Run) -> None:
    cloud = Cloud()
    run(cloud, SECRETS="META_APP_SECRET META_PAGE_TOKENS")
    assert "recado-meta-page-tokens" in cloud.secrets
    assert "recado-meta-access-token" not in cloud.secrets
    cloud = Cloud()
    run(cloud)
    run(cloud, SECRETS="META_APP_SECRET")
    assert {"recado-twilio-auth-token", "recado-meta-app-secret"} <= set(cloud.secrets)


def test_a_secret_that_was_wanted_once_stays_with_the_service(run: Run) -> None:
    cloud = Cloud()
    run(cloud, SECRETS="OPENAI_WEBHOOK_SECRET")
    [submit] = run(cloud)
    assert "OPENAI_WEBHOOK_SECRET=recado-openai-webhook-secret:latest" in submit


def test_a_rotated_secret_gets_a_new_value_and_the_clock_learns_its_own(run: Run, terminal: Terminal) -> None:
    cloud = Cloud()
    run(cloud)
    run(cloud, ROTATE="TICK_SECRET,TWILIO_AUTH_TOKEN")
    assert cloud.secrets["recado-twilio-auth-token"] == [f"{PASTED} 1", f"{PASTED} 3"]
    assert cloud.secrets["recado-openai-api-key"] == [f"{PASTED} 2"]
    assert cloud.jobs["recado-tick"]["httpTarget"]["headers"] == {
        "Authorization": f"Bearer {cloud.secrets['recado-tick-secret'][1]}"
    }


def test_an_empty_answer_is_no_secret(run: Run, terminal: Terminal) -> None:
    terminal.answers = ["", "  \n"]
    cloud = Cloud()
    run(cloud)
    assert cloud.secrets["recado-twilio-auth-token"] == [f"{PASTED} 3"]


def test_who_stops_at_a_question_leaves_no_secret_that_another_channel_would_ask_for_again(
    run: Run, terminal: Terminal
) -> None:
    cloud = Cloud()
    terminal.stops = True
    with pytest.raises(KeyboardInterrupt):
        run(cloud)  # asks for Twilio's token, and there is no Twilio
    terminal.stops = False
    run(cloud, SECRETS="TELEGRAM_BOT_TOKEN")
    assert [question.split()[0] for question in terminal.asked] == [
        "TWILIO_AUTH_TOKEN",
        "OPENAI_API_KEY",
        "TELEGRAM_BOT_TOKEN",
    ]


def test_a_value_that_the_function_would_refuse_is_asked_for_again_and_not_shown(run: Run, terminal: Terminal) -> None:
    right = f"1234567:{'B' * 35}"
    terminal.answers = ["sk-1", "luz_bot", f"{right}\n"]
    cloud = Cloud()
    run(cloud, SECRETS="TELEGRAM_BOT_TOKEN")
    assert cloud.secrets["recado-telegram-bot-token"] == [right]
    assert (
        "  TELEGRAM_BOT_TOKEN is no token of a bot: a number, a colon and about 35 characters, as @BotFather tells it"
        in (terminal.lines)
    )
    assert "luz_bot" not in "".join(terminal.lines)


# Whether it starts: the stand-in for Google Cloud refuses a function that would not

ANA = {**KEY, "AGENTS": "Ana=whatsapp:+5215511110001"}
WITHOUT_KEY = {"AGENTS": ANA["AGENTS"]}


@pytest.mark.parametrize(
    ("before", "file", "given"),
    [
        ({}, {"CHAT_SITES": "https://shop.example, https://www.shop.example"}, {}),
        ({}, WITHOUT_KEY, {"SECRETS": "META_APP_SECRET"}),
        ({}, {"SURVEY": "conversation"}, {"SECRETS": "TELEGRAM_BOT_TOKEN"}),
        ({}, {**KEY, "AGENTS": "Ana=sms:+5215511110001"}, {}),
        (ANA, {**ANA, "AGENTS_FROM": "+5215587654321"}, {"SECRETS": "TELEGRAM_BOT_TOKEN"}),
        (ANA, {**ANA, "AGENTS_FROM": "+5215587654321"}, {"SECRETS": "META_APP_SECRET META_PAGE_TOKENS"}),
    ],
)
def test_a_channel_has_its_settings_when_it_gets_its_secrets(
    run: Run, before: Mapping[str, str], file: Mapping[str, str], given: Mapping[str, str]
) -> None:
    cloud = Cloud()
    if before:
        run(cloud, before)
    run(cloud, file, **given)
    assert (cloud.env or {}).items() >= file.items()


@pytest.mark.parametrize(
    ("before", "file", "given", "says"),
    [
        (
            {"SECRETS": "TELEGRAM_BOT_TOKEN TWILIO_AUTH_TOKEN"},
            ANA,
            {},
            "TELEGRAM_BOT_TOKEN needs AGENTS_FROM too",
        ),
        (
            {"SECRETS": "META_APP_SECRET META_PAGE_TOKENS"},
            {"AGENTS": ANA["AGENTS"], "AGENTS_FROM": "+5215587654321", "META_PHONE_NUMBER_ID": "1"},
            {},
            "AGENTS needs Twilio's API key, or META_ACCESS_TOKEN, too",
        ),
        ({"SECRETS": "OPENAI_WEBHOOK_SECRET"}, "elsewhere", {}, "OPENAI_WEBHOOK_SECRET does not go with ASSISTANT_API"),
        ({}, {**KEY, "LATE_ANSWERS": "rest"}, {}, "LATE_ANSWERS=rest needs OPENAI_WEBHOOK_SECRET too"),
        ({}, {"LATE_ANSWERS": "rest"}, {}, "LATE_ANSWERS=rest needs TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID"),
        ({}, WITHOUT_KEY, {}, "AGENTS needs TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET too"),
        (
            {"SECRETS": "META_APP_SECRET"},
            WITHOUT_KEY,
            {"SECRETS": "TWILIO_AUTH_TOKEN"},
            "AGENTS needs TWILIO_ACCOUNT_SID",
        ),
        (
            {"SECRETS": "META_APP_SECRET"},
            {**KEY, "AGENTS": "Ana=sms:+5215511110001"},
            {},
            "META_APP_SECRET needs AGENTS_F",
        ),
        ({}, {"SURVEY": "conversation"}, {}, "SURVEY=conversation needs TWILIO_ACCOUNT_SID"),
    ],
)
def test_what_does_not_go_with_the_secrets_that_are_there_is_said_before_the_build(
    run: Run, before: Mapping[str, str], file: Any, given: Mapping[str, str], says: str
) -> None:
    cloud = Cloud()
    run(cloud, **before)
    builds = str(cloud.changes).count("builds submit")
    with pytest.raises(NotClear, match=f"^Nothing was built, since the function would not start:\n  {says}"):
        run(cloud, ELSEWHERE if file == "elsewhere" else file, **given)
    assert str(cloud.changes).count("builds submit") == builds


def test_a_secret_that_the_settings_of_before_do_not_go_with_is_said_before_the_build(run: Run) -> None:
    cloud = Cloud()
    run(cloud, ELSEWHERE)
    back = {**ELSEWHERE, "ASSISTANT_API": "openai"}
    with pytest.raises(NotClear, match="deploy without what SECRETS names first, then with it"):
        run(cloud, back, SECRETS="OPENAI_WEBHOOK_SECRET")


def test_a_rehearsal_says_which_secret_an_empty_project_would_lack(tmp_path: Path) -> None:
    (tmp_path / "env.yaml").write_text(yaml.safe_dump({**KEY, "LATE_ANSWERS": "rest"}))
    env = {"RECADO_ENV_FILE": str(tmp_path / "env.yaml"), "DRY_RUN": "1"}
    said = make(tmp_path, **env).stdout
    assert "In an empty project the function would not start:\n  LATE_ANSWERS=rest needs OPENAI_WEBHOOK_SECRET" in said
    assert "would not start" not in make(tmp_path, **env, SECRETS="OPENAI_WEBHOOK_SECRET").stdout


# The service


def test_the_address_is_known_before_there_is_a_service(run: Run) -> None:
    cloud = Cloud()
    run(cloud)
    url = f"https://recado-{NUMBER}.{REGION}.run.app"
    assert Place(PROJECT, NUMBER, REGION).url == url
    assert cloud.jobs["recado-tick"]["httpTarget"]["uri"] == f"{url}/tick"
    assert "${_SERVICE}-${PROJECT_NUMBER}.${_REGION}.run.app" in (ROOT / "cloudbuild.yaml").read_text()


def test_a_domain_of_ones_own_is_the_public_url_everywhere(run: Run) -> None:
    cloud = Cloud()
    [submit] = [line for line in run(cloud, PUBLIC_URL="https://wa.example.com/") if "builds submit" in line]
    assert ";_PUBLIC_URL=https://wa.example.com'" in submit
    assert cloud.jobs["recado-tick"]["httpTarget"]["uri"] == "https://wa.example.com/tick"
    assert run(cloud) == [submit]  # and stays although it is not given again


def test_settings_of_the_file_reach_the_service_but_no_secret_and_nothing_that_is_for_this_machine(run: Run) -> None:
    cloud = Cloud()
    text = "You answer for Panadería Luz, a bakery.\nBe kind = brief; 'warm'."
    file = {
        "ASSISTANT_INSTRUCTIONS": text,
        "MAX_HOPS": "3",
        "OPENAI_API_KEY": "sk-of-the-file",
        "STORE": "sqlite",
        "SQLITE_PATH": "/home/ana/recado.db",
        "PUBLIC_URL": "https://recado-123456789.us-central1.run.app",
        "OPENAI_BASE_URL": "http://127.0.0.1:8081",
    }
    run(cloud, file)
    public_url = f"https://recado-{NUMBER}.{REGION}.run.app"
    given_by_the_build = {"PUBLIC_URL": public_url, "GOOGLE_CLOUD_PROJECT": PROJECT}
    assert cloud.env == {"ASSISTANT_INSTRUCTIONS": text, "MAX_HOPS": "3", **given_by_the_build}
    assert not [command for command in cloud.commands if "sk-of-the-file" in f"{command.words}{command.stdin}"]


def test_what_the_file_has_empty_is_taken_away_with_a_word_and_what_it_does_not_name_stays(
    run: Run, terminal: Terminal
) -> None:
    cloud = Cloud()
    own = {"TOOLS_CRM_URL": "https://crm.example"}
    run(cloud, {"AGENTS": "Ana=whatsapp:+5215511110001", "TICKET_MINUTES": "5", "ECHO_VOICE": "false", **KEY, **own})
    assert cloud.env
    before = dict(cloud.env)
    run(cloud, {"AGENTS": "", "TICKET_MINUTES": "9", "OPENING_HOURS": "", "TWILIO_AUTH_TOKEN": "", "TOOLS_CRM_URL": ""})
    assert cloud.env == {name: before[name] for name in before if name not in ("AGENTS", *own)} | {
        "TICKET_MINUTES": "9"
    }
    assert "  Empty in .env.yaml, so taken away: AGENTS, TOOLS_CRM_URL" in terminal.lines
    assert "TWILIO_AUTH_TOKEN" in cloud.mounted
    changes = run(cloud, {"AGENTS": "", "TICKET_MINUTES": "9"})
    assert len(changes) == 1  # the build


def test_what_would_be_taken_away_is_asked_about_before_anything_is_done(run: Run, terminal: Terminal) -> None:
    cloud, empty = Cloud(), {"TICKET_MINUTES": "", "SURVEY": "", "MAX_HOPS": "3"}
    gcloud = Gcloud(PROJECT, execute=cloud, show=terminal.lines.append)
    taken_away.confirm(gcloud, REGION, empty, ask=terminal.prompt)  # an empty project has nothing to lose
    run(cloud, {"TICKET_MINUTES": "5"})
    terminal.asked, terminal.answers = [], ["y", ""]
    taken_away.confirm(gcloud, REGION, {"MAX_HOPS": "3"}, ask=terminal.prompt)
    taken_away.confirm(gcloud, REGION, empty, ask=terminal.prompt)
    with pytest.raises(NotClear, match="Delete the line"):
        taken_away.confirm(gcloud, REGION, empty, ask=terminal.prompt)
    assert [f"{taken_away.SAID}: TICKET_MINUTES. Go on? [y/N] "] * 2 == terminal.asked
    taken_away.confirm(gcloud, REGION, empty, ask=None)
    assert terminal.lines[-1] == f"{taken_away.SAID}: TICKET_MINUTES."


ELSEWHERE = {"ASSISTANT_API": "chat", "OPENAI_BASE_URL": "https://models.example.com/v1", "OPENAI_MODEL": "llama"}


def test_the_key_that_is_asked_for_is_that_of_the_server_of_models(run: Run, terminal: Terminal) -> None:
    run(Cloud(), ELSEWHERE)
    assert [asked for asked in terminal.asked if asked.startswith("  OPENAI_API_KEY")] == [
        "  OPENAI_API_KEY (not OpenAI's: the key for https://models.example.com/v1, or any word if it takes none): "
    ]


def test_the_address_of_another_server_of_models_reaches_the_service() -> None:
    assert read_wish(GIVEN, ELSEWHERE).settings == ELSEWHERE


@pytest.mark.parametrize(
    ("given", "file", "says"),
    [
        ({}, {"OPENAI_BASE_URL": "http://localhost:11434/v1"}, "not this machine"),
        ({}, {"OPENAI_BASE_URL": None}, "ASSISTANT_API needs OPENAI_BASE_URL"),
        ({"SECRETS": "OPENAI_WEBHOOK_SECRET"}, {}, "OPENAI_WEBHOOK_SECRET does not go with"),
        ({}, {"MODERATION": "true"}, "MODERATION does not go with ASSISTANT_API=chat"),
    ],
)
def test_what_another_server_of_models_cannot_do_is_said_before_anything_is_built(
    given: dict[str, str], file: dict[str, Any], says: str
) -> None:
    with pytest.raises(NotClear, match=says):
        read_wish({**GIVEN, **given}, {**ELSEWHERE, **file})


def test_all_secret_settings_are_known_as_such() -> None:
    secret = {name.upper() for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert secret == set(secret_manager.ALL) == SECRET


# What was asked for


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"PROJECT": ""}, r"make deploy PROJECT=my-project REGION=us-central1 \(PROJECT is missing\)"),
        ({"REGION": ""}, r"\(REGION is missing\)"),
        ({"PROJECT": "--format=x"}, "PROJECT=--format=x is no project's ID"),
        (
            {"PROJECT": "My_Bakery"},
            "^PROJECT=My_Bakery is no project's ID: lowercase letters, digits and hyphens",
        ),
        ({"REGION": "Iowa"}, "^REGION=Iowa is no region, such as us-central1;"),
        ({"REGION": "uscentral1"}, "^REGION=uscentral1 is no region"),
        (
            {"REGION": "us-central1-a"},
            "^REGION=us-central1-a is no region, .* a zone, such as us-central1-a, is none.$",
        ),
        ({"ROTATE": "OPENAI_KEY"}, "OPENAI_KEY: no such secret"),
    ],
)
def test_what_is_not_clear_is_said_before_anything_is_done(given: dict[str, str], says: str) -> None:
    with pytest.raises(NotClear, match=says):
        read_wish({**GIVEN, **given}, {})


@pytest.mark.parametrize(
    ("given", "file", "says"),
    [
        ({}, {"ANSWER_SECONDS": "14"}, ".env.yaml: ANSWER_SECONDS must be at most 11"),
        ({}, {"OPENAI_MODLE": "gpt-6-luna"}, "OPENAI_MODLE is no setting of Recado's; is OPENAI_MODEL meant?"),
        ({}, {"store": "firestore"}, "store is no setting of Recado's; is STORE meant?"),
        ({}, {"COLOUR": "red"}, ".env.yaml: COLOUR is no setting of Recado's"),
        ({}, {"MAX_HOPS": 3}, 'MAX_HOPS has to be text: put the value in quotes, MAX_HOPS: "..."'),
        ({}, {"TWILIO_AUTH_TOKEN": 12345678}, "TWILIO_AUTH_TOKEN has to be text"),
        ({}, {"ASSISTANT_LANGUAGE": "“es”"}, "ASSISTANT_LANGUAGE is in curly quotes"),
        ({}, {"TWILIO_API_KEY_SID": "secret12345678"}, "TWILIO_API_KEY_SID is no API key's SID: SK and 32 digits"),
        ({}, {"TWILIO_API_KEY_SID": f"SK{'0' * 32}"}, "TWILIO_API_KEY_SID needs TWILIO_ACCOUNT_SID too"),
        ({}, {"PUBLIC_URL": "recado.example"}, ".env.yaml: PUBLIC_URL must be an address"),
        ({}, {"FAQ": "no-such.yaml"}, ".env.yaml: FAQ names no-such.yaml, which cannot be read"),
        ({}, {"FAQ": "examples/bakery/faq.yaml"}, ".env.yaml: FAQ names a file that does not go with the function"),
        ({}, {"FAQ": "../faq.yaml"}, "FAQ names a file that does not go with the function: move it beside main.py"),
        (
            {},
            {"FAQ": "/faq.yaml"},
            'FAQ names a file that does not go with the function: move it beside main.py, as FAQ: "f',
        ),
        ({}, {"ASSISTANT_INSTRUCTIONS": "ñ" * 17_000}, "ASSISTANT_INSTRUCTIONS is too long: Cloud Run takes 32 KiB"),
        ({"PUBLIC_URL": "wa.example.com"}, {}, "PUBLIC_URL must be an address"),
        ({"PUBLIC_URL": "http://wa.example.com"}, {}, "PUBLIC_URL has to begin with https://"),
        ({"NOTIFY": "notmail"}, {}, "NOTIFY has to be one e-mail address"),
        ({"NOTIFY": "a@b.example,c@d.example"}, {}, "NOTIFY has to be one e-mail address"),
    ],
)
def test_what_would_fail_after_the_build_is_said_before_it(
    given: dict[str, str], file: dict[str, object], says: str
) -> None:
    with pytest.raises(NotClear, match="Nothing was done") as problem:
        read_wish({**GIVEN, **given}, file)
    assert f"\n  {says}" in str(problem.value) or f"\n  .env.yaml: {says}" in str(problem.value)
    assert "12345678" not in str(problem.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(NotClear) as problem:
        read_wish({**GIVEN, "NOTIFY": "notmail"}, {"MAX_HOPS": "99", "MAX_HOP": "3", "ECHO_VOICE": True})
    assert str(problem.value).count("\n  ") == 4


def test_the_settings_of_this_terminal_are_not_those_of_the_cloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSWER_SECONDS", "14")
    assert read_wish(GIVEN, {"MAX_HOPS": "3", "OPENAI_API_KEY": None}).settings == {"MAX_HOPS": "3"}


def test_a_slip_in_the_env_file_calls_nobody(tmp_path: Path) -> None:
    (tmp_path / "env.yaml").write_text('OPENAI_MODLE: "gpt-6-luna"\n')
    told = make(tmp_path, RECADO_ENV_FILE=str(tmp_path / "env.yaml"))
    assert (told.returncode, told.stderr) == (1, "")
    assert "OPENAI_MODEL meant?" in told.stdout
    assert not (tmp_path / "calls").exists()


SAMPLE = yaml.safe_load((ROOT / ".env.yaml.example").read_text())


def test_the_samples_text_goes_live_only_if_somebody_says_so(tmp_path: Path) -> None:
    env = {"RECADO_ENV_FILE": str(ROOT / ".env.yaml.example")}
    told = make(tmp_path, **env)  # no terminal: nobody is asked
    assert told.returncode == 1
    assert "make deploy ... KEEP_SAMPLE=1" in told.stdout
    assert not (tmp_path / "calls").exists()
    rehearsed = make(tmp_path, **env, DRY_RUN="1")
    assert (rehearsed.returncode, sample.SAID in rehearsed.stdout) == (0, True)
    make(tmp_path, **env, KEEP_SAMPLE="1")
    assert (tmp_path / "calls").exists()


@pytest.mark.parametrize("answer", ["y", " YES\n"])
def test_at_a_terminal_the_samples_text_is_asked_about(answer: str, terminal: Terminal) -> None:
    terminal.answers = [answer, ""]
    sample.confirm(SAMPLE, ask=terminal.prompt)
    with pytest.raises(NotClear, match="Write your own"):
        sample.confirm(SAMPLE, ask=terminal.prompt)
    assert len(terminal.asked) == 2


def test_a_text_of_ones_own_is_not_asked_about() -> None:
    for text in ({}, {"ASSISTANT_INSTRUCTIONS": f"{SAMPLE['ASSISTANT_INSTRUCTIONS']} Closed in August."}):
        sample.confirm(text, ask=None)
    with pytest.raises(NotClear):
        sample.confirm({"ASSISTANT_INSTRUCTIONS": " ".join(SAMPLE["ASSISTANT_INSTRUCTIONS"].split())}, ask=None)


def test_words_of_the_samples_own_files_are_asked_about(tmp_path: Path) -> None:
    shutil.copytree(BAKERY, tmp_path / "bakery")
    settings = in_folder(yaml.safe_load((BAKERY / "settings.yaml").read_text()), tmp_path / "bakery")
    (tmp_path / "bakery" / "knowledge" / "entregas.md").write_text("No entregamos.")
    left = "ASSISTANT_INSTRUCTIONS, PEOPLE_CONTACT, FAQ, KNOWLEDGE (horarios.md, local.md, pedidos.md, politicas.md, "
    with pytest.raises(NotClear, match=re.escape(f"not yours: {left}precios.csv). Write your own")):
        sample.confirm(settings, ask=None)


def test_files_of_ones_own_are_not_asked_about(tmp_path: Path) -> None:
    (tmp_path / "precios.csv").write_text("producto,precio\nbujía,80\n")
    (tmp_path / "faq.yaml").write_text((BAKERY / "faq.yaml").read_text().replace("$14", "$15"))
    own = {"KNOWLEDGE": str(tmp_path), "FAQ": str(tmp_path / "faq.yaml"), "PEOPLE_CONTACT": "777 555 0100"}
    for settings in (own, own | {"KNOWLEDGE": "vs_1234"}, {"KNOWLEDGE": "off"}):
        assert sample.what_is_left(settings) == ""


def make(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`make deploy` on a machine whose gcloud must not be called."""
    gcloud = tmp_path / "gcloud"
    gcloud.write_text("#!/bin/sh\necho called >> $(dirname $0)/calls; echo no network >&2; exit 1\n")
    gcloud.chmod(0o755)
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "RECADO_ENV_FILE": "/dev/null", **GIVEN, **variables}
    command = [sys.executable, "-m", "dev.deploy"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_a_dry_run_shows_every_command_and_runs_none(tmp_path: Path, run: Run) -> None:
    shown = make(tmp_path, DRY_RUN="1")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert not (tmp_path / "calls").exists()
    changes = run(Cloud())
    assert [line for line in changes if f"  {line}" not in shown.stdout.replace("PROJECT_NUMBER", NUMBER)] == []


def test_the_page_about_deploying_names_the_build_as_it_is_called(run: Run) -> None:
    by_hand = (ROOT / "docs" / "deploy.md").read_text().partition("## By hand")[2].partition("```sh")[0]
    [build] = re.findall(r"`(gcloud [^`]+)`", by_hand.replace("\n", " "))
    assert len([line for line in run(Cloud()) if line.startswith(build)]) == 1


def test_a_failure_is_told_in_gclouds_words_with_what_to_do(tmp_path: Path) -> None:
    failed = make(tmp_path)
    assert failed.returncode == 1
    assert "no network" in failed.stdout
    assert "run the same again" in failed.stdout
    assert "Traceback" not in failed.stderr


def test_without_gcloud_it_says_where_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "https://cloud.google.com/sdk/docs/install" in execute(Command(("gcloud", "version"))).errors


def test_the_end_says_what_is_next() -> None:
    place = Place(PROJECT, NUMBER, REGION)
    said = next_after(Cloud())
    assert f"https://recado-{NUMBER}.{REGION}.run.app/webhook" in said
    assert f"make doctor PROJECT={PROJECT} REGION={REGION}\n" in f"{said}\n"
    assert "NOTIFY" in said
    assert "ASSISTANT_INSTRUCTIONS" in said
    assert "Telegram" not in said
    assert "ASSISTANT_INSTRUCTIONS" not in what_is_next(place, read_wish(GIVEN, SAMPLE), ())
    bot = read_wish({**GIVEN, "SECRETS": "TELEGRAM_BOT_TOKEN"}, {})
    assert bot.secrets >= {"TELEGRAM_BOT_TOKEN", "TELEGRAM_SECRET"}
    told = what_is_next(place, bot, bot.secrets).splitlines()
    first = f"  1. Telegram: make doctor PROJECT={PROJECT} REGION={REGION} FIX=1 shows the command"
    assert told[1].startswith(first)
    assert told[3] == f"  2. make doctor PROJECT={PROJECT} REGION={REGION}"
    assert "NOTIFY" not in what_is_next(place, read_wish({**GIVEN, "NOTIFY": "a@b.example"}, {}), ())


# gcloud's own judgement


def test_gclouds_parser_takes_every_command(run: Run) -> None:
    cloud = Cloud()
    text = "Be kind, brief = warm.\nAlways."
    file = {**KEY, "MAX_HOPS": "3"}
    run(cloud, file, NOTIFY="ana@example.com", SECRETS="OPENAI_WEBHOOK_SECRET")
    cloud.metrics["recado_late"]["filter"] = "severity=INFO"
    cloud.jobs["recado-tick"]["schedule"] = "0 * * * *"
    cloud.policies[0]["userLabels"]["made_from"] = "an older file"
    cloud.boards[0]["displayName"] = watch.read(ROOT / "deploy" / "dashboard.yaml")["displayName"]
    cloud.boards[0]["mosaicLayout"] = {}
    cloud.exempt.append(cloud.exempt[0].replace(EXEMPT["threads"][0], "due"))
    run(cloud, {**file, "MAX_HOPS": "", "ASSISTANT_INSTRUCTIONS": text}, NOTIFY="luz@example.com")
    unlike: dict[Any, Command] = {command.words: command for command in cloud.commands}
    assert len(unlike) > 60
    assert refused(list(unlike.values())) == []


def test_every_call_of_gcloud_goes_through_one_place() -> None:
    others = [path for path in (ROOT / "dev" / "deploy").rglob("*.py") if "subprocess" in path.read_text()]
    assert others == []


def test_a_failed_call_shows_what_gcloud_said_and_not_what_it_was_given() -> None:
    gcloud = Gcloud(PROJECT, execute=lambda _command: Done(1, errors="denied"), show=lambda _line: None)
    with pytest.raises(GcloudFailed) as failed:
        gcloud.run("secrets", "versions", "add", "x", "--data-file=-", stdin=PASTED)
    assert "denied" in str(failed.value)
    assert PASTED not in str(failed.value)


# Tools


def test_tools_go_with_their_settings_and_their_secrets_apart(run: Run, terminal: Terminal) -> None:
    cloud = Cloud()
    servers = '[{"label": "crm", "url": "https://crm.example/mcp", "tools": ["find"], "secret": "TOOLS_CRM"}]'
    file = {"MCP_SERVERS": servers, "TOOLS_SHOP_URL": "https://shop.example", "TOOLS_SHOP_TOKEN": "in the file"}
    submit = "\n".join(run(cloud, file))
    assert "TOOLS_CRM=recado-tools-crm:latest,TOOLS_SHOP_TOKEN=recado-tools-shop-token:latest" in submit
    assert sum("what a tool or an MCP server is let in for" in question for question in terminal.asked) == 2
    assert "in the file" not in "".join(value for values in cloud.secrets.values() for value in values)
    assert cloud.env is not None
    assert cloud.env["TOOLS_SHOP_URL"] == "https://shop.example"
    assert "TOOLS_SHOP_TOKEN" not in cloud.env
    [again] = run(cloud)
    assert "TOOLS_SHOP_TOKEN=recado-tools-shop-token:latest" in again
    assert read_wish({**GIVEN, "SECRETS": "TOOLS_X"}, {}).secrets >= {"TOOLS_X"}
    with pytest.raises(NotClear, match="SECRETS=TOOL_X: no such secret"):
        read_wish({**GIVEN, "SECRETS": "TOOL_X"}, {})


def test_a_tool_s_setting_that_is_kept_as_a_secret_stays_in_the_file_for_make_run(run: Run) -> None:
    cloud, file = Cloud(), {"TOOLS_DATABASE": "postgresql://shop:hush@db.example/shop"}
    run(cloud, file, SECRETS="TOOLS_DATABASE")
    run(cloud, file)  # SECRETS is not said again
    assert cloud.env is not None
    assert "TOOLS_DATABASE" not in cloud.env
    assert "TOOLS_DATABASE" in cloud.mounted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOOLS_CRM_URL", "http://127.0.0.1:9000"),
        ("TOOLS_DATABASE", "postgresql://shop@localhost/shop"),
        ("TOOLS_DATABASE", str(ROOT / "main.py")),
        ("MCP_SERVERS", '[{"label": "crm", "url": "http://localhost:9000/mcp", "tools": ["find"]}]'),
        ("HELPDESK_URL", "http://localhost:9000/recado"),
    ],
)
def test_what_leads_to_this_machine_is_refused_before_anything_is_done(name: str, value: str) -> None:
    with pytest.raises(NotClear, match=f"{name} leads to this machine"):
        read_wish(GIVEN, {name: value})
    if name.startswith("TOOLS_"):
        assert name in read_wish({**GIVEN, "SECRETS": name}, {name: value}).secrets
        for other in ("https://crm.example", "http://[", "tools/shop.db", "/nowhere/shop.db", "9"):
            assert read_wish(GIVEN, {name: other}).settings[name] == other
    else:
        with pytest.raises(NotClear) as refused:
            read_wish(GIVEN, {name: "no address"})
        assert "this machine" not in str(refused.value)


def test_a_plain_setting_that_is_to_be_a_secret_is_told_of_before_anything_is_built(run: Run) -> None:
    cloud, file = Cloud(), {"TOOLS_DATABASE": "postgresql://shop:hush@db.example/shop"}
    run(cloud, file)
    with pytest.raises(NotClear, match="--remove-env-vars=TOOLS_DATABASE"):
        run(cloud, file, SECRETS="TOOLS_DATABASE")
    assert cloud.env
    del cloud.env["TOOLS_DATABASE"]
    run(cloud, file, SECRETS="TOOLS_DATABASE")
    assert "TOOLS_DATABASE" in cloud.mounted


def test_servers_that_cannot_be_read_are_told_before_anything_is_done() -> None:
    with pytest.raises(NotClear, match="MCP_SERVERS is no JSON"):
        read_wish(GIVEN, {"MCP_SERVERS": "crm"})


@pytest.mark.parametrize(
    ("folder", "source", "said"),
    [
        ("tools", "def order():\n    'Look up.'", ""),
        ("tools", "def order(): ...", r"TOOLS tools: shop.py: order\(\) has no docstring"),
        ("tools", None, "TOOLS: there is no folder “tools” in"),
        ("examples/tools", "def order():\n    'Look up.'", "keeps examples/tools here"),
        ("../tools", "def order():\n    'Look up.'", "TOOLS has to be a folder beside main.py"),
        ("/tmp", "def order():\n    'Look up.'", "TOOLS has to be a folder beside main.py"),  # noqa: S108
    ],
)
def test_the_folder_of_tools_is_looked_at_before_anything_is_built(
    tmp_path: Path, folder: str, source: str | None, said: str
) -> None:
    root = tmp_path / "recado"
    root.mkdir()
    for name in (".gcloudignore", ".gitignore"):
        shutil.copy(ROOT / name, root)
    if source and folder != "/tmp":  # noqa: S108
        (root / folder).mkdir(parents=True)
        (root / folder / "shop.py").write_text(source)
    found = tools.faults({"TOOLS": folder}, root)
    assert re.search(said, "\n".join(found)) if said else found == []


def test_without_tools_nothing_is_looked_at() -> None:
    assert tools.faults({}) == []


def test_the_page_takes_a_channel_away_with_all_its_secrets_by_commands_that_gcloud_knows() -> None:
    page = (ROOT / "docs" / "deploy.md").read_text().split("\n## Taking a channel away\n")[1].split("\n## ")[0]
    shown = "".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL)).replace("\\\n", "")
    commands = [Command(tuple(shlex.split(line))) for line in shown.splitlines()]
    assert refused(commands) == []
    unmounted = [name for found in re.findall(r"--remove-secrets=(\S+)", shown) for name in found.split(",")]
    of_all = {*secret_manager.CHANNELS, *secret_manager.OF_META, "TELEGRAM_SECRET", "TWILIO_API_KEY_SECRET"}
    assert {*unmounted} == of_all
    assert sorted(re.findall(r"secrets delete (\S+)", shown)) == sorted(map(secret_manager.id_of, unmounted))
