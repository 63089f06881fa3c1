"""The deployment: the build file, the uploaded files, and the pinned packages, which are enough."""

import fnmatch
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pydantic import SecretStr

from dev.deploy import secret_manager
from dev.deploy.place import NAME
from dev.gcloud import Command
from dev.processes import ROOT
from handlers import settings
from tests.dev.cloud import build_step
from tests.dev.gcloud_offline import refused
from tests.ours import GOES, STAYS

BUILDS = ("cloudbuild.yaml", "deploy/test.yaml")


def test_the_build_files_keep_cloud_builds_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.cloudbuild", *BUILDS]
    check = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout


def steps(file: str = "cloudbuild.yaml") -> dict[str, dict[str, Any]]:
    return {step["id"]: step for step in yaml.safe_load((ROOT / file).read_text())["steps"]}


def test_nothing_is_deployed_that_was_not_tested() -> None:
    assert list(steps()) == ["test", "deploy"]
    assert steps()["test"]["args"][:4] == ["builds", "submit", ".", "--config=deploy/test.yaml"]
    assert "--async" not in steps()["test"]["args"]
    assert [step["args"] for step in steps("deploy/test.yaml").values()] == [[".ci/run"]]


def test_who_deploys_runs_nothing_but_gcloud() -> None:
    for step in steps().values():
        assert step["name"].startswith("gcr.io/google.com/cloudsdktool/google-cloud-cli")
        assert step["entrypoint"] == "gcloud"
        assert "script" not in step


def test_tests_and_packages_are_run_by_others_than_who_deploys() -> None:
    by = {name: flags(name) for name in steps()}
    account = "projects/${PROJECT_ID}/serviceAccounts/${_SERVICE}-%s@${PROJECT_ID}.iam.gserviceaccount.com"
    assert by["test"]["--service-account"] == account % "test"
    assert by["deploy"]["--build-service-account"] == account % "image"
    assert "serviceAccount" not in yaml.safe_load((ROOT / "deploy" / "test.yaml").read_text())


def test_the_whole_build_has_time_for_the_tests_and_for_the_deploy() -> None:
    whole, tests = (int(yaml.safe_load((ROOT / file).read_text())["timeout"].removesuffix("s")) for file in BUILDS)
    assert tests + 600 <= whole


def flags(step: str = "deploy") -> dict[str, str]:
    pairs = [arg.partition("=") for arg in steps()[step]["args"] if arg.startswith("--")]
    return {name: value for name, _, value in pairs}


def test_every_secret_setting_is_kept_in_secret_manager() -> None:
    secret = {name.upper() for name, field in settings.Settings.model_fields.items() if field.annotation is SecretStr}
    assert secret == set(secret_manager.ALL)


def test_the_deployed_settings_exist_and_the_secrets_come_from_secret_manager() -> None:
    defaults = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text())["substitutions"]
    assert flags()["--update-secrets"] == "${_SECRETS}"
    plain = re.findall(r"(?:^|@)([A-Z_]+)=", flags()["--update-env-vars"].removeprefix("^@^"))
    secret = re.findall(r"(?:^|,)([A-Z_]+)=", defaults["_SECRETS"])
    known = {name.upper() for name in settings.Settings.model_fields}
    required = {name.upper() for name, field in settings.Settings.model_fields.items() if field.is_required()}
    assert required <= {*plain, *secret} <= known
    assert tuple(secret) == secret_manager.REQUIRED
    assert defaults["_SECRETS"].replace("${_SERVICE}", NAME) == secret_manager.as_settings(secret_manager.REQUIRED)
    assert flags()["--function"] == "whatsapp"


def test_the_request_timeout_is_longer_than_twilio_waits_and_the_last_answer_takes() -> None:
    longest = next(each.le for each in settings.Settings.model_fields["answer_seconds"].metadata if hasattr(each, "le"))
    assert longest < 15 < int(flags()["--timeout"])


def test_gcloud_takes_the_commands_of_the_build_as_they_will_be() -> None:
    assert refused([Command(("gcloud", *build_step(name))) for name in steps()]) == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_gcloud_takes_the_commands_of_the_documentation(page: Path) -> None:
    if found := [*commands_in(page.read_text()), *commands_between_words(page.read_text())]:
        assert refused(found) == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_the_secrets_of_the_documentation_are_called_as_make_deploy_calls_them(page: Path) -> None:
    named = set(re.findall(r"(?:--secret=|secrets versions add |secrets delete )([\w-]+)", page.read_text()))
    assert named <= {secret_manager.id_of(name) for name in secret_manager.ALL}


DEPLOY = (ROOT / "docs" / "deploy.md").read_text()


def test_the_page_about_deploying_names_every_secret_as_it_is_called_in_secret_manager() -> None:
    [row] = [line for line in DEPLOY.splitlines() if line.startswith("| Secret Manager |")]
    assert set(re.findall(r"`([\w-]+)`", row)) == {secret_manager.id_of(name) for name in secret_manager.ALL}


