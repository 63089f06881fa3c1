"""The text of a PDF. Imported only where there is one."""

import logging
from io import BytesIO

from pypdf import PdfReader

from handlers.knowledge.unusable import Unusable

MOST_PAGES = 300
MOST_CHARACTERS = 5_000_000
SCAN = "has no text: it is a scan, so write it as text, or have your scanner recognise its words (OCR)"

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each slip in a file, which nobody here can mend


def text_of_pdf(content: bytes) -> str:
    """The text of all pages. Raises Unusable."""
    try:
        text = _pages(content)
    except Unusable:
        raise
    except Exception:  # pypdf raises whatever a broken file makes it stumble over
        raise Unusable("is no PDF that can be read: save it as one once more") from None
    if not any(character.isalnum() for character in text):
        raise Unusable(SCAN)
    if len(text) > MOST_CHARACTERS:
        raise Unusable(f"has over {MOST_CHARACTERS:,} characters: divide it")
    return text


def _pages(content: bytes) -> str:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise Unusable("is protected by a password: save it without one")
    if len(reader.pages) > MOST_PAGES:
        raise Unusable(f"has {len(reader.pages)} pages, and at most {MOST_PAGES} are read: divide it")
    return "\n\n".join(page.extract_text().strip() for page in reader.pages)
