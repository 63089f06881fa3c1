"""The language of a message: Spanish, English or Portuguese; None if it is not clear.

We wrote our own, since a detector of many languages is too heavy: lingua-language-detector is a wheel of 96 MB.
"""

import re
import unicodedata

from handlers.languages import Language

_MOST_READ = 1000  # characters
_LEAST_SHARE = 0.15  # of the words that point to the language
_MARGIN = 1.5  # times the second language's count


def _all_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words, without accents, of only one of the languages: "no", "de", "para", "dia" and "delivery" show nothing. None:
# words of other, similar languages.
_WORDS: dict[Language | None, frozenset[str]] = {
    "es": _all_of(
        "el la los las lo del al un unas y en con sin pero porque pq xq ke muy mi mis su sus es son hay estoy estas"
        " estan ese eso eres soy tengo tiene tienen tienes quiero quisiera quiere quieres queremos puedo puede"
        " pueden puedes podria hola holi buenas buenos tardes noches gracias adios cuanto cuantos cuanta cuantas"
        " cuando donde quien cual cuales cuesta cuestan hasta hoy manana ayer ahora ahorita luego despues aca alla"
        " alli ya tambien si necesito precio precios abren abierto cierran hacen hago hice hizo llega llego llegan"
        " ustedes usted ud uds vosotros han hemos fue decir dime digame perdon disculpe disculpa oye oiga bueno"
        " buena buen dale listo perfecto nadie todavia aun tarjeta efectivo tienda domingo lunes martes miercoles"
        " jueves viernes porfa porfis xfa vos tenes podes queres sos mandame mandan pasame cita llamo entonces asi"
        " ninguno ningun algun otra bien guay sirve queda quedan mucho mucha muchas muchos estaba direccion calle"
        " talla hacer voy venden mejor nuevo nueva saludos orale wey guey chido pues nomas igual vosotras ayuda"
        " ayudame recomiendas entiendo quedo haces cuatro siete ocho nueve diez interesa nombre nuestro nuestra"
        " conmigo mio hecho estuvo podrian podrias deseo sigue vengo"
    ),
    "en": _all_of(
        "the an and of in on at or is are am was were be been i you it we they my your his our their this that"
        " these those what when where who how why which does did dont doesnt didnt can could would will should have"
        " had not yes hi hello hey thanks thank please pls plz sorry good morning afternoon evening much many some"
        " any all with for from by about there here today tomorrow tonight yesterday now want need like im ive u ur"
        " open close closed order price cash pay ship shipping deliver get got just still again but if okay great"
        " sure bye let know looking book appointment make take send only too wanna gonna thx ty whats hows cant isnt"
        " anyone help one cake nice problem next week works happy never mind perfect sounds day time long someone"
        " website"
    ),
    "pt": _all_of(
        "e um uma em na nas ao aos com sem muito muita muitos muitas meu meus minha minhas seu seus sua suas pela"
        " isso isto essa voce voces vc vcs ele ela eles elas nao naum sim sou tem tenho quero quer posso pode podem"
        " oi bom boa noite obrigado obrigada obg brigado brigada tchau quanto quantos quantas quando onde quem qual"
        " quais ate hoje amanha ontem agora depois tambem tbm preco precos entregam frete abrem fecham fazem faz"
        " fazer chegou pra pras foi desculpa desculpe blz beleza valeu vlw tudo alguem ninguem ainda cartao dinheiro"
        " loja feira pfv gostaria outro outra nenhum algum alguma endereco nome entao assim pix cade mt mto eu vou"
        " vai num numa ou mais nosso nossa estou dele dela vendem aceitam hj dps bjs ne fica ficou ajuda ajudar dois"
        " duas quatro sete oito nove dez perfeito cardapio otimo otima parabens vem caiu oii vim comigo feito deu"
        " encomenda duvida obgd agradeco"
    ),
    None: _all_of(
        "je vous nous est des du pour avec et une oui merci bonjour dans pas il sono grazie ciao vorrei di per non"
        " gli della questo avete ich und der ist nicht guten danke bitte haben sie ein eine mit het ik amb els"
    ),
}
_MARKS: dict[Language | None, re.Pattern[str]] = {
    "es": re.compile(r"[¿¡ñ]|ci(?:[oó]n|ones)\b|idad\b|(?:ja){2}"),
    "en": re.compile(r"['\u2019](?:s|m|t|d|re|ve|ll)\b|ing\b|wh(?!atsapp)|th[ei]"),
    "pt": re.compile(r"[ãõçêôâà]|\bé\b|lh|nh|\w{3}[aiu](?:cao|coes)\b|\w{2}(?:ei|ou)\b|kkk|rsrs"),
}


def language_of(text: str) -> Language | None:
    """The language that clearly most words point to; None if too few do, or if they point to another language."""
    read = unicodedata.normalize("NFC", re.sub(r"\S*(?:://|@|www\.)\S*", " ", text[:_MOST_READ].casefold()))
    words = re.findall(r"[^\W\d_]+", _plain(read))
    votes = {language: sum(word in own for word in words) for language, own in _WORDS.items()}
    for language, mark in _MARKS.items():
        votes[language] += len(mark.findall(read))
    (second, _), (first, found) = sorted(((count, language) for language, count in votes.items()), key=_count)[-2:]
    return found if first > second * _MARGIN and first >= len(words) * _LEAST_SHARE else None


def _count(vote: tuple[int, Language | None]) -> int:
    return vote[0]


def _plain(text: str) -> str:
    """The text without accents or repeated letters: "graciasss" as "gracias"."""
    letters = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return re.sub(r"(\w)\1{2,}", r"\1", letters)
