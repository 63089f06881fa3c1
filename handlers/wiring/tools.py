"""The tools of a deployment, read and imported only where TOOLS or MCP_SERVERS is set."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from handlers.conversation.rounds import LEAVES
from handlers.errors import BadSettings
from handlers.settings import Settings
from handlers.tools.catalogue import Catalogue
from handlers.tools.loading import tools_in
from handlers.tools.servers import servers_in


def tools_of(settings: Settings) -> Catalogue:
    """The catalogue that these settings ask for. Raises BadSettings."""
    tools = Catalogue(tools_in(Path(settings.tools)) if settings.tools else {}, _entries(settings))
    if tools.seconds + LEAVES > settings.answer_seconds:
        limit, most = f"{tools.seconds:g}", f"{settings.answer_seconds:g}"
        raise BadSettings(
            f"Recado cannot start:\n  TOOLS: a tool may take {limit} seconds, and ANSWER_SECONDS ({most}) has to leave"
            f" {LEAVES:g} more: give it less by @tool(seconds=...)"
        )
    return tools


def _entries(settings: Settings) -> Sequence[Mapping[str, object]]:
    servers, secrets = servers_in(settings.mcp_servers), settings.secrets_of_servers
    missing = [server.secret for server in servers if server.secret and not secrets[server.secret]]
    if missing:
        names = ", ".join(missing)
        raise BadSettings(f"Recado cannot start:\n  MCP_SERVERS needs {names}: a secret that it names and nobody set")
    return tuple(server.entry(secrets) for server in servers)
