"""`make images`: it pins images in files that Cloud Build and gcloud take."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from dev.gcloud import Gcloud, GcloudFailed
from dev.images import FILES, by_tag, digest_of, pinned
from dev.processes import ROOT
from tests.dev.cloud import PROJECT, Cloud
from tests.dev.gcloud_offline import refused

IMAGE = "gcr.io/google.com/cloudsdktool/google-cloud-cli"
OLD, NEW = (f"sha256:{character * 64}" for character in "ab")


def gcloud(cloud: Cloud) -> Gcloud:
    return Gcloud(PROJECT, execute=cloud, show=lambda _line: None)


def pin(cloud: Cloud, text: str) -> str:
    return pinned(text, partial(digest_of, gcloud(cloud)))


@pytest.mark.parametrize("name", FILES)
def test_every_image_of_the_build_is_pinned_and_nothing_else_is_changed(name: str) -> None:
    text = (ROOT / name).read_text()
    cloud = Cloud(digests={f"{IMAGE}:stable": OLD, f"{IMAGE}:emulators": OLD})
    found = pin(cloud, text)
    assert by_tag(found) == []
    assert found.count(f"name: {IMAGE}@{OLD} # ") == text.count("name: ")
    assert [line for line in found.splitlines() if "name: " not in line] == [
        line for line in text.splitlines() if "name: " not in line
    ]


@pytest.mark.parametrize("name", FILES)
def test_the_pinned_build_files_keep_cloud_builds_schema(name: str, tmp_path: Path) -> None:
    file = tmp_path / "build.yaml"
    file.write_text(pinned((ROOT / name).read_text(), lambda _image: OLD))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.cloudbuild", str(file)]
    check = subprocess.run(command, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout


def test_a_pinned_image_is_pinned_anew_by_its_tag() -> None:
    before = f"    name: {IMAGE}@{OLD} # stable\n"
    assert pin(Cloud(digests={f"{IMAGE}:stable": NEW}), before) == f"    name: {IMAGE}@{NEW} # stable\n"


def test_what_is_no_digest_is_not_written() -> None:
    with pytest.raises(GcloudFailed, match="no digest"):
        pin(Cloud(digests={f"{IMAGE}:stable": "stable"}), f"    name: {IMAGE}:stable\n")


def test_gclouds_parser_takes_the_question() -> None:
    cloud = Cloud(digests={f"{IMAGE}:stable": OLD})
    digest_of(gcloud(cloud), f"{IMAGE}:stable")
    assert refused(cloud.commands) == []


def test_where_gcloud_cannot_tell_nothing_is_changed(tmp_path: Path) -> None:
    fake = tmp_path / "gcloud"
    fake.write_text("#!/bin/sh\necho no network >&2; exit 1\n")
    fake.chmod(0o755)
    before = [(ROOT / name).read_bytes() for name in FILES]
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "dev.images"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "no network" in done.stdout
    assert [(ROOT / name).read_bytes() for name in FILES] == before
