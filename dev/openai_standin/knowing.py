"""What the stand-in finds in the business's files: the line that shares the most words with a question, or none.

It reads what Recado gives the model: handlers/instructions.py and handlers/knowledge/marked.py. It knows few words that
mean the same, so it says more often than a model that it does not know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FILES = "# The business's files"  # stands in the instructions of an assistant that has some
ELEMENT = re.compile(r'<(?:file|passage) name="([^"]*)">\n(.*?)\n</(?:file|passage)>', re.DOTALL)
BUSINESS = re.compile(r"<business>\n(.*?)\n</business>", re.DOTALL)
ROWS = 6  # lines of a table's row that are told together
MOST_TOLD = 300  # characters
ENOUGH = 0.7  # of a question's words: a line has to have more than that
ASKS = re.compile(
    r"[¿?]|^\W*(?:cu[aá]\w+|qu[eé]|qui[eé]n(?:es)?|c[oó]mo|d[oó]nde|por qu[eé]|hay|tienen?|"
    r"what|when|where|who|how|do you|is there|are you|quanto|quando|onde|quem|como|tem|vocês)\b",
    re.IGNORECASE,
)
OWN_NAME = re.compile(r"me llamo|mi nombre|my name|me chamo|meu nome", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
SKIPPED = frozenset(
    re.findall(
        r"\w+",
        """a al algo alguna alguno ante buenas buenos como con cual cuales cuando cuanta cuantas cuantos de del
        desde dia dias dice el ella ellos en entre era es esa ese eso esta estan este esto estoy fue gracias ha
        hacen hacer hago hasta hay hola la las le les lo los me mi mis mas muy necesito ni no nos o otra otro
        para pero podria por porque puede pueden puedo que quiero quien quienes quisiera se ser si sin sobre son
        su sus tal tambien te tengo tiene tienen tu tus un una uno unos usted ustedes va van y ya yo hoy manana
        favor saber decir dime aceptan dan dejar about an and any are at be can could day do does for from good
        have hello hi how i if in is it its like me my of on or please tell that the their there they this to us
        want was we what when where which who will with would you your ao aos as com da das do dos e em eu faz
        isso minha na nas nao obrigado obrigada ola os ou pela pelo pra quais qual quem seu sua tem temos um uma
        voce voces""",
    )
)
# Words that ask for the same, each list under its first one.
SAME = (
    "precio precios preco cuesta cuestan cuanto costo vale valen price prices cost costs much quanto custa custam mxn",
    "hora horas horario horarios abren abre abrir abierto abierta abiertos open opens hours opening abrem aberto time",
    "cierran cierra cerrado cerrada cerrados closed close closes fecham fechado",
    "entrega entregan entregas entregamos entregar envio envios envian enviamos enviar domicilio reparto deliver "
    "delivery entregam",
    "pago pagos pagar pagan payment pay paid pagamento",
    "tarjeta tarjetas card cards cartao",
    "direccion donde where onde ubicacion ubicados calle address located endereco",
    "factura facturas facturan cfdi invoice invoices fatura",
    "pastel pasteles cake cakes bolo bolos",
    "domingo domingos sunday sundays",
    "lunes monday segunda",
    "pedido pedidos encargo encargos encargar order orders encomenda",
    "anticipo deposito deposit sinal",
    "gluten celiaco celiacos",
    "estacionamiento parking estacionar estacionamento",
    "telefono llamar phone telephone telefone",
    "cancelar cancelacion cancelo cancel cancelling cancelamento",
    "vegano vegana veganos vegan",
    "minimo minima minimum",
)


@dataclass(frozen=True)
class Told:
    """The answer to a question: a line of the business's and the file that it is in, "" for its instructions.

    Without a line: the answer is not in there. `is_whole`: the line answers by itself, and is no quotation.
    """

    line: str = ""
    source: str = ""
    is_whole: bool = False


@dataclass(frozen=True)
class Line:
    """A line, or a row of a table, with its own words, and those of the heading above and of the file's name."""

    source: str
    text: str
    words: frozenset[str]
    around: frozenset[str]


def lines_given(instructions: str, notes: Sequence[str]) -> list[Line] | None:
    """All that the business says in the instructions and in the notes to a question; None if it has no files."""
    if FILES not in instructions:
        return None
    given = [found for text in (instructions, *notes) for found in ELEMENT.findall(text)]
    given += [("", text) for text in BUSINESS.findall(instructions)]
    return [line for source, text in given for line in _lines(source, text)]


def look_up(question: str, lines: Sequence[Line]) -> Told | None:
    """The answer to a customer's words; None if they ask for nothing that the business could know."""
    asked = words_of(question)
    best = max(lines, key=lambda line: _fits(asked, line), default=None)
    if best and asked and len(asked & (best.words | best.around)) > ENOUGH * len(asked) and asked & best.words:
        return Told(best.text[:MOST_TOLD], best.source)
    return Told() if ASKS.search(question) and asked and not OWN_NAME.search(question) else None


def words_of(text: str) -> frozenset[str]:
    """The words that matter, in a form that is the same for a singular and its plural."""
    plain = "".join(each for each in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(each))
    return frozenset(_SAME.get(word, _stem(word)) for word in WORD.findall(plain) if word not in SKIPPED)


def _stem(word: str) -> str:
    word = word.removesuffix("s")
    return word[:-1] if len(word) > 3 and word[-1] in "aeo" else word


_SAME = {word: f"={line.partition(' ')[0]}" for line in SAME for word in line.split()}


def _fits(asked: frozenset[str], line: Line) -> tuple[int, int, bool, int]:
    """Of equals a file's line comes first: the instructions also say what the assistant must not do."""
    own = len(asked & line.words)
    return len(asked & (line.words | line.around)), own, bool(line.source), -len(line.words)


def _lines(source: str, text: str) -> Iterator[Line]:
    heading, name = "", source.rpartition("/")[2].rpartition(".")[0]
    for block in re.split(r"\n\s*\n", text):
        first, *rest = block.split("\n")
        if first.startswith("#"):
            heading = first
        if first.startswith("#") and 0 < len(rest) <= ROWS and all(line.startswith("- ") for line in rest):
            yield _line(source, block, name)
            continue
        for line in (each for each in (first, *rest) if each.strip() and not each.startswith("#")):
            yield _line(source, line, f"{name} {heading}")


def _line(source: str, text: str, around: str) -> Line:
    told, *values = (line.strip("#-*• \t") for line in text.split("\n"))
    return Line(source, f"{told}: {', '.join(values)}" if values else told, words_of(text), words_of(around))
