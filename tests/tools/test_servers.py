"""MCP servers in the settings, and what OpenAI is told of them."""

import json
from typing import Any

import pytest

from dev.openai_standin.tools import check_tools
from handlers.tools.servers import Server, checked_servers, servers_in

CRM = {"label": "crm", "url": "https://crm.example/mcp", "tools": ["find", "find.more"], "secret": "TOOLS_CRM_TOKEN"}


def setting(*servers: Any) -> str:
    return json.dumps(servers)


def test_a_server_is_an_entry_that_openai_takes() -> None:
    (server,) = servers_in(setting(CRM))
    entry = server.entry({"TOOLS_CRM_TOKEN": "hush"})
    assert entry == {
        "type": "mcp",
        "server_label": "crm",
        "server_url": "https://crm.example/mcp",
        "allowed_tools": ["find", "find.more"],
        "require_approval": "never",
        "authorization": "hush",
    }
    check_tools({"tools": [entry]})


@pytest.mark.parametrize("url", ["http://localhost:9000/mcp", "https://127.0.0.1/mcp", "https://93.184.215.14/mcp"])
def test_a_server_may_need_no_secret_and_be_on_this_machine(url: str) -> None:
    (server,) = servers_in(setting({"label": "crm", "url": url, "tools": ["find"]}))
    assert server == Server("crm", url, ("find",))
    assert "authorization" not in server.entry({})


@pytest.mark.parametrize("nothing", ["", " "])
def test_no_setting_is_no_server(nothing: str) -> None:
    assert servers_in(nothing) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("crm", "is no JSON: write"),
        ("[" * 100_000, "is no JSON"),
        ('{"label": "crm"}', "has to be a list of objects"),
        ('["crm"]', "has to be a list of objects"),
        (setting(CRM | {"token": "hush"}), "server 1: its fields are label, url, tools and secret"),
        (setting(CRM, CRM | {"label": 5}), "server 2: label has to be a word"),
        (setting(CRM | {"label": "1 crm"}), "server 1: label has to be a word"),
        (setting(CRM | {"url": None}), "server 1: url has to be a public https address"),
        (setting(CRM | {"url": "http://crm.example/mcp"}), "url has to be"),
        (setting(CRM | {"url": "ftp://localhost/mcp"}), "url has to be"),
        (setting(CRM | {"url": "https://[crm"}), "url has to be"),
        (setting(CRM | {"url": "https:///mcp"}), "url has to be"),
        (setting(CRM | {"url": "https://me@crm.example/"}), "url has to be"),
        (setting(CRM | {"url": "https://:hush@crm.example/"}), "url has to be"),
        (setting(CRM | {"url": "https://crm.example/#x"}), "url has to be"),
        (setting(CRM | {"url": "https://10.0.0.1/mcp"}), "url has to be"),
        (setting(CRM | {"tools": []}), "tools has to name those that may be called"),
        (setting(CRM | {"tools": ["find"] * 65}), "tools has to name"),
        (setting(CRM | {"tools": "find"}), "tools has to name"),
        (setting(CRM | {"tools": ["find", 5]}), "tools has to name"),
        (setting(CRM | {"tools": ["find it"]}), "tools has to name"),
        (setting(CRM | {"secret": "hush-token"}), "secret has to be the name of a variable"),
        (setting(CRM | {"secret": 5}), "secret has to be the name of a variable"),
        (setting(CRM, CRM), "names two servers with the same label"),
        (setting(*(CRM | {"label": f"crm{number}"} for number in range(9))), "names more than 8 servers"),
    ],
)
def test_a_wrong_server_is_named_without_its_values(given: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as wrong:
        checked_servers(given)
    assert "hush" not in str(wrong.value)


def test_a_right_setting_stays_as_it_is() -> None:
    assert checked_servers(setting(CRM)) == setting(CRM)
