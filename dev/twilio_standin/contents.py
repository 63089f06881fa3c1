"""The content of a message that is created: words, files, or a template with its variables.

https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from dev.twilio_standin.refusals import LONGEST, Refused

PARAMETERS = {"From", "To", "Body", "MediaUrl", "StatusCallback", "ContentSid", "ContentVariables"}
CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")


def check_content(form: Mapping[str, str], templates: Mapping[str, str]) -> None:
    """Raise `Refused` for a content that Twilio would not take."""
    if "ContentSid" in form:
        _check_template(form, templates)
    elif "ContentVariables" in form:
        raise Refused(400, 21656, "ContentVariables need a ContentSid")
    elif not (form.get("Body") or form.get("MediaUrl")):
        raise Refused(400, 21602, "Message body is required.")
    if len(form.get("Body", "").encode("utf-16-le")) // 2 > LONGEST:
        raise Refused(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    if "MediaUrl" in form and not _is_address(form["MediaUrl"]):
        raise Refused(400, 21620, "Invalid media URL(s)")
    if "StatusCallback" in form and not _is_address(form["StatusCallback"]):
        raise Refused(400, 21609, "The 'StatusCallback' URL is not a valid URL")


def body_of(form: Mapping[str, str], templates: Mapping[str, str]) -> str:
    """The words that the customer sees: of a template, with the variables put in."""
    body = templates.get(form.get("ContentSid", ""), form.get("Body", ""))
    for name, value in json.loads(form.get("ContentVariables", "{}")).items():
        body = body.replace(f"{{{{{name}}}}}", value)
    return body


def _check_template(form: Mapping[str, str], templates: Mapping[str, str]) -> None:
    if not CONTENT_SID.fullmatch(form["ContentSid"]) or form["ContentSid"] not in templates:
        raise Refused(400, 21655, "The ContentSid is Invalid")
    if "Body" in form or "MediaUrl" in form:
        raise Refused(400, 20001, "The stand-in takes no Body and no MediaUrl beside a ContentSid")
    try:
        variables = json.loads(form.get("ContentVariables", "{}"))
    except ValueError:
        variables = None
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        raise Refused(400, 21656, "The ContentVariables Parameter is invalid")


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "_" not in (parts.hostname or "")
