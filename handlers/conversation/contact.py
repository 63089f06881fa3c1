"""Contacts: who writes, in which app, and by which carrier."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Channel(StrEnum):
    """The app that a customer writes in."""

    WHATSAPP = "whatsapp"
    SMS = "sms"
    RCS = "rcs"
    MESSENGER = "messenger"
    INSTAGRAM = "instagram"
    TELEGRAM = "telegram"
    WEB = "web"  # the chat on the business's own site


class Carrier(StrEnum):
    """A carrier of messages between an app and us."""

    TWILIO = "twilio"
    META = "meta"
    TELEGRAM = "telegram"
    WEB = "web"


@dataclass(frozen=True)
class Contact:
    """A customer as seen from one of the business's addresses: who, in which app, and by which carrier.

    `business` and `customer` are addresses in the app's form, without a carrier's spelling: +5215512345678. Never
    assume that `customer` is a phone number. `external_id` is the app's own lasting id for the customer, if it gives
    one; `profile_name` is the name that the customer chose. `line`: the carrier's own id of the business's address,
    where it sends from that and not from the address; "" elsewhere.
    """

    channel: Channel
    business: str
    customer: str
    external_id: str = ""
    profile_name: str = ""
    carrier: Carrier = Carrier.TWILIO
    line: str = ""

    @property
    def identity(self) -> str:
        """The customer's identity, even if the phone number is hidden or changes."""
        return self.external_id or self.customer

    def is_at(self, other: "Contact") -> bool:
        """True if both are one customer at one address of the business's."""
        is_same_line = (self.channel, self.business) == (other.channel, other.business)
        return is_same_line and (self.customer == other.customer or self.identity == other.identity)

    def after(self, earlier: "Contact") -> "Contact":
        """This contact, completed with facts that only an earlier message of the same customer gave.

        Of a message from another address of the same customer's, only the name counts here.
        """
        if (self.channel, self.business) != (earlier.channel, earlier.business):
            return replace(self, profile_name=self.profile_name or earlier.profile_name)
        external_id = self.external_id or earlier.external_id
        return replace(
            self,
            external_id=external_id,
            profile_name=self.profile_name or earlier.profile_name,
            line=self.line or (earlier.line if earlier.carrier is self.carrier else ""),
        )
