"""Metrics, alerts and the dashboard in deploy/, and the address that alerts are mailed to."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dev.deploy.place import NAME, Place
from dev.gcloud import Gcloud
from dev.processes import ROOT

FILES = ROOT / "deploy"
_POLICIES = ("alpha", "monitoring", "policies")  # the only track that has them in every gcloud of the last years
_CHANNELS = ("beta", "monitoring", "channels")
_DASHBOARDS = ("monitoring", "dashboards")


@cache
def read(path: Path) -> dict[str, Any]:
    """A file of deploy/, to be looked at only."""
    content: dict[str, Any] = yaml.safe_load(path.read_text())
    return content


def count(gcloud: Gcloud, _place: Place) -> None:
    """The metrics made from log lines; each file is one, and its name the metric's."""
    there = {metric["name"].rpartition("/")[2]: metric for metric in gcloud.ask("logging", "metrics", "list")}
    for path in sorted((FILES / "metrics").glob("*.yaml")):
        found = there.get(path.stem)
        if found is None:
            gcloud.run("logging", "metrics", "create", path.stem, _from(path, "config-from-file"))
        elif not holds(found, read(path)):
            gcloud.run("logging", "metrics", "update", path.stem, _from(path, "config-from-file"))


def holds(found: Any, wanted: Any) -> bool:
    """True if everything wanted is there; Google adds fields of its own."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(holds(found.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(holds, found, wanted))
    return bool(found == wanted)


@dataclass(frozen=True)
class Alert:
    """The alert policies, known by a label; alerts go to `mail`, or to the address they went to before."""

    mail: str = ""

    def __call__(self, gcloud: Gcloud, _place: Place) -> None:
        """Google rewrites policies, so a label remembers the file and address that each was made from."""
        channel = self._channel(gcloud)
        there = {policy.get("userLabels", {}).get(NAME): policy for policy in gcloud.ask(*_POLICIES, "list")}
        for path in sorted((FILES / "alerts").glob("*.yaml")):
            found = there.get(path.stem, {})
            channels = channel or found.get("notificationChannels", [])
            labels = {NAME: path.stem, "made_from": _digest(read(path), channels)}
            if found.get("userLabels") != labels:
                _write_policy(gcloud, path, labels, channels, found.get("name"))

    def _channel(self, gcloud: Gcloud) -> list[str]:
        if not self.mail:
            return []
        if not (there := self._channels(gcloud)):
            what = ("--type=email", f"--channel-labels=email_address={self.mail}", "--display-name=Recado")
            gcloud.run(*_CHANNELS, "create", *what)
            there = self._channels(gcloud)
        return there[:1]

    def _channels(self, gcloud: Gcloud) -> list[str]:
        found = gcloud.ask(*_CHANNELS, "list", "--type=email")
        return [channel["name"] for channel in found if channel.get("labels", {}).get("email_address") == self.mail]


def _write_policy(
    gcloud: Gcloud, path: Path, labels: Mapping[str, str], channels: Sequence[str], found: str | None
) -> None:
    file, marks = _from(path, "policy-from-file"), ",".join(f"{name}={value}" for name, value in labels.items())
    if found:
        told = [f"--set-notification-channels={','.join(channels)}"] if channels else []
        gcloud.run(*_POLICIES, "update", found, file, f"--update-user-labels={marks}", *told)
    else:
        told = [f"--notification-channels={','.join(channels)}"] if channels else []
        gcloud.run(*_POLICIES, "create", file, f"--user-labels={marks}", *told)


def draw(gcloud: Gcloud, _place: Place) -> None:
    """The dashboard, known by its name."""
    path = FILES / "dashboard.yaml"
    wanted = read(path)
    boards = [board for board in gcloud.ask(*_DASHBOARDS, "list") if board["displayName"] == wanted["displayName"]]
    if not boards:
        gcloud.run(*_DASHBOARDS, "create", _from(path, "config-from-file"))
    elif not holds(boards[0], wanted):
        config = {**wanted, "etag": boards[0]["etag"]}  # Google refuses an update without it
        gcloud.run_with({"--config": json.dumps(config)}, *_DASHBOARDS, "update", boards[0]["name"])


def _from(path: Path, flag: str) -> str:
    return f"--{flag}={path.relative_to(ROOT)}"


def _digest(*content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
