"""The sentences that answers are made of, and the words by which names and languages are known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.languages import Language

# "Cómo me llamo" and "what my name is" ask for a name and tell none.
NAME = re.compile(
    r"(?i:(?<!cómo )(?<!como )\bme llamo|\bmi nombre es|(?<!what )\bmy name is|\bme chamo|\bmeu nome é) +"
    r"([^\W\d_][\w'\u2019-]*(?: [A-ZÀ-ÖØ-Þ][\w'\u2019-]*[a-zß-öø-ÿ])?)"
)

WORD = re.compile(r"[^\W\d_]+|[¿¡]")

KNOWN_WORDS: Mapping[Language, frozenset[str]] = {
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
class Nouns:
    """One picture, several; one document, several."""

    image: str
    images: str
    file: str
    files: str

    def counted(self, which: int, described: Sequence[str]) -> str:
        """Such as "2 files (text/html, 8 bytes; text/csv, 9 bytes)"; `which` is 0 for pictures, 1 for documents."""
        one, several = ((self.image, self.images), (self.file, self.files))[which]
        return f"{len(described)} {one if len(described) == 1 else several} ({'; '.join(described)})"


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language. `shut_names`: what cannot be opened, by a word in Recado's description of it."""

    hello: str
    received: str
    seen: str
    nouns: Nouns
    shut: str
    shut_names: Mapping[str, str]
    wordless: str
    told: str
    unknown: str
    name: str
    before_one: str
    before: str
    refusal: str
    found: str
    not_yet: str
    asks: str

    def shut_name(self, fact: str) -> str:
        """The name of what `fact` says, "" for a fact about something else."""
        return next((name for word, name in self.shut_names.items() if word in fact), "")


PHRASES = {
    "es": Phrases(
        hello="¡Hola! Soy el asistente de prueba (sin OpenAI).",
        received="Recibí: {}.",
        seen="Veo {}.",
        nouns=Nouns("imagen", "imágenes", "archivo", "archivos"),
        shut="Esto no lo puedo abrir: {}.",
        shut_names={
            "voice note": "una nota de voz en la que no oigo palabras",
            "video": "un video",
            "sticker": "un sticker",
            "too large": "un archivo demasiado grande",
            "not be fetched": "un archivo que no se pudo bajar",
            "contact card": "un contacto vacío",
            "location": "una ubicación sin datos",
            "cannot be opened": "un archivo de otro tipo",
        },
        wordless="Recibí un mensaje sin texto.",
        told="Esto dice el negocio: «{}».",
        unknown="Eso no lo sé, y no quiero inventarlo.",
        name="Me dijiste que te llamas {}.",
        before_one="Recuerdo un mensaje tuyo de antes: «{}».",
        before="Recuerdo {} mensajes tuyos de antes; el último: «{}».",
        refusal="Lo siento, con eso no puedo ayudarte.",
        found="Encontré: {}.",
        not_yet="Con gusto, en cuanto me confirmes.",
        asks="¿Algo más?",
    ),
    "en": Phrases(
        hello="Hello! I am the stand-in assistant (no OpenAI).",
        received="I received: {}.",
        seen="I see {}.",
        nouns=Nouns("image", "images", "file", "files"),
        shut="I cannot open this: {}.",
        shut_names={
            "voice note": "a voice note in which I hear no words",
            "video": "a video",
            "sticker": "a sticker",
            "too large": "a file that is too large",
            "not be fetched": "a file that could not be fetched",
            "contact card": "an empty contact card",
            "location": "a location without data",
            "cannot be opened": "a file of another kind",
        },
        wordless="I received a message without text.",
        told="The business says: «{}».",
        unknown="I do not know that, and do not want to make it up.",
        name="You told me your name is {}.",
        before_one="I remember one earlier message of yours: «{}».",
        before="I remember {} earlier messages of yours; the last: «{}».",
        refusal="I'm sorry, I can't help with that.",
        found="I found: {}.",
        not_yet="Gladly, as soon as you confirm.",
        asks="Anything else?",
    ),
    "pt": Phrases(
        hello="Olá! Sou o assistente de teste (sem OpenAI).",
        received="Recebi: {}.",
        seen="Vejo {}.",
        nouns=Nouns("imagem", "imagens", "arquivo", "arquivos"),
        shut="Isto não posso abrir: {}.",
        shut_names={
            "voice note": "um áudio em que não ouço palavras",
            "video": "um vídeo",
            "sticker": "uma figurinha",
            "too large": "um arquivo grande demais",
            "not be fetched": "um arquivo que não se pôde baixar",
            "contact card": "um contato vazio",
            "location": "uma localização sem dados",
            "cannot be opened": "um arquivo de outro tipo",
        },
        wordless="Recebi uma mensagem sem texto.",
        told="Isto diz a empresa: «{}».",
        unknown="Isso eu não sei, e não quero inventar.",
        name="Você me disse que seu nome é {}.",
        before_one="Lembro de uma mensagem sua de antes: «{}».",
        before="Lembro de {} mensagens suas de antes; a última: «{}».",
        refusal="Desculpe, com isso não posso ajudar.",
        found="Encontrei: {}.",
        not_yet="Com prazer, assim que você confirmar.",
        asks="Mais alguma coisa?",
    ),
}
