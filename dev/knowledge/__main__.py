"""The command: it reads the folder and says what is next, or syncs it to a vector store."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import openai

from dev import knowledge, local
from dev.given import is_set
from dev.knowledge.report import report
from dev.knowledge.sync import Sync, wanted_of
from handlers.adapters.openai.errors import translated
from handlers.errors import AssistantUnavailable
from handlers.knowledge.folder import Folder, folder_of
from handlers.knowledge.place import BESIDE, FOLDER, OFF, knowledge_in
from handlers.settings import Settings

TRIES = 5  # of each request, by the SDK, with growing pauses
AGAIN = "Run it again: it goes on where it was."
WITHOUT_KEY = (
    "SYNC=1 needs OPENAI_API_KEY, in .env.yaml or in the environment: the key of the project that answers customers."
)


def main() -> int:
    """0 if the files can be used, and with SYNC=1 are in the store."""
    parser = argparse.ArgumentParser(prog="make knowledge", description=knowledge.__doc__)
    parser.add_argument("--sync", action="store_true", default=is_set(os.environ, "SYNC"))
    parser.add_argument("--folder", default=os.environ.get("FOLDER", ""))
    options = parser.parse_args()
    settings = local.environment()
    place = _folder(options.folder, settings)
    try:
        folder = folder_of(place, most=None)
    except OSError:
        print(f"There is no folder {_told(place)} that can be read. Make it, and put your files there.")
        return 1
    most = int(settings.get("KNOWLEDGE_TOKENS") or Settings.model_fields["knowledge_tokens"].default)
    option = _option(options.folder, place, settings)
    print(report(folder, _told(place), most, _store(settings), syncs=options.sync, option=option))
    if not folder.texts:
        return 1
    if not options.sync:
        return 0
    return _synced(folder, settings, "" if place.resolve() == BESIDE / FOLDER else f" FOLDER={_told(place)}")


def _folder(given: str, settings: Mapping[str, str]) -> Path:
    """The folder that is named; else that of KNOWLEDGE, or the usual one beside a store."""
    if given:
        return Path(given)
    set_up = settings.get("KNOWLEDGE", "")
    found = None if set_up == OFF else knowledge_in(set_up)
    return found if isinstance(found, Path) else BESIDE / FOLDER


def _option(given: str, place: Path, settings: Mapping[str, str]) -> str:
    """The FOLDER that was given, if the assistant does not answer from it anyway, nor SYNC=1 takes it by itself."""
    return f" FOLDER={given}" if given and place.resolve() != _folder("", settings).resolve() else ""


def _store(settings: Mapping[str, str]) -> str:
    found = knowledge_in(settings.get("KNOWLEDGE", ""))
    return found if isinstance(found, str) else ""


def _told(place: Path) -> str:
    return place.relative_to(BESIDE).as_posix() if place.is_relative_to(BESIDE) else str(place)


def _synced(folder: Folder, settings: Mapping[str, str], later: str) -> int:
    key = settings.get("OPENAI_API_KEY")
    if not key:
        print(WITHOUT_KEY)
        return 1
    try:
        return asyncio.run(_sync(folder, settings, key, later))
    except AssistantUnavailable as problem:
        print(f"Broken off, since OpenAI refuses or does not answer ({problem.code}): {problem.remedy}.\n{AGAIN}")
        return 1
    except KeyboardInterrupt:
        print(f"\nBroken off. {AGAIN}")
        return 1


async def _sync(folder: Folder, settings: Mapping[str, str], key: str, later: str) -> int:
    """`later`: how make is told of this folder once KNOWLEDGE names the store."""
    base_url = settings.get("OPENAI_BASE_URL")
    async with openai.AsyncOpenAI(api_key=key, base_url=base_url, max_retries=TRIES, timeout=120) as client:
        with translated():
            done = await Sync(client, _say)(wanted_of(folder.texts), _store(settings))
    for path, why in done.failed.items():
        print(f"OpenAI could not take {path}: {why}. What it had of it before stays.")
    if done.others:
        print(f"{done.others} files in the store were put there by others; they are left as they are, and found, too.")
    if not done.is_whole:
        print(f"The store is not yet as the folder is: something else changes it, or OpenAI takes long. {AGAIN}")
        return 1
    print(f"The store {done.store} is as the folder is.")
    if done.store != _store(settings):
        print(f'Next: put this line into .env.yaml, then make deploy:\nKNOWLEDGE: "{done.store}"')
        print(f"When a file has changed: make knowledge SYNC=1{later}")
    return int(bool(done.failed))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
