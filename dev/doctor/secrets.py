"""Secrets of a deployed function, which the doctor has to be lent: the command that takes them from Secret Manager."""

from collections.abc import Collection

from dev.deploy import secret_manager
from dev.doctor.web import is_here


def lend(names: Collection[str], public_url: str) -> str:
    """The command, if any of these settings is a secret and the function is deployed; else ""."""
    secrets = [name for name in secret_manager.ALL if name in names]
    if not secrets or is_here(public_url):
        return ""
    access = "gcloud secrets versions access latest --secret="
    given = " \\\n".join(f"{name}=$({access}{secret_manager.id_of(name)})" for name in secrets)
    return f"Secrets of a deployed function can be taken from Secret Manager for one command:\n{given} make doctor"
