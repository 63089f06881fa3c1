"""The command: it writes the files, and says how far it is."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from dev import command, export
from dev.deploy.uploaded import is_uploaded
from dev.export.columns import FILES
from dev.export.files import Folder, opened
from dev.export.reading import Reading
from dev.given import Given, NotClear, days_in, is_set
from dev.processes import ROOT
from dev.store import keeping_of, place_of
from handlers.numbers.span import Span
from handlers.settings import Settings
from handlers.wiring.zone import zone_of

VERSION = 1  # of the lines: another one where a reader of the old one would go wrong
SCHEMAS = ROOT / "docs" / "bigquery"
HOW = "Give the days: make export FROM=2026-11-01 TO=2026-11-30."
AGAIN = "Run it again: it goes on where it was."


def main() -> int:
    """0 if all of it is in the files."""
    parser = argparse.ArgumentParser(prog="make export", description=export.__doc__)
    parser.add_argument("--schemas", action="store_true", help="write docs/bigquery/ anew")
    if parser.parse_args().schemas:
        write_schemas(SCHEMAS)
        return 0
    try:
        return command.run(_run, again=AGAIN)
    except OSError as problem:
        print(f"Broken off: {problem.strerror}. {AGAIN}")
        return 1


async def _run(settings: Settings, given: Given) -> int:
    span, texts = days_in(given), is_set(given, "TEXTS")
    if span is None:
        raise NotClear(HOW)
    what = _what(settings, span, texts=texts)
    zone = zone_of(settings)
    with opened(_out(given, span, texts=texts), what, FILES) as folder:
        async with keeping_of(settings) as keeping:
            with_words = "with words, names and addresses" if texts else "without words, names and addresses"
            command.say(f"{what['from']} to {what['to']} in {zone}, from {what['store']}, {with_words}: {folder.path}")
            if folder.is_done:
                command.say(f"It was all written before, and stays as it is. To export it anew, remove {folder.path}.")
            elif span.last >= keeping.now().astimezone(zone).date():
                command.say("Today is not over: what comes after this is not in it.")
            await exported(Reading(keeping, span, zone, texts), folder)
    return 0


async def exported(reading: Reading, folder: Folder) -> None:
    """Write what is not written yet. Raises StoreUnavailable, OSError: then the next time goes on there."""
    for name in folder.files:
        read = 0
        while not folder.files[name].is_done:
            page = await reading.page(name, folder.files[name].behind)
            folder.add(name, page.rows, page.behind)
            read += page.read
            _say(f"  {name}: {read:,} looked through, {folder.files[name].lines:,} lines")
        done = folder.files[name]
        _say("")
        command.say(f"  {folder.file(name)}: {done.lines:,} lines, {done.bytes:,} bytes")


def write_schemas(folder: Path) -> None:
    """Write BigQuery's schema of each file."""
    for name, columns in FILES.items():
        schema = json.dumps([column.schema for column in columns], indent=2, ensure_ascii=False)
        (folder / f"{name}.json").write_text(f"{schema}\n")


def _what(settings: Settings, span: Span, *, texts: bool) -> dict[str, Any]:
    """Which export it is: one that differs in any of this does not go on in the same folder."""
    store = place_of(settings)
    where = f"{settings.google_cloud_project or 'firestore'}/{settings.firestore_database}"
    return {
        "version": VERSION,
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "time_zone": settings.time_zone or "UTC",
        "texts": texts,
        "store": where if settings.store == "firestore" else store,
    }


def _out(given: Given, span: Span, *, texts: bool) -> Path:
    """OUT, or a folder that is named after the days. Raises NotClear for one that `make deploy` would upload."""
    usual = f"exports/{span.first}_{span.last}{'_texts' if texts else ''}"
    out = Path(given.get("OUT") or ROOT / usual).absolute()
    if out == ROOT or (out.is_relative_to(ROOT) and is_uploaded(out.relative_to(ROOT).as_posix())):
        raise NotClear(f"OUT={out} is in the folder that is deployed, and would go with it. Without OUT it is {usual}.")
    return out


def _say(line: str) -> None:
    """Say how far it is to whoever watches, in a line that the next one takes the place of."""
    if sys.stdout.isatty():
        print(f"\r\033[K{line}", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
