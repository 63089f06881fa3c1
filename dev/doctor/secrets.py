"""Secrets of a deployed function: those that are there, and the command that lends them to the doctor."""

from collections.abc import Collection

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
    gone = [name for name, secret in service.secrets.items() if secret not in there]
    plain = plain_secrets(service)
    there_only = [name for name in secret_manager.ALL if secret_manager.id_of(name) in there]
    unused = [name for name in there_only if name not in {*service.secrets, *plain}]
    said = [
        *(f"Secret Manager has no {service.secrets[name]}, from which {name} comes" for name in gone),
        *(f"{name} is a plain variable, which who views the service can read" for name in plain),
        *(f"{secret_manager.id_of(name)} exists, but the service does not get it" for name in unused),
    ]
    if not said:
        return holds(SECRETS, f"{', '.join(service.secrets)}; their values were not looked at")
    remove = [f"gcloud run services update {where} --remove-env-vars={','.join(plain)}"] if plain else []
    known = [name for name in (*gone, *plain) if name in secret_manager.ALL]
    wanted = f" SECRETS={','.join(known)}" if known else ""
    return fails(SECRETS, "; ".join(said), remedy="\n".join([*remove, f"{where.deploy}{wanted}"]))
