"""Hosts that files may come from: Twilio's, and public ones that Twilio redirects to."""

import re

from yarl import URL

from handlers.errors import FileGone

TWILIOS = re.compile(r"(?:[a-z0-9-]{1,63}\.)*twilio\.com")
# A public name ends in letters: this excludes numeric addresses, however written, and names inside a network.
PUBLIC = re.compile(r"(?:[a-z0-9-]{1,63}\.)+(?!internal$|local$|localhost$)[a-z][a-z0-9-]{0,62}")
TWILIOS_ONLY = "none: a file is fetched from Twilio's hosts only"


class Hosts:
    """Twilio's hosts, and that of `base_url`, "" for none."""

    def __init__(self, base_url: str) -> None:
        self._ours = _place(URL(base_url)) if base_url else None

    def first(self, url: str) -> URL:
        """The address of a file. Raises FileGone unless it is at Twilio's."""
        address = _parsed(url)
        if self._is_ours(address) or (_is_plain_https(address) and TWILIOS.fullmatch(address.host or "")):
            return address
        raise FileGone("not_twilios", remedy=TWILIOS_ONLY)

    def has(self, url: str) -> bool:
        """True if this is the address of a file at Twilio's."""
        try:
            return bool(self.first(url))
        except FileGone:
            return False

    def next(self, address: URL, location: str) -> URL:
        """The address that a redirect leads to. Raises FileGone unless it is public."""
        there = address.join(_parsed(location))
        if self._is_ours(there) or (_is_plain_https(there) and PUBLIC.fullmatch(there.host or "")):
            return there
        raise FileGone("redirected", remedy="none: Twilio redirects to an address that cannot hold its files")

    def _is_ours(self, address: URL) -> bool:
        return _is_bare(address) and _place(address) == self._ours


def _parsed(url: str) -> URL:
    try:
        return URL(url)
    except ValueError:
        raise FileGone("not_a_url", remedy=TWILIOS_ONLY) from None


def _is_plain_https(address: URL) -> bool:
    return _is_bare(address) and address.scheme == "https" and address.port == 443


def _place(address: URL) -> tuple[str, str | None, int | None]:
    return address.scheme, address.host, address.port


def _is_bare(address: URL) -> bool:
    """True without a name and password, with which aiohttp would log in."""
    return address.raw_user is None and address.raw_password is None
