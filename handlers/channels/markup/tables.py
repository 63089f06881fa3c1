"""Tables for a phone, which is too narrow for columns: each row becomes a line or a few."""

from collections.abc import Sequence

from markdown_it.token import Token

from handlers.channels.markup.inline import inline
from handlers.channels.markup.marks import Marks

_Cell = Sequence[Token]

# Headers are repeated in every row as labels; longer ones would multiply the text, so they become one title line.
_LABELS_LENGTH = 200


def table(tokens: Sequence[Token], marks: Marks) -> list[str]:
    """The table as lines; "" between the rows of a table of three columns or more."""
    header, *rows = _cells(tokens)
    labels = [_line([cell], marks) for cell in header]
    if rows and len(labels) > 2 and sum(map(len, labels)) <= _LABELS_LENGTH:
        cards = [_card(header, labels, row, marks) for row in rows]
        return [line for card in cards for line in ("", *card)][1:]
    title = _line(header, marks, "em")
    return [line for line in (title, *(_pair(row, marks) for row in rows)) if line]


def _cells(tokens: Sequence[Token]) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.children or [])
    return rows


def _line(cells: Sequence[_Cell], marks: Marks, around: str = "") -> str:
    """The cells with colons between them, on one line even if a cell has `<br>`."""
    colon = Token("text", "", 0, content=": ")
    tokens = [token for cell in cells if cell for token in (colon, *cell)]
    return inline(tokens[1:], marks, around).replace("\n", ", ")


def _pair(row: Sequence[_Cell], marks: Marks) -> str:
    """`*name*: value`"""
    values = (_line([cell], marks) for cell in row[1:])
    name = _line(row[:1], marks, "strong" if row[1:] else "")
    return _labelled(name, ", ".join(value for value in values if value))


def _card(header: Sequence[_Cell], labels: Sequence[str], row: Sequence[_Cell], marks: Marks) -> list[str]:
    """The first cell as a title, and a line for each of the others."""
    title = _line([header[0], row[0]], marks, "strong")
    values = (_line([cell], marks) or "-" for cell in row[1:])
    return [title, *map(_labelled, labels[1:], values)]


def _labelled(label: str, value: str) -> str:
    if not label or not value:
        return label or value
    return f"{label} {value}" if label.rstrip("*_~").endswith(":") else f"{label}: {value}"
