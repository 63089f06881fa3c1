"""The deployed function: the files that gcloud uploads, the packages of requirements.txt, the buildpack's command."""

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from dev.openai_standin import Standin
from dev.processes import ROOT, child, free_port, wait_for
from tests import functions
from tests.dev.gcloud_offline import gcloud_or_skip
from tests.ours import GOES, STAYS

OF_A_BUSINESS = Path("documentos", "lista de precios.csv")  # as of whoever deploys, whose own are not looked at here


@pytest.fixture(scope="module")
def uploaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that gcloud would upload, by its own reading of .gcloudignore: ours, and a business's."""
    gcloud_or_skip()
    whole, folder = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("workspace")
    for name in GOES | STAYS:
        if (ROOT / name).is_dir():  # __pycache__: others are writing there
            shutil.copytree(ROOT / name, whole / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, whole / name)
    (whole / OF_A_BUSINESS).parent.mkdir()
    (whole / OF_A_BUSINESS).touch()
    command = ["gcloud", "meta", "list-files-for-upload", str(whole)]
    config = {"CLOUDSDK_CONFIG": str(tmp_path_factory.mktemp("gcloud"))}
    listed = subprocess.run(command, env={**os.environ, **config}, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(whole / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, uploaded: Path) -> Path:
    """A new virtual environment with the packages of the uploaded requirements.txt and no others.

    Their files are those that pip installed here with the hashes of the same requirements.txt: to install them once
    more would take longer than all that is tested with them.
    """
    folder = tmp_path_factory.mktemp("layers") / "venv"
    venv.create(folder, symlinks=True)
    [site] = folder.glob("lib/python*/site-packages")
    for name, version in _pinned(uploaded / "requirements.txt"):
        package = distribution(name)
        assert package.version == version, f"{name} {package.version} is installed: remove .venv, and make test"
        for file in package.files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), site / file)
    return folder


def _pinned(requirements: Path) -> Iterator[tuple[str, str]]:
    """The packages with their versions that are for this Python and system."""
    for line in re.findall(r"^\S+==.*?(?= \\)", requirements.read_text(), re.MULTILINE):
        pinned = Requirement(line)
        if not pinned.marker or pinned.marker.evaluate():
            [exact] = pinned.specifier
            yield pinned.name, exact.version


