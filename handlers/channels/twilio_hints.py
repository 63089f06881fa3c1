"""Why a signature was refused: which other address, or algorithm, it would have verified for. Pure."""

import hmac
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, get_signature_algorithm

from handlers.channels.twilio import Form

MOST_FIELDS = 100  # Twilio sends some twenty; with 6,000 of them all that is tried would take 0.7 s, so it takes 0.01
MOST_SIGNATURES = 100
LENGTHS = (28, 44)  # of the two algorithms, in base64
PATHS = ("/webhook", "/webhook/", "/", "")
UNKNOWN = "no address that was tried: TWILIO_AUTH_TOKEN is not the one that signed it, or it is forged"


def would_verify(
    form: Form,
    *,
    signature: str,
    settings: str,
    public_url: str,
    hosts: Sequence[str],
    path: str,
    query: str,
    tokens: Sequence[str],
) -> str:
    """What a form is signed for that was refused, and what to correct; UNKNOWN where nothing that is tried verifies.

    Tried are http and https, `public_url` and the `hosts` that the request names, the path with and without slash and
    /webhook, with and without the query, and the other algorithm. An address is only told when one of our tokens has
    signed for it: whoever forges a request learns nothing, and cannot put words into the log.
    """
    if len(signature) not in LENGTHS or len(form) > MOST_FIELDS:
        return UNKNOWN
    said = get_signature_algorithm(settings).upper()
    other = HMAC_SHA1 if said == HMAC_SHA256 else HMAC_SHA256
    right = f"{public_url}{path}{f'?{query}' if query else ''}"
    tried = [(right, other), *((url, said) for url in _addresses(public_url, hosts, path, query))]
    for validator in [RequestValidator(token) for token in tokens]:
        for url, algorithm in islice(tried, MOST_SIGNATURES // len(tokens)):
            if hmac.compare_digest(validator.compute_signature(url, form, algorithm).encode(), signature.encode()):
                return _advice(url, algorithm, said, public_url)
    return UNKNOWN


def _addresses(public_url: str, hosts: Sequence[str], path: str, query: str) -> dict[str, None]:
    """The most probable first; an ordered set."""
    places = [public_url.partition("://")[2], *hosts]
    queries = [f"?{query}", ""] if query else [""]
    return dict.fromkeys(
        f"{scheme}://{place}{each}{asked}"
        for each in dict.fromkeys([path, *PATHS])
        for place in places
        for scheme in ("https", "http")
        for asked in queries
    )


def _advice(url: str, algorithm: str, said: str, public_url: str) -> str:
    if algorithm != said:
        header = "X-Twilio-Webhooks-Signature-Settings"
        return f"{url} by {algorithm}, not {said}: something on the way changes the header {header}"
    if url.startswith(public_url) and url.removeprefix(public_url)[:1] in ("", "/", "?"):
        return f"{url}: set it to {public_url}/webhook in Twilio's console"
    there = urlsplit(url)
    return f"{url}: set PUBLIC_URL to {there.scheme}://{there.netloc}, or Twilio's console to {public_url}/webhook"
