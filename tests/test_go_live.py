"""docs/go-live.md: the outputs that it promises are those of our own commands, and its values are taken as they are."""

import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from dev.deploy import secret_manager
from dev.deploy.place import Place
from dev.deploy.steps import deploy, what_is_next
from dev.deploy.wish import Wish, read_wish
from dev.doctor import ceilings, deployed, firestore, judged, openai, prices, scheduler, secrets, twilio, web, webhook
from dev.gcloud import Command, Gcloud
from dev.given import NotClear
from dev.processes import ROOT
from dev.slips import alone
from handlers import texts
from tests.dev.cloud import NUMBER, PROJECT, REGION, Cloud
from tests.dev.gcloud_offline import refused

PAGE = (ROOT / "docs" / "go-live.md").read_text()
GIVEN = {"PROJECT": "my-bakery", "REGION": "us-central1", "NOTIFY": "you@example.com"}
NEEDED = {"TWILIO_AUTH_TOKEN": "t", "PUBLIC_URL": "https://bakery.example", "OPENAI_API_KEY": "k", "STORE": "memory"}
WITH_KEY = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_API_KEY_SID": "SK" + "0" * 32}


def step(number: int) -> str:
    """The text of one numbered step."""
    return PAGE.partition(f"\n## {number}. ")[2].partition("\n## ")[0]


def blocks(text: str) -> list[str]:
    """The outputs in a text: its blocks without a language."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [content for language, content in fenced if not language]


def test_the_steps_are_numbered_without_a_gap() -> None:
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", PAGE, re.MULTILINE)]
    assert numbers == list(range(1, 14))


def test_the_top_says_that_nobody_has_tried_it_live() -> None:
    assert "**Not yet tried on a live project.**" in PAGE.partition("\n## ")[0]


def test_what_the_clock_has_to_delete_yet_is_told_before_the_command_that_ends_it() -> None:
    before = PAGE.partition("\n## Stopping, and deleting everything\n")[2].partition("gcloud scheduler jobs delete")[0]
    assert "The clock deletes each conversation" in before
    assert "let the clock run until then" in before


def test_a_rehearsal_and_a_deployment_end_as_the_page_says() -> None:
    env = {"PATH": os.environ["PATH"], "RECADO_ENV_FILE": "/dev/null", "DRY_RUN": "1", **GIVEN}
    command = [sys.executable, "-m", "dev.deploy"]
    rehearsed = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    lines = rehearsed.stdout.splitlines()
    assert blocks(step(8))[0].splitlines() == lines[-1:]
    *titles, empty, begins = blocks(step(9))[1].splitlines()
    assert titles == [line for line in lines if line.startswith("[")]
    next_ = what_is_next(Place("my-bakery", "123456789012", "us-central1"), Wish("my-bakery", "us-central1"), ())
    assert (empty, begins) == ("", next_.splitlines()[0])


def test_a_slip_is_told_as_the_page_shows() -> None:
    with pytest.raises(NotClear) as told:
        read_wish(GIVEN, {"RETENTION_DAYS": 90})
    assert blocks(step(8))[1] == f"{told.value}\n"


def test_the_example_is_taken_once_its_lines_are_filled_in_and_asks_for_the_secrets_shown() -> None:
    example = yaml.safe_load((ROOT / ".env.yaml.example").read_text())
    names = re.findall(r"^\| `([A-Z_]+)` \|", step(7), re.MULTILINE)
    assert names
    assert {*names} <= {*example}
    wanted = read_wish(GIVEN, example | WITH_KEY)
    asked = [name for name in secret_manager.ALL if name in wanted.secrets - {*secret_manager.GENERATED}]
    assert blocks(step(9))[0] == "".join(f"  {name} ({secret_manager.WHERE[name]}):\n" for name in asked)


def test_the_doctor_makes_the_checks_that_the_page_shows() -> None:
    checks = [line.partition(": ")[0][2:] for line in blocks(step(11))[0].splitlines()]
    names = [deployed.SERVICE, judged.CHECK, ceilings.CEILINGS, secrets.SECRETS, openai.MODEL, openai.ANSWER]
    names += [firestore.STORE, firestore.EXPIRY, firestore.INDEXES, scheduler.JOB]
    names += [web.HEALTH, web.CLOCK, web.SIGNED, web.UNSIGNED, webhook.WEBHOOK, twilio.KEY, twilio.SENDER]
    names += [prices.PRICES, prices.LIMIT]
    assert checks == names


def test_the_first_answer_is_recados_own() -> None:
    assert texts.HELP["es"].splitlines()[0] in step(13)
    assert texts.UNAVAILABLE["es"].partition(".")[0] in PAGE


def test_what_the_assistant_is_asked_at_the_end_was_set_before() -> None:
    """It knows the day, and so "mañana", by these two; hours in its instructions as well could differ from them."""
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", step(7), re.MULTILINE))
    given = {name: rows[name].split('"')[1] for name in ("OPENING_HOURS", "TIME_ZONE")}
    alone({**NEEDED, **given})
    assert "¿A qué hora abren mañana?" in step(13)
    assert "`OPENING_HOURS`" in step(13)
    assert "hours" not in rows["ASSISTANT_INSTRUCTIONS"]


def test_every_make_command_of_the_page_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", PAGE, re.MULTILINE))
    assert {"run", "deploy", "doctor"} <= named <= targets


def test_what_deletes_everything_names_every_secret() -> None:
    deleted = re.findall(r"^gcloud secrets delete ([\w-]+)$", PAGE, re.MULTILINE)
    assert sorted(deleted) == sorted(secret_manager.id_of(name) for name in secret_manager.ALL)
    listed = re.findall(r"^gcloud secrets list --filter='name~([\w-]+)'$", PAGE, re.MULTILINE)
    assert [secret_manager.id_of("TOOLS_CRM_TOKEN").startswith(prefix) for prefix in listed] == [True]


def test_its_links_lead_to_headings_that_exist() -> None:
    for file, anchor in re.findall(r"\]\(([\w./-]+\.(?:md|example))(?:#([\w-]+))?\)", PAGE):
        text = (ROOT / "docs" / file).read_text()
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert not anchor or anchor in anchors, f"{file}#{anchor}"


def test_what_a_deployment_makes_is_deleted_by_the_page_in_a_project_that_goes_on() -> None:
    cloud = Cloud()
    wanted = read_wish({"PROJECT": PROJECT, "REGION": REGION}, {})
    deploy(wanted, Gcloud(PROJECT, execute=cloud, show=lambda _line: None), lambda _: "hush")
    page = PAGE.partition("\n## Stopping, and deleting everything\n")[2].partition("projects delete")[0]
    shown = "".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL)).splitlines()
    deleted = [line.replace("my-bakery", PROJECT).replace("PROJECTNUMBER", NUMBER).split()[-1] for line in shown]
    assert {*cloud.accounts, *cloud.buckets, *map(secret_manager.id_of, secret_manager.ALL)} <= {*deleted}
    assert all(made["displayName"].startswith("Recado") for made in [*cloud.policies, *cloud.boards])
    assert all(name.startswith("recado_") for name in cloud.metrics)
    assert refused([Command(tuple(shlex.split(line))) for line in shown if line.startswith("gcloud")]) == []
