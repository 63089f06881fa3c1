"""MCP servers, whose tools OpenAI calls by itself: the setting MCP_SERVERS, and OpenAI's entries for it.

https://developers.openai.com/api/docs/guides/tools-connectors-mcp
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

SYNTAX = 'write [{"label": "crm", "url": "https://crm.example/mcp", "tools": ["find"], "secret": "TOOLS_CRM_TOKEN"}]'
OUR_OWN = frozenset({"localhost", "127.0.0.1", "::1"})  # for tests: OpenAI reaches no such server
FIELDS = frozenset({"label", "url", "tools", "secret"})
LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
TOOL = re.compile(r"[A-Za-z0-9_.-]{1,64}")
SECRET = re.compile(r"TOOLS_[A-Z0-9_]{1,90}")  # so that no server gets a secret of Recado's own
MOST_SERVERS, MOST_TOOLS = 8, 64


@dataclass(frozen=True)
class Server:
    """A server: what the assistant calls it, its address, and its `tools` that may be called.

    `secret`: the variable of the environment that holds what the server lets us in for; "" for none.
    """

    label: str
    url: str
    tools: tuple[str, ...]
    secret: str = ""

    def entry(self, secrets: Mapping[str, str]) -> Mapping[str, object]:
        """Its entry in OpenAI's parameter `tools`. Nobody approves a call: the names of the tools are the limit."""
        where = {"type": "mcp", "server_label": self.label, "server_url": self.url}
        lets_in = {"authorization": secrets[self.secret]} if self.secret else {}
        return {**where, "allowed_tools": list(self.tools), "require_approval": "never", **lets_in}


def servers_in(setting: str) -> tuple[Server, ...]:
    """The servers of the setting. Raises ValueError, in words for an operator and without a value."""
    if not setting.strip():
        return ()
    try:
        given = json.loads(setting)
    except (ValueError, RecursionError):
        raise ValueError(f"is no JSON: {SYNTAX}") from None
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise ValueError(f"has to be a list of objects: {SYNTAX}")
    servers = tuple(_server(each, number) for number, each in enumerate(given, 1))
    if len({server.label for server in servers}) < len(servers):
        raise ValueError("names two servers with the same label")
    if len(servers) > MOST_SERVERS:
        raise ValueError(f"names more than {MOST_SERVERS} servers")
    return servers


def checked_servers(setting: str) -> str:
    """The setting, if it can be read. Raises ValueError."""
    servers_in(setting)
    return setting


def _server(given: Mapping[str, object], number: int) -> Server:
    which = f"server {number}"
    if given.keys() - FIELDS:
        raise ValueError(f"{which}: its fields are label, url, tools and secret; {SYNTAX}")
    label, url, tools, secret = (given.get(name) for name in ("label", "url", "tools", "secret"))
    if not isinstance(label, str) or not LABEL.fullmatch(label):
        raise ValueError(f"{which}: label has to be a word of letters, digits, - and _, such as crm")
    if not isinstance(url, str) or not _is_reachable(url):
        raise ValueError(
            f"{which}: url has to be a public https address without a password, such as https://crm.example/mcp"
        )
    if not isinstance(tools, list) or not 0 < len(tools) <= MOST_TOOLS or not all(map(_is_tool, tools)):
        raise ValueError(f"{which}: tools has to name those that may be called, 1 to {MOST_TOOLS}")
    if secret is not None and (not isinstance(secret, str) or not SECRET.fullmatch(secret)):
        raise ValueError(f"{which}: secret has to be the name of a variable that begins with TOOLS_, never its value")
    return Server(label, url, tuple(tools), secret or "")


def _is_reachable(url: str) -> bool:
    """True for an address that OpenAI can call, or one of this machine, for tests."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    if host in OUR_OWN:
        return parts.scheme in ("http", "https")
    bare = parts.username is None and parts.password is None and not parts.fragment
    return parts.scheme == "https" and bool(host) and bare and not _is_private(host)


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def _is_tool(name: object) -> bool:
    return isinstance(name, str) and TOOL.fullmatch(name) is not None
