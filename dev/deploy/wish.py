"""The wish: where and how to deploy, read from variables of make and from .env.yaml."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dev.deploy import secret_manager, this_machine, tools
from dev.deploy.uploaded import is_uploaded
from dev.doctor.web import is_here
from dev.given import NotClear, is_set
from dev.knowledge.deployable import left_behind, unusable
from dev.local import as_settings
from dev.slips import SECRET, SETTINGS, refused, slips
from handlers.knowledge.place import knowledge_in
from handlers.settings import Settings

MOST_BYTES = 32 * 1024  # of one variable on Cloud Run: https://cloud.google.com/run/quotas
# Set by the cloud where it runs, not by the file for `make run`.
GIVEN_BY_THE_CLOUD = {
    "PUBLIC_URL",
    "GOOGLE_CLOUD_PROJECT",
    "STORE",
    "SQLITE_PATH",
    "FIRESTORE_DATABASE",
    "FIRESTORE_EMULATOR_HOST",
    "TWILIO_API_BASE_URL",
    "META_API_BASE_URL",
}
REGION = re.compile(r"[a-z]+-[a-z]+[0-9]{1,2}")  # https://cloud.google.com/run/docs/locations
GO_ALONG = {"FAQ": "faq.yaml"}  # settings that name a file which is deployed with the function, and an example


@dataclass(frozen=True)
class Wish:
    """The wishes of the person who deploys, from variables of make and from .env.yaml.

    `settings`: those that the file names, "" where the function is to have none.
    """

    project: str
    region: str
    own_url: str = ""
    mail: str = ""
    secrets: frozenset[str] = frozenset()
    rotate: frozenset[str] = frozenset()
    settings: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    keep_sample: bool = False


def read_wish(given: Mapping[str, str], written: Mapping[str, object]) -> Wish:
    """Read the wish; `written` is .env.yaml. Raises NotClear, for all that the function would not start with, too."""
    file = as_settings(written)
    _check_place(given)
    named = [*_names(given, "SECRETS"), *secret_manager.written(file)]
    secrets = {*secret_manager.needed(named), *secret_manager.GENERATED, *named}
    if file.get("TWILIO_ACCOUNT_SID"):
        secrets.add("TWILIO_AUTH_TOKEN")
    if file.get("TWILIO_API_KEY_SID"):
        secrets.add("TWILIO_API_KEY_SECRET")
    if file.get("AGENTS"):
        secrets.update(secret_manager.GENERATED_WITH_AGENTS)
    if file.get("CHAT_SITES"):
        secrets.update(secret_manager.GENERATED_WITH_SITES)
    if file.get("HELPDESK_URL"):
        secrets.add("HELPDESK_SECRET")
    if "TELEGRAM_BOT_TOKEN" in secrets:
        secrets.update(secret_manager.GENERATED_WITH_TELEGRAM)
    secrets.update(tools.own_secrets(file))
    rotate = frozenset(_names(given, "ROTATE"))
    file = _without_this_machine(file)
    if wrong := [
        *_wrong_variables(given),
        *_wrong_file(written, file),
        *(f".env.yaml: {said}" for said in this_machine.left_here(file, secrets)),
        *_wrong_knowledge(file),
        *_wrong_api(file, secrets),
        *_wrong_agents(file, secrets),
    ]:
        raise NotClear("\n  ".join(["Nothing was done, since this would not work:", *wrong]))
    return Wish(
        project=given["PROJECT"],
        region=given["REGION"],
        own_url=given.get("PUBLIC_URL", "").rstrip("/"),
        mail=given.get("NOTIFY", ""),
        secrets=frozenset(secrets),
        rotate=rotate,
        settings=_settings({**_empty(written), **file}),
        dry_run=is_set(given, "DRY_RUN"),
        keep_sample=is_set(given, "KEEP_SAMPLE"),
    )


def _empty(written: Mapping[str, object]) -> Mapping[str, str]:
    return {name: "" for name, value in written.items() if value in (None, "")}


def _settings(file: Mapping[str, str]) -> Mapping[str, str]:
    """What of the file the function gets as its settings."""
    own = {name: value for name, value in file.items() if name in SETTINGS - SECRET - GIVEN_BY_THE_CLOUD}
    return own | tools.own_settings(file)


def _without_this_machine(file: Mapping[str, str]) -> Mapping[str, str]:
    """The settings without a server of models that only `make run` can reach."""
    return {name: value for name, value in file.items() if name != "OPENAI_BASE_URL" or not is_here(value)}


def _wrong_api(file: Mapping[str, str], secrets: Collection[str]) -> list[str]:
    """What would keep the function from asking another server than OpenAI's."""
    api = file.get("ASSISTANT_API", "openai")
    if api == "openai":
        return []
    webhook = "OPENAI_WEBHOOK_SECRET does not go with this ASSISTANT_API: leave it out of SECRETS and of .env.yaml"
    address = "ASSISTANT_API needs OPENAI_BASE_URL, of a server that the function can reach: not this machine"
    return [
        *([webhook] if "OPENAI_WEBHOOK_SECRET" in secrets else []),
        *([] if file.get("OPENAI_BASE_URL") else [address]),
    ]


