"""Our calls of the real gcloud: its requests go to a server on loopback instead of Google's APIs."""

import base64
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from dev.deploy import clock, firestore, project, secret_manager, watch
from dev.deploy.place import Place
from dev.doctor.deployed import Service, Where, read_service
from dev.doctor.refusals import refusal
from dev.doctor.ticking import FIELDS
from dev.gcloud import Command, Gcloud, GcloudFailed, execute
from dev.processes import ROOT
from handlers.stores.exempt import EXEMPT
from tests.dev.cloud import NUMBER, PROJECT, REGION, URL, build_step, described
from tests.dev.gcloud_offline import gcloud_or_skip

pytestmark = pytest.mark.no_cover  # tracing takes long, and nothing is covered here alone

PLACE = Place(PROJECT, NUMBER, REGION)
APIS = ("SECRETMANAGER", "CLOUDSCHEDULER", "MONITORING", "LOGGING", "FIRESTORE", "STORAGE", "CLOUDBUILD", "RUN")
SECRET = "a secret with 'quotes', = and ü"  # that no shell and no flag would leave as it is


@dataclass
class Google:
    """Answers every request with what `knows` says for the end of its path, or makes of its body; else with nothing.

    `refuses`: it answers with this status and error instead.
    """

    knows: dict[str, Any] = field(default_factory=dict)
    refuses: tuple[int, dict[str, Any]] | None = None
    requests: list[tuple[str, str, Any]] = field(default_factory=list)

    def bodies(self, method: str, ending: str) -> list[Any]:
        """The bodies of these requests."""
        return [body for verb, path, body in self.requests if verb == method and path.endswith(ending)]


def handler(google: Google) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            path = self.path.partition("?")[0]
            is_json = self.headers.get_content_type() == "application/json"
            google.requests.append((self.command, path, json.loads(body) if is_json and body else body or None))
            known: Any = next((value for ending, value in google.knows.items() if path.endswith(ending)), {})
            status, error = google.refuses or (200, None)
            answer = json.dumps(error or (known(body) if callable(known) else known)).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815 - the library's names

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    gcloud_or_skip()
    google = Google()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(google))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    (tmp_path / "token").write_text("of nobody")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", str(tmp_path / "token"))
    proxy = {"TYPE": "http", "ADDRESS": "127.0.0.1", "PORT": str(server.server_port)}  # Cloud Run's hosts are regional
    for name, value in proxy.items():
        monkeypatch.setenv(f"CLOUDSDK_PROXY_{name}", value)
    for api in APIS:
        monkeypatch.setenv(f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api}", f"http://127.0.0.1:{server.server_port}/")
    yield google
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def gcloud(google: Google) -> Gcloud:
    return Gcloud(PROJECT, show=lambda _line: None)


def test_a_secret_reaches_secret_manager_byte_for_byte_and_no_file_of_gclouds(
    google: Google, gcloud: Gcloud, tmp_path: Path
) -> None:
    name = secret_manager.id_of("OPENAI_API_KEY")
    google.knows[":addVersion"] = {
        "name": f"projects/{NUMBER}/secrets/{name}/versions/1",
        "clientSpecifiedPayloadChecksum": True,
    }
    gcloud.run("secrets", "versions", "add", name, "--data-file=-", stdin=SECRET)
    [sent] = google.bodies("POST", f"/secrets/{name}:addVersion")
    assert base64.b64decode(sent["payload"]["data"]).decode() == SECRET
    files = [path for path in (tmp_path / "config").rglob("*") if path.is_file()]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def test_the_clock_gets_the_secret_that_secret_manager_has(google: Google, gcloud: Gcloud, tmp_path: Path) -> None:
    data = base64.b64encode(SECRET.encode()).decode()
    name = f"projects/{NUMBER}/secrets/recado-tick-secret/versions/1"
    google.knows["/versions/latest:access"] = {"name": name, "payload": {"data": data}}
    clock.set_the_clock(gcloud, PLACE)
    [job] = google.bodies("POST", "/jobs")
    assert (job["attemptDeadline"], job.get("retryConfig", {}).get("retryCount", 0)) == ("55s", 0)
    assert job["httpTarget"] == {
        "uri": f"{PLACE.url}/tick",
        "httpMethod": "POST",
        "headers": {"Authorization": f"Bearer {SECRET}"},
    }
    google.knows["/jobs"] = {"jobs": [job]}
    before = gcloud.changes
    clock.set_the_clock(gcloud, PLACE)
    assert gcloud.changes == before
    google.knows["/jobs"] = {"jobs": [job | {"attemptDeadline": "30s", "retryConfig": {"retryCount": 5}}]}
    clock.set_the_clock(gcloud, PLACE)
    [again] = google.bodies("PATCH", "/jobs/recado-tick")
    assert (again["attemptDeadline"], again["retryConfig"]["retryCount"]) == ("55s", 0)
    files = [path for path in (tmp_path / "config").rglob("*") if path.is_file()]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def test_firestore_is_asked_to_exempt_each_field_once_and_to_index_again_what_is_asked_for(
    google: Google, gcloud: Gcloud
) -> None:
    root = f"projects/{PROJECT}/databases/(default)"
    groups = f"{root}/collectionGroups"
    whole = [f"{groups}/{group}/fields/{name}" for group, names in EXEMPT.items() for name in names]
    missing = [f"{groups}/threads/fields/expire_at", f"{groups}/messages/fields/content"]
    asked_for = f"{groups}/threads/fields/due"
    for path in (asked_for, *missing):
        google.knows[path] = {"name": f"{root}/operations/1"}
    google.knows["/fields"] = unindexed(asked_for, *(path for path in whole if path not in missing))
    firestore.choose_indexes(gcloud, PLACE)
    assert google.bodies("PATCH", "") == [
        {"name": asked_for},  # has the settings of all fields again
        *({"name": path, "indexConfig": {}} for path in missing),  # none at all
    ]
    google.knows["/fields"] = unindexed(*whole)
    before = gcloud.changes
    firestore.choose_indexes(gcloud, PLACE)
    assert gcloud.changes == before


