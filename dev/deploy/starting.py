"""Whether the function would start, said before it is built: its settings come after the build, its secrets with it."""

from collections.abc import Collection, Mapping

from dev.given import NotClear
from dev.slips import SECRET, refused_with

# Without these it would refuse to start with a new secret. They go with the build, and hold neither @ nor ; nor $.
WITH_THE_BUILD = ("CHAT_SITES", "AGENTS_FROM", "META_PHONE_NUMBER_ID", "TWILIO_ACCOUNT_SID", "TWILIO_API_KEY_SID")
LATER = "The other settings of .env.yaml come after the build: deploy without what SECRETS names first, then with it."


def with_the_build(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings that the function gets together with its secrets."""
    return {name: settings[name] for name in WITH_THE_BUILD if settings.get(name)}


def check(there: Mapping[str, str], secrets: Collection[str], settings: Mapping[str, str]) -> None:
    """Raise NotClear if the function would not start. `there`: the variables that it has, those of secrets, too."""
    known = {*secrets, *(SECRET & {*there})}
    if wrong := refused_with(known, {**there, **settings}):
        raise NotClear("\n  ".join(["Nothing was built, since the function would not start:", *wrong]))
    if wrong := refused_with(known, {**there, **with_the_build(settings)}):
        raise NotClear("\n  ".join(["Nothing was built, since the function would not start:", *wrong, LATER]))


def in_an_empty_project(secrets: Collection[str], settings: Mapping[str, str]) -> str:
    """A note for a rehearsal: what the function would lack, if these were all the secrets; "" for nothing."""
    if not (wrong := refused_with(secrets, settings)):
        return ""
    said = "\n  ".join(["In an empty project the function would not start:", *wrong])
    return f"{said}\nIt will if the project has that already; else set it in .env.yaml, or name the secret in SECRETS."
