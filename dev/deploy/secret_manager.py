"""The secrets: asked for without echo, handed to gcloud by stdin, kept in Secret Manager only, readable by one account.

None of them is ever written to a file, a command line, the shell's history or the terminal.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from dev.deploy.place import NAME, Place
from dev.deploy.project import grant, is_bound
from dev.gcloud import Gcloud
from dev.slips import refused_secret

REQUIRED = ("TWILIO_AUTH_TOKEN", "OPENAI_API_KEY")
# The secret of each channel: with another one, Twilio's is wanted only if it is asked for.
CHANNELS = ("TWILIO_AUTH_TOKEN", "META_APP_SECRET", "TELEGRAM_BOT_TOKEN", "CHAT_SECRET")
OF_META = ("META_APP_SECRET", "META_VERIFY_TOKEN", "META_ACCESS_TOKEN", "META_PAGE_TOKENS")
GENERATED = ("TICK_SECRET",)
GENERATED_WITH_AGENTS = ("DESK_SECRET",)
GENERATED_WITH_TELEGRAM = ("TELEGRAM_SECRET",)
GENERATED_WITH_SITES = ("CHAT_SECRET",)
OPTIONAL = (
    "TWILIO_API_KEY_SECRET",
    "OPENAI_WEBHOOK_SECRET",
    "HELPDESK_SECRET",
    "TELEGRAM_BOT_TOKEN",
    *OF_META,
)
EVER_GENERATED = (*GENERATED, *GENERATED_WITH_AGENTS, *GENERATED_WITH_TELEGRAM, *GENERATED_WITH_SITES)
ALL = (*REQUIRED, *EVER_GENERATED, *OPTIONAL)

PREFIX_OF_TOOLS = "TOOLS_"  # what the tools of the business, and MCP servers, are let in for

WHERE = {
    "TWILIO_AUTH_TOKEN": "Twilio's console, Account, Auth Token",
    "META_APP_SECRET": "Meta's App settings, Basic, App secret",
    "META_VERIFY_TOKEN": "words of your own; type them at Meta beside {url}/meta",
    "META_ACCESS_TOKEN": "a system user's token with whatsapp_business_messaging",
    "META_PAGE_TOKENS": "id=token of each page and Instagram account, with commas between them",
    "OPENAI_API_KEY": "OpenAI's settings, API keys",
    "TWILIO_API_KEY_SECRET": "the secret of the API key that TWILIO_API_KEY_SID names",
    "HELPDESK_SECRET": "what your helpdesk signs with, as from: echo whsec_$(openssl rand -base64 32)",
    "TELEGRAM_BOT_TOKEN": "what @BotFather tells of your bot",
    "OPENAI_WEBHOOK_SECRET": "OpenAI's settings, Webhooks: {url}/openai, the four events response.*",
}


def id_of(name: str) -> str:
    """A setting's name in Secret Manager, with a prefix, since others may share the project."""
    return f"{NAME}-{name.lower().replace('_', '-')}"


def written(file: Mapping[str, str]) -> list[str]:
    """The secrets that .env.yaml has for this machine: they are asked for, since their values stay here."""
    return [name for name in (*REQUIRED, *OPTIONAL) if file.get(name)]


def needed(named: Collection[str]) -> set[str]:
    """The secrets without which there is no function, where these are named; with_channel adds Twilio's."""
    of_meta = {"META_VERIFY_TOKEN", *({"META_PAGE_TOKENS"} & {*named} or {"META_ACCESS_TOKEN"})}
    return {*REQUIRED} - {*CHANNELS} | (of_meta if "META_APP_SECRET" in named else set[str]())


def with_channel(wanted: Collection[str], there: Collection[str]) -> set[str]:
    """What is wanted where these are: Twilio's token, too, if no channel is wanted or there."""
    return {*wanted} if {*CHANNELS} & {*wanted, *there} else {*wanted, "TWILIO_AUTH_TOKEN"}


def as_settings(names: Iterable[str]) -> str:
    """The value of --set-secrets: each setting and its secret."""
    return ",".join(f"{name}={id_of(name)}:latest" for name in names)


def present(gcloud: Gcloud) -> set[str]:
    """The settings that have a secret already, perhaps without a value."""
    there = {secret["name"].rpartition("/")[2] for secret in gcloud.ask("secrets", "list")}
    of_tools = id_of(PREFIX_OF_TOOLS)
    others = {name.removeprefix(id_of("")).upper().replace("-", "_") for name in there if name.startswith(of_tools)}
    return {name for name in ALL if id_of(name) in there} | others


def in_order(names: Collection[str]) -> list[str]:
    """Recado's own secrets as they are listed above, then those of tools."""
    return [*(name for name in ALL if name in names), *sorted({*names} - {*ALL})]


@dataclass(frozen=True)
class KeepSecrets:
    """Makes the `wanted` secrets; those in `rotate` get a new value even if they have one.

    `models`: the address of another server of models, whose key is asked for then; "" for OpenAI's.
    """

    wanted: Collection[str]
    rotate: Collection[str]
    prompt: Callable[[str], str]  # asks for a value, and shows nothing of it
    models: str = ""

    def __call__(self, gcloud: Gcloud, place: Place) -> None:
        """Ask only for what is missing; let the function's account read each of them, and no other secret."""
        there = present(gcloud)
        for name in in_order({*with_channel(self.wanted, there), *self.rotate, *there}):
            self._keep(name, gcloud, place, exists=name in there)
            policy = gcloud.ask("secrets", "get-iam-policy", id_of(name))
            if not is_bound(policy, place.account, "roles/secretmanager.secretAccessor"):
                grant(gcloud, ("secrets",), id_of(name), place.account, "roles/secretmanager.secretAccessor")

    def _keep(self, name: str, gcloud: Gcloud, place: Place, *, exists: bool) -> None:
        if exists and name not in self.rotate and self._has_value(name, gcloud):
            return
        value = self._value(name, gcloud, place)
        if not exists:  # once there is a value: a secret that is there is asked for whenever somebody deploys
            gcloud.run("secrets", "create", id_of(name), "--replication-policy=automatic")
        gcloud.run("secrets", "versions", "add", id_of(name), "--data-file=-", stdin=value)

    def _where(self, name: str, place: Place) -> str:
        if name == "OPENAI_API_KEY" and self.models:
            return f"not OpenAI's: the key for {self.models}, or any word if it takes none"
        return WHERE.get(name, "what a tool or an MCP server is let in for: docs/tools.md").format(url=place.url)

    def _has_value(self, name: str, gcloud: Gcloud) -> bool:
        """True if it has one: a secret without is left behind where gcloud failed between the two."""
        return bool(gcloud.ask("secrets", "versions", "list", id_of(name), "--filter=state=ENABLED", "--limit=1"))

    def _value(self, name: str, gcloud: Gcloud, place: Place) -> str:
        if gcloud.dry_run:
            return "***"
        if name in EVER_GENERATED:
            return secrets.token_urlsafe()
        where = self._where(name, place)
        needed = f"{name} is needed. Nothing is shown while you paste it; Ctrl-C stops, and you can go on later."
        while True:
            value = self.prompt(f"  {name} ({where}): ").strip()
            wrong = refused_secret(name, value) if value else [needed]
            if not wrong:
                return value
            gcloud.show("\n".join(f"  {said}" for said in wrong))
