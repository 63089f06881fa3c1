"""The command: every check in turn, its findings for a person or a machine."""

import argparse
import asyncio
import json
import os
import re
import sys
from datetime import UTC, datetime

from dev import doctor, local
from dev.doctor import secrets
from dev.doctor.ceilings import ceilings_findings
from dev.doctor.chat import chat_findings
from dev.doctor.cloud import Checkup, read_where
from dev.doctor.findings import Finding, Verdict, fails, holds
from dev.doctor.firestore import firestore_findings
from dev.doctor.knowledge import knowledge_findings
from dev.doctor.meta import meta_findings
from dev.doctor.openai import STANDIN_KEY, openai_findings
from dev.doctor.people import people_findings
from dev.doctor.prices import prices_findings
from dev.doctor.scheduler import scheduler_findings
from dev.doctor.telegram import telegram_findings
from dev.doctor.telegram_door import door_findings
from dev.doctor.tools import tools_findings
from dev.doctor.twilio import twilio_findings
from dev.doctor.web import is_here, web_findings
from dev.example import is_shown, settings_of_example
from dev.gcloud import Gcloud
from dev.given import NotClear, is_set
from dev.people import settings_of_people
from dev.slips import slips
from handlers import settings
from handlers.errors import BadSettings
from handlers.knowledge.faq_file import read_faq

SETTINGS = "Settings"
# The phone of `make run` plays Twilio's REST API, the clock and a site, which AGENTS, CHAT_SITES and others need.
GIVEN_HERE = {
    "TWILIO_API_KEY_SID": f"SK{'0' * 32}",
    "TWILIO_API_KEY_SECRET": "played",
    "TICK_SECRET": "played",
    "CHAT_SECRET": "played" * 6,
    "AGENTS_FROM": "+5215587654321",
}
MADE_UP = ("AGENTS", "TIME_ZONE")  # as it makes them up; TEACH_AT needs both


def main() -> int:
    """Print all findings; 0 only when none fails."""
    parser = argparse.ArgumentParser(prog="make doctor", description=doctor.__doc__)
    parser.add_argument("--json", action="store_true", default=is_set(os.environ, "JSON"), help="for machines")
    parser.add_argument(
        "--fix", action="store_true", default=is_set(os.environ, "FIX"), help="set the sender's addresses"
    )
    parser.add_argument("--sender", default=os.environ.get("SENDER", ""), help="whatsapp:+..., where there are several")
    options = parser.parse_args()
    try:
        found = asyncio.run(_found(fix=options.fix, sender=options.sender))
    except NotClear as problem:
        print(problem)
        return 1
    if options.json:
        print(json.dumps([finding.as_json() for finding in found], ensure_ascii=False, indent=2))
    else:
        print("\n".join(str(finding) for finding in found))
    return int(any(finding.verdict is Verdict.FAILS for finding in found))


async def _found(*, fix: bool, sender: str) -> list[Finding]:
    """The findings about the function in PROJECT, or without one about that of this machine's settings."""
    if where := read_where(os.environ):
        gcloud = Gcloud(where.project, attempts=1)
        checkup = Checkup(gcloud, where, os.environ, lambda: datetime.now(UTC), _say)
        return await checkup.findings(fix=fix, sender=sender)
    os.environ.update(environment())
    return await findings(fix=fix, sender=sender)


def _say(line: str) -> None:
    """Say what is under way, apart from the findings, which may be for a machine."""
    print(line, file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """The settings: those of `make run` while PUBLIC_URL is this machine, else those of a deployed function."""
    given = {**local.env_file(), **{name: value for name, value in os.environ.items() if value}}
    if "PUBLIC_URL" not in given or is_here(given["PUBLIC_URL"]):
        return {"OPENAI_API_KEY": STANDIN_KEY, **local.environment()}
    return given


async def findings(*, fix: bool, sender: str) -> list[Finding]:
    """The findings of every check, in the order in which things are set up."""
    try:
        found = _load()
    except BadSettings as problem:
        remedy = "\n".join([*_slips(), _with_secrets(str(problem))])
        return [fails(SETTINGS, "cannot be started with", remedy=remedy)]
    today = datetime.now(UTC).date()
    google = os.environ.get("GOOGLE_API_BASE_URL", "")  # for tests
    parts = await asyncio.gather(
        openai_findings(found, today),
        knowledge_findings(found),
        firestore_findings(found, url=google),
        scheduler_findings(found, url=google),
        web_findings(found),
        twilio_findings(found, fix=fix, sender=sender),
        telegram_findings(found, fix=fix),
        door_findings(found),
        meta_findings(found),
        tools_findings(found),
        chat_findings(found),
    )
    asked = [finding for part in parts for finding in part]
    return [_about(found), *ceilings_findings(found), *asked, *people_findings(found), *prices_findings(found, today)]


def _load() -> settings.Settings:
    """The settings. Raises BadSettings, but not for want of what `make run` gives the function on this machine."""
    if not is_here(os.environ.get("PUBLIC_URL", "")):
        return settings.load()
    run = settings_of_people(settings_of_example(os.environ))
    given = GIVEN_HERE | {name: run[name] for name in MADE_UP if run.get(name)}
    missing = {name: value for name, value in given.items() if not os.environ.get(name)}
    os.environ.update(missing)
    try:
        found = settings.load()
    finally:
        for name in missing:
            del os.environ[name]
    fields = [name.lower() for name in missing]
    return found.model_copy(update={field: type(getattr(found, field))("") for field in fields})


def _about(found: settings.Settings) -> Finding:
    """Settings that can be started with; it is a failure all the same when something in .env.yaml has no effect."""
    if wrong := _slips():
        return fails(SETTINGS, "not all of .env.yaml is as it is meant", remedy="\n".join(wrong))
    return holds(SETTINGS, _told(found))


def _slips() -> list[str]:
    return [f".env.yaml: {slip}" for slip in slips(local.written())]


def _with_secrets(problem: str) -> str:
    """The problem, and for the secrets that it names how the doctor gets at them."""
    command = secrets.lend(re.findall(r"[A-Z_]+", problem), os.environ.get("PUBLIC_URL", ""))
    return f"{problem}\n{command}".rstrip()


def _told(found: settings.Settings) -> str:
    said = len(found.assistant_instructions)
    if is_here(found.public_url) and is_shown(os.environ):
        business = "nothing of your own; `make run` answers for examples/bakery"
    else:
        business = f"{said} characters" if said else "nothing by ASSISTANT_INSTRUCTIONS, which is not set"
    faq = f"; entries of FAQ: {len(read_faq(found.faq))}" if found.faq else ""
    return f"complete; store: {found.store}; what the assistant knows of the business: {business}{faq}"


if __name__ == "__main__":
    sys.exit(main())
