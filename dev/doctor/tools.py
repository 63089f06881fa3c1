"""Checks of tools: which there are, and whether each MCP server answers at all."""

import asyncio
from pathlib import Path

import httpx2

from dev.doctor.findings import Finding, fails, holds
from handlers.errors import BadSettings
from handlers.settings import Settings
from handlers.tools.loading import tools_in
from handlers.tools.servers import Server, servers_in

TOOLS, SERVER = "Tools", "MCP server"
SECONDS = 10.0


async def tools_findings(settings: Settings, *, transport: httpx2.AsyncBaseTransport | None = None) -> list[Finding]:
    """One finding about the folder TOOLS, and one for each of MCP_SERVERS; none where neither is set."""
    functions = [_functions(settings.tools)] if settings.tools else []
    secrets = settings.secrets_of_servers
    async with httpx2.AsyncClient(timeout=SECONDS, transport=transport) as client:
        servers = servers_in(settings.mcp_servers)
        return [*functions, *await asyncio.gather(*(_reached(client, server, secrets) for server in servers))]


def _functions(folder: str) -> Finding:
    try:
        tools = tools_in(Path(folder))
    except BadSettings as problem:
        return fails(TOOLS, f"{folder} cannot be used", remedy=str(problem))
    asking = [f"{name} (asks first)" if tool.options.requires else name for name, tool in tools.items()]
    return holds(TOOLS, f"{len(tools)} in {folder}: {', '.join(asking)}")


async def _reached(client: httpx2.AsyncClient, server: Server, secrets: dict[str, str]) -> Finding:
    """Any answer at all will do: only OpenAI speaks MCP with it, and gets its secret."""
    check = f"{SERVER} {server.label}"
    if server.secret and not secrets[server.secret]:
        return fails(check, f"{server.secret} is not set", remedy=f"set {server.secret}, as MCP_SERVERS names it")
    try:
        answer = await client.get(server.url)
    except (httpx2.HTTPError, httpx2.InvalidURL) as problem:
        said = f"{server.url} does not answer ({type(problem).__name__})"
        return fails(check, said, remedy="see its address in MCP_SERVERS, and whether it runs")
    return holds(check, f"answers here, with status {answer.status_code}; OpenAI calls it from elsewhere")
