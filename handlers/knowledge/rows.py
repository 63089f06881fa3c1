"""Tables as Markdown: each row a heading, its values in a list, so that no row is told apart from what it means."""

import csv
from io import StringIO

from handlers.knowledge.unusable import Unusable

SEPARATORS = ",;\t|"


def rows_as_markdown(text: str) -> str:
    """A CSV's rows; the first line names the columns, and its commas, semicolons, tabs or bars part them.

    Raises Unusable.
    """
    separator = _separator(text.partition("\n")[0])
    try:
        names, *rows = ([_line(value) for value in row] for row in csv.reader(StringIO(text), delimiter=separator))
    except csv.Error:
        raise Unusable("is no CSV: save it as one once more") from None
    told = [_row(names, row) for row in rows if any(row)]
    if not told:
        raise Unusable("has no rows below its first line, which names the columns")
    return "\n\n".join(told)


def _separator(first: str) -> str:
    return max(SEPARATORS, key=lambda separator: len(next(csv.reader([first], delimiter=separator))))


def _row(names: list[str], row: list[str]) -> str:
    """The first value is the heading. A value without a column's name stands alone, an empty one is left out."""
    named = [*names, *[""] * (len(row) - len(names))]
    heading, *values = [(name, value) for name, value in zip(named, row, strict=False) if value]
    lines = [f"- {name}: {value}" if name else f"- {value}" for name, value in values]
    return "\n".join([f"## {heading[1]}", *lines])


def _line(value: str) -> str:
    return " ".join(value.split())
