"""Folders of tools for tests: modules written out, then read as a deployment's are."""

from pathlib import Path
from textwrap import dedent

import pytest

from handlers.conversation.calls import Call, Caller, Done
from handlers.errors import BadSettings
from handlers.tools.catalogue import Catalogue
from handlers.tools.loading import tools_in

ANA = Caller("key-of-ana", "alias-of-ana", "+5215512345678", "Ana", "es")
BEGINNING = """
import asyncio, threading, time
from dataclasses import dataclass
from datetime import date, datetime, time as clock
from enum import StrEnum
from typing import Annotated, Any, Literal
from handlers.tools import Caller, CallId, tool
"""


def written(folder: Path, source: str, name: str = "shop") -> Path:
    """The folder, with a module of this source."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(BEGINNING + dedent(source))
    return folder


def catalogue(folder: Path, source: str) -> Catalogue:
    """The catalogue of one module."""
    return Catalogue(tools_in(written(folder, source)))


def fault(folder: Path, source: str) -> str:
    """The line that refuses a module, without the folder's path."""
    with pytest.raises(BadSettings) as refused:
        tools_in(written(folder, source))
    return str(refused.value).partition(f"TOOLS {folder}: ")[2]


async def ran(tools: Catalogue, name: str, arguments: str = "{}") -> Done:
    """What comes of a call by Ana."""
    return await tools.run(Call("call_1", name, arguments), ANA)
