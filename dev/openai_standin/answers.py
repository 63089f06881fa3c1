"""What the stand-in says: pure, from the texts of a conversation to an answer, always the same one.

They show that the conversation is remembered: the name told, the number of messages, the previous one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Literal

from dev.openai_standin.directives import Directives, code_of, without_directives

# What is asked of the stand-in for Twilio reaches it once, in the answer that quotes it first.
FOR_TWILIO = re.compile(r"(?<!\w)#(?:twilio|undelivered)=\w+")

QUOTE = 80  # characters of a customer's message that are quoted
COMMENTARY = "Un momento, lo miro."


@dataclass(frozen=True)
class OutputMessage:
    """One message of an answer: its `parts`, and the `phase` that it belongs to, where that is told."""

    parts: tuple[str, ...]
    phase: str | None = None


@dataclass(frozen=True)
class Answer:
    """What the model would say: `text` in parts of this type, and how the response ends, for which `reason`.

    An empty text means that there is no message at all. It comes in so many `messages`, each of so many `parts`.
    """

    text: str
    part: Literal["output_text", "refusal"] = "output_text"
    ending: Literal["completed", "incomplete", "failed"] = "completed"
    reason: str | None = None
    messages: int = 1
    parts: int = 1
    phases: bool = False
    thinks: bool = False

    def cut(self, characters: int) -> Answer:
        """The same answer if it fits, else its beginning, incomplete."""
        if len(self.text) <= characters:
            return self
        return replace(self, text=self.text[:characters], ending="incomplete", reason="max_output_tokens")

    def output_messages(self) -> list[OutputMessage]:
        """Its messages, the first of which is a commentary where there are phases."""
        if not self.text:
            return []
        phase = "final_answer" if self.phases else None
        said = [OutputMessage(tuple(divided(piece, self.parts)), phase) for piece in divided(self.text, self.messages)]
        return [OutputMessage((COMMENTARY,), "commentary"), *said] if self.phases else said


def divided(text: str, number: int) -> list[str]:
    """A text in so many pieces, or fewer, between words."""
    words = text.split(" ")
    size = -(-len(words) // number)
    return [" ".join(words[at : at + size]) for at in range(0, len(words), size)]


def compose(texts: Sequence[str], *, first: bool, asked: Directives, seen: str = "") -> Answer:
    """Answer the last of the customer's `texts`; `first` is the first answer of the conversation.

    `seen` describes the pictures and documents that have come with it.
    """
    if "failed" in asked.words:
        return Answer("", ending="failed", reason=code_of(asked.failed))
    if "empty" in asked.words:
        return Answer("", thinks="thinks" in asked.words)
    answer = _shaped(_whole(texts, first, asked, seen), asked)
    if "incomplete" not in asked.words:
        return answer
    return replace(answer.cut(len(answer.text) * 2 // 3), reason=code_of(asked.incomplete))


def _whole(texts: Sequence[str], first: bool, asked: Directives, seen: str) -> Answer:
    phrases = PHRASES[language(texts)]
    if "refuse" in asked.words:
        return Answer(phrases.refusal, part="refusal")
    return Answer(_text(texts, phrases, first, asked, seen))


def _shaped(answer: Answer, asked: Directives) -> Answer:
    phases, thinks = "phases" in asked.words, "thinks" in asked.words
    return replace(answer, messages=asked.messages, parts=asked.parts, phases=phases, thinks=thinks)


def _text(texts: Sequence[str], phrases: Phrases, first: bool, asked: Directives, seen: str) -> str:
    if "markdown" in asked.words:
        return MARKDOWN
    if asked.long:
        return paragraphs(asked.long)
    said = [without_directives(text) for text in texts]
    name = name_told(said)
    sentences = [
        phrases.hello if first else "",
        _with(phrases.received, quoted(said[-1]) if said else ""),
        _with(phrases.seen, seen),
        _with(phrases.name, name),
        phrases.count.format(len(said)),
        _with(phrases.before, quoted(FOR_TWILIO.sub(" ", said[-2])) if len(said) > 1 else ""),
    ]
    return " ".join(filter(None, sentences))


def _with(phrase: str, words: str) -> str:
    return phrase.format(words) if words else ""


def quoted(text: str) -> str:
    """A customer's text on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTE else line[: QUOTE - 1] + "…"


def name_told(texts: Sequence[str]) -> str:
    """The last name that the customer gave, or nothing."""
    for text in reversed(texts):
        if names := NAME.findall(text):
            name: str = names[-1]
            return name[0].upper() + name[1:]
    return ""


def language(texts: Sequence[str]) -> str:
    """es, en or pt: that of the last text which shows one."""
    for text in reversed(texts):
        words = WORD.findall(text.lower())
        scores = {code: sum(word in known for word in words) for code, known in KNOWN_WORDS.items()}
        best = max(scores, key=lambda code: scores[code])
        if scores[best]:
            return best
    return "es"


