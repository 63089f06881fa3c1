"""The settings of a deployed function, judged as the function would judge them when it starts."""

import contextlib
import os
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from dev.deploy.secret_manager import ALL
from dev.doctor.deployed import Service, Where
from dev.doctor.findings import Finding, fails, holds
from dev.slips import IN_THE_CLOUD, SETTINGS, alone, misspelt
from handlers.faults import faults
from handlers.settings import Settings

CHECK = "Settings"
FILES = {"FAQ"}  # they name files that were deployed with the function: those here may be others


def judged(service: Service, where: Where, given: Mapping[str, str]) -> tuple[Settings | None, Finding]:
    """The settings, None if the function cannot start with them. `given`: where secrets are that this terminal has."""
    secrets = {name: given.get(name) or IN_THE_CLOUD[name] for name in service.secrets if name in ALL}
    plain = {name: value for name, value in service.env.items() if name in SETTINGS - FILES}
    try:
        with _on_cloud_run(where.service):
            settings = alone({**plain, **secrets})
    except ValidationError as problem:
        missing = [name for name in ALL if any(fault.startswith(f"{name} ") for fault in faults(problem))]
        more = f" SECRETS={','.join(missing)}" if missing else ""
        remedy = "\n".join([*faults(problem), f"Mend it in .env.yaml, then {where.deploy}{more}"])
        return None, fails(CHECK, "the function cannot start with those that it has", remedy=remedy)
    if wrong := misspelt(service.env):
        names = ",".join(sentence.partition(" ")[0] for sentence in wrong)
        remove = f"gcloud run services update {where} --remove-env-vars={names}"
        return settings, fails(CHECK, "; ".join(wrong), remedy=f"{remove}\nand set the one that is meant")
    return settings, holds(CHECK, _told(settings))


def _told(settings: Settings) -> str:
    said = len(settings.assistant_instructions)
    business = f"{said} characters" if said else "nothing by ASSISTANT_INSTRUCTIONS, which is not set"
    return f"the function can start with them; what the assistant knows of the business: {business}"


@contextlib.contextmanager
def _on_cloud_run(service: str) -> Iterator[None]:
    """The environment by which the function judges there: https://cloud.google.com/run/docs/container-contract#env-vars"""
    before = os.environ.get("K_SERVICE")
    os.environ["K_SERVICE"] = service
    try:
        yield
    finally:
        del os.environ["K_SERVICE"]
        os.environ.update({"K_SERVICE": before} if before is not None else {})
