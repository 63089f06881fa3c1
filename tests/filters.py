"""The part of Cloud Logging's query language that deploy/ uses, to check its filters against real log lines.

https://cloud.google.com/logging/docs/view/logging-query-language: AND (also between lines), OR, NOT, parentheses,
field=value, field=(a OR b), >, >=, <, <=, : for "has", =~ for a regular expression, severity by its rank. A comparison
of a field that an entry lacks is false. Anything else in a filter raises ValueError.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Entry = Mapping[str, Any]
Test = Callable[[Entry], bool]

RANKS = ("DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY")
TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|=~|>=|<=|[()=<>:]|[\w.]+)')
NOT_IN_THE_PAYLOAD = {"severity", "time", "logging.googleapis.com/trace", "logging.googleapis.com/spanId"}


def entry(line: Mapping[str, Any], *, service: str = "recado") -> dict[str, Any]:
    """A log line of the function, as Cloud Logging keeps it.

    https://cloud.google.com/logging/docs/structured-logging#structured_logging_special_fields
    """
    return {
        "resource": {"type": "cloud_run_revision", "labels": {"service_name": service}},
        "severity": line["severity"],
        "jsonPayload": {name: value for name, value in line.items() if name not in NOT_IN_THE_PAYLOAD},
    }


def compiled(text: str) -> Test:
    """A filter as a test of entries. Raises ValueError if it is not understood."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        at = 0
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if not found:
                raise ValueError(f"not understood: {text[at:]}")
            self.tokens.append(found[1])
            at = found.end()

    def whole(self) -> Test:
        test = self._all()
        if self.tokens:
            raise ValueError(f"not understood: {self.tokens}")
        return test

    def _next(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def _all(self) -> Test:
        tests = [self._any()]
        while self._next() not in ("", ")"):
            if self._next() == "AND":
                self.tokens.pop(0)
            tests.append(self._any())
        return lambda entry: all(test(entry) for test in tests)

    def _any(self) -> Test:  # OR binds more than AND does there
        tests = [self._one()]
        while self._next() == "OR":
            self.tokens.pop(0)
            tests.append(self._one())
        return lambda entry: any(test(entry) for test in tests)

    def _one(self) -> Test:
        token = self.tokens.pop(0)
        if token == "NOT":
            test = self._one()
            return lambda entry: not test(entry)
        if token == "(":
            test = self._all()
            self._expect(")")
            return test
        operator = self.tokens.pop(0)
        if operator not in COMPARISONS or not re.fullmatch(r"[a-zA-Z][\w.]*", token):
            raise ValueError(f"not a comparison: {token} {operator}")
        return self._comparison(token, operator)

    def _comparison(self, field: str, operator: str) -> Test:
        if self._next() != "(":
            value = self.tokens.pop(0)
            return lambda entry: _compare(entry, field, operator, value)
        self.tokens.pop(0)
        values = [self.tokens.pop(0)]
        while self._next() == "OR":
            self.tokens.pop(0)
            values.append(self.tokens.pop(0))
        self._expect(")")
        return lambda entry: any(_compare(entry, field, operator, value) for value in values)

    def _expect(self, token: str) -> None:
        if not self.tokens or self.tokens.pop(0) != token:
            raise ValueError(f"{token} is missing")


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda found, wanted: bool(found == wanted),
    ">": lambda found, wanted: bool(found > wanted),
    ">=": lambda found, wanted: bool(found >= wanted),
    "<": lambda found, wanted: bool(found < wanted),
    "<=": lambda found, wanted: bool(found <= wanted),
    ":": lambda found, wanted: str(wanted) in str(found),
    "=~": lambda found, wanted: re.search(wanted, str(found)) is not None,
}


def _compare(entry: Entry, field: str, operator: str, written: str) -> bool:
    found: Any = entry
    for name in field.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    if found is None:
        return False
    value = json.loads(written) if written.startswith('"') else written
    if field == "severity":
        return COMPARISONS[operator](RANKS.index(found), RANKS.index(value))
    if isinstance(found, int | float) and operator not in (":", "=~"):
        return COMPARISONS[operator](found, float(value))
    return COMPARISONS[operator](found, value)
