"""The sense of a question, as far as its words show it: those of content, each as its stem. Pure.

Left out is only what hardly ever changes what is asked: articles, "you", "your", "de", "en" and "is", politeness. All
else stays, so two questions agree only if they agree in it: no, not and without; numbers, days, places and names; can,
must and will; more and less, before and after, from and to, open and closed; what, when, where, how and why; I and my.
"""

import re
from collections.abc import Callable, Sequence

from handlers.knowledge.wording import plain
from handlers.languages import Language

Sense = tuple[str, ...]


def _all_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# With their accents: "té" is not "te", and in Portuguese "é" is not "e".
_SILENT: dict[Language, frozenset[str]] = {
    "es": _all_of(
        "el la los las un una unos unas del de en me te le les nos es son favor porfa"
        " ustedes usted ud uds vosotros tú tu su sus tus"
    ),
    "en": _all_of("the a an of in on at you your do does is are am there any please"),
    "pt": _all_of(
        "o os as um uma uns umas do da dos das de em no na nos nas num numa me te lhe é são favor"
        " voce voces você vocês seu sua seus suas teu tua"
    ),
}
# Forms of the words that most questions have, where they differ by more than an ending.
_SAME = {
    **dict.fromkeys(("hay", "tienen", "tiene", "tienes"), "hay"),
    **dict.fromkeys(("tem", "ha"), "tem"),
    **dict.fromkeys(("abrir", "abren", "abre", "abres", "abrem"), "abr"),
    **dict.fromkeys(("cerrar", "cierra", "cierran"), "cierra"),
    **dict.fromkeys(("cuesta", "cuestan", "costar"), "cuesta"),
    **dict.fromkeys(("dos", "two", "dois", "duas"), "2"),
    **dict.fromkeys(("tres", "three"), "3"),
    **dict.fromkeys(("cuatro", "four", "quatro"), "4"),
    **dict.fromkeys(("cinco", "five"), "5"),
    **dict.fromkeys(("seis", "six"), "6"),
    **dict.fromkeys(("siete", "seven", "sete"), "7"),
    **dict.fromkeys(("ocho", "eight", "oito"), "8"),
    **dict.fromkeys(("nueve", "nine", "nove"), "9"),
    **dict.fromkeys(("diez", "ten", "dez"), "10"),
    **dict.fromkeys(("doce", "twelve", "doze", "docena", "dozen", "duzia"), "12"),
}
# First persons, which an ending would make others': "¿Puedo pagar?" is not "¿Pueden pagar?".
_OWN = _all_of("puedo debo tengo quiero necesito posso devo tenho quero preciso")
_FROM = _all_of("de del desde do da from")
_TO = _all_of("a al hasta para ate to")
_COMPARING = _all_of("antes despues entre before after between than depois")
_LEAST = 4  # letters of a word that has an ending
_MY = _all_of(
    "mi mis mio mia mios mias nuestro nuestra nuestros nuestras my mine our meu minha meus minhas nosso nossa"
)
# What a customer has with the business, of which only the state can be asked. Without accents.
_MATTERS = _all_of(
    "pedido pedidos orden ordenes encargo encargos compra compras paquete paquetes cuenta factura facturas recibo cita"
    " citas reserva reservas reservacion pago pagos anticipo deposito reembolso devolucion ticket entrega envio saldo"
    " queja reclamo order orders purchase package parcel delivery shipment account invoice receipt booking reservation"
    " appointment payment deposit refund balance complaint subscription encomenda encomendas conta fatura nota"
    " agendamento pagamento estorno reclamacao"
)


def sense_of(words: Sequence[str], language: Language) -> Sense:
    """The stems of the words of content, in their order where that matters: in English, and from one to another."""
    silent = _SILENT[language]
    stem = _english if language == "en" else _romance
    stems = [_known(word, stem) for word in words if word not in silent]
    return tuple(stems if language == "en" or _is_ordered(words) else sorted(stems))


def _is_ordered(words: Sequence[str]) -> bool:
    said = set(map(plain, words))
    return bool(said & _COMPARING) or bool(said & _FROM and said & _TO)


def _known(word: str, stem: Callable[[str], str]) -> str:
    if word.endswith("ó"):  # "llegó" is over, "llega" is not
        return word
    bare = plain(word)
    return _SAME.get(bare) or (bare if bare in _OWN or len(bare) < _LEAST else stem(bare))


def _romance(word: str) -> str:
    """Without the endings of plurals and of verbs: "pasteles", "aceptan" and "aceptar" as "pastel" and "acepta"."""
    word = re.sub("coes$", "cao", re.sub("(?<=..)([ae])is$", r"\1l", word))
    word = re.sub("(?<=[aeiou])s$|(?<=[ae])[nm]$|(?<=[aei])r$", "", word)
    return word.removesuffix("e")


def _english(word: str) -> str:
    """Without the ending of plurals and of the third person."""
    if re.search("(ss|us|is)$", word):
        return word
    word = re.sub("ies$", "y", re.sub("(s|x|z|ch|sh)es$", r"\1", word))
    return word.removesuffix("s")


def has_my(words: Sequence[str]) -> bool:
    """True if it speaks of anything of the customer's own."""
    return not _MY.isdisjoint(map(plain, words))


def is_own(words: Sequence[str]) -> bool:
    """True if it is about the customer's own matter, such as "mi pedido": no entry can know of that."""
    return has_my(words) and not _MATTERS.isdisjoint(map(plain, words))
