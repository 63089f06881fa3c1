"""The tools of a deployment: their folder has to go with the function, their own settings too, the secrets apart."""

import re
from collections.abc import Mapping
from pathlib import Path

from dev.deploy.uploaded import is_uploaded
from dev.processes import ROOT
from handlers.checks import names_of_secrets
from handlers.errors import BadSettings
from handlers.tools.loading import tools_in

OWN = re.compile(r"TOOLS_[A-Z0-9_]+")  # a setting of the business's own tools
SECRET = re.compile(r"TOOLS_([A-Z0-9_]+_)?(TOKEN|KEY|SECRET|PASSWORD)")


def own_settings(file: Mapping[str, str]) -> dict[str, str]:
    """The settings of the tools' own that are no secrets."""
    return {name: value for name, value in file.items() if OWN.fullmatch(name) and not SECRET.fullmatch(name)}


def own_secrets(file: Mapping[str, str]) -> set[str]:
    """The secrets of the tools' own, and of MCP servers; none while MCP_SERVERS cannot be read."""
    try:
        of_servers = names_of_secrets(file.get("MCP_SERVERS", ""))
    except ValueError:  # said by the check of the settings
        of_servers = []
    return {*of_servers, *(name for name in file if SECRET.fullmatch(name))}


def faults(file: Mapping[str, str], root: Path = ROOT) -> list[str]:
    """Why the folder TOOLS would not work where it is deployed: it is no part of what is uploaded, or no tools."""
    given = file.get("TOOLS", "")
    if not given:
        return []
    folder = (root / given).resolve()
    if Path(given).is_absolute() or root not in folder.parents:
        return [f"TOOLS has to be a folder beside main.py, such as tools, since only what is here is uploaded: {given}"]
    if not is_uploaded(str(folder.relative_to(root)), root):
        return [f"TOOLS: .gcloudignore or .gitignore keeps {given} here; copy it to a folder such as tools"]
    try:
        tools_in(folder)
    except BadSettings as problem:
        return [line.strip().replace(f"{root}/", "") for line in str(problem).splitlines()[-8:] if "TOOLS" in line]
    return []
