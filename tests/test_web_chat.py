"""docs/web-chat.md: by its commands and its code, word by word, a site proves its customers."""

import os
import re
import subprocess
from typing import Any

from dev.processes import ROOT
from handlers.channels.web.proof import Proof, key_of, mark_of

PAGE = (ROOT / "docs" / "web-chat.md").read_text()
SECRET = "a secret of the chat, in the tests"


def block(language: str, word: str) -> str:
    """The block of code in this language that has the word."""
    fenced = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    [content] = [content for content in fenced if word in content]
    return str(content)


def test_the_command_prints_the_key_of_a_site_and_nothing_else() -> None:
    command = block("sh", "openssl").splitlines()[-1]
    printed = subprocess.run(
        ["/bin/sh", "-c", command],
        env={**os.environ, "CHAT_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout == f"{key_of('https://shop.example', secret=SECRET)}\n"


def test_the_mark_in_python_is_the_one_that_the_function_expects() -> None:
    names: dict[str, Any] = {"KEY": "0f" * 32, "user_id": "4711", "name": "Eva"}
    exec(block("python", "hmac"), names)  # noqa: S102 - our own page
    assert names["mark"] == mark_of(Proof("4711", "Eva", names["now"], ""), key="0f" * 32)