def unindexed(*paths: str) -> dict[str, Any]:
    """Fields with settings of their own, as Firestore lists them."""
    return {"fields": [{"name": path, "indexConfig": {}} for path in paths]}


def test_the_tests_bucket_is_private_and_made_once(google: Google, gcloud: Gcloud) -> None:
    project.make_bucket(gcloud, PLACE)
    [bucket] = google.bodies("POST", "/storage/v1/b")
    name = f"recado-tests-{NUMBER}"
    assert bucket == {
        "name": name,
        "location": REGION,
        "iamConfiguration": {"publicAccessPrevention": "enforced", "uniformBucketLevelAccess": {"enabled": True}},
        "lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"age": 1}}]},
    }
    [policy] = google.bodies("PUT", f"/b/{name}/iam")
    member = f"serviceAccount:recado-test@{PROJECT}.iam.gserviceaccount.com"
    assert policy["bindings"] == [{"role": "roles/storage.objectViewer", "members": [member]}]
    google.knows["/storage/v1/b"] = {"items": [{"kind": "storage#bucket", "name": name, "location": "US-CENTRAL1"}]}
    google.knows[f"/b/{name}/iam"] = policy
    before = gcloud.changes
    project.make_bucket(gcloud, PLACE)
    assert gcloud.changes == before


def test_the_tests_are_a_build_of_their_own_run_by_who_may_do_nothing(google: Google) -> None:
    name = f"recado-tests-{NUMBER}"
    build = {"id": "1", "projectId": PROJECT, "status": "SUCCESS", "options": {"logging": "CLOUD_LOGGING_ONLY"}}
    kind = "type.googleapis.com/google.devtools.cloudbuild.v1.BuildOperationMetadata"
    google.knows = {
        f"/b/{name}": {"name": name},
        f"/b/{name}/o": lambda upload: stored(name, upload),
        "/builds": {"name": "operations/1", "metadata": {"@type": kind, "build": build}},
        "/builds/1": build,
    }
    done = execute(Command(("gcloud", *build_step("test"), f"--project={PROJECT}")))
    assert done.code == 0, done.errors
    [sent] = google.bodies("POST", "/builds")
    account = f"recado-test@{PROJECT}.iam.gserviceaccount.com"
    assert sent["serviceAccount"] == f"projects/{PROJECT}/serviceAccounts/{account}"
    assert sent["source"]["storageSource"]["bucket"] == name
    assert [step["args"] for step in sent["steps"]] == [[".ci/run"]]
    [upload] = google.bodies("POST", f"/b/{name}/o")
    with tarfile.open(fileobj=io.BytesIO(content_of(upload))) as archive:
        files = set(archive.getnames())
    assert {".ci/run", "Makefile", "tests/conftest.py", "handlers/doors/twilio.py", "requirements.txt"} <= files
    assert not [name for name in files if name.startswith((".git/", ".venv"))]


def stored(bucket: str, upload: bytes) -> dict[str, Any]:
    """Cloud Storage's answer about a file that has arrived."""
    return {"name": "source/1.tgz", "bucket": bucket, "generation": "1", "size": str(len(content_of(upload)))}


def content_of(upload: bytes) -> bytes:
    """The file in a multipart upload."""
    _, _, file = upload.partition(b"Content-Transfer-Encoding: binary\n\n")
    content, _, _ = file.rpartition(b"\n--===")
    return content


def test_metrics_reach_logging_as_the_files_have_them_and_once(google: Google, gcloud: Gcloud) -> None:
    watch.count(gcloud, PLACE)
    sent = {metric["name"]: metric for metric in google.bodies("POST", "/metrics")}
    for path in (ROOT / "deploy" / "metrics").iterdir():
        assert sent[path.stem] == {"name": path.stem, **yaml.safe_load(path.read_text())}
    google.knows["/metrics"] = {"metrics": list(sent.values())}
    before = gcloud.changes
    watch.count(gcloud, PLACE)
    assert gcloud.changes == before


