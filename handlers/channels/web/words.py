"""The sentences of the chat's script, which is served with them in it."""

from collections.abc import Mapping

from handlers.languages import House, Sentence, written_in

WORDS: Mapping[str, Sentence] = {
    "title": Sentence(es="Escríbenos", usted="Escríbanos", en="Write to us", pt="Fale conosco"),
    "by": Sentence(
        es="Responde un asistente automático.",
        en="An automatic assistant answers.",
        pt="Quem responde é um assistente automático.",
    ),
    "open": Sentence(es="Abrir el chat", en="Open the chat", pt="Abrir o chat"),
    "new": Sentence(
        es="Abrir el chat, hay mensajes nuevos", en="Open the chat, new messages", pt="Abrir o chat, há mensagens novas"
    ),
    "close": Sentence(es="Cerrar el chat", en="Close the chat", pt="Fechar o chat"),
    "message": Sentence(es="Mensaje", en="Message", pt="Mensagem"),
    "send": Sentence(es="Enviar", en="Send", pt="Enviar"),
    "attach": Sentence(es="Adjuntar un archivo", en="Attach a file", pt="Anexar um arquivo"),
    "remove": Sentence(es="Quitar el archivo", en="Remove the file", pt="Tirar o arquivo"),
    "you": Sentence(es="Tú", usted="Usted", en="You", pt="Você"),
    "them": Sentence(es="Respuesta", en="Answer", pt="Resposta"),
    "writing": Sentence(es="Escribiendo", en="Writing", pt="Escrevendo"),
    "file": Sentence(es="Archivo", en="File", pt="Arquivo"),
    "picture": Sentence(es="Foto", en="Picture", pt="Foto"),
    "failed": Sentence(
        es="No se pudo enviar. Lo intento de nuevo.",
        en="It couldn't be sent. Trying again.",
        pt="Não foi possível enviar. Tentando de novo.",
    ),
    "lost": Sentence(
        es="No se pudo enviar. Revisa tu conexión y envíalo de nuevo.",
        usted="No se pudo enviar. Revise su conexión y envíelo de nuevo.",
        en="It couldn't be sent. Check your connection and send it again.",
        pt="Não foi possível enviar. Verifique sua conexão e envie de novo.",
    ),
    "over": Sentence(
        es="La sesión terminó. Recarga la página para seguir.",
        usted="La sesión terminó. Recargue la página para seguir.",
        en="The session has ended. Reload the page to go on.",
        pt="A sessão terminou. Recarregue a página para continuar.",
    ),
    "many": Sentence(
        es="Son muchos mensajes. Espera un minuto y envíalo de nuevo.",
        usted="Son muchos mensajes. Espere un minuto y envíelo de nuevo.",
        en="That's a lot of messages. Wait a minute and send it again.",
        pt="São muitas mensagens. Espere um minuto e envie de novo.",
    ),
    "large": Sentence(
        es="El archivo es muy grande. Envía uno de menos de 700 KB.",
        usted="El archivo es muy grande. Envíe uno de menos de 700 KB.",
        en="The file is too large. Send one under 700 KB.",
        pt="O arquivo é grande demais. Envie um com menos de 700 KB.",
    ),
}


def words_in_script(house: House) -> Mapping[str, Mapping[str, str]]:
    """The sentences by language, in the business's way to speak; "" names its own language."""
    spoken = [house.spoken_to(language) for language in ("es", "en", "pt")]
    found: dict[str, Mapping[str, str]] = {
        written_in(each): {name: sentence[each] for name, sentence in WORDS.items()} for each in spoken
    }
    return {**found, "": {"language": house.language}}
