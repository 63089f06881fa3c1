"""The product's own sentences for customers, in Spanish (with tú, and with usted), English and Portuguese.

Long: each sentence has three languages. Look one up by the turn's language: `texts.WAIT[turn.language]`. Those about
what is kept of a customer are in kept_texts.py.
"""

import re

from handlers.languages import Sentence


def escaped(text: str) -> str:
    """Somebody's words, escaped so that our Markdown shows them unchanged."""
    marks = re.sub(r"([\\`*_~\[\]<>#|!+=&-])", r"\\\1", text)
    return re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", marks, flags=re.MULTILINE)  # "1." would begin a list


UNAVAILABLE = Sentence(
    es="Disculpa, en este momento no puedo responder. Guardé tu mensaje. Escríbeme en unos minutos.",
    usted="Disculpe, en este momento no puedo responder. Guardé su mensaje. Escríbame en unos minutos.",
    en="Sorry, I can't answer right now. I kept your message. Please write again in a few minutes.",
    pt="Desculpe, não consigo responder agora. Guardei sua mensagem. Escreva de novo em alguns minutos.",
)
WAIT = Sentence(
    es="⏳ Un momento, estoy preparando tu respuesta.",
    usted="⏳ Un momento, estoy preparando su respuesta.",
    en="⏳ One moment, I'm preparing your answer.",
    pt="⏳ Um momento, estou preparando sua resposta.",
)
FLOODED = Sentence(
    es="Son muchos mensajes seguidos y no leí los últimos. Escríbeme de nuevo en un minuto, por favor.",
    usted="Son muchos mensajes seguidos y no leí los últimos. Escríbame de nuevo en un minuto, por favor.",
    en="That's a lot of messages in a row, and I didn't read the last ones. Please write again in a minute.",
    pt="São muitas mensagens seguidas e não li as últimas. Escreva de novo em um minuto, por favor.",
)
LATE = Sentence(
    es="Disculpa, estoy tardando más de lo normal. Escríbeme en un momento y te doy la respuesta.",
    usted="Disculpe, estoy tardando más de lo normal. Escríbame en un momento y le doy la respuesta.",
    en="Sorry, this is taking longer than usual. Write to me again in a moment and you'll get the answer.",
    pt="Desculpe, estou demorando mais que o normal. Escreva daqui a pouco e eu respondo.",
)
NO_TEXT = Sentence(
    es="Recibí tu mensaje, pero no pude leerlo. ¿Me lo escribes, por favor?",
    usted="Recibí su mensaje, pero no pude leerlo. ¿Me lo puede escribir, por favor?",
    en="I got your message, but I couldn't read it. Could you type it for me, please?",
    pt="Recebi sua mensagem, mas não consegui ler. Pode escrever para mim, por favor?",
)
REFUSED = Sentence(
    es="Con eso no puedo ayudarte. Pregúntame otra cosa, por favor.",
    usted="Con eso no puedo ayudarle. Pregúnteme otra cosa, por favor.",
    en="I can't help with that. Please ask me something else.",
    pt="Não posso ajudar com isso. Pergunte outra coisa, por favor.",
)
CUT = Sentence(
    es="(La respuesta era más larga y la corté aquí. Pídeme que siga.)",
    usted="(La respuesta era más larga y la corté aquí. Pídame que siga.)",
    en="(The answer was longer and I cut it here. Ask me to go on.)",
    pt="(A resposta era mais longa e parei aqui. Peça para eu continuar.)",
)
MODERATED = Sentence(
    es="Con ese tema no puedo ayudarte. Si alguien está en peligro, llama al número de emergencias de tu país.",
    usted="Con ese tema no puedo ayudarle. Si alguien está en peligro, llame al número de emergencias de su país.",
    en="I can't help with that. If anyone is in danger, please call your country's emergency number.",
    pt="Não posso ajudar com esse assunto. Se alguém está em perigo, ligue para a emergência do seu país.",
)
NEW_CONVERSATION = Sentence(
    es="Listo, empezamos de nuevo. Ya no tomo en cuenta lo que hablamos antes. ¿En qué te ayudo?",
    usted="Listo, empezamos de nuevo. Ya no tomo en cuenta lo que hablamos antes. ¿En qué le ayudo?",
    en="Done, we're starting over. I no longer use what we said before. How can I help?",
    pt="Pronto, começamos de novo. Não levo mais em conta o que falamos antes. Como posso ajudar?",
)
_SPANISH_COMMANDS = """\
También entiendo estas palabras.

- **nueva conversación** para empezar de nuevo
- **mis datos** para ver lo que guardo
- **borrar mis datos** para borrarlo
- **parar** para no recibir más mensajes
- **continuar** para volver a recibir respuestas
- **ayuda** para ver esta lista"""
HELP = Sentence(
    es=f"Escríbeme lo que necesites, o mándame una nota de voz, una foto o un PDF. {_SPANISH_COMMANDS}",
    usted=f"Escríbame lo que necesite, o mándeme una nota de voz, una foto o un PDF. {_SPANISH_COMMANDS}",
    en="""\
Write to me what you need, or send me a voice note, a picture or a PDF. I understand these words, too.

- **new conversation** to start over
- **my data** to see what I keep
- **delete my data** to delete it
- **stop** to get no more messages
- **start** to get answers again
- **help** to see this list""",
    pt="""\
Escreva o que você precisa, ou mande um áudio, uma foto ou um PDF. Também entendo estas palavras.

- **nova conversa** para começar de novo
- **meus dados** para ver o que guardo
- **apagar meus dados** para apagar tudo isso
- **parar** para não receber mais mensagens
- **continuar** para voltar a receber respostas
- **ajuda** para ver esta lista""",
)
HELP_PEOPLE = Sentence(  # further lines of that list, where there are people
    es="- **humano** para hablar con una persona\n- **asistente** para volver conmigo",
    en="- **human** to talk to a person\n- **assistant** to come back to me",
    pt="- **atendente** para falar com uma pessoa\n- **assistente** para voltar comigo",
)
STOPPED = Sentence(
    es="De acuerdo, ya no te escribo. Si quieres que vuelva a responderte, escribe **continuar**.",
    usted="De acuerdo, ya no le escribo. Si quiere que vuelva a responderle, escriba **continuar**.",
    en="All right, I won't write any more. If you want me to answer again, write **start**.",
    pt="Tudo bem, não escrevo mais. Se quiser que eu volte a responder, escreva **continuar**.",
)
STARTED = Sentence(
    es="Aquí estoy de nuevo. Cuéntame en qué te ayudo.",
    usted="Aquí estoy de nuevo. Cuénteme en qué le ayudo.",
    en="I'm back. Tell me how I can help.",
    pt="Estou de volta. Conte como posso ajudar.",
)
IS_IT_RIGHT = Sentence(  # ends the question whether a tool may do something
    es="¿Está bien? Responde sí o no.",
    usted="¿Está bien? Responda sí o no.",
    en="Is that right? Answer yes or no.",
    pt="Está certo? Responda sim ou não.",
)
CLOSED_UNTIL = Sentence(  # str.format: when
    es="Ahora estamos cerrados. Abrimos **{when}**. Guardé tu mensaje. Escríbeme a esa hora y te contesto.",
    usted="Ahora estamos cerrados. Abrimos **{when}**. Guardé su mensaje. Escríbame a esa hora y le contesto.",
    en="We're closed now. We open **{when}**. I kept your message. Write to me then and I'll answer you.",
    pt="Agora estamos fechados. Abrimos **{when}**. Guardei sua mensagem. Escreva nessa hora e eu respondo.",
)
CLOSED = Sentence(
    es="Ahora estamos cerrados. Guardé tu mensaje. Escríbeme cuando volvamos a abrir y te contesto.",
    usted="Ahora estamos cerrados. Guardé su mensaje. Escríbame cuando volvamos a abrir y le contesto.",
    en="We're closed now. I kept your message. Write to me when we're open again and I'll answer you.",
    pt="Agora estamos fechados. Guardei sua mensagem. Escreva quando abrirmos de novo e eu respondo.",
)
