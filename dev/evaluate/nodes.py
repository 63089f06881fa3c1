"""Nodes of a YAML file with their place in it: what is read from one, or the fault that is found there."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

T = TypeVar("T")


class BadFile(Exception):
    """A file that cannot be used: its name, and a sentence for each fault."""

    def __init__(self, name: str, faults: Iterable[str]) -> None:
        super().__init__("\n".join(f"{name}: {fault}" for fault in faults))


class Faults(list[tuple[int, str]]):
    """Faults found, each with its line."""

    def said(self) -> list[str]:
        """A sentence for each, in the order of the file."""
        return [f"line {line}: {what}" for line, what in sorted(set(self))]


@dataclass(frozen=True)
class Node:
    """A node, and the keys that lead to it. What is read from it where it is something else is a fault."""

    yaml: yaml.Node
    where: str
    faults: Faults

    @property
    def is_list(self) -> bool:
        return isinstance(self.yaml, yaml.SequenceNode)

    @property
    def is_text(self) -> bool:
        return isinstance(self.yaml, yaml.ScalarNode)

    def fault(self, what: str) -> None:
        """Note a fault of this node."""
        self.faults.append((self.yaml.start_mark.line + 1, f"{self.where}: {what}" if self.where else what))

    def near(self, known: Iterable[str]) -> str:
        """The nearest of the known names, as an end of a sentence."""
        found = difflib.get_close_matches(self.text() if self.is_text else "", list(known), n=1)
        return f"; is {found[0]} meant?" if found else ""

    def keys(self, *known: str) -> "Keys":
        """The node of each key, of which these are known."""
        found = Keys()
        if not isinstance(self.yaml, yaml.MappingNode):
            self.fault(f"it has to be keys with values, such as {known[0]}:")
            return found
        for key, value in self.yaml.value:
            name = str(key.value)
            node = Node(value, f"{self.where}.{name}".lstrip("."), self.faults)
            if name not in known:
                near = Node(key, name, self.faults).near(known)
                Node(key, node.where, self.faults).fault(
                    f"there is no such key here{near or '; there is ' + ', '.join(known)}"
                )
            elif name in found:
                Node(key, node.where, self.faults).fault("it is there twice; remove one of the two")
            else:
                found[name] = node
        return found

    def each(self) -> list["Node"]:
        """The nodes of a list."""
        if not isinstance(self.yaml, yaml.SequenceNode):
            self.fault("it has to be a list, each line with a dash before it")
            return []
        return [Node(value, f"{self.where}[{number}]", self.faults) for number, value in enumerate(self.yaml.value, 1)]

    def text(self) -> str:
        """A text, also one that YAML would take for a number."""
        if not isinstance(self.yaml, yaml.ScalarNode):
            self.fault("it has to be a text")
            return ""
        if not self.yaml.value.strip():
            self.fault("it is empty")
        return str(self.yaml.value)

    def texts(self) -> tuple[str, ...]:
        """A text, or a list of texts."""
        found = tuple(each.text() for each in self.each()) if self.is_list else (self.text(),)
        if not found:
            self.fault("it is empty")
        return found

    def flag(self) -> bool:
        """True or false."""
        found = self._value()
        if not isinstance(found, bool):
            self.fault("it has to be true or false")
        return found is True

    def flag_or_text(self) -> bool | str:
        """True, false, or a text."""
        found = self._value()
        return found if isinstance(found, bool) else self.text()

    def whole(self) -> int:
        """A whole number, 0 or more."""
        found = self._value()
        if isinstance(found, bool) or not isinstance(found, int) or found < 0:
            self.fault("it has to be a whole number")
            return 0
        return found

    def whole_or_text(self) -> int | str:
        """A whole number, or a text."""
        return self.whole() if isinstance(self._value(), int) else self.text()

    def number(self, *, most: float = float("inf")) -> float:
        """A number from 0 to `most`."""
        found = self._value()
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= most:
            self.fault("it has to be a number" + (f" from 0 to {most:g}" if most != float("inf") else ""))
            return 0.0
        return float(found)

    def texts_by_name(self) -> dict[str, str]:
        """A text for each name."""
        return {name: node.text() for name, node in self._by_name().items()}

    def values_by_name(self) -> dict[str, object]:
        """A value for each name: a text, a number, true or false."""
        return {name: node._value() for name, node in self._by_name().items()}

    def _by_name(self) -> "Keys":
        names = [str(key.value) for key, _ in self.yaml.value] if isinstance(self.yaml, yaml.MappingNode) else ["NAME"]
        return self.keys(*names)

    def _value(self) -> Any:
        try:
            return yaml.SafeLoader("").construct_object(self.yaml, deep=True)
        except yaml.YAMLError:  # a tag that nobody knows
            return None


class Keys(dict[str, Node]):
    """The nodes of keys by name."""

    def read(self, name: str, how: Callable[[Node], T], default: T) -> T:
        """What is read from this key; the default if it is not there."""
        return how(self[name]) if name in self else default


def of_folder(node: Node, folder: Path) -> Path | None:
    """The file that a node names, which has to lie in this folder: a test does not read the rest of the disk."""
    path = (folder / node.text()).resolve()
    if folder.resolve() not in path.parents:
        node.fault(f"{path.name} has to lie in the folder of this file")
    elif not path.is_file():
        node.fault(f"there is no such file in {folder.name}/")
    return path
