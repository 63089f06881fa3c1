"""Sentences about tickets, for customers and for agents, in Spanish, English and Portuguese. `str.format` fills them.

Long: each sentence has three languages.
"""

from handlers.languages import Sentence

# To customers. They address nobody as tú or usted.
HANDED_OVER = Sentence(  # code, when
    es="Una persona del equipo sigue con esta conversación ({code}). {when} Todo lo que escribas aquí le llega.",
    en="A person from the team takes over this conversation ({code}). {when} Whatever you write here reaches them.",
    pt="Uma pessoa da equipe assume esta conversa ({code}). {when} Tudo o que você escrever aqui chega a ela.",
)
SOON = Sentence(
    es="Responde aquí mismo en cuanto pueda.",
    en="They will answer right here as soon as they can.",
    pt="Ela responde aqui mesmo assim que puder.",
)
WHEN_OPEN = Sentence(  # when
    es="Ahora está cerrado y responde {when}.",
    en="We are closed now, and they will answer {when}.",
    pt="Agora está fechado e ela responde {when}.",
)
STILL_HANDED_OVER = Sentence(  # code
    es="La conversación ya está con una persona del equipo ({code}). Responde aquí mismo en cuanto pueda.",
    en="A person from the team already has this conversation ({code}). They will answer here as soon as they can.",
    pt="A conversa já está com uma pessoa da equipe ({code}). Ela responde aqui mesmo assim que puder.",
)
WRITE_TO = Sentence(  # contact
    es="Para hablar con una persona, este es el contacto del equipo. {contact}",
    en="To talk to a person, this is how to reach the team. {contact}",
    pt="Para falar com uma pessoa, este é o contato da equipe. {contact}",
)
NOBODY = Sentence(
    es="Por este chat solo respondo yo, el asistente. No puedo pasar la conversación a una persona.",
    en="In this chat only I, the assistant, answer. I can't pass the conversation to a person.",
    pt="Neste chat só eu, o assistente, respondo. Não posso passar a conversa para uma pessoa.",
)
BACK = Sentence(
    es="Listo, aquí sigue el asistente. ¿En qué puedo ayudar?",
    en="Done, the assistant is back. How can I help?",
    pt="Pronto, o assistente está de volta. Como posso ajudar?",
)
NOT_AWAY = Sentence(
    es="Aquí está el asistente. ¿En qué puedo ayudar?",
    en="The assistant is here. How can I help?",
    pt="O assistente está aqui. Como posso ajudar?",
)
CLOSED_BY_PERSON = Sentence(
    es="La conversación con el equipo terminó. Desde ahora responde otra vez el asistente.",
    en="The conversation with the team has ended. From now on the assistant answers again.",
    pt="A conversa com a equipe terminou. A partir de agora o assistente volta a responder.",
)
STILL_WAITS = Sentence(
    es="Nadie del equipo está libre todavía. La conversación no se ha olvidado y alguien responde aquí mismo.",
    en="Nobody from the team is free yet. The conversation is not forgotten, and somebody will answer right here.",
    pt="Ninguém da equipe está livre ainda. A conversa não foi esquecida e alguém responde aqui mesmo.",
)

# To agents. Each begins with the code, so that quoting it leads to the ticket.
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
WINDOW_IS_OVER = Sentence(
    es="{code} · No se envió. El último mensaje del cliente tiene más de 24 horas y WhatsApp ya no lo permite.",
    en="{code} · Not sent. The customer's last message is over 24 hours old, and WhatsApp no longer allows it.",
    pt="{code} · Não enviado. A última mensagem do cliente tem mais de 24 horas e o WhatsApp já não permite.",
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
- **#K7F2 invitar** para que el cliente pueda contestar después de 24 horas
- **#K7F2 nota** y el texto, para el equipo
- **tickets** para ver los abiertos
- **panel** para el panel
- **ayuda** para esta lista""",
    en="""\
To answer, quote one of the customer's messages, or write the code and your answer, **#K7F2 It is on its way.**

- **#K7F2 take** to have the ticket
- **#K7F2 close** when it is done, and the assistant is back
- **#K7F2 give Luis** to give it to someone else
- **#K7F2 invite** to let the customer answer after 24 hours
- **#K7F2 note** and the text, for the team
- **tickets** to see the open ones
- **desk** for the desk
- **help** for this list""",
    pt="""\
Para responder, cite uma mensagem do cliente, ou escreva o código e sua resposta, **#K7F2 Já saiu.**

- **#K7F2 pegar** para ficar com o caso
- **#K7F2 fechar** quando terminar, e o assistente volta
- **#K7F2 passar Luis** para dar a outra pessoa
- **#K7F2 convidar** para que o cliente possa responder depois de 24 horas
- **#K7F2 nota** e o texto, para a equipe
- **tickets** para ver os abertos
- **painel** para o painel
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
LISTED = Sentence(  # code, name, agent or "-", minutes
    es="{code} · {name} · {agent} · espera {waits}",
    en="{code} · {name} · {agent} · waiting {waits}",
    pt="{code} · {name} · {agent} · espera {waits}",
)

# Surveys, to customers. The words for both ends of the scale are read as answers, too.
HOW_WAS_IT = Sentence(
    es="Del 1 (pésima) al 5 (excelente), ¿cómo fue la atención?",
    en="From 1 (awful) to 5 (excellent), how was it?",
    pt="De 1 (péssimo) a 5 (excelente), como foi o atendimento?",
)
RATED = Sentence(
    es="Gracias por la calificación. El siguiente mensaje puede llevar un comentario para el equipo.",
    en="Thank you for the rating. The next message can be a comment for the team.",
    pt="Obrigado pela nota. A próxima mensagem pode ser um comentário para a equipe.",
)
