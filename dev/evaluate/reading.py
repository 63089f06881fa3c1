"""Reads a file of conversations: strictly, and each fault is named by its line and key, with the remedy.

Long: what may stand under each key.
"""

import re
from dataclasses import fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, get_args

import yaml

from dev.evaluate.conversations import DONE, Call, Conversation, Expected, Step, Suite
from dev.evaluate.nodes import BadFile, Faults, Node, of_folder
from handlers.languages import Language

REAL = "real"  # the time that it is
NUMBER = re.compile(r"\+[0-9]{8,15}")
SEE = "docs/evaluate.md has all keys"


def read(path: Path) -> Suite:
    """The conversations in a file. Raises BadFile."""
    try:
        text = path.read_text(encoding="utf-8")
        document = yaml.compose(text, yaml.SafeLoader)
    except OSError as problem:
        raise BadFile(path.name, [f"{problem.strerror}: name another with CONVERSATIONS=path"]) from None
    except UnicodeDecodeError:
        raise BadFile(path.name, ["this is not UTF-8: save it as UTF-8"]) from None
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        where = f"line {mark.line + 1}" if mark else "somewhere"
        raise BadFile(path.name, [f"{where}: this is not YAML ({problem.problem}): quotes or spaces?"]) from None
    except yaml.YAMLError:
        raise BadFile(path.name, ["this is not YAML: it holds signs that no text has"]) from None
    faults = Faults()
    if document is None:
        raise BadFile(path.name, [f"it is empty: {SEE}"])
    suite = _suite(Node(document, "", faults), path)
    if faults:
        raise BadFile(path.name, faults.said())
    return suite


def _suite(node: Node, path: Path) -> Suite:
    keys = node.keys("settings", "customers", "now", "conversations")
    customers: dict[str, str] = keys.read("customers", Node.texts_by_name, {})
    for name, number in customers.items():
        if not NUMBER.fullmatch(number):
            keys["customers"].fault(f"{name}'s number has to be as in +5215512345678")
    if "conversations" not in keys:
        node.fault("conversations is missing: a list, each with name and steps")
        return Suite(path, ())
    now, every = keys.read("now", _moment, None), keys["conversations"].each()
    conversations = tuple(_conversation(each, path.parent, customers, now) for each in every)
    if not conversations:
        keys["conversations"].fault("there is no conversation in it")
    _no_name_twice(keys["conversations"], conversations)
    return Suite(path, conversations, keys.read("settings", partial(of_folder, folder=path.parent), None))


def _no_name_twice(node: Node, conversations: tuple[Conversation, ...]) -> None:
    names = [conversation.name for conversation in conversations]
    for number, each in enumerate(node.each()):
        if names[number] and names[number] in names[:number]:
            each.fault(f"the name {names[number]} is there twice: give it another")


def _conversation(node: Node, folder: Path, customers: dict[str, str], now: datetime | None) -> Conversation:
    keys = node.keys("name", "customer", "settings", "needs", "now", "pass_rate", "steps")
    for missing in {"name", "steps"} - set(keys):
        node.fault(f"{missing} is missing")
    every: list[Node] = keys.read("steps", Node.each, [])
    steps = tuple(_step(each, folder) for each in every)
    if "steps" in keys and not steps:
        keys["steps"].fault("it has no step: say: what the customer writes")
    for number, step in enumerate(steps, 1):
        if isinstance(step.quote, int) and not 1 <= step.quote < number:
            keys["steps"].fault(f"step {number} quotes step {step.quote}, which is none before it")
    return Conversation(
        name=keys.read("name", Node.text, ""),
        steps=steps,
        customer=keys.read("customer", partial(_customer, customers=customers), ""),
        settings=keys.read("settings", Node.texts_by_name, {}),
        needs=keys.read("needs", Node.texts, ()),
        now=keys.read("now", _moment, now),
        pass_rate=keys.read("pass_rate", partial(Node.number, most=1), 1.0),
    )


def _customer(node: Node, customers: dict[str, str]) -> str:
    given = node.text()
    if NUMBER.fullmatch(given) or given in customers:
        return customers.get(given, given)
    node.fault(f"{given} is no number such as +5215512345678, and none of the file's customers{node.near(customers)}")
    return ""


def _moment(node: Node) -> datetime | None:
    if node.is_text and node.text() == REAL:
        return None
    try:
        moment = datetime.fromisoformat(node.text())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        node.fault(f'it has to be a time with its zone, as in "2026-11-24T10:00-06:00", or {REAL}')
        return None
    return moment


def _step(node: Node, folder: Path) -> Step:
    keys = node.keys("say", "send", "voice", "quote", "expect")
    if not {"say", "send", "voice"} & set(keys):
        node.fault("it says nothing: say: a text; send: a file; or voice: the words of a voice note")
    if "send" in keys and "voice" in keys:
        node.fault("send and voice are two files: make two steps of it")
    return Step(
        say=keys.read("say", Node.text, ""),
        send=keys.read("send", partial(of_folder, folder=folder), None),
        voice=keys.read("voice", Node.text, ""),
        quote=keys.read("quote", Node.whole_or_text, None),
        expect=keys.read("expect", _expected, Expected()),
    )


def _expected(node: Node, *, inner: bool = False) -> Expected:
    keys = node.keys(*(each.name for each in fields(Expected) if not (inner and each.name == "model")))
    found: dict[str, Any] = {name: _READ[name](key) for name, key in keys.items() if name != "model"}
    if "model" in keys:
        found["model"] = _expected(keys["model"], inner=True)
    if not node.yaml.value:
        node.fault(f"it expects nothing: {SEE}")
    return Expected(**found)


def _regex(node: Node) -> tuple[str, ...]:
    given = node.texts()
    for pattern in given:
        try:
            re.compile(pattern)
        except re.error as problem:
            node.fault(f"{pattern} is no regular expression: {problem}")
    return given


def _language(node: Node) -> str:
    given = node.text()
    if given not in get_args(Language):
        node.fault(f"it has to be one of {', '.join(get_args(Language))}")
    return given


def _calls(node: Node) -> tuple[Call, ...]:
    if node.is_text:
        return (Call(node.text()),)
    return tuple(_call(each) for each in (node.each() if node.is_list else [node]))


def _call(node: Node) -> Call:
    if node.is_text:
        return Call(node.text())
    keys = node.keys("name", "arguments", "result")
    if "name" not in keys:
        node.fault("name is missing: the tool's")
        return Call("")
    arguments: dict[str, object] = keys.read("arguments", Node.values_by_name, {})
    return Call(keys["name"].text(), arguments, keys.read("result", Node.text, DONE))


_READ: dict[str, Any] = {
    **dict.fromkeys(("contains", "any_of", "not_contains", "source", "judge"), Node.texts),
    "regex": _regex,
    "language": _language,
    "messages": Node.whole,
    "entry": Node.flag_or_text,
    "tool": _calls,
    **dict.fromkeys(("knows", "hands_over"), Node.flag),
    **dict.fromkeys(("cost", "seconds"), Node.number),
}
