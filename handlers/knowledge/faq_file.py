"""The FAQ's file, read: a YAML list of entries. What is wrong is said by its line, with the remedy."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import yaml

from handlers.knowledge.entry import Entry
from handlers.knowledge.faq_nodes import EXAMPLE, entry_of, line_of
from handlers.knowledge.wording import plain, words_of
from handlers.languages import Language

HERE = Path(__file__).parents[2]  # the function's folder
MOST_BYTES = 2_000_000
MOST_ENTRIES = 5_000
DEEPEST = 4  # a list, an entry, its ways to ask; and one more, to say what is wrong there

# libyaml reads a file of a thousand entries ten times as fast as Python does; not every platform has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_faq(name: str) -> tuple[Entry, ...]:
    """The entries of this file, whose path is seen from the function's folder. Raises ValueError."""
    try:
        with (HERE / name).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        raise ValueError(f"names {name}, which cannot be read: its path is seen from the folder of main.py") from None
    if len(data) > MOST_BYTES:
        raise ValueError(f"names {name}, which is over {MOST_BYTES // 1_000_000} MB; make it shorter")
    try:
        return entries_in(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(f"names {name}, which is not in UTF-8: save it as UTF-8") from None
    except ValueError as problem:
        raise ValueError(f"names {name}, which has a fault: {problem}") from None


def entries_in(text: str) -> tuple[Entry, ...]:
    """The entries of a file's text. Raises ValueError, with the line."""
    try:
        _check_depth(text)
        document = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as problem:
        said = "this is not YAML, mostly since a text with a colon has no quotes around it"
        raise ValueError(f"{_at(problem.problem_mark)}{said}") from None
    except yaml.YAMLError:
        raise ValueError("this is not YAML; write a list of entries") from None
    if not isinstance(document, yaml.SequenceNode):
        raise ValueError(f"it is no list of entries; write each as\n  {EXAMPLE}")
    if len(document.value) > MOST_ENTRIES:
        raise ValueError(f"it has over {MOST_ENTRIES:,} entries")
    read = [(line_of(node), entry_of(node)) for node in document.value]
    _check_alone(read)
    return tuple(entry for _, entry in read)


def _check_depth(text: str) -> None:
    """Raises ValueError if it is nested so deeply that it is no list of entries: libyaml would crash on it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"{_at(event.start_mark)}this is no entry; write each as\n  {EXAMPLE}")


def _check_alone(read: Iterable[tuple[int, Entry]]) -> None:
    """Raises ValueError if two entries have the same name, or could answer the same words."""
    seen: dict[object, tuple[int, Entry]] = {}
    for line, entry in read:
        other, namesake = seen.setdefault(entry.id, (line, entry))
        if namesake is not entry:
            raise ValueError(f"line {line}: this entry has the name of that of line {other}; give it an id")
        for words in {tuple(map(plain, words_of(way))) for way in entry.ask}:
            for language in get_args(Language) if entry.language is None else (entry.language,):
                other, rival = seen.setdefault((language, words), (line, entry))
                if rival is not entry:
                    said = f"this entry asks in the same words as that of line {other}; leave them to one"
                    raise ValueError(f"line {line}: {said}")


def _at(mark: Any) -> str:
    """The line of a mark, if there is one."""
    return f"line {mark.line + 1}: " if mark else ""
