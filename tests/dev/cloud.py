"""A Google Cloud project as gcloud shows it: it records every call, and later calls find what earlier ones made.

The one stand-in for gcloud. test_deploy.py checks that gcloud's own parser takes the same commands.
"""

import copy
import functools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from dev.gcloud import Command, Done
from dev.processes import ROOT
from dev.slips import refused_with

PROJECT, NUMBER, REGION = "my-project", "123456789012", "us-central1"
URL = f"https://recado-{NUMBER}.{REGION}.run.app"
SET_AT = "2026-11-25T12:00:00Z"  # when every job was made or changed
ASKING = ("list", "describe", "get-iam-policy", "access")

# What Firestore does with fields that have no settings of their own.
ALL_FIELDS = {
    "name": f"projects/{PROJECT}/databases/(default)/collectionGroups/__default__/fields/*",
    "indexConfig": {"indexes": [{"queryScope": "COLLECTION", "fields": [{"fieldPath": "*", "order": "ASCENDING"}]}]},
}

Words: TypeAlias = list[str]
Flags: TypeAlias = dict[str, Any]


class Refused(Exception):
    """The call fails with these words of gcloud's."""


def parsed(command: Command) -> tuple[Words, Flags]:
    """A command's words and its flags, with those that came by stdin."""
    words = [word for word in command.words[1:] if not word.startswith("--")]
    pairs = [word.removeprefix("--").partition("=") for word in command.words if word.startswith("--")]
    flags: Flags = {name: value for name, _, value in pairs}
    if flags.get("flags-file") == "-":
        flags |= {name.removeprefix("--"): value for name, value in json.loads(command.stdin or "").items()}
    return words, flags


def asks(command: Command) -> bool:
    """True for a command that changes nothing."""
    return any(word in ASKING for word in command.words)


