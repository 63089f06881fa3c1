"""The small changes that `make mutate` makes to a module: each a plausible slip that a test should notice."""

from __future__ import annotations

import ast
import copy
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPPOSITE: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
# mypy holds types, not a test; decorators mostly shape the class itself.
LEFT_ALONE = {"annotation", "returns", "decorator_list", "bases"}
Place = ast.expr | ast.stmt | ast.keyword


@dataclass(frozen=True)
class Mutant:
    """A module with one change: `path` from the project's folder, the whole new `source`."""

    path: Path
    line: int
    kind: str
    source: str


def mutants(path: Path, source: str) -> Iterator[Mutant]:
    """Every change of a module, in the order of its lines."""
    for node in _parts(ast.parse(source)):
        for kind, place, new in _changes(node):
            changed = _replaced(source, place, new if isinstance(new, str) else ast.unparse(new))
            yield Mutant(path, place.lineno, kind, changed)


def difference(mutant: Mutant, before: str) -> str:
    """The change, as a diff."""
    lines = difflib.unified_diff(before.splitlines(), mutant.source.splitlines(), lineterm="", n=1)
    return "\n".join([f"--- {mutant.path}:{mutant.line} ({mutant.kind})", *list(lines)[2:]])


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all its parts, without types, documentation and the insides of f-strings."""
    if _is_for_readers(node):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in LEFT_ALONE or isinstance(node, ast.JoinedStr):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST):
                yield from _parts(part)


def _is_for_readers(node: ast.AST) -> bool:
    match node:
        case ast.Expr(ast.Constant()) | ast.If(ast.Name("TYPE_CHECKING")):
            return True
        case ast.AnnAssign(annotation=ast.Name("TypeAlias")):
            return True
        case ast.ClassDef(bases=[ast.Name("Protocol")]):
            return True
    return False


def _changes(node: ast.AST) -> Iterator[tuple[str, Place, ast.AST | str]]:
    """The changes of a node: kind, place, and what stands there instead."""
    match node:
        case ast.Compare(ops=operators):
            for number, operator in enumerate(operators):
                other = copy.deepcopy(node)
                other.ops[number] = OPPOSITE[type(operator)]()  # type: ignore[call-overload]
                yield "comparison", node, other
        case ast.BoolOp(op=operator, values=values):
            yield "and, or", node, ast.BoolOp(OPPOSITE[type(operator)](), values)  # type: ignore[arg-type]
        case ast.BinOp(left, ast.Add() | ast.Sub() as operator, right):
            yield "plus, minus", node, ast.BinOp(left, OPPOSITE[type(operator)](), right)  # type: ignore[arg-type]
        case ast.UnaryOp(ast.Not(), operand):
            yield "not", node, operand
        case ast.If(test) | ast.IfExp(test) if isinstance(test, ast.Name | ast.Attribute | ast.Call):
            yield "condition", test, ast.UnaryOp(ast.Not(), test)
        case ast.Constant(value):
            yield from (("constant", node, repr(other)) for other in _others(value))
        case ast.JoinedStr():
            yield "constant", node, "''"
        case ast.Call(keywords=keywords):
            yield from (("keyword", keyword, "") for keyword in keywords if keyword.arg)
        case ast.Return(value) if not isinstance(value, ast.Constant | None):
            yield "return", node, "return None"
        case ast.Expr(ast.Call() | ast.Await()) | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            yield "statement", node, "pass"
        case ast.Assign([ast.Attribute() | ast.Subscript()]):
            yield "statement", node, "pass"


def _others(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1, value - 1]
    return [type(value)()] if isinstance(value, str | bytes) and value else []


def _replaced(source: str, place: Place, new: str) -> str:
    """The source with another text in one place; an empty one takes a comma with it. Positions count bytes."""
    lines = source.encode().splitlines(keepends=True)
    assert place.end_lineno is not None  # noqa: S101 - parsed from a file
    assert place.end_col_offset is not None  # noqa: S101
    before = b"".join(lines[: place.lineno - 1]) + lines[place.lineno - 1][: place.col_offset]
    after = lines[place.end_lineno - 1][place.end_col_offset :] + b"".join(lines[place.end_lineno :])
    if not new:
        after, commas = re.subn(rb"^,\s*", b"", after)
        before = before if commas else re.sub(rb",?\s*$", b"", before)
    return (before + new.encode() + after).decode()
