"""The product's own sentences for customers, in Spanish (with tú, and with usted), English and Portuguese.

Long: each sentence has three languages. Look one up by the turn's language: `texts.WAIT[turn.language]`.
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
FORGET_ASK = Sentence(
    es="Puedo borrar nuestra conversación, tus mensajes y todo lo demás que guardo de ti."
    " Eso no se puede deshacer. Si quieres que lo borre, responde **SÍ** antes de 10 minutos.",
    usted="Puedo borrar nuestra conversación, sus mensajes y todo lo demás que guardo de usted."
    " Eso no se puede deshacer. Si quiere que lo borre, responda **SÍ** antes de 10 minutos.",
    en="I can delete our conversation, your messages and everything else I keep about you. That can't be undone."
    " If you want me to, answer **YES** within 10 minutes.",
    pt="Posso apagar nossa conversa, suas mensagens e tudo o mais que guardo sobre você. Isso não pode ser desfeito."
    " Se é o que você quer, responda **SIM** em até 10 minutos.",
)
FORGOTTEN = Sentence(
    es="Listo, borré nuestra conversación y todo lo que guardaba de ti.",
    usted="Listo, borré nuestra conversación y todo lo que guardaba de usted.",
    en="Done, I deleted our conversation and everything I kept about you.",
    pt="Pronto, apaguei nossa conversa e tudo o que eu guardava sobre você.",
)
FORGETTING = Sentence(
    es="Ya borré una parte. El resto se está borrando y pronto no quedará nada.",
    en="I've deleted part of it. The rest is being deleted, and soon nothing will be left.",
    pt="Já apaguei uma parte. O resto está sendo apagado e logo não vai sobrar nada.",
)
MY_DATA = Sentence(  # str.format: profile_name, address, language, days
    es="""\
Esto es lo que tengo guardado. Cada cosa se borra sola después de {days} días.

- **Nombre de perfil**: {profile_name}
- **Contacto**: {address}
- **Idioma**: {language}""",
    en="""\
This is what I keep about you. Each item is deleted automatically after {days} days.

- **Profile name**: {profile_name}
- **Contact**: {address}
- **Language**: {language}""",
    pt="""\
Isto é o que guardo sobre você. Cada item é apagado automaticamente depois de {days} dias.

- **Nome de perfil**: {profile_name}
- **Contato**: {address}
- **Idioma**: {language}""",
)
MY_DATA_LAST = Sentence(es="**Lo último que hablamos**", en="**Our last messages**", pt="**O que falamos por último**")
# What a message held beside its text, in the list of "my data".
KEPT_PICTURE = Sentence(es="una imagen", en="a picture", pt="uma imagem")
KEPT_VOICE = Sentence(es="una nota de voz", en="a voice note", pt="um áudio")
KEPT_VIDEO = Sentence(es="un video", en="a video", pt="um vídeo")
KEPT_PDF = Sentence(es="un PDF", en="a PDF", pt="um PDF")
KEPT_FILE = Sentence(es="un archivo", en="a file", pt="um arquivo")
KEPT_CONTACT = Sentence(es="una tarjeta de contacto", en="a contact card", pt="um cartão de contato")
KEPT_STICKER = Sentence(es="un sticker", en="a sticker", pt="uma figurinha")
KEPT_PLACE = Sentence(es="un lugar", en="a place", pt="um lugar")
KEPT_QUOTE = Sentence(es="en respuesta a", en="in reply to", pt="em resposta a")
KEPT_BUTTON = Sentence(es="un botón", en="a button", pt="um botão")
KEPT_CHOICE = Sentence(es="una opción de una lista", en="a choice from a list", pt="uma opção de uma lista")
KEPT_AD = Sentence(es="un anuncio", en="an ad", pt="um anúncio")
KEPT_FORWARDED = Sentence(es="reenviado", en="forwarded", pt="encaminhado")
KEPT_UNHEARD = Sentence(
    es="no se entendió ninguna palabra",
    en="no words were understood",
    pt="nenhuma palavra foi entendida",
)
KEPT_TOO_LARGE = Sentence(
    es="demasiado grande para abrirlo",
    en="too large to be opened",
    pt="grande demais para abrir",
)
KEPT_GONE = Sentence(es="no se pudo descargar", en="could not be fetched", pt="não foi possível baixar")
LANGUAGE_NAME = Sentence(es="español", en="English", pt="português")  # each in its own language
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
