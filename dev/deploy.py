"""`make deploy`: from an empty project to a running Recado, and again after every change. Changes only what differs.

Every step asks gcloud first what is there. DRY_RUN=1 shows all commands, for an empty project, and runs none.
"""

import getpass
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dev import deploy_clock, deploy_firestore, deploy_project, deploy_secrets, deploy_service, deploy_watch, images
from dev.deploy_place import Place
from dev.gcloud import Gcloud, GcloudFailed
from dev.local import env_file
from dev.processes import ROOT
from handlers.settings import Settings

Step = Callable[[Gcloud, Place], None]
Prompt = Callable[[str], str]
# Where it runs decides these, not the file for `make run`.
GIVEN_BY_THE_CLOUD = {
    "PUBLIC_URL",
    "GOOGLE_CLOUD_PROJECT",
    "STORE",
    "SQLITE_PATH",
    "FIRESTORE_DATABASE",
    "FIRESTORE_EMULATOR_HOST",
    "TWILIO_API_BASE_URL",
}


class NotClear(Exception):
    """What was asked for does not go together; the message says what to give instead."""


@dataclass(frozen=True)
class Wish:
    """What the person who deploys has said, by variables of make and by .env.yaml."""

    project: str
    region: str
    own_url: str = ""
    mail: str = ""
    secrets: frozenset[str] = frozenset()
    rotate: frozenset[str] = frozenset()
    settings: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False


def wish(given: Mapping[str, str], file: Mapping[str, str]) -> Wish:
    """Read both. Raises NotClear."""
    for name, example in (("PROJECT", "my-project"), ("REGION", "us-central1")):
        if not re.fullmatch(r"[a-z][a-z0-9:.-]+", given.get(name, "")):
            raise NotClear(f"Say where to: make deploy PROJECT=my-project REGION=us-central1 ({name}={example}).")
    secrets = {*deploy_secrets.REQUIRED, *deploy_secrets.GENERATED, *_names(given, "SECRETS")}
    if file.get("TWILIO_API_KEY_SID"):
        secrets.add("TWILIO_API_KEY_SECRET")
    known = {name.upper() for name in Settings.model_fields}
    settings = {name: value for name, value in file.items() if name in known}
    for name in {*deploy_secrets.ALL, *GIVEN_BY_THE_CLOUD}:
        settings.pop(name, None)
    return Wish(
        project=given["PROJECT"],
        region=given["REGION"],
        own_url=given.get("PUBLIC_URL", "").rstrip("/"),
        mail=given.get("NOTIFY", ""),
        secrets=frozenset(secrets),
        rotate=frozenset(_names(given, "ROTATE")),
        settings=settings,
        dry_run=given.get("DRY_RUN", "") not in ("", "0"),
    )


def _names(given: Mapping[str, str], variable: str) -> list[str]:
    names = [name for name in given.get(variable, "").replace(",", " ").split() if name]
    if unknown := sorted({*names} - {*deploy_secrets.ALL}):
        raise NotClear(f"{variable}={' '.join(unknown)}: no such secret. There are {', '.join(deploy_secrets.ALL)}.")
    return names


def steps(wanted: Wish, prompt: Prompt) -> list[tuple[str, Step]]:
    """All of it, in the order in which each finds what it needs."""
    return [
        ("APIs", deploy_project.enable_apis),
        ("Accounts and their roles", deploy_project.make_accounts),
        ("A bucket for the tests", deploy_project.make_bucket),
        ("Firestore", deploy_firestore.make_database),
        ("What expires in Firestore", deploy_firestore.expire_documents),
        ("What Firestore indexes (a minute, the first time)", deploy_firestore.choose_indexes),
        ("Secrets", deploy_secrets.KeepSecrets(wanted.secrets, wanted.rotate, prompt)),
        ("Test and deploy (about fifteen minutes)", deploy_service.Deploy(wanted.secrets | wanted.rotate)),
        ("Settings of .env.yaml", deploy_service.Configure(wanted.settings)),
        ("Open to Twilio", deploy_service.open_to_twilio),
        ("Clock", deploy_clock.set_the_clock),
        ("Metrics", deploy_watch.count),
        ("Alerts", deploy_watch.Alert(wanted.mail)),
        ("Dashboard", deploy_watch.draw),
    ]


def deploy(wanted: Wish, gcloud: Gcloud, prompt: Prompt = getpass.getpass) -> Place:
    """Run every step. Raises GcloudFailed; what was done until then stays, and the next run goes on from there."""
    own_url = wanted.own_url or deploy_service.url_so_far(gcloud, wanted.region)
    place = Place(wanted.project, _number(gcloud), wanted.region, own_url)
    todo = steps(wanted, prompt)
    for number, (title, step) in enumerate(todo, start=1):
        before = gcloud.changes
        gcloud.show(f"[{number}/{len(todo)}] {title}")
        step(gcloud, place)
        if gcloud.changes == before and not gcloud.dry_run:
            gcloud.show("  nothing to change")
    return place


def _number(gcloud: Gcloud) -> str:
    found = gcloud.ask("projects", "describe", gcloud.project)
    return str(found[0]["projectNumber"]) if found else "PROJECT_NUMBER"


def what_is_next(place: Place, wanted: Wish) -> str:
    """What is left for a person, as text for the terminal."""
    lines = [
        f"Recado is at {place.url}. Next:",
        "  1. Twilio's console, Messaging, your WhatsApp sender or the sandbox: 'When a message comes in' and the",
        f"     fallback URL are both {place.url}/webhook, POST.",
        "  2. make doctor",
    ]
    if any(images.by_tag((ROOT / name).read_text()) for name in images.FILES):
        lines.append("The images of the build are named by tag; make images pins them by digest.")
    if not wanted.mail:
        lines.append("Alerts are mailed to whom they were before, at first to nobody: NOTIFY=you@example.com.")
    if "TWILIO_API_KEY_SECRET" not in wanted.secrets:
        lines.append(
            "Voice notes and files need TWILIO_ACCOUNT_SID and TWILIO_API_KEY_SID in .env.yaml: docs/deploy.md."
        )
    return "\n".join(lines)


def main() -> int:
    """Deploy as the environment says; 1 with a sentence where that cannot be."""
    try:
        wanted = wish(os.environ, env_file())
        place = deploy(wanted, Gcloud(wanted.project, dry_run=wanted.dry_run))
    except NotClear as problem:
        print(problem)
        return 1
    except GcloudFailed as problem:
        print(f"\nThis did not work:\n  {problem}\nMend it and run the same again: it goes on where it stopped.")
        return 1
    except (KeyboardInterrupt, EOFError):
        print("\nStopped. Run the same again: it goes on where it stopped.")
        return 130
    if wanted.dry_run:
        print("\nNothing was run: DRY_RUN is set. Shown is what an empty project would need.")
    else:
        print(f"\n{what_is_next(place, wanted)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
