"""Fees for messages: Twilio's where Twilio carries them, Meta's on WhatsApp whoever does, and none elsewhere."""

import pytest

from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.money.fees import Fee, came, refused, sent

MEXICO = "+5215512345678"
TWILIO, META = Carrier.TWILIO, Carrier.META


def contact(carrier: Carrier, channel: Channel, customer: str = MEXICO) -> Contact:
    return Contact(channel, "+5215587654321", customer, carrier=carrier)


@pytest.mark.parametrize(
    ("carrier", "channel", "coming", "going", "failing"),
    [
        (
            *(TWILIO, Channel.WHATSAPP),
            *([("twilio.in", "", 3)], [("twilio.out", "", 2), ("meta.service", "MX", 2)], [("twilio.failed", "", 1)]),
        ),
        (TWILIO, Channel.SMS, [("twilio.in", "sms", 3)], [("twilio.out", "sms", 2)], [("twilio.failed", "sms", 1)]),
        (
            *(TWILIO, Channel.MESSENGER),
            *([("twilio.in", "messenger", 3)], [("twilio.out", "messenger", 2)], [("twilio.failed", "messenger", 1)]),
        ),
        (META, Channel.WHATSAPP, [], [("meta.service", "MX", 2)], []),
        (META, Channel.MESSENGER, [], [], []),
        (META, Channel.INSTAGRAM, [], [], []),
        (Carrier.TELEGRAM, Channel.TELEGRAM, [], [], []),
        (Carrier.WEB, Channel.WEB, [], [], []),
    ],
)
def test_each_carrier_and_app_has_its_fees(
    carrier: Carrier, channel: Channel, coming: list[Fee], going: list[Fee], failing: list[Fee]
) -> None:
    who = contact(carrier, channel)
    assert ([*came(who, 3)], [*sent(who, 2)], [*refused(who)]) == (coming, going, failing)


def test_metas_fee_for_a_template_is_another_one_by_either_carrier() -> None:
    for carrier in (TWILIO, META):
        fees = [*sent(contact(carrier, Channel.WHATSAPP), line="meta.template")]
        assert fees[-1] == ("meta.template", "MX", 1)


def test_metas_fee_is_of_the_country_that_a_lasting_id_tells_where_the_number_is_hidden() -> None:
    hidden = Contact(Channel.WHATSAPP, "+5215587654321", "CO.1234", "CO.1234", carrier=META)
    assert [*sent(hidden)] == [("meta.service", "CO", 1)]
