"""Sentences for agents. Those about a ticket begin with its code, so that quoting them leads to it.

`str.format` fills them.
"""

from handlers.languages import Sentence

OPENED = Sentence(  # code, name, summary, last
    es="{code} · **{name}** necesita a una persona\n\n{summary}{last}\n\n"
    "Contesta citando este mensaje, o escribe {code} y tu respuesta.",
    en="{code} · **{name}** needs a person\n\n{summary}{last}\n\n"
    "Answer by quoting this message, or write {code} and your answer.",
    pt="{code} · **{name}** precisa de uma pessoa\n\n{summary}{last}\n\n"
    "Responda citando esta mensagem, ou escreva {code} e sua resposta.",
)
CUSTOMER_WROTE = Sentence(  # code, name, last
    es="{code} · **{name}**\n\n{last}",
    en="{code} · **{name}**\n\n{last}",
    pt="{code} · **{name}**\n\n{last}",
)
REMINDER = Sentence(  # code, name, waits
    es="{code} · **{name}** espera desde hace {waits}.",
    en="{code} · **{name}** has waited for {waits}.",
    pt="{code} · **{name}** espera há {waits}.",
)
CUSTOMER_LEFT = Sentence(  # code, name
    es="{code} · **{name}** volvió al asistente. El caso quedó cerrado.",
    en="{code} · **{name}** went back to the assistant. The ticket is closed.",
    pt="{code} · **{name}** voltou ao assistente. O caso foi encerrado.",
)
NOW_YOURS = Sentence(  # code, name, last
    es="{code} · **{name}** es tu caso. Contesta citando este mensaje.{last}",
    en="{code} · **{name}** is your ticket. Answer by quoting this message.{last}",
    pt="{code} · **{name}** é seu caso. Responda citando esta mensagem.{last}",
)
GIVEN_TO = Sentence(  # code, agent
    es="{code} · Ahora lo tiene {agent}.",
    en="{code} · {agent} has it now.",
    pt="{code} · Agora está com {agent}.",
)
NOTED = Sentence(
    es="{code} · Nota guardada. El cliente no la ve.",
    en="{code} · Note kept. The customer does not see it.",
    pt="{code} · Nota guardada. O cliente não a vê.",
)
CLOSED_NOW = Sentence(
    es="{code} · Cerrado. El asistente vuelve a responder.",
    en="{code} · Closed. The assistant answers again.",
    pt="{code} · Encerrado. O assistente volta a responder.",
)
IS_CLOSED = Sentence(
    es="{code} · Este caso ya está cerrado, tu mensaje no se envió.",
    en="{code} · This ticket is closed already, your message was not sent.",
    pt="{code} · Este caso já está encerrado, sua mensagem não foi enviada.",
)
IS_TAKEN = Sentence(  # code, agent
    es="{code} · Lo tiene {agent}. Tu mensaje no se envió.",
    en="{code} · {agent} has it. Your message was not sent.",
    pt="{code} · Está com {agent}. Sua mensagem não foi enviada.",
)
WINDOW_IS_OVER = Sentence(  # code, span, app
    es="{code} · No se envió. El último mensaje del cliente tiene más de {span}. {app} ya no lo permite.",
    en="{code} · Not sent. The customer's last message is over {span} old, and {app} no longer allows it.",
    pt="{code} · Não enviado. A última mensagem do cliente tem mais de {span} e o {app} já não permite.",
)
NO_SUCH = Sentence(  # code
    es="No hay ningún caso {code}. Escribe **tickets** para ver los abiertos.",
    en="There is no ticket {code}. Write **tickets** to see the open ones.",
    pt="Não há nenhum caso {code}. Escreva **tickets** para ver os abertos.",
)
WHICH = Sentence(
    es="No sé para quién es. Cita un mensaje del cliente, o empieza con su código, por ejemplo **#K7F2 Ya salió.**"
    " Nada se envió. Escribe **tickets** para ver los abiertos.",
    en="I can't tell who this is for. Quote one of the customer's messages, or begin with the code, for example"
    " **#K7F2 It is on its way.** Nothing was sent. Write **tickets** to see the open ones.",
    pt="Não sei para quem é. Cite uma mensagem do cliente, ou comece com o código, por exemplo **#K7F2 Já saiu.**"
    " Nada foi enviado. Escreva **tickets** para ver os abertos.",
)
NO_SUCH_AGENT = Sentence(  # names
    es="No conozco ese nombre. Están {names}.",
    en="I don't know that name. There are {names}.",
    pt="Não conheço esse nome. Há {names}.",
)
AGENT_HELP = Sentence(
    es="""\
Para contestar, cita un mensaje del cliente, o escribe su código y tu respuesta, **#K7F2 Ya salió.**

- **#K7F2 tomar** para quedarte el caso
- **#K7F2 cerrar** cuando termine, y el asistente vuelve
- **#K7F2 pasar Luis** para darlo a otra persona
- **#K7F2 invitar** para que el cliente pueda contestar después de 24 horas, solo en WhatsApp
- **#K7F2 nota** y el texto, para el equipo
- **tickets** para ver los abiertos
- **panel** para atender desde el navegador
- **ayuda** para esta lista""",
    en="""\
To answer, quote one of the customer's messages, or write the code and your answer, **#K7F2 It is on its way.**

- **#K7F2 take** to have the ticket
- **#K7F2 close** when it is done, and the assistant is back
- **#K7F2 give Luis** to give it to someone else
- **#K7F2 invite** to let the customer answer after 24 hours, on WhatsApp only
- **#K7F2 note** and the text, for the team
- **tickets** to see the open ones
- **desk** to answer in a browser
- **help** for this list""",
    pt="""\
Para responder, cite uma mensagem do cliente, ou escreva o código e sua resposta, **#K7F2 Já saiu.**

- **#K7F2 pegar** para ficar com o caso
- **#K7F2 fechar** quando terminar, e o assistente volta
- **#K7F2 passar Luis** para dar a outra pessoa
- **#K7F2 convidar** para que o cliente possa responder depois de 24 horas, só no WhatsApp
- **#K7F2 nota** e o texto, para a equipe
- **tickets** para ver os abertos
- **painel** para atender pelo navegador
- **ajuda** para esta lista""",
)
OPEN_TICKETS = Sentence(  # begins with no code: who quotes the list names no ticket
    es="Casos abiertos",
    en="Open tickets",
    pt="Casos em aberto",
)
NO_TICKETS = Sentence(
    es="No hay casos abiertos.",
    en="There are no open tickets.",
    pt="Não há casos abertos.",
)
LISTED_WAITS = Sentence(es="espera {waits}", en="waiting {waits}", pt="espera {waits}")

DESK_LINK = Sentence(  # link
    es="Este enlace abre el panel una sola vez, durante diez minutos.\n\n{link}",
    en="This link opens the desk once, within ten minutes.\n\n{link}",
    pt="Este link abre o painel uma única vez, durante dez minutos.\n\n{link}",
)
NO_DESK = Sentence(
    es="Aquí no hay panel. Escribe **ayuda** para ver qué se puede hacer por mensaje.",
    en="There is no desk here. Write **help** to see what can be done by message.",
    pt="Aqui não há painel. Escreva **ajuda** para ver o que se pode fazer por mensagem.",
)
NUMBERS_HELP = Sentence(
    es="- **hoy** o **semana** para los números",
    en="- **today** or **week** for the numbers",
    pt="- **hoje** ou **semana** para os números",
)
NUMBERS_NOT_YOURS = Sentence(  # names
    es="Los números son solo para {names}.",
    en="The numbers are for {names} alone.",
    pt="Os números são só para {names}.",
)
