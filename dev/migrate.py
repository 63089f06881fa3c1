"""`make migrate FROM=assistant.json`: turns an exported OpenAI assistant into settings, and names what is left behind.

It prints a fragment of .env.yaml with remarks as comments, and writes no file.
https://developers.openai.com/api/docs/assistants/migration
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeGuard

import yaml

from dev.deploy.wish import MOST_BYTES
from dev.models import DEFAULT, ending_of

EFFORTS = ("none", "low", "medium", "high")
TOOLS = {
    "file_search": "file_search: Recado searches before each question by itself, in the store that KNOWLEDGE names",
    "retrieval": "retrieval: put its files into a folder that KNOWLEDGE names (docs/knowledge.md)",
    "code_interpreter": "code_interpreter: the model cannot run code of its own",
}
Assistant = Mapping[str, Any]


class NotAnAssistant(Exception):
    """The file holds no assistant, or several; the message says what to do."""


def assistant_in(content: object, wanted: str = "") -> Assistant:
    """The assistant of an export: one object, or a list as the API gave it. Raises NotAnAssistant."""
    listed = content.get("data") if isinstance(content, dict) and "model" not in content else content
    found = [entry for entry in (listed if isinstance(listed, list) else [listed]) if _is_assistant(entry)]
    chosen = [assistant for assistant in found if wanted in ("", assistant.get("id"), assistant.get("name"))]
    if len(chosen) == 1:
        return chosen[0]
    if not found:
        raise NotAnAssistant("There is no assistant in it: an object with a model, as GET /assistants/{id} gave it.")
    names = ", ".join(_line(f"{assistant.get('id')} ({assistant.get('name')})") for assistant in found)
    raise NotAnAssistant(f"Say which one with ASSISTANT=asst_...; in it there are {names}.")


def fragment(assistant: Assistant) -> str:
    """YAML for .env.yaml: the settings, and comments about all that is left behind."""
    remarks = [f"From the assistant {assistant.get('id', '?')}, {assistant.get('name') or 'without a name'}."]
    remarks += [f"Not carried over: {thing}." for thing in left_behind(assistant)]
    model, changed = _model(str(assistant["model"]))
    remarks += [f"Changed: {change}." for change in (*changed, *_about_the_instructions(assistant))]
    settings = {"OPENAI_MODEL": model, "OPENAI_REASONING": _effort(assistant)}
    said = "".join(f"# {_line(remark)}\n" for remark in remarks)
    own = _own(assistant)
    instructions = {"ASSISTANT_INSTRUCTIONS": f"{own}\n"} if own else {}
    return f"{said}\n{_yaml(settings)}{_yaml(instructions) if instructions else ''}"


def left_behind(assistant: Assistant) -> Iterator[str]:
    """The parts of an assistant that Recado has no place for, each with the reason."""
    for tool in assistant.get("tools") or []:
        kind = tool.get("type")
        if kind == "function":
            name = tool.get("function", {}).get("name")
            yield f"the function {name}: write it in Python, into a folder that TOOLS names (docs/tools.md)"
        else:
            yield TOOLS.get(kind, f"the tool {kind}: there is none of that kind")
    resources = assistant.get("tool_resources") or {}
    for store in (resources.get("file_search") or {}).get("vector_store_ids") or []:
        yield f'the vector store {store}: it stays at OpenAI, and is searched if you set KNOWLEDGE: "{store}"'
    files = (resources.get("code_interpreter") or {}).get("file_ids") or assistant.get("file_ids") or []
    for file in files:
        yield f"the file {file}"
    for name in ("temperature", "top_p"):
        if assistant.get(name) not in (None, 1, 1.0):
            yield f"{name} {assistant[name]}: models that reason do not take it"
    if assistant.get("response_format") not in (None, "auto", {"type": "text"}):
        yield "response_format: customers get text"
    effort = assistant.get("reasoning_effort")
    if effort and effort not in EFFORTS:
        yield f"reasoning_effort {effort}: one of {', '.join(EFFORTS)}"


def _is_assistant(content: object) -> TypeGuard[Assistant]:
    return isinstance(content, dict) and isinstance(content.get("model"), str) and content["model"] != ""


def _model(model: str) -> tuple[str, list[str]]:
    tuned = model.startswith("ft:")
    base = model.split(":")[1] if tuned else model
    ending = ending_of(base)
    if ending is None and not tuned:
        return model, []
    successor = ending.successor if ending else DEFAULT
    why = f"{base} ends on {ending.day}" if ending else "Recado was not tried with a model of one's own"
    cheaper = "" if successor == DEFAULT else f"; Recado's default, {DEFAULT}, costs less"
    what = f"the model, from {model}, to {successor}, OpenAI's successor: {why}{cheaper}"
    return successor, [what.replace(", OpenAI's successor", "") if ending is None else what]


def _effort(assistant: Assistant) -> str:
    effort = assistant.get("reasoning_effort")
    return effort if effort in EFFORTS else "none"


def _own(assistant: Assistant) -> str:
    """The assistant's instructions, without the tabs and spaces for which YAML would put them all on one line."""
    lines = str(assistant.get("instructions") or "").expandtabs(4).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()


def _about_the_instructions(assistant: Assistant) -> Iterator[str]:
    own = _own(assistant)
    if not own:
        yield "the instructions, of which there were none, to Recado's own"
        return
    yield "the instructions: Recado's own, on voice notes, pictures and safety, always go before them"
    if len(own.encode()) > MOST_BYTES:
        yield f"nothing, but they have to become shorter: Cloud Run takes {MOST_BYTES // 1024} KiB a variable"


def _yaml(settings: Mapping[str, str]) -> str:
    """Strings in quotes, texts of several lines as blocks."""
    style = "|" if any("\n" in value for value in settings.values()) else '"'
    nodes = [(_scalar(name, ""), _scalar(value, style)) for name, value in settings.items()]
    node = yaml.MappingNode("tag:yaml.org,2002:map", nodes)
    return yaml.serialize(node, Dumper=yaml.SafeDumper, allow_unicode=True, width=10_000)


def _scalar(value: str, style: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", value, style=style or None)


def _line(text: str) -> str:
    """One line of printable characters, for a comment or a terminal."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def main() -> int:
    """Print the fragment; 1 with a sentence if there is none."""
    parser = argparse.ArgumentParser(prog="make migrate", description=__doc__)
    parser.add_argument("file", nargs="?", default=os.environ.get("FROM") or None)
    parser.add_argument("--assistant", default=os.environ.get("ASSISTANT", ""), help="its id or name, of several")
    options = parser.parse_args()
    if options.file is None:
        parser.error("say which file: make migrate FROM=assistant.json")
    try:
        content = json.loads(Path(options.file).read_text("utf-8-sig"))
        print(fragment(assistant_in(content, options.assistant)), end="")
    except OSError as problem:
        print(f"{options.file} cannot be read: {problem.strerror}.", file=sys.stderr)
        return 1
    except ValueError:
        print(f"{options.file} is not JSON in UTF-8.", file=sys.stderr)
        return 1
    except NotAnAssistant as problem:
        print(f"{options.file}: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
