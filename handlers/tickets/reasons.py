"""Reasons why a message did not arrive, in words for agents, by Twilio's codes and Meta's, of which none is both.

https://www.twilio.com/docs/api/errors
https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

from collections.abc import Mapping

from handlers.conversation.contact import Contact
from handlers.languages import Sentence, Spoken
from handlers.tickets.window_words import in_words

WINDOW = "63016"

NOT_ARRIVED = Sentence(  # code, reason
    es="{code} · Tu mensaje no llegó al cliente. {reason}",
    en="{code} · Your message did not reach the customer. {reason}",
    pt="{code} · Sua mensagem não chegou ao cliente. {reason}",
)
OTHER = Sentence(  # error
    es="Error {error} en la entrega.",
    en="Delivery error {error}.",
    pt="Erro {error} na entrega.",
)
TOO_LATE = Sentence(  # span, app
    es="Su último mensaje tiene más de {span}. {app} ya no lo permite.",
    en="Their last message is over {span} old, and {app} no longer allows it.",
    pt="A última mensagem dele tem mais de {span} e o {app} já não permite.",
)
UNREACHABLE = Sentence(
    es="Ahora no se le puede escribir a ese número.",
    en="That number can't be written to now.",
    pt="Agora não dá para escrever para esse número.",
)
UNSUBSCRIBED = Sentence(
    es="Pidió no recibir mensajes. Vuelve a recibirlos cuando escriba START.",
    en="They asked for no messages. They get them again after writing START.",
    pt="Pediu para não receber mensagens. Volta a receber quando escrever START.",
)
FILTERED = Sentence(
    es="Fue rechazado por su contenido.",
    en="It was rejected for its content.",
    pt="Foi recusada pelo conteúdo.",
)
FILE = Sentence(
    es="El archivo no se pudo entregar. Las imágenes pueden tener hasta 5 MB, lo demás 16 MB.",
    en="The file could not be delivered. Pictures may have up to 5 MB, all else 16 MB.",
    pt="O arquivo não pôde ser entregue. Imagens podem ter até 5 MB, o resto 16 MB.",
)
TEMPLATE = Sentence(
    es="WhatsApp no aceptó el mensaje aprobado. Quien administra Recado puede revisar la plantilla.",
    en="WhatsApp did not take the approved message. Whoever runs Recado can check the template.",
    pt="O WhatsApp não aceitou a mensagem aprovada. Quem administra o Recado pode revisar o modelo.",
)
GIVEN_UP = Sentence(
    es="No se pudo mandar en 15 minutos. Puedes mandarlo otra vez.",
    en="It could not be sent within 15 minutes. You can send it again.",
    pt="Não deu para enviar em 15 minutos. Você pode enviar de novo.",
)

_KNOWN: Mapping[str, Sentence] = {
    "given_up": GIVEN_UP,
    WINDOW: TOO_LATE,
    "131047": TOO_LATE,
    "131026": UNREACHABLE,
    **dict.fromkeys(("131052", "131053"), FILE),
    **dict.fromkeys(("132000", "132001", "132005", "132007", "132012", "132015", "132016"), TEMPLATE),
    "21610": UNSUBSCRIBED,
    **dict.fromkeys(("21211", "30003", "30005", "30006", "63003", "63024"), UNREACHABLE),
    **dict.fromkeys(("30007", "63013"), FILTERED),
    **dict.fromkeys(("11200", "12300", "21620", "63019", "63021"), FILE),
    **dict.fromkeys(("21655", "21656", "63027", "63028", "63040", "63041", "63042"), TEMPLATE),
}


def reason_of(error: str, contact: Contact, language: Spoken) -> str:
    """The reason in a sentence; "" if none was told. `contact`: whom the message did not reach."""
    if not error:
        return ""
    return _KNOWN.get(error, OTHER)[language].format(error=error, **in_words(contact, language))
