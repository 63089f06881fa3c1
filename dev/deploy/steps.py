"""The steps of a deployment, in their order, and what is left for a person after them."""

import getpass
from collections.abc import Callable, Collection

from dev import images
from dev.deploy import clock, firestore, project, secret_manager, service, watch
from dev.deploy.place import Place
from dev.deploy.wish import Wish
from dev.gcloud import Gcloud
from dev.processes import ROOT

Step = Callable[[Gcloud, Place], None]
Prompt = Callable[[str], str]


def steps(wanted: Wish, prompt: Prompt) -> list[tuple[str, Step]]:
    """All steps, in an order in which each finds what it needs."""
    models = wanted.settings.get("OPENAI_BASE_URL", "")
    return [
        ("APIs", project.enable_apis),
        ("Accounts and their roles", project.make_accounts),
        ("A bucket for the tests", project.make_bucket),
        ("Firestore", firestore.make_database),
        ("What expires in Firestore", firestore.expire_documents),
        ("What Firestore indexes (a minute, the first time)", firestore.choose_indexes),
        ("Secrets", secret_manager.KeepSecrets(wanted.secrets, wanted.rotate, prompt, models)),
        ("Test and deploy (about fifteen minutes)", service.Deploy(wanted.secrets | wanted.rotate, wanted.settings)),
        ("Settings of .env.yaml", service.Configure(wanted.settings)),
        ("Open to all carriers", service.open_to_carriers),
        ("Clock", clock.set_the_clock),
        ("Metrics", watch.count),
        ("Alerts", watch.Alert(wanted.mail)),
        ("Dashboard", watch.draw),
    ]


def deploy(wanted: Wish, gcloud: Gcloud, prompt: Prompt = getpass.getpass) -> Place:
    """Run every step. Raises GcloudFailed; the steps done until then stay, and the next run goes on from there."""
    # A domain stays without being given again.
    own_url = wanted.own_url or service.env_so_far(gcloud, wanted.region).get("PUBLIC_URL", "")
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


def secrets_of(wanted: Wish, gcloud: Gcloud) -> frozenset[str]:
    """The names of all secrets that the function has, those from earlier deployments, too."""
    there = secret_manager.present(gcloud)
    return frozenset({*secret_manager.with_channel(wanted.secrets, there), *there})


def _doctor(place: Place) -> str:
    return f"make doctor PROJECT={place.project} REGION={place.region}"


def _where_messages_come_from(place: Place, secrets: Collection[str]) -> list[str]:
    """A task for each channel whose vendor has to be told the address."""
    tasks = {
        "TWILIO_AUTH_TOKEN": "Twilio's console, Messaging, your WhatsApp sender or the sandbox: 'When a message comes"
        f" in' and the\n     fallback URL are both {place.url}/webhook, POST.",
        "META_APP_SECRET": f"Meta's app, Webhooks: {place.url}/meta with META_VERIFY_TOKEN, and the fields in"
        " docs/meta.md; then\n     subscribe the app to the WhatsApp account and to the pages.",
        "TELEGRAM_BOT_TOKEN": f"Telegram: {_doctor(place)} FIX=1 shows the command that tells it the address\n"
        "     (docs/telegram.md).",
        "CHAT_SECRET": f'Each page of your site: <script src="{place.url}/chat.js" async></script> (docs/web-chat.md).',
    }
    return [task for name, task in tasks.items() if name in secrets]


def what_is_next(place: Place, wanted: Wish, secrets: Collection[str]) -> str:
    """The tasks left for a person, as text for the terminal. `secrets`: the names of those that the function has."""
    tasks = [*_where_messages_come_from(place, secrets), _doctor(place)]
    lines = [
        f"Recado is at {place.url}. Next:",
        *(f"  {number}. {task}" for number, task in enumerate(tasks, start=1)),
    ]
    if any(images.by_tag((ROOT / name).read_text()) for name in images.FILES):
        lines.append("The images of the build are named by tag; make images pins them by digest.")
    if not wanted.settings.get("ASSISTANT_INSTRUCTIONS"):
        lines.append(
            "ASSISTANT_INSTRUCTIONS is not in .env.yaml: the assistant knows of your business what it knew before, at"
            " first nothing."
        )
    if not wanted.mail:
        lines.append("Alerts are mailed to whom they were before, at first to nobody: NOTIFY=you@example.com.")
    if "TWILIO_AUTH_TOKEN" not in secrets:
        lines.append("Twilio is not set up; SECRETS=TWILIO_AUTH_TOKEN asks for its token.")
    elif "TWILIO_API_KEY_SECRET" not in secrets:
        lines.append(
            "Voice notes and files need TWILIO_ACCOUNT_SID and TWILIO_API_KEY_SID in .env.yaml: docs/deploy.md."
        )
    return "\n".join(lines)
