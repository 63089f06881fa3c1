"""Words of the pages, in Spanish, English and Portuguese. `str.format` fills them.

Long: each has three languages.
"""

import re

from handlers.languages import Language, sentences
from handlers.pages.answer_words import ANSWERS
from handlers.pages.app_words import APPS
from handlers.pages.tool_words import TOOLS

# Each: Spanish, English, Portuguese.
_WORDS = {
    "desk": ("Panel", "Desk", "Painel"),
    "numbers": ("Números", "Numbers", "Números"),
    "skip": ("Ir a la conversación", "Skip to the conversation", "Ir para a conversa"),
    "sign_in": ("Entrar", "Sign in", "Entrar"),
    "sign_out": ("Salir", "Sign out", "Sair"),
    "enter_about": (
        "El enlace sirve una sola vez. Entra desde este aparato.",
        "The link works once. Sign in on this device.",
        "O link funciona uma única vez. Entre neste aparelho.",
    ),
    "enter_token": ("Lo que sigue a # en el enlace", "What follows the # in the link", "O que vem depois do # no link"),
    "enter_how": (
        "Para entrar, escribe *panel* al WhatsApp del negocio desde tu teléfono. La respuesta trae un enlace.",
        "To sign in, write *desk* to the business's WhatsApp from your phone. The reply holds a link.",
        "Para entrar, escreva *painel* para o WhatsApp da empresa no seu telefone. A resposta traz um link.",
    ),
    "link_over": (
        "Este enlace ya se usó, o tiene más de diez minutos. Escribe *panel* otra vez.",
        "This link was used already, or is over ten minutes old. Write *desk* again.",
        "Este link já foi usado, ou tem mais de dez minutos. Escreva *painel* de novo.",
    ),
    "too_often": (
        "Demasiados intentos. Espera un minuto.",
        "Too many tries. Wait for a minute.",
        "Tentativas demais. Espere um minuto.",
    ),
    "not_from_here": (
        "La petición no vino de esta página. No se hizo nada.",
        "The request did not come from this page. Nothing was done.",
        "O pedido não veio desta página. Nada foi feito.",
    ),
    "no_store": (
        "El panel no responde ahora. Inténtalo en un minuto.",
        "The desk cannot be shown now. Try again in a minute.",
        "O painel não responde agora. Tente de novo em um minuto.",
    ),
    # the list
    "active": ("Casos", "Tickets", "Casos"),
    "closed": ("Cerrados", "Closed", "Encerrados"),
    "talks": ("Conversaciones", "Conversations", "Conversas"),
    "search": ("Nombre, número o código", "Name, number or code", "Nome, número ou código"),
    "find": ("Buscar", "Search", "Buscar"),
    "state_open": ("Nadie lo tiene", "Nobody has it", "Ninguém assumiu"),
    "state_taken": ("Espera respuesta", "Waits for an answer", "Espera resposta"),
    "state_waiting": ("Espera al cliente", "Waits for the customer", "Espera o cliente"),
    "state_closed": ("Cerrado", "Closed", "Encerrado"),
    "nothing": ("No hay casos abiertos.", "There are no open tickets.", "Não há casos abertos."),
    "nothing_closed": ("No hay casos cerrados.", "There are no closed tickets.", "Não há casos encerrados."),
    "nothing_talks": ("Todavía no hay conversaciones.", "There are no conversations yet.", "Ainda não há conversas."),
    "nothing_found": ("No se encontró nada.", "Nothing was found.", "Nada foi encontrado."),
    "assistant_has": ("con el asistente", "with the assistant", "com o assistente"),
    "why_asked": ("Pidió hablar con una persona", "Asked for a person", "Pediu para falar com uma pessoa"),
    "why_cannot": ("El asistente no puede", "The assistant can't", "O assistente não pode"),
    "why_upset": ("Está molesto", "Is upset", "Está chateado"),
    "why_promised": ("Se le prometió algo", "Was promised something", "Algo foi prometido"),
    "why_rule": ("Regla del negocio", "A rule of the business", "Regra da empresa"),
    "why_failed": ("El asistente falló", "The assistant failed", "O assistente falhou"),
    "why_taken_over": ("Una persona intervino", "A person stepped in", "Uma pessoa interveio"),
    "why_limited": ("Se alcanzó un límite de gasto", "A spending limit was reached", "Um limite de gasto foi atingido"),
    # a conversation
    "back": ("Lista", "List", "Lista"),
    "choose": ("Elige una conversación.", "Choose a conversation.", "Escolha uma conversa."),
    "gone": (
        "Ya no existe. Si el cliente pidió borrar sus datos, no queda nada.",
        "It is not there any more. If the customer had their data deleted, nothing is left.",
        "Não existe mais. Se o cliente pediu para apagar os dados, não resta nada.",
    ),
    "earlier": ("Mensajes anteriores", "Earlier messages", "Mensagens anteriores"),
    "has_it": ("Lo tiene {name}", "{name} has it", "Está com {name}"),
    "is_yours": ("Lo tienes tú", "It is yours", "Está com você"),
    "looks_too": ("También mira: {names}", "Also looking: {names}", "Também olhando: {names}"),
    "window_left": ("{span} para escribir", "{span} left to write", "{span} para escrever"),
    "window_over": (
        "Pasaron {span} desde su último mensaje. {app} ya no deja escribirle; cuando escriba, se abre otra vez.",
        "Their last message is over {span} old. {app} lets nobody write to them until they write again.",
        "A última mensagem tem mais de {span}. O {app} não deixa escrever até o cliente escrever de novo.",
    ),
    "invite": ("Invitar a escribir", "Invite to write", "Convidar a escrever"),
    "assistant_answers": (
        "Responde el asistente. Tómala para escribir tú.",
        "The assistant answers. Take it over to write yourself.",
        "O assistente responde. Assuma para escrever você.",
    ),
    "is_closed": ("El caso está cerrado.", "The ticket is closed.", "O caso está encerrado."),
    "is_theirs": (
        "Lo tiene {name}. Para escribir, pásatelo a ti.",
        "{name} has it. To write, give it to yourself.",
        "Está com {name}. Para escrever, passe para você.",
    ),
    "take": ("Tomar", "Take", "Assumir"),
    "take_over": ("Tomar la conversación", "Take over", "Assumir a conversa"),
    "give": ("Pasar", "Give", "Passar"),
    "close": ("Cerrar", "Close", "Encerrar"),
    "reason": ("Motivo", "Reason", "Motivo"),
    "reason_solved": ("Resuelto", "Solved", "Resolvido"),
    "reason_no_reply": ("El cliente no contestó", "The customer did not answer", "O cliente não respondeu"),
    "reason_assistant": ("Sigue el asistente", "Back to the assistant", "Volta ao assistente"),
    "reason_other": ("Otro", "Other", "Outro"),
    "reason_agent": ("Cerrado por mensaje", "Closed by message", "Encerrado por mensagem"),
    "reason_customer": ("El cliente volvió al asistente", "The customer went back", "O cliente voltou ao assistente"),
    "silently": ("Sin avisar al cliente", "Don't tell the customer", "Sem avisar o cliente"),
    "write": ("Mensaje para {name}", "Message to {name}", "Mensagem para {name}"),
    "only_note": ("Nota para el equipo", "Note for the team", "Nota para a equipe"),
    "send": ("Enviar", "Send", "Enviar"),
    "note": ("Nota", "Note", "Nota"),
    "note_about": ("Solo la ve el equipo", "Only the team sees it", "Só a equipe vê"),
    "canned": ("Respuestas", "Replies", "Respostas"),
    # who said it
    "assistant": ("Asistente", "Assistant", "Assistente"),
    "sources": ("Fuentes: {names}", "Sources: {names}", "Fontes: {names}"),
    "unknown": ("Dijo que no lo sabe", "Said that it does not know", "Disse que não sabe"),
    "note_of": ("Nota de {name}", "Note by {name}", "Nota de {name}"),
    "file": ("Archivo", "File", "Arquivo"),
    "picture": ("Foto", "Picture", "Foto"),
    "did_opened": ("{text}", "{text}", "{text}"),
    "did_taken": ("{who} lo tomó", "{who} took it", "{who} assumiu"),
    "did_given": ("{who} lo pasó a {text}", "{who} gave it to {text}", "{who} passou para {text}"),
    "did_reminded": ("Recordatorio al equipo", "The team was reminded", "A equipe foi lembrada"),
    "did_failed": ("No llegó: {text}", "Did not arrive: {text}", "Não chegou: {text}"),
    "did_invited": (
        "{who} invitó al cliente a escribir",
        "{who} invited the customer to write",
        "{who} convidou o cliente a escrever",
    ),
    "did_closed": ("Cerrado · {text}", "Closed · {text}", "Encerrado · {text}"),
    "sending": ("Enviando…", "Sending…", "Enviando…"),
    "unsent": ("No llegó", "Did not arrive", "Não chegou"),
    # what came of it
    "result_taken": (
        "{name} fue más rápido. No se envió nada.",
        "{name} was first. Nothing was sent.",
        "{name} foi mais rápido. Nada foi enviado.",
    ),
    "result_closed": (
        "El caso ya está cerrado. No se envió nada.",
        "The ticket is closed already. Nothing was sent.",
        "O caso já está encerrado. Nada foi enviado.",
    ),
    "result_window": (
        "No se envió: mientras escribías, terminó el plazo que da la app para escribirle al cliente.",
        "Not sent: the time in which the app lets you write to the customer is over by now.",
        "Não enviado: já terminou o prazo que o app dá para escrever ao cliente.",
    ),
    "result_stopped": (
        "No se envió: el cliente no quiere mensajes hasta que vuelva a escribir «continuar».",
        "Not sent: the customer wants no messages until they write “start”.",
        "Não enviado: o cliente não quer mensagens até escrever “continuar”.",
    ),
    "result_invited": (
        "Ya está invitado, o ya se le puede escribir.",
        "They are invited already, or can be written to.",
        "Já foi convidado, ou já se pode escrever.",
    ),
    "result_gone": (
        "No se envió: el cliente pidió borrar sus datos y no queda nada.",
        "Not sent: the customer had their data deleted, and nothing is left.",
        "Não enviado: o cliente pediu para apagar os dados e não resta nada.",
    ),
    "result_not_arrived": (
        "La app del cliente no aceptó el mensaje. No llegó.",
        "The customer's app did not take the message. It did not arrive.",
        "O app do cliente não aceitou a mensagem. Ela não chegou.",
    ),
    "offline": (
        "No hay conexión. Inténtalo otra vez; nada se envía dos veces.",
        "There is no connection. Try again; nothing is sent twice.",
        "Não há conexão. Tente de novo; nada é enviado duas vezes.",
    ),
    "result_unclear": (
        "Falta el texto, o tiene más de 4000 caracteres. No se hizo nada.",
        "The text is missing, or has over 4000 characters. Nothing was done.",
        "Falta o texto, ou tem mais de 4000 caracteres. Nada foi feito.",
    ),
}
WORDS = sentences({**_WORDS, **ANSWERS, **APPS, **TOOLS})
LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")


def language_of(accepted: str, otherwise: Language) -> Language:
    """The first of our languages in a browser's Accept-Language."""
    wanted = re.findall(r"(?:^|,)\s*([a-z]{2})\b", accepted.lower())
    return next((language for name in wanted for language in LANGUAGES if language == name), otherwise)