def _wrong_agents(file: Mapping[str, str], secrets: Collection[str]) -> list[str]:
    """What would keep agents from hearing of customers of these apps, which have no phone numbers."""
    apps = [name for name in ("TELEGRAM_BOT_TOKEN", "META_PAGE_TOKENS") if name in secrets]
    if not file.get("AGENTS") or file.get("AGENTS_FROM"):
        return []
    return [f"{name} with AGENTS needs AGENTS_FROM in .env.yaml, too" for name in apps]


def _check_place(given: Mapping[str, str]) -> None:
    for name in ("PROJECT", "REGION"):
        if not given.get(name):
            raise NotClear(f"Say where to: make deploy PROJECT=my-project REGION=us-central1 ({name} is missing).")
    if not re.fullmatch(r"[a-z][a-z0-9:.-]+", project := given["PROJECT"]):
        said = "lowercase letters, digits and hyphens, such as my-project"
        raise NotClear(f"PROJECT={project} is no project's ID: {said}.")
    if not REGION.fullmatch(region := given["REGION"]):
        raise NotClear(f"REGION={region} is no region, such as us-central1; a zone, such as us-central1-a, is none.")


def _wrong_variables(given: Mapping[str, str]) -> list[str]:
    """The variables of make that would be found out only after the build."""
    url, mail = given.get("PUBLIC_URL", ""), given.get("NOTIFY", "")
    wrong = refused({"PUBLIC_URL": url}) if url else []
    if url.startswith("http:"):
        wrong.append("PUBLIC_URL has to begin with https://")
    if mail and not re.fullmatch(r"[^@\s,;]+@[^@\s,;.]+(\.[^@\s,;.]+)+", mail):
        wrong.append("NOTIFY has to be one e-mail address, such as you@example.com")
    return wrong


def _wrong_file(written: Mapping[str, object], file: Mapping[str, str]) -> list[str]:
    long = [name for name, value in file.items() if len(value.encode()) > MOST_BYTES]
    too_long = [f"{name} is too long: Cloud Run takes {MOST_BYTES // 1024} KiB a variable" for name in long]
    left = (*tools.faults(file), *_left_here(file))
    return [f".env.yaml: {said}" for said in (*slips(written), *refused(file), *too_long, *left)]


def _left_here(file: Mapping[str, str]) -> list[str]:
    """The settings that name a file which gcloud does not upload, so that the function would not find it."""
    return [
        f'{name} names a file that does not go with the function: move it beside main.py, as {name}: "{example}"'
        for name, example in GO_ALONG.items()
        if name in file and not is_uploaded(file[name])
    ]


def _wrong_knowledge(file: Mapping[str, str]) -> list[str]:
    """What would keep the folder of KNOWLEDGE from going with the function, or the function from using it."""
    place, most = knowledge_in(file.get("KNOWLEDGE", "")), file.get("KNOWLEDGE_TOKENS", "")
    if not isinstance(place, Path):
        return []
    tokens = int(most) if most.isdecimal() else int(Settings.model_fields["knowledge_tokens"].default)
    return [f"KNOWLEDGE: {why}" for why in [left_behind(place) or unusable(place, tokens)] if why]


def _names(given: Mapping[str, str], variable: str) -> list[str]:
    names = [name for name in given.get(variable, "").replace(",", " ").split() if name]
    if unknown := sorted(name for name in {*names} - {*secret_manager.ALL} if not tools.OWN.fullmatch(name)):
        raise NotClear(f"{variable}={' '.join(unknown)}: no such secret. There are {', '.join(secret_manager.ALL)}.")
    return names
