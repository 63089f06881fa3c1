"""The bakery that `make run` shows as long as nothing of your own is set: examples/bakery/."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from dev import local
from dev.processes import ROOT

BAKERY = ROOT / "examples" / "bakery"
OWN = ("ASSISTANT_INSTRUCTIONS", "FAQ", "KNOWLEDGE", "TOOLS")  # with one of these it is a business of yours
HOURS = ("OPENING_HOURS", "TIME_ZONE", "HOLIDAYS")
TABLES = "TOOLS_BAKERY_CALENDAR"  # the file of the tables that its tool books
PATHS = ("FAQ", "KNOWLEDGE", "TOOLS")  # settings that name a file or a folder


def settings_of_example(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with the bakery's below them, unless there is a business already.

    An empty one in the environment stands for one, too: `ASSISTANT_INSTRUCTIONS= make run` is without the bakery, and
    with `OPENING_HOURS= make run` it never closes.
    """
    if not is_shown(settings):
        return dict(settings)
    bakery = in_folder(local.as_settings(yaml.safe_load((BAKERY / "settings.yaml").read_text())), BAKERY)
    if settings.get("OPENING_HOURS") or "OPENING_HOURS" in os.environ:
        bakery = {name: value for name, value in bakery.items() if name not in HOURS}
    return {**bakery, **settings}


def is_shown(settings: Mapping[str, str]) -> bool:
    """True if nothing of a business's own is set, nor a folder of knowledge there."""
    is_set = any(settings.get(name) or name in os.environ for name in OWN)
    return not is_set and not (ROOT / "knowledge").is_dir()


@contextlib.contextmanager
def tables(settings: dict[str, str]) -> Iterator[None]:
    """Have the bakery's tables booked in a file beside the store, or else in one of this run alone."""
    with contextlib.ExitStack() as stack:
        if settings["STORE"] == "sqlite":
            path = f"{settings['SQLITE_PATH']}-tables.ics"
        else:
            path = stack.enter_context(tempfile.TemporaryDirectory(prefix="recado-tables-")) + "/tables.ics"
        settings.setdefault(TABLES, path)
        yield


def in_folder(settings: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The settings, with the files and folders that they name found in this folder."""
    there = {name: folder / settings[name] for name in PATHS if settings.get(name)}
    return {**settings, **{name: str(path) for name, path in there.items() if path.exists()}}
