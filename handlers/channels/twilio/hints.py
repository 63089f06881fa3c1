"""Hints on a refused signature: another address or algorithm with which it verifies. Pure."""

import hmac
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator

from handlers.channels.twilio.form import SignedForm

MOST_FIELDS = 100  # Twilio sends some twenty; with 6,000 the tries would take 0.7 s, with 100 they take 0.01 s
MOST_SIGNATURES = 100
LENGTHS = (28, 44)  # of the two algorithms, in base64
PATHS = ("/webhook", "/webhook/", "/", "")
UNKNOWN = "no address that was tried: TWILIO_AUTH_TOKEN is not the one that signed it, or it is forged"


def would_verify(signed: SignedForm, *, public_url: str, tokens: Sequence[str]) -> str:
    """The address a refused form was really signed for, and what to correct; UNKNOWN if none tried verifies.

    It tries http and https, `public_url` and the hosts that the request names, the path with and without slash and
    /webhook, with and without the query, and the other algorithm. It returns an address only if one of our tokens
    signed for it, so a forger learns nothing, and cannot put words into the log.
    """
    if len(signed.signature) not in LENGTHS or len(signed.form) > MOST_FIELDS:
        return UNKNOWN
    other = HMAC_SHA1 if signed.algorithm == HMAC_SHA256 else HMAC_SHA256
    right = signed.urls(public_url)[0]
    tried = [(right, other), *((url, signed.algorithm) for url in _addresses(signed, public_url))]
    for validator in [RequestValidator(token) for token in tokens]:
        for url, algorithm in islice(tried, MOST_SIGNATURES // len(tokens)):
            if _is_made_by(validator, signed, url, algorithm):
                return _advice(url, algorithm, signed.algorithm, public_url)
    return UNKNOWN


def _is_made_by(validator: RequestValidator, signed: SignedForm, url: str, algorithm: str) -> bool:
    made = validator.compute_signature(url, signed.form, algorithm)
    return hmac.compare_digest(made.encode(), signed.signature.encode())


def _addresses(signed: SignedForm, public_url: str) -> dict[str, None]:
    """The addresses to try, the most probable first; an ordered set."""
    places = [public_url.partition("://")[2], *signed.hosts]
    queries = [f"?{signed.query}", ""] if signed.query else [""]
    return dict.fromkeys(
        f"{scheme}://{place}{path}{query}"
        for path in dict.fromkeys([signed.path, *PATHS])
        for place in places
        for scheme in ("https", "http")
        for query in queries
    )


def _advice(url: str, algorithm: str, said: str, public_url: str) -> str:
    if algorithm != said:
        header = "X-Twilio-Webhooks-Signature-Settings"
        return f"{url} by {algorithm}, not {said}: something on the way changes the header {header}"
    if url.startswith(public_url) and url.removeprefix(public_url)[:1] in ("", "/", "?"):
        return f"{url}: set it to {public_url}/webhook in Twilio's console"
    there = urlsplit(url)
    return f"{url}: set PUBLIC_URL to {there.scheme}://{there.netloc}, or Twilio's console to {public_url}/webhook"
