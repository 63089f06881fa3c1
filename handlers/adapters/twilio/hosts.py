"""Hosts that files may come from: Twilio's, and public ones that Twilio redirects to."""

import re

from yarl import URL

from handlers.adapters.fetching import AllowedHosts, parsed
from handlers.errors import FileGone

TWILIOS = re.compile(r"(?:[a-z0-9-]{1,63}\.)*twilio\.com")
# A public name ends in letters: this excludes numeric addresses, however written, and names inside a network.
PUBLIC = re.compile(r"(?:[a-z0-9-]{1,63}\.)+(?!internal$|local$|localhost$)[a-z][a-z0-9-]{0,62}")
TWILIOS_ONLY = "none: a file is fetched from Twilio's hosts only"


class Hosts:
    """Twilio's hosts, and that of `base_url`, "" for none."""

    def __init__(self, base_url: str) -> None:
        self._twilios = AllowedHosts(TWILIOS, base_url)
        self._public = AllowedHosts(PUBLIC, base_url)

    def first(self, url: str) -> URL:
        """The address of a file. Raises FileGone unless it is at Twilio's."""
        address = parsed(url, remedy=TWILIOS_ONLY)
        if self._twilios.has(address):
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
        there = address.join(parsed(location, remedy=TWILIOS_ONLY))
        if self._public.has(there):
            return there
        raise FileGone("redirected", remedy="none: Twilio redirects to an address that cannot hold its files")
