"""The files of a folder as texts with a name, and those that cannot be used, each with its reason."""

import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from handlers.knowledge.decoding import decoded
from handlers.knowledge.rows import rows_as_markdown
from handlers.knowledge.unusable import Unusable

MEGABYTE = 1_000_000
MOST_BYTES = 5 * MEGABYTE  # of a text; nobody writes more by hand
MOST_PDF_BYTES = 20 * MEGABYTE  # of a document with pictures
MOST_NAME = 120  # characters
TEXTS, ROWS, DOCUMENTS = frozenset({".md", ".markdown", ".txt"}), frozenset({".csv"}), frozenset({".pdf"})
NOT_IN_NAMES = frozenset('<>"')
OTHER_KIND = "is no Markdown (.md), text (.txt), table (.csv) or .pdf: save it as one of these"


@dataclass(frozen=True)
class KnownText:
    """What a file says. `name`: its path in the folder, such as "menus/precios.csv"."""

    name: str
    text: str


@dataclass(frozen=True)
class LeftOut:
    """A file, or a folder, that is not used. `why` goes on where the name ends: "has no text"."""

    name: str
    why: str


def read_folder(folder: Path) -> Iterator[KnownText | LeftOut]:
    """Everything in the folder and its subfolders, by name, so that the same files are always told in one order.

    Raises OSError if the folder itself cannot be read.
    """
    for path in _opened(sorted(folder.iterdir())):
        name = unicodedata.normalize("NFC", path.relative_to(folder).as_posix().encode(errors="replace").decode())
        try:
            yield KnownText(name, _text(path, name))
        except Unusable as problem:
            yield LeftOut(name, str(problem))


def _opened(paths: Iterable[Path]) -> Iterator[Path]:
    """The paths to look at, with those in folders; a folder that is hidden, a link or cannot be opened stays one."""
    for path in paths:
        try:
            is_open = path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
            inside = sorted(path.iterdir()) if is_open else []
        except OSError:
            is_open, inside = False, []
        yield from _opened(inside) if is_open else [path]


def _text(path: Path, name: str) -> str:
    """Raises Unusable."""
    _check_name(path, name)
    kind = path.suffix.lower()
    if path.is_dir():
        raise Unusable("cannot be opened: see its permissions")
    if kind not in TEXTS | ROWS | DOCUMENTS:
        raise Unusable(OTHER_KIND)
    content = _content(path, MOST_PDF_BYTES if kind in DOCUMENTS else MOST_BYTES)
    if kind in DOCUMENTS:
        from handlers.knowledge.pdf import text_of_pdf  # only where there is one: pypdf takes a tenth of a second

        text = text_of_pdf(content)
    else:
        text = decoded(content)
    text = unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in text.splitlines())).strip()
    if not text:
        raise Unusable("has no text")
    return rows_as_markdown(text) if kind in ROWS else text


def _check_name(path: Path, name: str) -> None:
    if path.is_symlink():
        raise Unusable("is a link: put the file itself here")
    if path.name.startswith("."):
        raise Unusable("is hidden: its name begins with a dot")
    if len(name) > MOST_NAME or not name.isprintable() or NOT_IN_NAMES & {*name}:
        raise Unusable(f"has a name that cannot be told: at most {MOST_NAME} characters, none of them < > or a quote")


def _content(path: Path, most: int) -> bytes:
    """What is in a file, unless it is too large, which its size tells before it is read."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise Unusable("is no file")
        if about.st_size > most:
            raise Unusable(
                f"has {about.st_size / MEGABYTE:,.1f} MB, and at most {most // MEGABYTE} are read: divide it"
            )
        with path.open("rb") as file:
            return file.read(most)
    except OSError:
        raise Unusable("cannot be read: see its permissions") from None
