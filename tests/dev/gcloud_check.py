"""Run by gcloud's own Python: reads commands as gcloud reads them, and runs none; reads files as Google's API would.

stdin: {"root": gcloud's folder, "commands": [{"words", "stdin"}], "messages": [{"api", "version", "type", "content"}]}.
stdout: a sentence for each command and content that gcloud would refuse.
"""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def main() -> None:
    """Check everything that came in."""
    asked = json.load(sys.stdin)
    root = Path(asked["root"])
    sys.path[0:0] = [str(root / "lib"), str(root / "lib" / "third_party")]
    found = [*refused_commands(asked["commands"]), *refused_messages(asked["messages"])]
    print(json.dumps(found))  # noqa: T201 - that is the answer


def refused_commands(commands: list[dict[str, Any]]) -> Iterator[str]:
    """The commands that gcloud's parser refuses, with its own words."""
    from googlecloudsdk import gcloud_main
    from googlecloudsdk.calliope import cli

    tree = gcloud_main.CreateCLI([])
    parser = tree._CLI__parser
    for command in commands:
        sys.stdin = io.StringIO(command["stdin"] or "")
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                parser.parse_args(cli._ApplyFlagsFile(command["words"][1:]))
        except SystemExit:
            yield f"not a command of gcloud's: {' '.join(command['words'])}"
        except Exception as problem:  # a file that it names, such as
            yield f"{problem}: {' '.join(command['words'])}"


def refused_messages(messages: list[dict[str, Any]]) -> Iterator[str]:
    """The contents with a field or a value that the API's message does not have."""
    from apitools.base.py import encoding
    from googlecloudsdk.api_lib.util import apis

    for message in messages:
        kind = getattr(apis.GetMessagesModule(message["api"], message["version"]), message["type"])
        try:
            read = encoding.PyValueToMessage(kind, message["content"])
        except Exception as problem:
            yield f"{message['type']}: {problem}"
            continue
        for path, unknown in encoding.UnrecognizedFieldIter(read):
            yield f"{message['type']}: {path} has no {unknown}"


if __name__ == "__main__":
    main()
