"""What is deployed: the build file, the files that go along, the pinned packages, and that they are enough."""

import fnmatch
import re
import subprocess
import sys

import yaml

from dev.processes import ROOT
from handlers import settings


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


def test_the_deployed_settings_exist_and_the_secrets_come_from_secret_manager() -> None:
    deploy = {arg.partition("=")[0]: arg.partition("=")[2] for arg in build()["deploy"] if arg.startswith("--")}
    plain, secret = (re.findall(r"(?:^|,)([A-Z_]+)=", deploy[name]) for name in ("--update-env-vars", "--set-secrets"))
    known = {name.upper() for name in settings.Settings.model_fields}
    required = {name.upper() for name, field in settings.Settings.model_fields.items() if field.is_required()}
    assert required <= {*plain, *secret} <= known
    assert set(secret) == {"TWILIO_AUTH_TOKEN", "OPENAI_API_KEY"}
    assert deploy["--function"] == "whatsapp"


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
        assert package.strip().partition("[")[0] in names
        assert reason.strip(), line