@dataclass
class Cloud:
    """Call it as dev.gcloud calls gcloud. `refusals`: for each pair, one call with the words fails with the text."""

    commands: list[Command] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    apis: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    roles: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    databases: list[str] = field(default_factory=list)
    ttls: list[str] = field(default_factory=list)
    exempt: list[str] = field(default_factory=list)
    buckets: list[str] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, list[str]] = field(default_factory=dict)
    env: dict[str, str] | None = None
    mounted: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    policies: list[dict[str, Any]] = field(default_factory=list)
    channels: list[dict[str, Any]] = field(default_factory=list)
    boards: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, command: Command) -> Done:
        self.commands.append(command)
        for refusal in self.refusals:
            if refusal[0] in str(command):
                self.refusals.remove(refusal)
                return Done(1, errors=refusal[1])
        words, flags = parsed(command)
        try:
            answer = self._answer(words, flags, command.stdin)
        except Refused as refusal:
            return Done(1, errors=f"ERROR: (gcloud.{'.'.join(words[:3])}) {refusal}")
        return Done(0, answer if isinstance(answer, str) else json.dumps(only(answer, flags.get("format", ""))))

    @property
    def changes(self) -> list[str]:
        """The commands that changed something."""
        return [str(command) for command in self.commands if not asks(command)]

    def _answer(self, words: Words, flags: Flags, stdin: str | None) -> Any:
        if words[-2:-1] == ["get-iam-policy"]:
            return self._policy(words[-1])
        if words[-2:-1] == ["add-iam-policy-binding"]:
            return self.roles[words[-1]].add((flags["role"], flags["member"]))
        answers: dict[str, Callable[[Words, Flags, str | None], Any]] = {
            "projects": self._project,
            "services": self._apis,
            "iam": self._accounts,
            "container": self._images,
            "storage": self._buckets,
            "firestore": self._firestore,
            "secrets": self._secrets,
            "beta": self._beta,
            "run": self._service,
            "scheduler": self._scheduler,
            "logging": self._metrics,
            "alpha": self._policies,
            "monitoring": self._boards,
        }
        return answers[words[0]](words[1:], flags, stdin)

    def _policy(self, name: str) -> dict[str, Any]:
        return {"bindings": [{"role": role, "members": [member]} for role, member in sorted(self.roles[name])]}

    def _project(self, _words: Words, _flags: Flags, _stdin: str | None) -> Any:
        return {"projectId": PROJECT, "projectNumber": NUMBER}

    def _apis(self, words: Words, flags: Flags, _stdin: str | None) -> Any:
        if words[0] == "enable":
            self.apis += words[1:]
        wanted = flags.get("filter", "").removeprefix("config.name=")
        return [{"config": {"name": api}} for api in self.apis if not wanted or api == wanted]

    def _accounts(self, words: Words, _flags: Flags, _stdin: str | None) -> Any:
        if words[1] == "create":
            self.accounts.append(f"{words[2]}@{PROJECT}.iam.gserviceaccount.com")
        return [{"email": email} for email in self.accounts]

    def _images(self, words: Words, _flags: Flags, _stdin: str | None) -> Any:
        name, digest = words[2].rpartition(":")[0], self.digests[words[2]]
        return {"image_summary": {"digest": digest, "fully_qualified_digest": f"{name}@{digest}"}}

    def _buckets(self, words: Words, _flags: Flags, _stdin: str | None) -> Any:
        if words[1] == "create":
            self.buckets.append(words[2])
        return [{"name": bucket.removeprefix("gs://"), "storage_url": f"{bucket}/"} for bucket in self.buckets]

    def _firestore(self, words: Words, flags: Flags, _stdin: str | None) -> Any:
        root = f"projects/{PROJECT}/databases/(default)"
        field_name = f"{root}/collectionGroups/{flags.get('collection-group')}/fields/{words[-1]}"
        match words:
            case ["databases", "create"]:
                self.databases.append(root)
            case ["fields", "ttls", "update", _]:
                self.ttls.append(field_name)
            case ["indexes", "fields", "update", _] if "clear-exemption" in flags:
                self.exempt.remove(field_name)
            case ["indexes", "fields", "update", _]:
                self.exempt.append(field_name)
            case ["indexes", "fields", "list"]:
                return [ALL_FIELDS, *({"name": name, "indexConfig": {}} for name in self.exempt)]
        if words[0] == "databases":
            return [{"name": name, "type": "FIRESTORE_NATIVE", "locationId": REGION} for name in self.databases]
        return [{"name": name, "ttlConfig": {"state": "CREATING"}, "indexConfig": {}} for name in self.ttls]

    def _secrets(self, words: Words, flags: Flags, stdin: str | None) -> Any:
        match words:
            case ["create", name]:
                self.secrets[name] = []
            case ["versions", "add", name]:
                self.secrets[name].append(stdin or "")
            case ["versions", "list", name]:
                return [{"state": "ENABLED"} for _ in self.secrets[name]]
            case ["versions", "access", "latest"]:
                return self.secrets[flags["secret"]][-1]
        return [{"name": f"projects/{NUMBER}/secrets/{name}"} for name in self.secrets]

    def _beta(self, words: Words, flags: Flags, _stdin: str | None) -> Any:
        if words[0] == "builds":
            given = dict(pair.split("=", 1) for pair in flags["substitutions"].removeprefix("^;^").split(";"))
            self.env = (self.env or {}) | {"GOOGLE_CLOUD_PROJECT": PROJECT}
            self.env["PUBLIC_URL"] = given.get("_PUBLIC_URL", URL)
            self.env |= dict(pair.split("=", 1) for pair in given.get("_SETTINGS", "").split("@") if pair)
            self.mounted |= dict(pair.removesuffix(":latest").split("=") for pair in given["_SECRETS"].split(","))
            self._start()
        elif words[2] == "create":
            address = flags["channel-labels"].removeprefix("email_address=")
            name = f"projects/{PROJECT}/notificationChannels/{len(self.channels)}"
            self.channels.append({"name": name, "labels": {"email_address": address}})
        return self.channels

    def _service(self, words: Words, flags: Flags, _stdin: str | None) -> Any:
        name = "recado" if words[1] == "list" else words[2]
        if self.env is None or name != "recado" or flags["region"] != REGION:
            if words[1] == "list":
                return []
            raise Refused(f"Cannot find service [{name}]")
        if {"update-env-vars", "remove-env-vars"} & flags.keys():
            if of_another_type := sorted(self.mounted.keys() & flags.get("update-env-vars", {}).keys()):
                raise Refused(f"Cannot update environment variable [{of_another_type[0]}] to string literal")
            self.env |= flags.get("update-env-vars", {})
            for gone in flags.get("remove-env-vars", ()):
                del self.env[gone]
            self._start()
        service = described(self.env, self.mounted)
        return [service] if words[1] == "list" else service

    def _start(self) -> None:
        """Fail as Cloud Run does if the function cannot start with what it has now."""
        if refused_with(self.mounted, self.env or {}):
            raise Refused("The user-provided container failed to start and listen on the port")

    def _scheduler(self, words: Words, flags: Flags, _stdin: str | None) -> Any:
        if words[1] in ("create", "update"):
            assert (words[3] in self.jobs) == (words[1] == "update")
            headers = flags.get("headers") or flags["update-headers"]
            target = {"uri": flags["uri"], "httpMethod": flags["http-method"], "headers": headers}
            name = f"projects/{PROJECT}/locations/{REGION}/jobs/{words[3]}"
            job = {"name": name, "schedule": flags["schedule"], "attemptDeadline": flags["attempt-deadline"]}
            job |= {"state": "ENABLED", "timeZone": "Etc/UTC", "userUpdateTime": SET_AT}
            retries = int(flags["max-retry-attempts"])
            self.jobs[words[3]] = job | {
                "retryConfig": {"retryCount": retries} if retries else {},
                "httpTarget": target,
            }
        return list(self.jobs.values())

    def _metrics(self, words: Words, flags: Flags, _stdin: str | None) -> Any:
        if words[1] in ("create", "update"):
            assert (words[2] in self.metrics) == (words[1] == "update")
            name = f"projects/{PROJECT}/metrics/{words[2]}"
            descriptor = {"name": name, "type": f"logging.googleapis.com/user/{words[2]}"}
            content = _file(flags["config-from-file"])
            content["metricDescriptor"] |= descriptor
            self.metrics[words[2]] = {"name": words[2], "version": "V2", **content}
        return list(self.metrics.values())

    def _policies(self, words: Words, flags: Flags, _stdin: str | None) -> Any:
        if words[2] in ("create", "update"):
            labels = flags.get("user-labels") or flags["update-user-labels"]
            channels = flags.get("notification-channels") or flags.get("set-notification-channels") or ""
            name = words[3] if words[3:] else f"projects/{PROJECT}/alertPolicies/{len(self.policies)}"
            self.policies = [policy for policy in self.policies if policy["name"] != name]
            marks = dict(pair.split("=") for pair in labels.split(","))
            told = [channel for channel in channels.split(",") if channel]
            shown = {"displayName": _file(flags["policy-from-file"])["displayName"]}
            self.policies.append({**shown, "name": name, "userLabels": marks, "notificationChannels": told})
        return self.policies

    def _boards(self, words: Words, flags: Flags, _stdin: str | None) -> Any:
        if words[1] == "create":
            board = {"name": f"projects/{NUMBER}/dashboards/1", "etag": "1", **_file(flags["config-from-file"])}
            self.boards.append(board)
        if words[1] == "update":
            assert json.loads(flags["config"])["etag"] == self.boards[0]["etag"]
            self.boards[0] |= json.loads(flags["config"]) | {"etag": "2"}
        return self.boards


