"""The chat's script as it is served: with the sentences in it, without indents and remarks, and packed."""

import gzip
import json
import re
from pathlib import Path

from handlers.channels.web.words import words_in_script
from handlers.languages import House

SCRIPT = Path(__file__).parent / "chat.js"
_INDENTS_AND_REMARKS = re.compile(r"^\s+|^\s*//.*\n|\s+// .*$", re.MULTILINE)


def script(house: House) -> bytes:
    """The script for the pages of this business's sites."""
    words = json.dumps(words_in_script(house), ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return _INDENTS_AND_REMARKS.sub("", SCRIPT.read_text()).replace('"WORDS"', words).encode()


def packed(content: bytes) -> bytes:
    """The same, packed for browsers that take gzip, as all do."""
    return gzip.compress(content, mtime=0)
