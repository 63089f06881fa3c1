"""Ratings: the number from 1 to 5 that a whole message gives, as a digit, a word, stars or a face. Pure."""

import re
import unicodedata

from handlers.conversation.commands import plain

MOST = 5
MOST_CHARACTERS = 40  # of a whole message that is a rating
_NUMBERS = {
    1: "1 uno una un one um uma",
    2: "2 dos two dois duas",
    3: "3 tres three",
    4: "4 cuatro four quatro",
    5: "5 cinco five",
}
_NUMBER_OF = {word: number for number, words in _NUMBERS.items() for word in words.split()}
# The ends of the scale, as the question names them, may be answered in words. "Bien" could be a 3, a 4 or a 5.
_ENDS = {1: "pesimo pesima terrible pessimo pessima awful", 5: "excelente excellent"}
_END_OF = {word: number for number, words in _ENDS.items() for word in words.split()}
_NUMBER = "|".join(_NUMBER_OF)
# What may stand around the number: "le doy un 5", "5 de 5", "cuatro estrellas, gracias".
_BEFORE = r"(?:(?:le |te |les |se |i |i d |eu |lhe )?(?:doy|pongo|daria|give it|give you|give|say|dou|daria) )?"
_ARTICLE = r"(?:un |una |el |a |an |um |uma |o |nota |calificacion )*"
_UNIT = r"(?: (?:de|of|out of|em) (?:5|cinco|five))?(?: (?:estrellas?|estrelas?|stars?|puntos?))?"
_AFTER = r"(?: (?:muchas |muito |many )?(?:gracias|thanks|thank you|obrigado|obrigada))?"
_WHOLE = re.compile(rf"{_BEFORE}{_ARTICLE}(?P<number>{_NUMBER}){_UNIT}{_AFTER}")
_WORD = re.compile(rf"(?P<word>{'|'.join(_END_OF)}){_AFTER}")

_FACES = {
    1: "😡😠🤬😤👿",
    2: "🙁☹😕😞😟😔😣😖😢😭",
    3: "😐😑😶",
    4: "🙂☺",
    5: "😀😃😄😁😊😍🤩🥰😆",
}
_FACE_OF = {face: number for number, faces in _FACES.items() for face in faces}
_STARS = frozenset("⭐🌟★")
_BESIDE = frozenset("👍👎🙏❤👏🎉💯☆")  # say nothing of their own; ☆ is a star that was not given
_MARKS = frozenset(" \t\n.,;!¡…*_~\"'“”«»")
# Variation selectors, the joiner, the frame of a keycap, and skin colours change how a character looks alone.
_LOOKS = re.compile("[\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff]")


def rating_in(text: str) -> int | None:
    """The rating that the whole message is, from 1 to 5; None if it is anything else, or contradicts itself."""
    said = unicodedata.normalize("NFKC", _LOOKS.sub("", text)).strip()
    said = re.sub(r"(?<![\d/])([1-5]) ?/ ?5(?![\d/])", r"\1", said)
    symbols = [letter for letter in said if not letter.isalnum() and letter not in _MARKS]
    if len(said) > MOST_CHARACTERS or any(symbol not in _FACE_OF and symbol not in _KNOWN for symbol in symbols):
        return None
    words = plain("".join(" " if letter in symbols else letter for letter in said))
    number = _number_in(words)
    if (words and number is None) or re.search(r"\d[.,]\d", said):
        return None
    found = {_FACE_OF[symbol] for symbol in symbols if symbol in _FACE_OF} | ({number} if number else set())
    stars = sum(symbol in _STARS for symbol in symbols)
    if stars and not (stars == 1 and number):  # "5 ⭐" is five stars
        found.add(stars)
    (rating,) = found if len(found) == 1 else (None,)
    return rating if rating is not None and rating <= MOST else None


_KNOWN = _STARS | _BESIDE


def _number_in(words: str) -> int | None:
    if found := _WHOLE.fullmatch(words):
        return _NUMBER_OF[found["number"]]
    found = _WORD.fullmatch(words)
    return _END_OF[found["word"]] if found else None
