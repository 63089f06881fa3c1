"""The modules of a folder, and the tools in them.

They are the submodules of a package that is made up for the folder. So a module may be called calendar.py without
hiding Python's own, and imports its neighbours by `from . import prices`; one whose name begins with an underscore
holds no tools.
"""

import hashlib
import importlib
import inspect
import string
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from handlers.errors import BadSettings
from handlers.languages import Language
from handlers.tools.options import MOST_SECONDS, Options, options_of
from handlers.tools.signature import BadFunction, Signature, signature_of

MOST_TOOLS = 64
MOST_DESCRIPTION = 1_000  # characters


@dataclass(frozen=True)
class Tool:
    """A function of the business's, ready to be called. `name`: the function's own; `description`: for the model."""

    name: str
    description: str
    function: Callable[..., Any]
    signature: Signature
    options: Options

    @property
    def schema(self) -> Mapping[str, object]:
        """Its entry in OpenAI's parameter `tools`."""
        about = {"name": self.name, "description": self.description, "parameters": self.signature.schema}
        return {"type": "function", **about, "strict": True}


def tools_in(folder: Path) -> dict[str, Tool]:
    """The tools in a folder's modules, by name. Raises BadSettings, with a line for each fault."""
    if not folder.is_dir():
        raise BadSettings(f"TOOLS: there is no folder “{folder.name}” in {folder.absolute().parent}")
    tools, places, faults = dict[str, Tool](), dict[str, str](), list[str]()
    for place, found in _found(folder):
        if isinstance(found, Tool):
            if found.name in places:
                found = f"has the name of one in {places[found.name]}: rename one of the two"
            else:
                tools[found.name], places[found.name] = found, place.partition(":")[0]
                continue
        faults.append(f"{place} {found}")
    if len(tools) > MOST_TOOLS:
        faults.append(
            f"holds {len(tools)} tools: a model chooses badly among more than {MOST_TOOLS}, so leave some out"
        )
    if not tools and not faults:
        faults.append("holds no function that could be a tool: write one, or leave TOOLS empty")
    if faults:
        raise BadSettings("\n".join(["Recado cannot start:", *(f"  TOOLS {folder}: {fault}" for fault in faults)]))
    return tools


def _found(folder: Path) -> Iterator[tuple[str, Tool | str]]:
    """Each tool, or the fault in its place, with the file and the function where it was found."""
    package = _package(folder)
    for path in sorted(folder.glob("[!_.]*.py")):
        try:
            module = importlib.import_module(f"{package}.{path.stem}")
        except (Exception, SystemExit) as problem:
            yield path.name, _no_import(problem, path)
            continue
        for name, function in _functions(module):
            place = f"{path.name}: {name}()"
            try:
                yield place, _tool(name, function)
            except BadFunction as problem:
                yield place, str(problem)


def _package(folder: Path) -> str:
    name = "tools_" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    if name not in sys.modules:
        package = ModuleType(name, "The folder TOOLS.")
        package.__path__ = [str(folder.resolve())]
        sys.modules[name] = package
    importlib.invalidate_caches()
    return name


def _functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions that were written in this module, in their order."""
    for name, value in vars(module).items():
        own = inspect.isfunction(value) and (value.__module__, value.__name__) == (module.__name__, name)
        if own and not name.startswith("_"):
            yield name, value


def _tool(name: str, function: Callable[..., Any]) -> Tool:
    description = " ".join((inspect.getdoc(function) or "").partition("\n\n")[0].split())
    if not description:
        raise BadFunction("has no docstring: say in its first paragraph what it does, and when it is of use")
    if len(description) > MOST_DESCRIPTION:
        raise BadFunction(f"has a first paragraph of more than {MOST_DESCRIPTION} characters: shorten it")
    if len(name) > 64 or not name.isascii():
        raise BadFunction("has a name that OpenAI refuses: at most 64 letters from a to z, digits, underscores")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise BadFunction("yields: return a list instead")
    signature, options = signature_of(function), options_of(function)
    _check(options, signature)
    return Tool(name, description, function, signature, options)


def _check(options: Options, signature: Signature) -> None:
    if not 0 < options.seconds <= MOST_SECONDS:
        raise BadFunction(f"has a time limit of {options.seconds:g} seconds: more than 0 and at most {MOST_SECONDS:g}")
    if options.requires not in ("", "confirm"):
        raise BadFunction('requires something unknown: write requires="confirm", or nothing')
    if unknown := sorted(options.title.keys() - set(get_args(Language))):
        raise BadFunction(f"has a title in '{unknown[0]}': the languages are {', '.join(get_args(Language))}")
    if options.requires and not options.title:
        raise BadFunction('needs a title, since customers confirm it: title={"es": "Reservar una mesa"}')
    for title in options.title.values():
        if unknown := sorted(_named_in(title) - set(signature.names)):
            raise BadFunction(f"has a title with {{{unknown[0]}}} in it, which is no argument of it")


def _named_in(title: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(title) if name is not None}
    except ValueError:
        raise BadFunction("has a title with a single { or }: write {{ or }}") from None


def _no_import(problem: BaseException, path: Path) -> str:
    """Why a module was not imported, without the error's text, which may quote a secret."""
    if isinstance(problem, ModuleNotFoundError) and problem.name and not problem.name.startswith("tools_"):
        return f"imports {problem.name}, which is not installed: add it to requirements.in, then `make lock`"
    lines = [
        frame.lineno for frame in traceback.extract_tb(problem.__traceback__) if Path(frame.filename) == path.resolve()
    ]
    line = problem.lineno if isinstance(problem, SyntaxError) else next(reversed(lines), None)
    at = f" at line {line}" if line else ""
    return f"cannot be imported: {type(problem).__name__}{at}; mend it, or begin the file's name with an underscore"
