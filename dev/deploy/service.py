"""The service itself: tested and deployed by Cloud Build, open to all carriers, with its settings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dev.deploy import starting
from dev.deploy.place import NAME, Place
from dev.deploy.project import is_bound
from dev.deploy.secret_manager import as_settings, in_order, present, with_channel
from dev.gcloud import Gcloud
from dev.given import NotClear


def substitutions(place: Place, secrets: Collection[str], settings: Mapping[str, str]) -> str:
    """The substitutions of cloudbuild.yaml, escaped, since values have commas: `gcloud topic escaping`"""
    given = {"_REGION": place.region, "_SECRETS": as_settings(secrets)}
    if along := starting.with_the_build(settings):
        given["_SETTINGS"] = "".join(f"@{name}={value}" for name, value in along.items())
    if place.own_url:
        given["_PUBLIC_URL"] = place.own_url
    return "^;^" + ";".join(f"{name}={value}" for name, value in given.items())


def env_of(services: list[Any]) -> dict[str, str]:
    """The variables of services; those that come from a secret are empty."""
    return {variable["name"]: variable.get("value", "") for variable in _variables(services)}


def _check_types(services: list[Any], secrets: Collection[str], place: Place) -> None:
    """Raise NotClear if one that is to be a secret has a value so far: gcloud would refuse it after the build."""
    if plain := sorted(env_of(services).keys() & {*secrets} - _from_secrets(services)):
        remove = f"gcloud run services update {NAME} --region={place.region} --project={place.project}"
        raise NotClear(
            f"Nothing was built. The function has {', '.join(plain)} as a plain setting, which gcloud does not make a"
            f" secret. Take it away, then run the same again:\n  {remove} --remove-env-vars={','.join(plain)}"
        )


def _from_secrets(services: list[Any]) -> set[str]:
    """The names of those variables that come from a secret: gcloud refuses to give one a value."""
    return {variable["name"] for variable in _variables(services) if "valueFrom" in variable}


def _variables(services: list[Any]) -> list[Any]:
    containers = [container for service in services for container in service["spec"]["template"]["spec"]["containers"]]
    return [variable for container in containers for variable in container.get("env", [])]


def env_so_far(gcloud: Gcloud, region: str) -> dict[str, str]:
    """The variables of the running service, such as its PUBLIC_URL; {} without a service."""
    if not gcloud.ask("services", "list", "--enabled", "--filter=config.name=run.googleapis.com"):
        return {}
    services = gcloud.ask("run", "services", "list", f"--region={region}", f"--filter=metadata.name={NAME}")
    return env_of(services)


@dataclass(frozen=True)
class Deploy:
    """Has Cloud Build run all tests, then deploy this folder, with the secrets `wanted` now or before."""

    wanted: Collection[str]
    settings: Mapping[str, str]

    def __call__(self, gcloud: Gcloud, place: Place) -> None:
        """Runs always: Cloud Build cannot tell that nothing has changed. A new revision reads the newest secrets.

        Raises NotClear, before anything is built, if the function would not start.
        """
        there = present(gcloud)
        secrets = in_order({*with_channel(self.wanted, there), *there})
        if not gcloud.dry_run:  # which knows neither the secrets that there are nor the settings
            found = gcloud.ask("run", "services", "list", f"--region={place.region}", f"--filter=metadata.name={NAME}")
            _check_types(found, secrets, place)
            starting.check(env_of(found), secrets, self.settings)
        gcloud.run(
            *("beta", "builds", "submit", "."),  # only beta shows the log of such a build
            "--config=cloudbuild.yaml",
            "--ignore-file=.cloudbuildignore",
            f"--region={place.region}",
            f"--service-account=projects/{place.project}/serviceAccounts/{place.builder}",
            f"--substitutions={substitutions(place, secrets, self.settings)}",
            visible=True,
        )


def open_to_carriers(gcloud: Gcloud, place: Place) -> None:
    """Let anybody call the service: carriers have no Google identity, and a signature or secret proves the sender.

    This is done from here, so that the build's account needs no right to make a service public.
    """
    service = ("run", "services")
    policy = gcloud.ask(*service, "get-iam-policy", NAME, f"--region={place.region}")
    if not is_bound(policy, "allUsers", "roles/run.invoker", kind=""):
        everybody = ("--member=allUsers", "--role=roles/run.invoker")
        gcloud.run(*service, "add-iam-policy-binding", NAME, f"--region={place.region}", *everybody)


@dataclass(frozen=True)
class Configure:
    """Gives the service those settings of .env.yaml that are not secret and that differ."""

    settings: Mapping[str, str]

    def __call__(self, gcloud: Gcloud, place: Place) -> None:
        """Settings that the file does not name stay as they are; those that it has empty are taken away."""
        services = gcloud.ask("run", "services", "describe", NAME, f"--region={place.region}")
        there, secret = env_of(services), _from_secrets(services)
        own = {name: value for name, value in self.settings.items() if value and name not in secret}
        changed = {name: value for name, value in own.items() if there.get(name) != value}
        if gone := taken_away(there, self.settings):
            gcloud.show(f"  Empty in .env.yaml, so taken away: {', '.join(gone)}")
        if flags := _given({"--update-env-vars": changed, "--remove-env-vars": gone}):
            gcloud.run_with(flags, "run", "services", "update", NAME, f"--region={place.region}")


def taken_away(there: Mapping[str, str], settings: Mapping[str, str]) -> list[str]:
    """The names of settings that are to be empty, and are not yet. `there`: the function's variables."""
    return sorted(name for name, value in settings.items() if not value and there.get(name))


def _given(flags: Mapping[str, Collection[str]]) -> dict[str, object]:
    return {name: value for name, value in flags.items() if value}
