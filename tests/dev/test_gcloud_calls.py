"""What the real gcloud makes of our calls: its requests, caught by a server on loopback instead of Google's APIs."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from dev import deploy_secrets, deploy_service, deploy_watch
from dev.deploy_place import Place
from dev.gcloud import Gcloud
from dev.processes import ROOT
from tests.dev.cloud import NUMBER, PROJECT, REGION
from tests.dev.gcloud_offline import gcloud_or_skip

PLACE = Place(PROJECT, NUMBER, REGION)
APIS = ("SECRETMANAGER", "CLOUDSCHEDULER", "MONITORING", "LOGGING")
SECRET = "a secret with 'quotes', = and ü"  # that no shell and no flag would leave as it is


@dataclass
class Google:
    """Answers every request with what `knows` says for the end of its path, else with nothing in it."""

    knows: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, str, Any]] = field(default_factory=list)

    def bodies(self, method: str, ending: str) -> list[Any]:
        """What was sent with these requests."""
        return [body for each, path, body in self.requests if each == method and path.endswith(ending)]


def handler(google: Google) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            path = self.path.partition("?")[0]
            google.requests.append((self.command, path, json.loads(body or "null")))
            known: Any = next((value for ending, value in google.knows.items() if path.endswith(ending)), {})
            answer = json.dumps(known).encode()
            self.send_response(200)
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
    name = deploy_secrets.id_of("OPENAI_API_KEY")
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
    deploy_service.set_the_clock(gcloud, PLACE)
    [job] = google.bodies("POST", "/jobs")
    assert job["httpTarget"] == {
        "uri": f"{PLACE.url}/tick",
        "httpMethod": "POST",
        "headers": {"Authorization": f"Bearer {SECRET}"},
    }
    google.knows["/jobs"] = {"jobs": [job]}
    before = gcloud.changes
    deploy_service.set_the_clock(gcloud, PLACE)
    assert gcloud.changes == before
    files = [path for path in (tmp_path / "config").rglob("*") if path.is_file()]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def test_metrics_reach_logging_as_the_files_have_them_and_once(google: Google, gcloud: Gcloud) -> None:
    deploy_watch.count(gcloud, PLACE)
    sent = {each["name"]: each for each in google.bodies("POST", "/metrics")}
    for path in (ROOT / "deploy" / "metrics").iterdir():
        assert sent[path.stem] == {"name": path.stem, **yaml.safe_load(path.read_text())}
    google.knows["/metrics"] = {"metrics": list(sent.values())}
    before = gcloud.changes
    deploy_watch.count(gcloud, PLACE)
    assert gcloud.changes == before


def test_alerts_reach_monitoring_with_whom_they_tell_and_once(google: Google, gcloud: Gcloud) -> None:
    channel = f"projects/{PROJECT}/notificationChannels/1"
    known = {"name": channel, "type": "email", "labels": {"email_address": "ana@example.com"}}
    google.knows["/notificationChannels"] = {"notificationChannels": [known]}
    deploy_watch.Alert("ana@example.com")(gcloud, PLACE)
    sent = {each["userLabels"]["recado"]: each for each in google.bodies("POST", "/alertPolicies")}
    for path in (ROOT / "deploy" / "alerts").iterdir():
        wanted = {**yaml.safe_load(path.read_text()), "notificationChannels": [channel]}
        assert deploy_watch.holds(sent[path.stem], wanted)
    policies = [{**each, "name": f"projects/{PROJECT}/alertPolicies/{name}"} for name, each in sent.items()]
    google.knows["/alertPolicies"] = {"alertPolicies": policies}
    before = gcloud.changes
    deploy_watch.Alert()(gcloud, PLACE)
    assert gcloud.changes == before
    policies[0]["userLabels"] = {"recado": policies[0]["userLabels"]["recado"], "made_from": "an older file"}
    deploy_watch.Alert()(gcloud, PLACE)
    [again] = google.bodies("PATCH", policies[0]["name"])
    assert deploy_watch.holds(again, sent[again["userLabels"]["recado"]])


def test_the_dashboard_reaches_monitoring_once_and_again_when_it_differs(google: Google, gcloud: Gcloud) -> None:
    wanted = yaml.safe_load((ROOT / "deploy" / "dashboard.yaml").read_text())
    deploy_watch.draw(gcloud, PLACE)
    [sent] = google.bodies("POST", "/dashboards")
    assert sent == wanted
    board = {**sent, "name": f"projects/{NUMBER}/dashboards/1", "etag": "an etag"}
    google.knows["/dashboards"] = {"dashboards": [board]}
    before = gcloud.changes
    deploy_watch.draw(gcloud, PLACE)
    assert gcloud.changes == before
    board["mosaicLayout"] = {"columns": 48, "tiles": []}
    deploy_watch.draw(gcloud, PLACE)
    [again] = google.bodies("PATCH", board["name"])
    assert again == {**wanted, "etag": "an etag"}
