"""Who writes, where, and by which carrier."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Channel(StrEnum):
    """The app that a customer writes in."""

    WHATSAPP = "whatsapp"
    SMS = "sms"
    RCS = "rcs"
    MESSENGER = "messenger"


class Carrier(StrEnum):
    """Who carries messages between an app and us."""

    TWILIO = "twilio"


@dataclass(frozen=True)
class Contact:
    """A customer, as one of the business's addresses knows them: who, where, and by which carrier.

    `business` and `customer` are addresses as the app has them, without a carrier's spelling: +5215512345678. Never
    assume that `customer` holds a phone number. `external_id` is the app's own lasting name for the customer, where it
    gives one; `profile_name` what the customer calls themselves.
    """

    channel: Channel
    business: str
    customer: str
    external_id: str = ""
    profile_name: str = ""
    carrier: Carrier = Carrier.TWILIO

    @property
    def identity(self) -> str:
        """Who the customer is, even when the phone number is hidden or changes."""
        return self.external_id or self.customer

    def after(self, earlier: "Contact") -> "Contact":
        """This contact, with what only an earlier message told of the same customer."""
        external_id = self.external_id or earlier.external_id
        return replace(self, external_id=external_id, profile_name=self.profile_name or earlier.profile_name)
