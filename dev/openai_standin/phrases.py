"""The sentences that answers are made of, and the words by which names and languages are known."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "Cómo me llamo" and "what my name is" ask for a name and tell none.
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
