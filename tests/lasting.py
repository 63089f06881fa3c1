"""Stores that outlive the function: the settings for each, and all that it holds."""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from google.cloud.firestore_v1.async_client import AsyncClient

from handlers.adapters.sqlite.values import loaded

STORES = ["firestore", "sqlite"]


class Lasting(Protocol):
    """A store for one test alone; any number of functions may run with its `settings`."""

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings that choose it."""
        ...

    async def documents(self) -> dict[str, dict[str, Any]]:
        """All its documents, by path."""
        ...


@dataclass
class Emulated:
    """A project in Firestore's emulator."""

    host: str
    project: str
    client: AsyncClient

    @property
    def settings(self) -> Mapping[str, str]:
        return {"STORE": "firestore", "GOOGLE_CLOUD_PROJECT": self.project, "FIRESTORE_EMULATOR_HOST": self.host}

    async def documents(self) -> dict[str, dict[str, Any]]:
        collections = [collection async for collection in self.client.collections()]
        return {each.reference.path: each.to_dict() or {} for one in collections async for each in one.stream()}


@dataclass
class OnDisk:
    """A file of SQLite's."""

    path: Path

    @property
    def settings(self) -> Mapping[str, str]:
        return {"STORE": "sqlite", "SQLITE_PATH": str(self.path)}

    async def documents(self) -> dict[str, dict[str, Any]]:
        return await asyncio.to_thread(self._documents)

    def _documents(self) -> dict[str, dict[str, Any]]:
        with closing(sqlite3.connect(self.path)) as db:
            return {path: loaded(fields) for path, fields in db.execute("SELECT path, fields FROM documents")}


def of(store: str, request: pytest.FixtureRequest) -> Lasting:
    """The store of this name, with the fixtures that it needs."""
    if store == "sqlite":
        return OnDisk(request.getfixturevalue("tmp_path") / "recado.db")
    return Emulated(*(request.getfixturevalue(name) for name in ("emulator_host", "project", "firestore")))


def settings_of(store: str, request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The settings for any store, also for memory."""
    return {"STORE": "memory"} if store == "memory" else of(store, request).settings