def described(env: Mapping[str, str], mounted: Mapping[str, str]) -> dict[str, Any]:
    """The service, as `gcloud run services describe --format=json` shows it, as far as anybody here reads it."""
    plain = [{"name": name, "value": value} if value else {"name": name} for name, value in env.items()]
    secret = [
        {"name": name, "valueFrom": {"secretKeyRef": {"key": "latest", "name": secret}}}
        for name, secret in mounted.items()
    ]
    older = "https://recado-oov3gnxyda-uc.a.run.app"  # the form of before 2024, which status.url still has
    traffic = {"latestRevision": True, "percent": 100}
    return {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": {
            "name": "recado",
            "namespace": NUMBER,
            "annotations": {"run.googleapis.com/urls": json.dumps([URL, older])},
            "labels": {"cloud.googleapis.com/location": REGION},
        },
        "spec": {"template": {"spec": {"containers": [{"env": [*plain, *secret]}]}}, "traffic": [traffic]},
        "status": {
            "conditions": [{"type": "Ready", "status": "True"}, {"type": "RoutesReady", "status": "True"}],
            "latestReadyRevisionName": "recado-00001-abc",
            "traffic": [{**traffic, "revisionName": "recado-00001-abc"}],
            "url": older,
        },
    }


def only(answer: Any, format_flag: str) -> Any:
    """The fields that a format such as json(name,httpTarget.uri) asks for; a field that is not there is left out."""
    paths = [path.split(".") for path in format_flag.removeprefix("json").strip("()").split(",") if path]
    if not paths:
        return answer
    return [_part(entry, paths) for entry in answer]


def _part(entry: Any, paths: list[list[str]]) -> Any:
    part: dict[str, Any] = {}
    for name, *rest in (path for path in paths if path[0] in entry):
        if rest:
            part[name] = part.get(name, {}) | _part(entry[name], [rest])
        else:
            part[name] = entry[name]
    return part


def build_step(name: str) -> Words:
    """The arguments of a step of cloudbuild.yaml, as they will be."""
    build = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text())
    given = {**build["substitutions"], "PROJECT_ID": PROJECT, "PROJECT_NUMBER": NUMBER}
    [args] = [step["args"] for step in build["steps"] if step["id"] == name]
    for _ in range(2):  # substitutions stand in substitutions
        args = [re.sub(r"\$\{(\w+)\}", lambda found: str(given[found[1]]), arg) for arg in args]
    assert not [arg for arg in args if "$" in arg]
    return list(args)


def _file(path: str) -> dict[str, Any]:
    return copy.deepcopy(_read(path))


@functools.cache
def _read(path: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / path).read_text())
    return content
