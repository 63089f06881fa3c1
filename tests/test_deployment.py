"""What is deployed: the build file, the files that go along, the pinned packages, and that they are enough."""

import fnmatch
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dev import deploy_secrets
from dev.deploy_place import NAME
from dev.gcloud import Command
from dev.processes import ROOT
from handlers import settings
from tests.dev.gcloud_offline import refused


def test_the_build_file_keeps_cloud_builds_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.cloudbuild", "cloudbuild.yaml"]
    check = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout


def build() -> dict[str, list[str]]:
    steps = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text())["steps"]
    return {step["id"]: step["args"] for step in steps}


def test_nothing_is_deployed_that_was_not_tested() -> None:
    assert list(build()) == ["test", "deploy"]
    assert build()["test"] == [".ci/run"]


def flags() -> dict[str, str]:
    pairs = [arg.partition("=") for arg in build()["deploy"] if arg.startswith("--")]
    return {name: value for name, _, value in pairs}


def test_the_deployed_settings_exist_and_the_secrets_come_from_secret_manager() -> None:
    defaults = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text())["substitutions"]
    assert flags()["--update-secrets"] == "${_SECRETS}"
    plain = re.findall(r"(?:^|,)([A-Z_]+)=", flags()["--update-env-vars"])
    secret = re.findall(r"(?:^|,)([A-Z_]+)=", defaults["_SECRETS"])
    known = {name.upper() for name in settings.Settings.model_fields}
    required = {name.upper() for name, field in settings.Settings.model_fields.items() if field.is_required()}
    assert required <= {*plain, *secret} <= known
    assert tuple(secret) == deploy_secrets.REQUIRED
    assert defaults["_SECRETS"].replace("${_SERVICE}", NAME) == deploy_secrets.as_settings(deploy_secrets.REQUIRED)
    assert flags()["--function"] == "whatsapp"


def test_the_request_timeout_is_longer_than_twilio_waits_and_the_last_answer_takes() -> None:
    longest = next(each.le for each in settings.Settings.model_fields["answer_seconds"].metadata if hasattr(each, "le"))
    assert longest < 15 < int(flags()["--timeout"])


def test_gcloud_takes_the_commands_of_the_build_as_they_will_be() -> None:
    defaults = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text())["substitutions"]
    given = {**defaults, "_SERVICE": NAME, "PROJECT_ID": "my-project", "PROJECT_NUMBER": "123456789012"}
    args = build()["deploy"]
    for _ in range(2):  # substitutions stand in substitutions
        args = [re.sub(r"\$\{(\w+)\}", lambda found: given[found[1]], arg) for arg in args]
    assert not [arg for arg in args if "$" in arg]
    assert refused([Command(("gcloud", *args))]) == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_gcloud_takes_the_commands_of_the_documentation(page: Path) -> None:
    if found := commands_in(page.read_text()):
        assert refused(found) == []


def commands_in(text: str) -> list[Command]:
    """The gcloud commands in a page's shell blocks; what is behind a pipe is given by hand."""
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.replace("\\\n", " ").split("\n")
    ]
    calls = [line.rpartition("|")[2].strip() for line in lines]
    calls = [call.replace(".env.yaml", ".env.yaml.example") for call in calls]  # the one that everybody has
    words = [shlex.split(call, comments=True) for call in calls if call.startswith("gcloud ")]
    return [Command(tuple(each)) for each in words]


def test_only_the_function_leaves_this_machine() -> None:
    rules = [line for line in (ROOT / ".gcloudignore").read_text().splitlines() if line and not line.startswith("#")]

    def is_left_out(name: str) -> bool:
        return any(fnmatch.fnmatch(name, rule.rstrip("/")) for rule in rules)

    assert {path.name for path in ROOT.iterdir() if not is_left_out(path.name)} == {
        "main.py",
        "handlers",
        "requirements.txt",
    }


def test_every_runtime_package_is_pinned_and_each_direct_one_has_its_reason() -> None:
    pinned = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.match(r"[a-z0-9_.\[\]-]+==[0-9][^ ]*", line) for line in pinned)
    wanted = [line for line in (ROOT / "requirements.in").read_text().splitlines() if not line.startswith("#")]
    names = {line.partition("==")[0] for line in pinned}
    for line in wanted:
        package, _, reason = line.partition("#")
        assert package.partition(";")[0].strip().partition("[")[0] in names
        assert reason.strip(), line