def test_by_hand_the_same_is_deployed_as_by_the_build() -> None:
    [command] = commands_in(DEPLOY.partition("## By hand")[2].partition("\n## ")[0])
    by_hand = set(command.words[1:])
    secrets = secret_manager.as_settings((*secret_manager.REQUIRED, *secret_manager.GENERATED))
    known = {"${_SERVICE}": NAME, "${PROJECT_ID}": "P", "${_REGION}": "R", "${_SECRETS}": secrets, "${_SETTINGS}": ""}
    known |= {"${_PUBLIC_URL}": f"https://{NAME}-PROJECTNUMBER.R.run.app"}
    by_the_build = set()
    for arg in steps()["deploy"]["args"]:
        for name, value in known.items():
            arg = arg.replace(name, value)
        by_the_build.add(arg)
    assert by_hand == by_the_build


def commands_in(text: str) -> list[Command]:
    """The gcloud commands in a page's shell blocks, and in $(...) there; what is behind a pipe is given by hand."""
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.replace("\\\n", " ").split("\n")
    ]
    calls = [line.rpartition("|")[2].strip() for line in lines]
    calls += [call for line in lines for call in re.findall(r"\$\((gcloud [^)]+)\)", line)]
    calls = [call.replace(".env.yaml", ".env.yaml.example") for call in calls]  # the one that everybody has
    words = [shlex.split(call, comments=True) for call in calls if call.startswith("gcloud ")]
    return [Command(tuple(each)) for each in words]


def commands_between_words(text: str) -> list[Command]:
    """The gcloud commands that stand in a sentence."""
    sentences = re.sub(r"```.*?```", "", text, flags=re.DOTALL).replace("\n", " ")
    return [Command(tuple(shlex.split(call))) for call in re.findall(r"`(gcloud [^`]+)`", sentences)]


OF_A_BUSINESS = ("faq.yaml", "preguntas.yaml", "knowledge", "documentos", "tools", "lista de precios.pdf")


def test_only_the_function_and_what_a_business_adds_leave_this_machine() -> None:
    rules = [line for line in (ROOT / ".gcloudignore").read_text().splitlines() if line and not line.startswith("#")]

    def is_left_out(name: str) -> bool:
        return any(fnmatch.fnmatch(name, rule.rstrip("/")) for rule in rules)

    assert {path.name for path in ROOT.iterdir()} >= GOES | STAYS
    assert {name for name in GOES | STAYS | {".git", ".env.yaml", ".venv"} if not is_left_out(name)} == GOES
    assert [name for name in OF_A_BUSINESS if is_left_out(name)] == []


def test_code_of_a_business_need_not_be_written_as_we_write(tmp_path: Path) -> None:
    """Else its next deployment would fail, which runs all tests before."""
    ours = {"main.py", "handlers/tools/orders.py", "tests/test_orders.py", "examples/bakery/tools/orders.py"}
    for name in (*ours, "tools/orders.py", "herramientas/orders.py", "orders.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "--show-files", "."]
    shown = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {str(Path(line).relative_to(tmp_path)) for line in shown} - {"pyproject.toml"} == ours


PINS = ("requirements.txt", "dev/requirements.txt")
PIN = r"([a-z0-9_.-]+)(\[[a-z,]+\])?==[0-9][^ ]*( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+"


@pytest.mark.parametrize("name", PINS)
def test_every_package_is_pinned_with_its_hashes_and_no_registry_is_named(name: str) -> None:
    pins = (ROOT / name).read_text()
    packages = re.sub(r"^ +#.*\n", "", pins, flags=re.MULTILINE)
    assert re.sub(rf"^{PIN}$\n", "", packages, flags=re.MULTILINE) == ""
    assert "://" not in pins


def asked_for(wanted: str) -> set[str]:
    """The packages that these lines name, as pins spell them. A business adds what its tools need, in any form."""
    lines = [line.partition("#")[0].strip() for line in wanted.splitlines() if not line.startswith("-c")]
    return {canonicalize_name(Requirement(line).name) for line in lines if line}


@pytest.mark.parametrize("name", PINS)
def test_each_package_that_is_asked_for_is_pinned(name: str) -> None:
    pinned = {found[1] for found in re.finditer(rf"^{PIN}", (ROOT / name).read_text(), re.MULTILINE)}
    assert asked_for((ROOT / name).with_suffix(".in").read_text()) <= pinned


def test_a_package_of_a_business_needs_neither_a_reason_nor_our_spelling() -> None:
    wanted = "-c x.txt\n# Runtime.\npsycopg>=3.2\nPsycopg_Pool\nuvloop ; sys_platform != 'win32'\n"
    assert asked_for(wanted) == {"psycopg", "psycopg-pool", "uvloop"}


def test_an_install_takes_only_files_with_a_known_hash() -> None:
    installs = [line for line in (ROOT / "Makefile").read_text().splitlines() if "/pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)
