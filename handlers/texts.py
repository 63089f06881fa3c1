"""The product's own sentences for customers, in Spanish, English and Portuguese.

Long: each sentence has three languages.
"""

import re
from typing import Literal

Language = Literal["es", "en", "pt"]
Sentence = dict[Language, str]


def escaped(text: str) -> str:
    """Somebody's words, escaped so that our Markdown shows them unchanged."""
    return re.sub(r"([\\`*_~\[\]<>#|!-])", r"\\\1", text)


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
    "es": "Recibí tu mensaje, pero no encuentro en él nada que pueda leer: ¿me lo cuentas por escrito?",
    "en": "I got your message, but I find nothing in it that I can read: could you write it to me in words?",
    "pt": "Recebi sua mensagem, mas não encontro nela nada que eu possa ler: pode me contar por escrito?",
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
MODERATED: Sentence = {
    "es": "Con ese tema no puedo ayudarte; si alguien está en peligro, llama al número de emergencias de tu país.",
    "en": "I can't help with that; if anyone is in danger, please call your country's emergency number.",
    "pt": "Com esse assunto não posso ajudar; se alguém está em perigo, ligue para a emergência do seu país.",
}
NEW_CONVERSATION: Sentence = {
    "es": "Listo, empezamos de nuevo: lo que hablamos antes ya no lo tengo en cuenta. ¿En qué te ayudo?",
    "en": "Done, we start afresh: I no longer use what we said before. How can I help?",
    "pt": "Pronto, começamos de novo: não levo mais em conta o que falamos antes. Como posso ajudar?",
}
HELP: Sentence = {
    "es": """\
Escríbeme lo que necesites, o mándame una nota de voz, una foto o un PDF. También entiendo estas palabras:

- **nueva conversación**: empezamos de nuevo
- **mis datos**: te muestro lo que guardo de ti
- **borrar mis datos**: lo borro
- **parar**: no te escribo más
- **reanudar**: vuelvo a responderte
- **ayuda**: esta lista""",
    "en": """\
Write to me what you need, or send me a voice note, a picture or a PDF. I understand these words, too:

- **new conversation**: we start afresh
- **my data**: I show you what I keep about you
- **delete my data**: I delete it
- **stop**: I write no more
- **start**: I answer you again
- **help**: this list""",
    "pt": """\
Escreva o que você precisa, ou mande um áudio, uma foto ou um PDF. Também entendo estas palavras:

- **nova conversa**: começamos de novo
- **meus dados**: mostro o que guardo sobre você
- **apagar meus dados**: apago tudo isso
- **parar**: não escrevo mais
- **começar**: volto a responder
- **ajuda**: esta lista""",
}
STOPPED: Sentence = {
    "es": "De acuerdo, ya no te escribo; cuando quieras que vuelva a responderte, escribe **reanudar**.",
    "en": "All right, I'll keep quiet; when you want me to answer again, write **start**.",
    "pt": "Tudo bem, não escrevo mais; quando quiser que eu volte a responder, escreva **começar**.",
}
STARTED: Sentence = {
    "es": "Aquí estoy de nuevo; cuéntame en qué te ayudo.",
    "en": "I'm here again; tell me how I can help.",
    "pt": "Estou aqui de novo; conte como posso ajudar.",
}
FORGET_ASK: Sentence = {
    "es": "Puedo borrar nuestra conversación, tus mensajes y lo demás que guardo de ti, y eso no se puede deshacer:"
    " si lo quieres, responde **SÍ** antes de 10 minutos.",
    "en": "I can delete our conversation, your messages and whatever else I keep about you, and that cannot be undone:"
    " if you want it, answer **YES** within 10 minutes.",
    "pt": "Posso apagar nossa conversa, suas mensagens e o mais que guardo sobre você, e isso não pode ser desfeito:"
    " se é o que você quer, responda **SIM** em até 10 minutos.",
}
FORGOTTEN: Sentence = {
    "es": "Listo, borré nuestra conversación y todo lo que guardaba de ti.",
    "en": "Done, I deleted our conversation and everything that I kept about you.",
    "pt": "Pronto, apaguei nossa conversa e tudo o que eu guardava sobre você.",
}
FORGETTING: Sentence = {
    "es": "Borré lo que guardaba de ti; lo que conserva el proveedor de IA se está borrando y pronto ya no estará.",
    "en": "I deleted what I kept about you; what the AI provider keeps is being deleted and will be gone soon.",
    "pt": "Apaguei o que eu guardava sobre você; o que o provedor de IA mantém está sendo apagado e logo some.",
}
MY_DATA: Sentence = {  # str.format: profile_name, address, language, days
    "es": """\
Esto es lo que guardo de ti; cada cosa se borra sola después de {days} días:

- **Nombre de perfil**: {profile_name}
- **Tu contacto**: {address}
- **Idioma**: {language}""",
    "en": """\
This is what I keep about you; each thing is deleted by itself after {days} days:

- **Profile name**: {profile_name}
- **Your address**: {address}
- **Language**: {language}""",
    "pt": """\
Isto é o que guardo sobre você; cada coisa se apaga sozinha depois de {days} dias:

- **Nome de perfil**: {profile_name}
- **Seu contato**: {address}
- **Idioma**: {language}""",
}
MY_DATA_LAST: Sentence = {
    "es": "**Lo último que hablamos:**",
    "en": "**What we said last:**",
    "pt": "**O que falamos por último:**",
}
# What a message held beside its text, in the list of "my data".
KEPT_PICTURE: Sentence = {"es": "una imagen", "en": "a picture", "pt": "uma imagem"}
KEPT_VOICE: Sentence = {"es": "una nota de voz", "en": "a voice note", "pt": "um áudio"}
KEPT_VIDEO: Sentence = {"es": "un video", "en": "a video", "pt": "um vídeo"}
KEPT_FILE: Sentence = {"es": "un archivo", "en": "a file", "pt": "um arquivo"}
KEPT_CONTACT: Sentence = {"es": "una tarjeta de contacto", "en": "a contact card", "pt": "um cartão de contato"}
KEPT_STICKER: Sentence = {"es": "un sticker", "en": "a sticker", "pt": "uma figurinha"}
KEPT_PLACE: Sentence = {"es": "un lugar", "en": "a place", "pt": "um lugar"}
KEPT_QUOTE: Sentence = {"es": "en respuesta a", "en": "in reply to", "pt": "em resposta a"}
KEPT_BUTTON: Sentence = {"es": "un botón", "en": "a button", "pt": "um botão"}
KEPT_CHOICE: Sentence = {"es": "una opción de una lista", "en": "a choice from a list", "pt": "uma opção de uma lista"}
KEPT_AD: Sentence = {"es": "un anuncio", "en": "an ad", "pt": "um anúncio"}
KEPT_FORWARDED: Sentence = {"es": "reenviado", "en": "forwarded", "pt": "encaminhado"}
KEPT_UNHEARD: Sentence = {
    "es": "no se entendió ninguna palabra",
    "en": "no word was understood",
    "pt": "nenhuma palavra foi entendida",
}
KEPT_TOO_LARGE: Sentence = {
    "es": "demasiado grande para abrirlo",
    "en": "too large to be opened",
    "pt": "grande demais para abrir",
}
KEPT_GONE: Sentence = {"es": "no se pudo descargar", "en": "could not be fetched", "pt": "não foi possível baixar"}
LANGUAGE_NAME: Sentence = {"es": "español", "en": "English", "pt": "português"}  # each in its own language