def test_alerts_reach_monitoring_with_whom_they_tell_and_once(google: Google, gcloud: Gcloud) -> None:
    channel = f"projects/{PROJECT}/notificationChannels/1"
    known = {"name": channel, "type": "email", "labels": {"email_address": "ana@example.com"}}
    google.knows["/notificationChannels"] = {"notificationChannels": [known]}
    watch.Alert("ana@example.com")(gcloud, PLACE)
    sent = {policy["userLabels"]["recado"]: policy for policy in google.bodies("POST", "/alertPolicies")}
    for path in (ROOT / "deploy" / "alerts").iterdir():
        wanted = {**yaml.safe_load(path.read_text()), "notificationChannels": [channel]}
        assert watch.holds(sent[path.stem], wanted)
    policies = [{**policy, "name": f"projects/{PROJECT}/alertPolicies/{name}"} for name, policy in sent.items()]
    google.knows["/alertPolicies"] = {"alertPolicies": policies}
    before = gcloud.changes
    watch.Alert()(gcloud, PLACE)
    assert gcloud.changes == before
    policies[0]["userLabels"] = {"recado": policies[0]["userLabels"]["recado"], "made_from": "an older file"}
    watch.Alert()(gcloud, PLACE)
    [again] = google.bodies("PATCH", policies[0]["name"])
    assert watch.holds(again, sent[again["userLabels"]["recado"]])


def test_the_dashboard_reaches_monitoring_once_and_again_when_it_differs(google: Google, gcloud: Gcloud) -> None:
    wanted = yaml.safe_load((ROOT / "deploy" / "dashboard.yaml").read_text())
    watch.draw(gcloud, PLACE)
    [sent] = google.bodies("POST", "/dashboards")
    assert sent == wanted
    board = {**sent, "name": f"projects/{NUMBER}/dashboards/1", "etag": "an etag"}
    google.knows["/dashboards"] = {"dashboards": [board]}
    before = gcloud.changes
    watch.draw(gcloud, PLACE)
    assert gcloud.changes == before
    board["mosaicLayout"] = {"columns": 48, "tiles": []}
    watch.draw(gcloud, PLACE)
    [again] = google.bodies("PATCH", board["name"])
    assert again == {**wanted, "etag": "an etag"}


# The doctor's calls


def test_the_service_is_read_as_gcloud_shows_it(google: Google, gcloud: Gcloud) -> None:
    env, secrets = {"PUBLIC_URL": URL, "FIRESTORE_EMULATOR_HOST": ""}, {"TICK_SECRET": "recado-tick-secret"}
    google.knows["/services/recado"] = described(env, secrets)
    [shown] = gcloud.ask("run", "services", "describe", "recado", f"--region={REGION}")
    assert shown == described(env, secrets)
    assert read_service(shown) == Service(env, secrets, [URL, *[shown["status"]["url"]] * 2])


def test_the_clock_is_read_without_its_secret(google: Google, gcloud: Gcloud) -> None:
    target = {"uri": f"{URL}/tick", "httpMethod": "POST", "headers": {"Authorization": f"Bearer {SECRET}"}}
    job = {"name": f"projects/{PROJECT}/locations/{REGION}/jobs/recado-tick", "state": "ENABLED", "status": {"code": 7}}
    google.knows["/jobs"] = {"jobs": [{**job, "httpTarget": target}]}
    shown = gcloud.ask("scheduler", "jobs", "list", f"--location={REGION}", fields=FIELDS)
    assert shown == [{**job, "httpTarget": {"uri": f"{URL}/tick", "httpMethod": "POST"}}]


SWITCHED_OFF = (
    "Secret Manager API has not been used in project 123456789012 before or it is disabled. Enable it by visiting "
    "https://console.developers.google.com/apis/api/secretmanager.googleapis.com/overview?project=123456789012 then "
    "retry."
)
REFUSED = {
    "denied": (403, "PERMISSION_DENIED", "Permission 'a.list' denied on resource 'b' (or it may not exist)."),
    "switched off": (403, "PERMISSION_DENIED", SWITCHED_OFF),
    "absent": (404, "NOT_FOUND", "Resource 'recado' of kind 'SERVICE' does not exist."),
}
SERVICE = ("run", "services", "describe", "recado", f"--region={REGION}")


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("denied", SERVICE, "Google does not let you look into my-project"),
        ("denied", ("secrets", "list"), "Google does not let you look into my-project"),
        ("switched off", ("secrets", "list"), "secretmanager.googleapis.com is switched off"),
        ("absent", SERVICE, f"recado is not in {REGION} of my-project"),
    ],
)
def test_a_refusal_of_google_s_is_understood_in_gcloud_s_words(
    google: Google, kind: str, words: tuple[str, ...], said: str
) -> None:
    status, code, message = REFUSED[kind]
    google.refuses = (status, {"error": {"code": status, "status": code, "message": message}})
    with pytest.raises(GcloudFailed) as failed:
        Gcloud(PROJECT, attempts=1).ask(*words)
    assert refusal("check", failed.value, Where(PROJECT, REGION)).said.startswith(said)
