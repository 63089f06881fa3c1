"""Definitions of the figures, as the page shows them on a tap. docs/numbers.md has the English ones, word for word.

Each: Spanish, English, Portuguese.
"""

ABOUT = {
    "about_answered": (
        "La mediana de los segundos desde que llegó el mensaje hasta que salió la respuesta, de lo que contestaron el "
        "asistente, las preguntas frecuentes y los comandos. La mitad de los clientes esperó eso o menos.",
        "The median of the seconds from a message's coming in to its answer's going out, of what the assistant, the "
        "FAQ and commands answered. Half of the customers waited that long or less.",
        "A mediana dos segundos desde que a mensagem chegou até a resposta sair, do que responderam o assistente, as "
        "perguntas frequentes e os comandos. Metade dos clientes esperou isso ou menos.",
    ),
    "about_resolved": (
        "De las conversaciones que ya terminaron, cuántas terminaron bien sin una persona: con respuesta, y el "
        "cliente no volvió a preguntar en 72 horas, o dijo que quedó resuelto.",
        "Of the conversations that have ended, how many ended well without a person: answered, and the customer did "
        "not come back to ask within 72 hours, or said that it was solved.",
        "Das conversas que já terminaram, quantas terminaram bem sem uma pessoa: com resposta, e o cliente não voltou "
        "a perguntar em 72 horas, ou disse que ficou resolvido.",
    ),
    "about_rated": (
        "La media de todas las calificaciones, de 1 a 5.",
        "The mean of all ratings, from 1 to 5.",
        "A média de todas as avaliações, de 1 a 5.",
    ),
    "about_cost": (
        "Todo lo que se pagó a todos los proveedores en estos días, entre las conversaciones que empezaron en ellos. "
        "Si falta un precio, es al menos eso.",
        "All that was paid to all suppliers in these days, divided by the conversations that began in them. Where a "
        "price is not known, it is at least that.",
        "Tudo o que foi pago a todos os fornecedores nestes dias, dividido pelas conversas que começaram neles. Se "
        "falta um preço, é pelo menos isso.",
    ),
    "about_available": (
        "Los minutos en los que se atendió bien a los clientes, de todos los que se revisaron.",
        "The minutes in which customers were served well, of all that were checked.",
        "Os minutos em que os clientes foram bem atendidos, de todos os que foram verificados.",
    ),
    "about_volume": (
        "Mensajes de clientes, y conversaciones que empezaron. Un saludo o un comando solo no es una conversación; "
        "una hora de silencio la termina.",
        "Messages of customers, and conversations that began. A mere greeting or command is no conversation; an hour "
        "of silence ends one.",
        "Mensagens de clientes, e conversas que começaram. Só uma saudação ou um comando não é uma conversa; uma hora "
        "de silêncio a encerra.",
    ),
    "about_waiting": (
        "Segundos hasta la respuesta del asistente, de las preguntas frecuentes o de un comando. Se cuentan en "
        "escalones: ninguna cifra se aleja más de un 5 % de la exacta.",
        "Seconds until the answer of the assistant, the FAQ or a command. They are counted in steps: no figure is "
        "more than 5% off the exact one.",
        "Segundos até a resposta do assistente, das perguntas frequentes ou de um comando. São contados em degraus: "
        "nenhum número fica a mais de 5% do exato.",
    ),
    "about_who": (
        "Los mensajes de los clientes según quién los contestó. «Una persona»: el mensaje llegó a un caso. «Nadie»: "
        "el cliente recibió una disculpa, el aviso de que se llegó a un límite, o nada.",
        "Customers' messages by who answered them. “A person”: the message went to a ticket. “Nobody”: the customer "
        "got an apology, a sentence that a ceiling is reached, or nothing.",
        "As mensagens dos clientes segundo quem respondeu. “Uma pessoa”: a mensagem foi para um caso. “Ninguém”: o "
        "cliente recebeu um pedido de desculpas, o aviso de que se chegou a um limite, ou nada.",
    ),
    "about_apps": (
        "Mensajes y conversaciones de los clientes según la aplicación en que escribieron, y lo que se pagó por ellos "
        "a todos los proveedores, junto con los mensajes de agentes en ella. Los temas de la noche no son de ninguna.",
        "Customers' messages and conversations by the app that they wrote in, and what was paid for them to all "
        "suppliers, with agents' messages in it. The night's topics belong to none.",
        "Mensagens e conversas dos clientes segundo o aplicativo em que escreveram, e o que foi pago por elas a todos "
        "os fornecedores, junto com as mensagens de agentes nele. Os assuntos da noite não são de nenhum.",
    ),
    "about_ends": (
        "Lo que fue de las conversaciones que empezaron en estos días. Se sabe tres días después de su último "
        "mensaje, así que en los últimos días faltan.",
        "What became of the conversations that began in these days. It is known three days after their last message, "
        "so those of the last days are missing.",
        "O que foi das conversas que começaram nestes dias. Sabe-se três dias depois da última mensagem, então faltam "
        "as dos últimos dias.",
    ),
    "about_tickets": (
        "El tiempo va desde que se abrió el caso hasta que una persona escribió al cliente, y hasta que se cerró. «En "
        "horario» cuenta solo las horas en que el negocio abre. La mitad esperó hasta lo primero; 9 de cada 10, hasta "
        "lo segundo.",
        "Time runs from a ticket's opening until a person wrote to the customer, and until it was closed. “In opening "
        "hours” counts only the hours in which the business is open. Half waited up to the first, 9 of 10 up to the "
        "second.",
        "O tempo vai desde que o caso foi aberto até uma pessoa escrever ao cliente, e até ser encerrado. “No "
        "horário de atendimento” conta só as horas em que a empresa está aberta. Metade esperou até o primeiro; 9 de "
        "cada 10, até o segundo.",
    ),
    "about_survey": (
        "A cada cliente se le pregunta como mucho una vez en 30 días. Solo cuentan las calificaciones de quienes "
        "contestaron.",
        "Each customer is asked at most once in 30 days. Only the ratings of those who answered count.",
        "Cada cliente recebe a pergunta no máximo uma vez em 30 dias. Só contam as avaliações de quem respondeu.",
    ),
    "about_topics": (
        "El tema y el ánimo que el modelo dio a cada respuesta, y de noche a las conversaciones que no contestó. Un "
        "modelo se equivoca a veces: sirve para ver de qué se habla mucho.",
        "The topic and the mood that the model gave with each answer, and at night to conversations that it had not "
        "answered. A model errs at times: it serves to see what is asked much.",
        "O assunto e o ânimo que o modelo deu a cada resposta, e à noite às conversas que não respondeu. Um modelo às "
        "vezes erra: serve para ver do que se fala muito.",
    ),
    "about_money": (
        "Lo que se pagó a todos los proveedores por los mensajes, de clientes y de agentes, en dólares, sin "
        "impuestos. Los ahorros son estimados: lo que habría costado, en promedio, que el asistente contestara "
        "también eso, con un mensaje más por cada uno que se contestó junto con otro.",
        "What was paid to all suppliers for messages, of customers and of agents, in dollars, without taxes. Savings "
        "are estimates: what it would have cost on average if the assistant had answered that, too, with one message "
        "more for each that was answered together with another.",
        "O que foi pago a todos os fornecedores pelas mensagens, de clientes e de agentes, em dólares, sem impostos. "
        "As economias são estimadas: o que teria custado, em média, se o assistente tivesse respondido isso também, "
        "com uma mensagem a mais por cada uma respondida junto com outra.",
    ),
}
