"""A check of our own door: a form that is signed as Twilio's are, and is nobody's message. Pure."""

import uuid

from twilio.request_validator import RequestValidator

from handlers.channels.twilio.form import Form

OURSELVES = "recado:check"  # an address that no app has; without our token nobody can sign for it


def check_form(account: str) -> dict[str, str]:
    """The form of a new check."""
    return {"AccountSid": account, "MessageSid": f"SM{uuid.uuid4().hex}", "From": OURSELVES, "To": OURSELVES}


def signature_of(form: dict[str, str], url: str, token: str) -> str:
    """The value of its header X-Twilio-Signature."""
    return str(RequestValidator(token).compute_signature(url, form))


def is_check(form: Form) -> bool:
    """True for a check; only of a form that was verified."""
    return form.first("From") == form.first("To") == OURSELVES
