"""Ways to write one mobile number: some countries have a digit that one app writes and another leaves out. Pure."""

import re

# Mexico's 1 and Argentina's 9 after the country's code, Brazil's 9 after the area.
_MOBILE = ((r"(\+52)", r"(\d{10})", "1"), (r"(\+54)", r"(\d{10})", "9"), (r"(\+55\d\d)", r"(\d{8})", "9"))
_OTHERS = re.compile(r"\+55\d\d9?[0-5]\d{7}")


def spellings_of(number: str) -> frozenset[str]:
    """This number, and the same one with or without that digit."""
    found = {number} if number else set[str]()
    for head, tail, digit in _MOBILE:
        if without := re.fullmatch(head + tail, number):
            found.add(without[1] + digit + without[2])
        if written := re.fullmatch(head + digit + tail, number):
            found.add(written[1] + written[2])
    return frozenset(found)


def same_line(number: str) -> tuple[str, ...]:
    """The number, then the other spellings that can be nobody else's.

    Brazil has lines that had eight digits before mobile ones got nine: those begin with 6 to 9. With the others the
    digit makes a mobile number of somebody's landline.
    """
    others = spellings_of(number) - {number}
    return (number, *(each for each in sorted(others) if not _OTHERS.fullmatch(each)))
