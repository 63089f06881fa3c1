"""The deployed function as gcloud describes it: its addresses, its settings, and the secrets that are mounted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dev.deploy.place import NAME
from dev.deploy.secret_manager import ALL
from dev.doctor.findings import Finding, fails, holds
from dev.slips import SECRET

SERVICE = "The service"


@dataclass(frozen=True)
class Where:
    """The place of a deployed function: a project, a region, and the service's name."""

    project: str
    region: str
    service: str = NAME

    def __str__(self) -> str:
        """The service and its place, as gcloud's commands have them."""
        return f"{self.service} --region={self.region} --project={self.project}"

    @property
    def deploy(self) -> str:
        """The command that sets everything up again."""
        return f"make deploy PROJECT={self.project} REGION={self.region}"

    @property
    def doctor(self) -> str:
        """The command that checks it again."""
        named = "" if self.service == NAME else f" SERVICE={self.service}"
        return f"make doctor PROJECT={self.project} REGION={self.region}{named}"

    def lent(self, secrets: Mapping[str, str], *, fix: bool = False) -> str:
        """The command that checks it with these secrets, each a setting and its name in Secret Manager."""
        access = f"gcloud secrets versions access latest --project={self.project} --secret="
        given = "".join(f"{name}=$({access}{secret}) \\\n" for name, secret in secrets.items())
        return f"{given}{self.doctor}{' FIX=1' if fix else ''}"


@dataclass(frozen=True)
class Service:
    """A Cloud Run service. `secrets`: setting -> secret; `trouble`: why it is not ready; `pinned`: if traffic is."""

    env: Mapping[str, str]
    secrets: Mapping[str, str]
    urls: Sequence[str]
    trouble: str = ""
    pinned: str = ""


def read_service(found: Mapping[str, Any]) -> Service:
    """Read what `gcloud run services describe --format=json` gives.

    https://cloud.google.com/run/docs/reference/rest/v1/namespaces.services#Service
    """
    containers = found["spec"]["template"]["spec"]["containers"]
    variables = [variable for container in containers for variable in container.get("env", [])]
    secrets = {
        variable["name"]: variable["valueFrom"]["secretKeyRef"] for variable in variables if "valueFrom" in variable
    }
    status = found.get("status", {})
    told = found["metadata"].get("annotations", {}).get("run.googleapis.com/urls", "[]")
    return Service(
        env={variable["name"]: variable.get("value", "") for variable in variables if variable["name"] not in secrets},
        secrets={name: secret["name"] for name, secret in secrets.items()},
        urls=[*json.loads(told), *filter(None, [status.get("url")])],
        trouble=_trouble(status),
        pinned=_pinned(status),
    )


def _trouble(status: Mapping[str, Any]) -> str:
    ready: Mapping[str, str] = next((each for each in status.get("conditions", []) if each["type"] == "Ready"), {})
    return "" if ready.get("status") == "True" else ready.get("message", "it is being deployed")


def _pinned(status: Mapping[str, Any]) -> str:
    """The revisions that have the traffic, if the newest has none: that is so after a rollback."""
    traffic = [each for each in status.get("traffic", []) if each.get("percent")]
    if not traffic or any(each.get("latestRevision") for each in traffic):
        return ""
    return ", ".join(each.get("revisionName", "?") for each in traffic)


def service_finding(service: Service, where: Where) -> Finding:
    """The service is ready, and the address that Twilio signs is its own."""
    if service.trouble:
        logs = f"gcloud run services logs read {where} --limit=20"
        return fails(SERVICE, "its newest revision is not ready", remedy=f"{service.trouble}\nIts log: {logs}")
    public_url = service.env.get("PUBLIC_URL", "").rstrip("/")
    if public_url and (not public_url.startswith("https:") or _is_anothers(public_url, service.urls)):
        said = f"PUBLIC_URL is {public_url}, which is no address of its own: no signature of Twilio's would verify"
        update = f"gcloud run services update {where} --update-env-vars=PUBLIC_URL="
        return fails(SERVICE, said, remedy="\n".join(f"{update}{url}" for url in service.urls[:1]))
    held = (
        f"; traffic is held at {service.pinned}, while these checks see the newest settings" if service.pinned else ""
    )
    return holds(SERVICE, f"{where.service} in {where.region} is ready{held}")


def _is_anothers(url: str, own: Sequence[str]) -> bool:
    """True for Cloud Run's address of another service; a domain can be anybody's."""
    return url.endswith(".run.app") and url not in own


def plain_secrets(service: Service) -> list[str]:
    """The secrets that are plain variables, which anybody who may view the service can read."""
    return [name for name in ALL if name in SECRET and service.env.get(name)]
