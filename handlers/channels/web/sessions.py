"""Sessions of visitors: signed, short, and of one site alone; and the lasting tokens by which visitors are known again.

Nothing of them is stored here. A page keeps the visitor's token; a signed-in customer has none, but the site's proof.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeSerializer

from handlers.channels.web import proof
from handlers.channels.web.proof import Proof
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Attachment
from handlers.errors import ForgedRequest, SessionOver

LASTS = timedelta(hours=1)  # then the page asks for another
OF_CUSTOMERS = timedelta(hours=12)  # in all, after the site's proof: then the page has to be made anew
OF_VISITORS = timedelta(days=400)  # since they last came: browsers keep nothing for longer


@dataclass(frozen=True)
class Visitor:
    """Who writes on which site (https://shop.example). `customer`: an id of ours. `name`: as the site proved it.

    `until`: when a signed-in customer has to be proved anew; None for others.
    """

    site: str
    customer: str
    name: str = ""
    until: datetime | None = None

    @property
    def contact(self) -> Contact:
        """The visitor as a contact: the business's address is its site's, without https."""
        business = urlsplit(self.site).netloc
        return Contact(Channel.WEB, business, self.customer, profile_name=self.name, carrier=Carrier.WEB)


class Sessions:
    """Gives sessions to visitors of these sites, and recognises them."""

    def __init__(self, secret: str, sites: Sequence[str], now: Callable[[], datetime]) -> None:
        self._secret, self._sites, self._now = secret, frozenset(sites), now

    def check_site(self, origin: str) -> None:
        """Raises ForgedRequest for a page of another site."""
        if origin not in self._sites:
            raise ForgedRequest("a page of a site that is not in CHAT_SITES")

    def customer(self, origin: str, given: Proof, session: str) -> Visitor:
        """The customer whom the site proves, now or when this session of theirs began. Raises ForgedRequest."""
        hashed = f"c{hashlib.sha256(f'{origin} {given.user}'.encode()).hexdigest()[:24]}"
        before = self._session(session)
        if before and (before[0].site, before[0].customer) == (origin, hashed) and self._is_known(before[0]):
            return before[0]
        proof.verify(given, site=origin, secret=self._secret, now=self._now())
        return Visitor(origin, hashed, given.name.strip(), self._now() + OF_CUSTOMERS)

    def again(self, origin: str, token: str) -> Visitor | None:
        """The visitor of this lasting token; None if it is not of this site, too old, or not ours."""
        found = self._read("visitor", token)
        if found is None or found[0] != origin or self._is_over(found[2]):
            return None
        return Visitor(origin, found[1])

    def new(self, origin: str) -> Visitor:
        """A visitor who was not here before."""
        return Visitor(origin, f"v{secrets.token_hex(8)}")

    def lasting(self, visitor: Visitor) -> str:
        """The token by which this visitor is known again; "" for a customer, whom the site has to prove."""
        until = self._now() + OF_VISITORS
        return "" if visitor.until else self._sign("visitor", visitor.site, visitor.customer, until.timestamp())

    def session(self, visitor: Visitor) -> str:
        """The token that each request of this visitor has to have from now on."""
        until = min(self._now() + LASTS, visitor.until or datetime.max.replace(tzinfo=UTC))
        ends = visitor.until.timestamp() if visitor.until else None
        return self._sign("session", visitor.site, visitor.customer, visitor.name, ends, until.timestamp())

    def of(self, origin: str, authorization: str) -> Visitor:
        """The visitor of a request. Raises SessionOver, ForgedRequest if the session is of another site."""
        kind, _, token = authorization.partition(" ")
        found = self._session(token) if kind.lower() == "bearer" else None
        if found is None or self._is_over(found[1]):
            raise SessionOver("no session of ours, or one that has ended")
        if found[0].site != origin:
            raise ForgedRequest("a session of another site")
        return found[0]

    def file_token(self, visitor: Visitor, file: Attachment) -> str:
        """The token by which a message of this visitor's names a file that was kept before."""
        return self._sign("file", visitor.site, visitor.customer, file.url, file.media_type)

    def file_of(self, visitor: Visitor, token: str) -> Attachment:
        """The file of such a token. Raises ForgedRequest."""
        site, customer, url, media_type = self._read("file", token) or ("", "", "", "")
        if (site, customer) != (visitor.site, visitor.customer):
            raise ForgedRequest("a file of nobody, or of another visitor")
        return Attachment(url, media_type)

    def _session(self, token: str) -> tuple[Visitor, float] | None:
        """Whose session it is or was, and until when."""
        found = self._read("session", token)
        if found is None:
            return None
        site, customer, name, ends, until = found
        return Visitor(site, customer, name, datetime.fromtimestamp(ends, UTC) if ends else None), until

    def _is_known(self, customer: Visitor) -> bool:
        return customer.until is not None and customer.until > self._now()

    def _is_over(self, until: float) -> bool:
        return self._now().timestamp() >= until

    def _sign(self, kind: str, *values: object) -> str:
        return str(self._signer(kind).dumps(values))

    def _read(self, kind: str, token: str) -> list[Any] | None:
        try:
            return list(self._signer(kind).loads(token))
        except BadData:
            return None

    def _signer(self, kind: str) -> URLSafeSerializer:
        salt = f"chat: {kind}"  # so that one kind of token is never taken for another
        return URLSafeSerializer(
            self._secret, salt=salt, signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )
