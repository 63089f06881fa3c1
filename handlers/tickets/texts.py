"""Sentences about tickets for customers, who are addressed neither with tú nor with usted. `str.format` fills them."""

from handlers.languages import Sentence

HANDED_OVER = Sentence(  # code, when
    es="Una persona del equipo sigue con esta conversación ({code}). {when} Todo lo que se escriba aquí le llega.",
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
