"""The helpdesk's settings, checked at start: where it is told, and the secret that both sides sign with."""

import base64
from ipaddress import ip_address
from urllib.parse import urlsplit

OUR_OWN = frozenset({"localhost", "127.0.0.1", "::1"})  # for tests, and a helpdesk on the same machine
LEAST_BYTES = 24  # as the Standard Webhooks scheme asks for
HOW = "make one with: echo whsec_$(openssl rand -base64 32)"


def checked_url(url: str) -> str:
    """The address; "" for none. Raises ValueError.

    A name is not looked up: this address is the operator's own, never a customer's.
    """
    if not url:
        return url
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in (("http", "https") if host in OUR_OWN else ("https",)) or not host or parts.fragment:
        raise ValueError("must be an address such as https://helpdesk.example/recado")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must hold no user name or password: the signature proves who sends")
    if host not in OUR_OWN and _is_private(host):
        raise ValueError("must not lead into a private network")
    return url


def checked_secret(secret: str) -> str:
    """The secret; "" for none. Raises ValueError."""
    if not secret:
        return secret
    kind, _, encoded = secret.partition("_")
    try:
        is_long_enough = len(base64.b64decode(encoded, validate=True)) >= LEAST_BYTES
    except ValueError:
        is_long_enough = False
    if kind != "whsec" or not is_long_enough:
        raise ValueError(f"must be whsec_ and at least {LEAST_BYTES} bytes in base64; {HOW}")
    return secret


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
