"""Settings of .env.yaml that `make run` can use and the deployed function cannot: they lead to this machine."""

import os.path
from collections.abc import Collection, Iterator, Mapping

from dev.deploy import tools
from dev.doctor.web import is_here
from handlers.tools.servers import servers_in


def left_here(file: Mapping[str, str], secrets: Collection[str]) -> list[str]:
    """Why the function would not get there. `secrets`: what the file has of these is not deployed."""
    return [
        f"{name} leads to this machine, where the function does not get: set what it is to use there; for `make run`,"
        f" give yours on its command line, as in {name}=... make run"
        for name, value in _addresses(file)
        if name not in secrets and (_is_here(value) or (os.path.isabs(value) and os.path.isfile(value)))
    ]


def _addresses(file: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from tools.own_settings(file).items()
    yield "HELPDESK_URL", file.get("HELPDESK_URL", "")
    try:
        yield from (("MCP_SERVERS", server.url) for server in servers_in(file.get("MCP_SERVERS", "")))
    except ValueError:  # said by the check of the settings
        return


def _is_here(value: str) -> bool:
    try:
        return is_here(value)
    except ValueError:  # no address
        return False
