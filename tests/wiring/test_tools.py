"""Wiring of tools: only where they are set, and reported at the start if they cannot be used."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from dev.processes import ROOT
from handlers import wiring
from handlers.errors import BadSettings
from handlers.settings import Settings
from handlers.wiring.tools import tools_of
from tests.tooling import written

CRM = {"label": "crm", "url": "https://crm.example/mcp", "tools": ["find"], "secret": "TOOLS_CRM_TOKEN"}


def settings(**other: object) -> Settings:
    required = {
        "twilio_auth_token": SecretStr("t"),
        "public_url": "https://r.example",
        "openai_api_key": SecretStr("k"),
    }
    return Settings(**{**required, "store": "memory", **other})  # type: ignore[arg-type]


def test_functions_and_servers_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLS_CRM_TOKEN", "hush\n")
    folder = written(tmp_path, "def order():\n    'Look up.'")
    tools = tools_of(settings(tools=str(folder), mcp_servers=json.dumps([CRM])))
    assert [entry["type"] for entry in tools.schemas] == ["function", "mcp"]
    assert tools.schemas[1]["authorization"] == "hush"
    assert "hush" not in repr(tools)


def test_a_secret_that_nobody_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOOLS_CRM_TOKEN", raising=False)
    with pytest.raises(BadSettings, match="MCP_SERVERS needs TOOLS_CRM_TOKEN: a secret that it names and nobody set"):
        wiring.build(settings(mcp_servers=json.dumps([CRM])))


def test_no_server_gets_a_secret_of_recado_s_own() -> None:
    with pytest.raises(ValueError, match="secret has to be the name of a variable that begins with TOOLS_"):
        settings(mcp_servers=json.dumps([CRM | {"secret": "OPENAI_API_KEY"}]))


def test_a_server_may_need_no_secret() -> None:
    open_to_all = {name: value for name, value in CRM.items() if name != "secret"}
    assert "authorization" not in tools_of(settings(mcp_servers=json.dumps([open_to_all]))).schemas[0]


def test_a_folder_that_is_not_there_ends_the_start() -> None:
    with pytest.raises(BadSettings, match="TOOLS: there is no folder"):
        wiring.build(settings(tools="nowhere"))


def test_with_tools_the_function_is_built(tmp_path: Path) -> None:
    assert wiring.build(settings(tools=str(written(tmp_path, "def order():\n    'Look up.'"))))


def test_without_tools_nothing_of_them_is_imported() -> None:
    code = (
        "import sys, handlers.wiring; from handlers.settings import load; handlers.wiring.build(load());"
        "print(*sorted(name for name in sys.modules if name.startswith(('handlers.tools', 'handlers.wiring'))))"
    )
    env = {"TWILIO_AUTH_TOKEN": "t", "PUBLIC_URL": "https://r.example", "OPENAI_API_KEY": "k", "STORE": "memory"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    imported = set(done.stdout.splitlines()[-1].split())
    assert "handlers.wiring.cast" in imported
    assert not imported & {f"handlers.{name}" for name in ("wiring.tools", "tools.catalogue", "tools.servers")}


def test_a_tool_that_takes_longer_than_a_request_ends_the_start(tmp_path: Path) -> None:
    folder = str(written(tmp_path, "@tool(seconds=4)\ndef order():\n    'Look up.'"))
    assert wiring.build(settings(tools=folder, answer_seconds=5.0))
    with pytest.raises(BadSettings, match=r"may take 4 seconds, and ANSWER_SECONDS \(4.9\) has to leave 1 more"):
        wiring.build(settings(tools=folder, answer_seconds=4.9))
