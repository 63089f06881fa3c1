"""Moderations of texts: those with `#flag` in them are harmful.

https://developers.openai.com/api/docs/api-reference/moderations
"""

from __future__ import annotations

from dataclasses import replace

from dev.openai_standin import refusals
from dev.openai_standin.directives import Directives, directives
from dev.openai_standin.response import JSON, new_id

MODEL = "omni-moderation-latest"
CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)


def texts_of(body: JSON) -> list[str]:
    """The texts to be judged. Raises `Refused` for what the API would not take, and for pictures."""
    if body.get("model", MODEL) != MODEL:
        raise refusals.no_model(str(body["model"]))
    given = body.get("input")
    if given is None:
        raise refusals.missing("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise refusals.invalid("input", "a string or an array of strings")
    return texts


def asked_in(text: str) -> Directives:
    """The directives for a moderation; it locks no conversation."""
    return replace(directives(text), locked=0)


def as_json(body: JSON) -> JSON:
    results = [_result("flag" in directives(text).words) for text in texts_of(body)]
    return {"id": new_id("modr"), "model": MODEL, "results": results}


def _result(flagged: bool) -> JSON:
    found = {name: flagged and name == "harassment" for name in CATEGORIES}
    return {
        "flagged": flagged,
        "categories": found,
        "category_scores": {name: 0.98 if is_found else 0.0001 for name, is_found in found.items()},
        "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
    }
