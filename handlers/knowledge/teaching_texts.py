"""Sentences about teaching: one for customers, who are addressed neither with tú nor with usted, others for the owner.

`str.format` fills them. None begins with a ticket's code, so who quotes one names no ticket.
"""

from handlers.languages import Sentence

DISLIKED = Sentence(  # to a customer
    es="Gracias por avisar. Esa respuesta queda anotada para que el equipo la mejore.",
    en="Thank you for telling us. That answer is noted, so that the team can better it.",
    pt="Obrigado por avisar. Essa resposta fica anotada para a equipe melhorar.",
)
QUESTIONS = Sentence(  # lines, number
    es="A estas preguntas les faltó una buena respuesta.\n\n{lines}\n\n"
    "Para enseñarla, escribe por ejemplo **enseñar {number}** y la respuesta.",
    en="These questions lacked a good answer.\n\n{lines}\n\n"
    "To teach one, write for example **teach {number}** and the answer.",
    pt="Faltou uma boa resposta a estas perguntas.\n\n{lines}\n\n"
    "Para ensinar, escreva por exemplo **ensinar {number}** e a resposta.",
)
TIMES = Sentence(es=" ({count} veces)", en=" ({count} times)", pt=" ({count} vezes)")
TAUGHT = Sentence(  # number, asks, answer
    es="Aprendido. En un minuto se contesta así.\n\n{asks}\n\n{answer}\n\n"
    "Para cambiarlo, escribe **enseñar {number}** y la nueva respuesta. Para quitarlo, **quitar {number}**.",
    en="Learnt. Within a minute this is the answer.\n\n{asks}\n\n{answer}\n\n"
    "To change it, write **teach {number}** and the new answer. To take it out, **remove {number}**.",
    pt="Aprendido. Em um minuto a resposta será esta.\n\n{asks}\n\n{answer}\n\n"
    "Para mudar, escreva **ensinar {number}** e a nova resposta. Para tirar, **remover {number}**.",
)
REMOVED = Sentence(  # number, asks
    es="Quitado. En un minuto esto lo vuelve a contestar el asistente.\n\n{asks}\n\n"
    "Para enseñarlo de nuevo, escribe **enseñar {number}** y la respuesta.",
    en="Taken out. Within a minute the assistant answers this again.\n\n{asks}\n\n"
    "To teach it anew, write **teach {number}** and the answer.",
    pt="Tirado. Em um minuto o assistente volta a responder isto.\n\n{asks}\n\n"
    "Para ensinar de novo, escreva **ensinar {number}** e a resposta.",
)
HOW = Sentence(
    es="Falta el número o la respuesta. Escribe por ejemplo **enseñar 7 Sí, los martes.** No cambió nada.",
    en="The number or the answer is missing. Write for example **teach 7 Yes, on Tuesdays.** Nothing changed.",
    pt="Falta o número ou a resposta. Escreva por exemplo **ensinar 7 Sim, às terças.** Nada mudou.",
)
NO_SUCH_NUMBER = Sentence(  # number
    es="No hay nada con el número {number}, o ya no está. No cambió nada.",
    en="There is nothing of the number {number}, or it is gone. Nothing changed.",
    pt="Não há nada com o número {number}, ou já não está. Nada mudou.",
)
TOO_LONG = Sentence(  # most
    es="Es demasiado largo, caben {most} letras. No cambió nada.",
    en="It is too long, {most} characters fit. Nothing changed.",
    pt="É longo demais, cabem {most} letras. Nada mudou.",
)
IS_FULL = Sentence(
    es="Ya no caben más respuestas. Quita antes alguna con **quitar** y su número. No cambió nada.",
    en="No more answers fit. Take one out first with **remove** and its number. Nothing changed.",
    pt="Não cabem mais respostas. Tire antes alguma com **remover** e o número. Nada mudou.",
)
OWNERS_ONLY = Sentence(  # owner
    es="Las respuestas las enseña {owner}. No cambió nada.",
    en="{owner} teaches the answers. Nothing changed.",
    pt="Quem ensina as respostas é {owner}. Nada mudou.",
)
HELP = Sentence(  # after the list of orders
    es="- **enseñar 7** y la respuesta a la pregunta 7, o una nueva\n- **quitar 7** para que deje de contestarse así",
    en="- **teach 7** and the answer to question 7, or a new one\n- **remove 7** to answer like that no more",
    pt="- **ensinar 7** e a resposta à pergunta 7, ou uma nova\n- **remover 7** para não responder mais assim",
)