def test_a_package_with_other_bytes_than_the_pinned_ones_is_not_installed(tmp_path: Path) -> None:
    """Its hashes suffice for pip to refuse it: https://pip.pypa.io/en/stable/topics/secure-installs/"""
    other = tmp_path / "requirements.txt"
    other.write_text(re.sub("sha256:[0-9a-f]{64}", f"sha256:{'0' * 64}", (ROOT / "requirements.txt").read_text()))
    command = [sys.executable, "-m", "pip", "install", "--target", f"{tmp_path}/site", "--requirement", str(other)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (tmp_path / "site").exists()


@pytest.fixture
def deployed(
    uploaded: Path, installed: Path, standin: Standin, emulator_host: str, project: str, tmp_path: Path
) -> Iterator[tuple[str, functions.Log]]:
    """The function with the environment of Cloud Run, cloudbuild.yaml and Secret Manager.

    https://cloud.google.com/run/docs/container-contract#env-vars
    """
    port, log = free_port(), functions.Log(tmp_path / "log")
    cloud_run = {
        "PORT": str(port),
        "K_SERVICE": "recado",
        "K_REVISION": "recado-00001-abc",
        "K_CONFIGURATION": "recado",
        "CLOUD_RUN_TIMEOUT_SECONDS": "30",
    }
    buildpack = {
        "FUNCTION_TARGET": "whatsapp",
        "FUNCTION_SIGNATURE_TYPE": "http",
        "PATH": f"{installed}/bin:/usr/bin:/bin",
    }
    given = {
        "TWILIO_AUTH_TOKEN": functions.TOKEN,
        "OPENAI_API_KEY": "sk-test",
        "TICK_SECRET": "the clock's",
        "PUBLIC_URL": functions.PUBLIC_URL,
        "GOOGLE_CLOUD_PROJECT": project,
    }
    stand_ins = {"OPENAI_BASE_URL": standin.base_url, "FIRESTORE_EMULATOR_HOST": emulator_host}
    env = {**cloud_run, **buildpack, **given, **stand_ins, "HOME": str(tmp_path), **_certificates()}
    command = [str(installed / "bin" / "python"), str(Path(sys.executable).with_name("functions-framework"))]
    with log.path.open("wb") as output, child(command, env=env, output=output, folder=uploaded) as process:
        wait_for(f"http://127.0.0.1:{port}/health", process, name="The deployed function")
        yield f"http://127.0.0.1:{port}", log


def _certificates() -> dict[str, str]:
    return {name: os.environ[name] for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ}


async def test_a_signed_message_gets_its_answer_and_is_remembered(deployed: tuple[str, functions.Log]) -> None:
    url, log = deployed
    phone = functions.phone(url)
    assert (await phone.send("Hola, me llamo Ana")).messages
    assert "Ana" in "".join((await phone.send("¿Cómo me llamo?")).messages)
    assert (await phone.post(phone.form("Hola"), headers={"X-Twilio-Signature": "forged"})).status == 403
    assert [line["severity"] for line in log.lines() if line["message"] == "turn"] == ["INFO", "INFO"]


RUNS = ("py", "html", "css", "js", "svg", "toml")


def test_only_what_runs_its_packages_and_what_a_business_adds_are_uploaded(uploaded: Path) -> None:
    files = {path.relative_to(uploaded) for path in uploaded.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    ours = {path.relative_to(ROOT) for ending in RUNS for path in (ROOT / "handlers").rglob(f"*.{ending}")}
    assert files == {Path("main.py"), Path("requirements.txt"), OF_A_BUSINESS, *ours}


def test_the_desk_has_its_templates_and_packages_there(uploaded: Path, installed: Path) -> None:
    made = "from handlers.pages.rendering import Pages, assets; Pages(); print(len(assets()))"
    command = [str(installed / "bin" / "python"), "-c", made]
    done = subprocess.run(command, cwd=uploaded, capture_output=True, text=True, check=False)
    assert done.stdout == "3\n", done.stderr


@pytest.mark.parametrize("rules", [".cloudbuildignore", ".testignore"])
def test_the_build_gets_all_but_what_is_private_and_its_tests_nothing_of_a_business(tmp_path: Path, rules: str) -> None:
    gcloud_or_skip()
    private = (".git/config", ".env.yaml", ".local-token", ".venv/x")
    needed = {".ci/run", ".cloudbuildignore", "tests/test_x.py", "tests/knowledge/test_x.py", "deploy/test.yaml"}
    of_a_business = {str(OF_A_BUSINESS), "knowledge/menu.md", "tools/orders.py", "orders.py", "faq.yaml"}
    for name in (*private, *needed, *of_a_business):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    shutil.copy(ROOT / ".gitignore", tmp_path)
    shutil.copy(ROOT / rules, tmp_path / ".gcloudignore")  # which gcloud reads where no other is named
    command = ["gcloud", "meta", "list-files-for-upload", str(tmp_path)]
    config = {"CLOUDSDK_CONFIG": str(tmp_path / ".venv")}
    listed = subprocess.run(command, env={**os.environ, **config}, capture_output=True, text=True, check=True)
    expected = {*needed, ".gitignore"} if rules == ".testignore" else {*needed, ".gitignore", *of_a_business}
    assert {*listed.stdout.splitlines()} - {".gcloudignore"} == expected


def test_the_tests_get_all_that_is_ours() -> None:
    assert {*re.findall(r"^!/(.+)$", (ROOT / ".testignore").read_text(), re.MULTILINE)} == GOES | STAYS


def test_cloud_builds_ignore_files_are_those_that_are_named() -> None:
    assert "--ignore-file=.cloudbuildignore" in (ROOT / "dev" / "deploy" / "service.py").read_text()
    build = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text())
    assert "--ignore-file=.testignore" in build["steps"][0]["args"]
