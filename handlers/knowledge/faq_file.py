"""The FAQ's file, read: a YAML list of entries. What is wrong is said by its line, with the remedy."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast, get_args

import yaml

from handlers.knowledge.entry import Entry
from handlers.knowledge.wording import MOST_CHARACTERS, plain, words_of
from handlers.languages import Language

HERE = Path(__file__).parents[2]  # the function's folder
MOST_BYTES = 2_000_000
MOST_ENTRIES = 5_000
MOST_WAYS = 50  # to ask for one entry
MOST_ANSWER = 4_000  # characters
MOST_ID = 60  # characters
EXAMPLE = '- ask: ["¿A qué hora abren?"]\n    answer: Abrimos a las siete.'
FIELDS = ("ask", "answer", "language", "opt_out", "id")

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
        document = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as problem:
        line = f"line {problem.problem_mark.line + 1}: " if problem.problem_mark else ""
        raise ValueError(f"{line}this is not YAML, mostly since a text with a colon has no quotes around it") from None
    except (yaml.YAMLError, RecursionError):
        raise ValueError("this is not YAML; write a list of entries") from None
    if not isinstance(document, yaml.SequenceNode):
        raise ValueError(f"it is no list of entries; write each as\n  {EXAMPLE}")
    if len(document.value) > MOST_ENTRIES:
        raise ValueError(f"it has over {MOST_ENTRIES:,} entries")
    read = [(_line(node), _entry(node)) for node in document.value]
    _check_alone(read)
    return tuple(entry for _, entry in read)


def _entry(node: yaml.Node) -> Entry:
    fields = _fields(node)
    for needed in ("ask", "answer"):
        if needed not in fields:
            raise ValueError(f"line {_line(node)}: this entry has no {needed}; write it as\n  {EXAMPLE}")
    ask = tuple(_ways(fields["ask"]))
    return Entry(
        id=_id(fields.get("id"), ask, node),
        ask=ask,
        answer=_text(fields["answer"], "answer", MOST_ANSWER),
        language=_language(fields.get("language")),
        opt_out=_truth(fields.get("opt_out")),
    )


def _fields(node: yaml.Node) -> Mapping[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise ValueError(f"line {_line(node)}: an entry begins with ask, as in\n  {EXAMPLE}")
    fields: dict[str, yaml.Node] = {}
    for name, value in node.value:
        if name.value not in FIELDS:
            raise ValueError(f"line {_line(name)}: an entry has {', '.join(FIELDS)}, and nothing else")
        if name.value in fields:
            raise ValueError(f"line {_line(name)}: {name.value} stands twice in one entry; remove one of the two")
        fields[name.value] = value
    return fields


def _ways(node: yaml.Node) -> Iterator[str]:
    ways: Sequence[yaml.Node] = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not 0 < len(ways) <= MOST_WAYS:
        raise ValueError(f"line {_line(node)}: ask needs a way to ask, and takes at most {MOST_WAYS}")
    for way in ways:
        said = _text(way, "each way to ask", MOST_CHARACTERS)
        if not words_of(said):
            raise ValueError(f"line {_line(way)}: this way to ask has no word in it")
        yield said


def _text(node: yaml.Node, what: str, most: int) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or len(node.value) > most:
        raise ValueError(f"line {_line(node)}: {what} has to be a text of at most {most:,} characters")
    return str(node.value).strip()


def _language(node: yaml.Node | None) -> Language | None:
    if node is None:
        return None
    if node.value not in get_args(Language):
        raise ValueError(f"line {_line(node)}: language is one of {', '.join(get_args(Language))}; without it, all")
    return cast(Language, node.value)


def _truth(node: yaml.Node | None) -> bool:
    said = "false" if node is None else str(node.value).lower()
    if said not in ("true", "false"):
        raise ValueError(f"line {_line(cast(yaml.Node, node))}: opt_out is true or false")
    return said == "true"


def _id(node: yaml.Node | None, ask: Sequence[str], entry: yaml.Node) -> str:
    """The entry's name: as given, or of the words of its first way to ask."""
    found = "-".join(map(plain, words_of(ask[0])))[:MOST_ID].strip("-") if node is None else str(node.value)
    if not re.fullmatch(f"[a-z0-9-]{{1,{MOST_ID}}}", found):
        what = "id is made of small letters a-z, digits and hyphens"
        raise ValueError(f"line {_line(node or entry)}: {what}, at most {MOST_ID}, as in id: opening-hours")
    return found


def _check_alone(read: Iterable[tuple[int, Entry]]) -> None:
    """Raises ValueError if two entries have the same name, or could answer the same words."""
    names: dict[str, int] = {}
    ways: dict[tuple[object, ...], int] = {}
    for line, entry in read:
        if (other := names.setdefault(entry.id, line)) != line:
            raise ValueError(f"line {line}: this entry has the name of that of line {other}; give it an id")
        for way in entry.ask:
            words = tuple(map(plain, words_of(way)))
            for language in get_args(Language) if entry.language is None else (entry.language,):
                if (other := ways.setdefault((language, words), line)) != line:
                    raise ValueError(
                        f"line {line}: this entry asks in the same words as that of line {other}; leave them to one"
                    )


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