def paragraphs(characters: int) -> str:
    """At least this many characters of Spanish, to the end of a sentence."""
    text, end = "", -1
    for paragraph in cycle(PARAGRAPHS):
        text += paragraph + "\n\n"
        end = text.find(".", characters - 1)
        if end >= 0:
            break
    return text[: end + 1]


# "Cómo me llamo" and "what my name is" ask for a name, they tell none.
NAME = re.compile(
    r"(?i:(?<!cómo )(?<!como )\bme llamo|\bmi nombre es|(?<!what )\bmy name is|\bme chamo|\bmeu nome é) +"
    r"([^\W\d_][\w'\u2019-]*(?: [A-ZÀ-ÖØ-Þ][\w'\u2019-]*[a-zß-öø-ÿ])?)"
)

WORD = re.compile(r"[^\W\d_]+|[¿¡]")

KNOWN_WORDS = {
    "es": frozenset(
        re.findall(
            r"\S+",
            """¿ ¡ hola buenos buenas días dias tardes noches qué cómo cuándo dónde cuánto gracias quiero
            quisiera necesito tienen tienes abren hoy mañana y el los las mi es llamo nombre soy
            una para sí está hay""",
        )
    ),
    "en": frozenset(
        re.findall(
            r"\S+",
            """hello hi hey good morning the my name is what how when where much thanks please you your are do
            i want need have open today tomorrow and can""",
        )
    ),
    "pt": frozenset(
        re.findall(
            r"\S+",
            """olá oi bom boa dia noite obrigado obrigada você vocês não meu minha é e chamo quero quanto onde
            hoje amanhã um uma sim são estão tem têm abrem mais""",
        )
    ),
}


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language."""

    hello: str
    received: str
    seen: str
    name: str
    count: str
    before: str
    refusal: str


PHRASES = {
    "es": Phrases(
        hello="¡Hola! Soy el asistente de prueba (sin OpenAI).",
        received="Recibí: «{}».",
        seen="Veo {}.",
        name="Me dijiste que te llamas {}.",
        count="Este es tu mensaje {} en esta conversación.",
        before="Antes escribiste: «{}».",
        refusal="Lo siento, con eso no puedo ayudarte.",
    ),
    "en": Phrases(
        hello="Hello! I am the stand-in assistant (no OpenAI).",
        received="I received: «{}».",
        seen="I see {}.",
        name="You told me your name is {}.",
        count="This is your message {} in this conversation.",
        before="Before, you wrote: «{}».",
        refusal="I'm sorry, I can't help with that.",
    ),
    "pt": Phrases(
        hello="Olá! Sou o assistente de teste (sem OpenAI).",
        received="Recebi: «{}».",
        seen="Vejo {}.",
        name="Você me disse que seu nome é {}.",
        count="Esta é a sua mensagem {} nesta conversa.",
        before="Antes você escreveu: «{}».",
        refusal="Desculpe, com isso não posso ajudar.",
    ),
}

PARAGRAPHS = (
    "Gracias por escribirnos. Abrimos de lunes a viernes de nueve de la mañana a siete de la tarde, y "
    "los sábados hasta las dos. Los domingos descansamos, pero puedes dejarnos tu mensaje a cualquier "
    "hora.",
    "Hacemos envíos a toda la ciudad. El reparto sale dos veces al día, a las once y a las cinco, y el "
    "pedido llega casi siempre en menos de dos horas. Si vives fuera del centro, te avisamos antes de "
    "salir.",
    "Puedes pagar en efectivo, con tarjeta o por transferencia. Te damos el recibo en el momento y, si "
    "necesitas factura, solo tienes que enviarnos tus datos fiscales. La recibirás por correo el mismo "
    "día.",
    "Si algo no te convence, tienes quince días para cambiarlo. Tráelo con su recibo y, si es posible, "
    "en su caja. No hace falta que nos expliques el motivo.",
    "También preparamos encargos especiales. Cuéntanos qué necesitas y para cuándo, y te decimos el "
    "precio antes de empezar. Para fechas señaladas conviene pedirlo con una semana de antelación.",
    "Si prefieres hablar con una persona, dilo y te llamamos en cuanto alguien quede libre. Mientras "
    "tanto seguimos por aquí. Que tengas un buen día.",
)

MARKDOWN = """\
# Horario de la tienda

Abrimos **todos los días**, menos los *domingos* y ~~los lunes~~ los festivos.

## Qué puedes hacer

1. Pedir por aquí:
   - para llevar
   - a domicilio
     - en el centro
     - fuera del centro
2. Consultar tu pedido con el código `pedido_de_ana_2`

| Día | Abre | Cierra |
|---|---|---|
| Lunes a viernes | 9:00 | 19:00 |
| Sábado | 9:00 | 14:00 |

> Los pedidos de más de 50 € no pagan envío.

```python
numero_de_pedido = "A_001"
print(numero_de_pedido)
```

Más en [nuestra página](https://example.com/horario_de_verano?a=1&b=2)."""
