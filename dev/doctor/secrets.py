"""Secrets of a deployed function: which of them there are, and how the doctor gets at those that it has to be lent."""

from collections.abc import Collection, Iterator

from dev.deploy import secret_manager
from dev.doctor.deployed import Service, Where, plain_secrets
from dev.doctor.findings import Finding, fails, holds
from dev.doctor.web import is_here

SECRETS = "Secrets"


def lend(names: Collection[str], public_url: str) -> str:
    """The command, if any of these settings is a secret and the function is deployed; else ""."""
    secrets = [name for name in secret_manager.ALL if name in names]
    if not secrets or is_here(public_url):
        return ""
    access = "gcloud secrets versions access latest --secret="
    given = " \\\n".join(f"{name}=$({access}{secret_manager.id_of(name)})" for name in secrets)
    return f"Secrets of a deployed function can be taken from Secret Manager for one command:\n{given} make doctor"


def secrets_finding(service: Service, there: Collection[str], where: Where) -> Finding:
    """The secrets that are mounted exist, and those that exist are mounted. `there`: names in Secret Manager."""
    if wrong := [*_wrong(service, there, where)]:
        return fails(
            SECRETS, "; ".join(said for said, _ in wrong), remedy="\n".join(dict.fromkeys(how for _, how in wrong))
        )
    return holds(SECRETS, f"{', '.join(service.secrets)}; their values were not looked at")


def _wrong(service: Service, there: Collection[str], where: Where) -> Iterator[tuple[str, str]]:
    """What is wrong, and its remedy."""
    for name, secret in service.secrets.items():
        if secret not in there:
            yield f"Secret Manager has no {secret}, from which {name} comes", f"{where.deploy} SECRETS={name}"
    plain = plain_secrets(service)
    for name in plain:
        remove = f"gcloud run services update {where} --remove-env-vars={name}"
        yield (
            f"{name} is a plain variable, which who views the service can read",
            f"{remove}\n{where.deploy} SECRETS={name}",
        )
    for name in secret_manager.ALL:
        if secret_manager.id_of(name) in there and name not in {*service.secrets, *plain}:
            yield f"{secret_manager.id_of(name)} exists, but the service does not get it", where.deploy
