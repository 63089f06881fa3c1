"""Countries by addresses, held to libphonenumber's metadata."""

import phonenumbers
import pytest
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneNumberType

from handlers.money.countries import COUNTRIES, country_of, country_of_contact
from tests.writing import contact

TOLD_APART = {1, 7}
ELSEWHERE = "001"


def regions() -> list[tuple[int, str]]:
    return [(code, region) for code, found in COUNTRY_CODE_TO_REGION_CODE.items() for region in found]


@pytest.mark.parametrize("kind", [PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE])
def test_a_number_of_every_country_is_known(kind: int) -> None:
    """Where countries share a code, the main one stands for all; those of the codes 1 and 7 are told apart."""
    seen = 0
    for code, region in regions():
        number = phonenumbers.example_number_for_type(region, kind)
        if number is not None and region != ELSEWHERE:
            expected = region if code in TOLD_APART else COUNTRY_CODE_TO_REGION_CODE[code][0]
            assert country_of(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)) == expected
            seen += 1
    assert seen > 230


def test_every_area_of_north_america_is_in_its_country() -> None:
    for area in range(200, 1000):
        number = phonenumbers.parse(f"+1{area}2345678")
        if phonenumbers.is_valid_number(number):
            assert country_of(f"+1{area}2345678") == phonenumbers.region_code_for_number(number), area


def test_no_country_is_made_up() -> None:
    assert {region for _, region in regions()} >= COUNTRIES


def test_a_number_of_no_country_has_none() -> None:
    """Satellites and the like."""
    assert not [code for code, region in regions() if region == ELSEWHERE and country_of(f"+{code}12345678")]


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("MX.1234567890", "MX"),
        ("GG.1", "GG"),
        ("mx.1", ""),
        ("MEX.1", ""),
        ("ÑÑ.1", ""),
        ("MX", ""),
        ("+", ""),
        ("", ""),
        ("+\u0665\u06621", ""),
        ("100234", ""),
        ("MyShop", ""),
    ],
)
def test_lasting_ids_tell_their_country_and_other_addresses_none(address: str, country: str) -> None:
    assert country_of(address) == country


def test_a_hidden_number_leaves_the_lasting_id() -> None:
    assert country_of_contact(contact(customer="+573001234567", external_id="MX.1")) == "CO"
    assert country_of_contact(contact(customer="page-1", external_id="MX.1")) == "MX"
    assert country_of_contact(contact(customer="MX.2")) == "MX"
    assert country_of_contact(contact(customer="page-1")) == ""
