"""The languages that Recado speaks: each customer's, and in Spanish with tú or with usted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["es", "en", "pt"]  # a customer's, as we detect and store it
Spoken = Literal["es", "es-usted", "en", "pt"]  # a language as Recado speaks it


def written_in(spoken: Spoken) -> Language:
    """The language itself, for what is the same with tú and with usted."""
    return "es" if spoken == "es-usted" else spoken


@dataclass(frozen=True)
class Sentence:
    """A sentence in each language. `usted`: the Spanish one for usted, only if `es` says tú."""

    es: str
    en: str
    pt: str
    usted: str = ""

    def __getitem__(self, spoken: Spoken) -> str:
        if spoken == "es-usted":
            return self.usted or self.es
        return {"es": self.es, "en": self.en, "pt": self.pt}[spoken]

    def every(self) -> frozenset[str]:
        """The sentence in all languages, with tú and with usted."""
        return frozenset(self[spoken] for spoken in get_args(Spoken))


def sentences(words: Mapping[str, tuple[str, str, str]]) -> dict[str, Sentence]:
    """Words in Spanish, English and Portuguese as sentences, by the same names."""
    return {name: Sentence(es=es, en=en, pt=pt) for name, (es, en, pt) in words.items()}


@dataclass(frozen=True)
class House:
    """The business's way to speak: its language until a customer's is known, and tú or usted in Spanish."""

    language: Language = "es"
    usted: bool = False

    def spoken_to(self, customer: Language | None) -> Spoken:
        """The language to speak to a customer of this language, if it is known."""
        language = customer or self.language
        return "es-usted" if language == "es" and self.usted else language
