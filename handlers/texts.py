"""What the product itself says to a customer, in Spanish, English and Portuguese."""

from typing import Literal

Language = Literal["es", "en", "pt"]
Sentence = dict[Language, str]

UNAVAILABLE: Sentence = {
    "es": "Perdona, ahora mismo no puedo responder; guardé tu mensaje, escríbeme de nuevo en unos minutos.",
    "en": "Sorry, I can't answer right now; I kept your message, please write again in a few minutes.",
    "pt": "Desculpe, agora não consigo responder; guardei sua mensagem, escreva de novo em alguns minutos.",
}
WAIT: Sentence = {
    "es": "⏳ Un momento, estoy preparando tu respuesta.",
    "en": "⏳ One moment, I'm preparing your answer.",
    "pt": "⏳ Um momento, estou preparando sua resposta.",
}
FLOODED: Sentence = {
    "es": "Son muchos mensajes seguidos y los últimos no los leí; escríbeme de nuevo en un minuto, por favor.",
    "en": "That's many messages in a row and I didn't read the last ones; please write again in a minute.",
    "pt": "São muitas mensagens seguidas e não li as últimas; escreva de novo em um minuto, por favor.",
}
LATE: Sentence = {
    "es": "Perdona, la respuesta está tardando más de lo normal; escríbeme de nuevo en un momento y te la doy.",
    "en": "Sorry, the answer is taking longer than usual; write to me again in a moment and you'll get it.",
    "pt": "Desculpe, a resposta está demorando mais que o normal; escreva de novo daqui a pouco e eu respondo.",
}
NO_TEXT: Sentence = {
    "es": "Recibí tu mensaje, pero por ahora solo puedo leer texto: ¿me lo cuentas por escrito?",
    "en": "I got your message, but for now I can only read text: could you write it to me in words?",
    "pt": "Recebi sua mensagem, mas por enquanto só consigo ler texto: pode me contar por escrito?",
}
REFUSED: Sentence = {
    "es": "Con eso no puedo ayudarte; pregúntame otra cosa, por favor.",
    "en": "I can't help with that one; please ask me something else.",
    "pt": "Com isso não posso ajudar; pergunte outra coisa, por favor.",
}
CUT: Sentence = {
    "es": "(La respuesta era más larga y la corté aquí; pídeme que siga.)",
    "en": "(The answer was longer and I cut it here; ask me to go on.)",
    "pt": "(A resposta era mais longa e a cortei aqui; peça para eu continuar.)",
}
