"""A check of our own door: bytes that are signed as Meta's are, and report nothing. Pure."""

import hashlib
import hmac
import json
import uuid

_CHECK = b'{"object": "recado_check", '


def check_body() -> bytes:
    """The body of a new check."""
    return _CHECK + json.dumps({"entry": [], "id": uuid.uuid4().hex}).encode().removeprefix(b"{")


def signature_of(body: bytes, secret: str) -> str:
    """The value of its header X-Hub-Signature-256."""
    return f"sha256={hmac.digest(secret.encode(), body, hashlib.sha256).hex()}"


def is_check(body: bytes) -> bool:
    """True for a check; only of a body that was verified."""
    return body.startswith(_CHECK)
