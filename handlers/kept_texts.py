"""The sentences about what is kept of a customer: "my data" and "forget me". As in texts.py."""

from handlers.languages import Sentence

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
