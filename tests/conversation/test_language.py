"""The language of messages as people write on WhatsApp: mostly recognised, hardly ever wrongly."""

import pytest

from handlers.conversation.language import language_of
from handlers.languages import Language

SPANISH = """\
Hola
hola buenas tardes
Buenos días, ¿a qué hora abren hoy?
buen dia
holaaa
Gracias!
muchas gracias 🙏
cuanto cuesta el pastel de chocolate?
¿Tienen envíos a domicilio?
q precio tiene la torta de tres leches
Quiero hacer un pedido para mañana
quiero 2 docenas de conchas porfa
hola k tal, tenéis pan sin gluten?
Vale, perfecto
dale, gracias
che, tenés medialunas?
Necesito factura
a nombre de María López por favor
Calle 45 # 12-30, apto 502
ya deposité
todavia no llega mi pedido
no me llegó el pedido de ayer
si
Sí, por favor
ok gracias
aceptan tarjeta o solo efectivo?
¿Me puedes mandar el menú?
pasame el alias y te transfiero
oye y los domingos abren??
a ver si mañana me acerco a la tienda
Quisiera saber si tienen disponibilidad para el sábado
buenas, hay alguien?
jajaja no te preocupes
donde estan ubicados
Cual es la direccion
me interesa
Disculpe, me equivoqué de número
se puede pagar con bizum?
orale pues, al rato paso
tqm bendiciones
Les escribo porque el pastel que compré ayer venía en mal estado y quisiera que me devuelvan el dinero
Ahorita no puedo, luego te aviso
para cuantas personas rinde?
y el de fresa?
listo
bueno
Perdón, no entendí
hay lugar pa estacionar?
Como hago para cambiar la talla de los zapatos
estoy afuera
Me podrían confirmar si ya salió el paquete
quedo atenta
Buenas! queria consultar por el alquiler del salón
Cuánto sería con envío a Rosario?
Ok, muchas gracias por la info
hola amiga sigue disponible?
en q horario atienden
mañana paso
Tiene garantía?
está muy caro
me haces descuento?
no gracias
Hola, vengo del anuncio
Mi número de pedido es 4432
se me rompió la pantalla, la arreglan?
donde queda
cuanto sale
Dale
Ah bueno
Ya pagué, les mando el comprobante
Que tal
tienen estacionamiento?
quisiera reservar una mesa para cuatro personas a las nueve
No entiendo
hola, una consulta
Para hoy se puede?
Soy alérgico a las nueces
Qué me recomiendas?
el azul o el rojo
Excelente
genial
venga, hasta luego
No funciona
reserva para 2
Ayúdame por favor
""".splitlines()
ENGLISH = """\
Hi
hello!
hey, are you open today?
Good morning
thanks
thank you so much 🙏
thx!
how much is the chocolate cake
do u deliver?
whats the price for 2 dozen
I want to order a birthday cake for saturday
can i pay with card
Yes please
yes
No, thanks
ok great
sounds good
where are you located?
what time do you close
is there parking nearby
my order hasn't arrived yet
still waiting for my order...
I'd like to cancel my order
sorry wrong number
Could you send me the menu?
u guys have gluten free bread?
lol no worries
need it by tomorrow
its for 12 people
any vegan options
The name is Sarah
under Johnson
do you speak English?
Can I talk to a person
brb
i was charged twice for the same order, please refund me
how do i get there from the airport
see you tomorrow
perfect
just 1
do they come in blue
and the strawberry one?
never mind
that's fine
what about sundays
wanna book a table for 4
I bought a cake yesterday and it was bad, I would like my money back
im outside
Ok
please hurry
Is this still available?
Can you do a discount?
what sizes do you have
My order number is 4432
Table for two at nine please
i paid already, sending receipt
too expensive
My screen broke can you fix it
Got it
Nice
Do you have wifi
No problem
where's my package
I don't understand
not working
Awesome, thanks a lot!
hello there
Which one do you recommend?
Is delivery free
I'm allergic to nuts
hi, quick question
give me the red one
how long does it take
can someone call me
Refund please
ok see u
next week works
Happy birthday
You're welcome
the website is down
""".splitlines()
PORTUGUESE = """\
Oi
oi, tudo bem?
Olá, bom dia
boa tarde
boa noite, vcs estão abertos?
obrigado
Obrigada!! 😊
brigadaaa
vlw
quanto custa o bolo de chocolate?
qto é o frete pro centro
Vocês entregam em Pinheiros?
quero fazer um pedido pra amanhã
Queria 2 dúzias de pão de queijo
aceita pix?
posso pagar no cartão
Sim
sim, por favor
não
nao precisa
ok obrigada
tá bom
blz
Qual o endereço de vocês?
que horas vcs abrem no domingo
ainda não chegou meu pedido
cadê meu pedido??
meu nome é João
kkkkk sem problemas
Gostaria de saber se tem vaga para sábado
tem opção sem glúten?
me manda o cardápio por favor
desculpa, mandei errado
e o de morango?
Onde fica a loja
eu moro perto da estação
pode ser as 15h
fechado então
Comprei um bolo ontem e veio estragado, quero meu dinheiro de volta
qual o valor
vou passar aí mais tarde
tô aqui fora
alguém aí?
perfeito
valeu demais, abraço
Serve quantas pessoas?
bom dia gostaria de fazer uma encomenda
é pra presente
Quais são as formas de pagamento
nota fiscal por favor
Ainda está disponível?
faz desconto?
Qual o tamanho que vocês têm?
meu pedido é o 4432
Mesa para dois às nove, por favor
já paguei, segue o comprovante
muito caro
Minha tela quebrou, vocês consertam?
Entendi
show
Tem wifi aí?
Sem problema
Cadê minha encomenda?
não entendi
nao funciona
Muito obrigado pela atenção
Oii
Qual você recomenda?
A entrega é grátis?
Sou alérgica a nozes
tenho uma dúvida
quero o vermelho
quanto tempo demora
alguém pode me ligar
Quero reembolso
até mais
semana que vem dá certo
Parabéns
De nada
o site caiu
me ajuda
Ótimo
Vim pelo anúncio
voces parcelam?
fico no aguardo
""".splitlines()
NEITHER = """\

👍
😂😂😂
123
2 x 350
15:30
ok
OK 👍
?
...
https://example.com/el-menu-de-la-casa
ana.the.one@example.com
+52 55 1234 5678
Ana
pizza
menu
no
Bonjour, je voudrais commander un gâteau pour demain
Merci beaucoup, vous êtes ouverts le dimanche ?
Ciao, vorrei ordinare una torta per domani, grazie
Guten Tag, haben Sie heute geöffnet?
Ich möchte eine Torte bestellen, bitte
Здравствуйте, вы открыты сегодня?
こんにちは、今日は開いていますか
مرحبا، هل أنتم مفتوحون اليوم؟
你好 今天营业吗
""".splitlines()
TOLD: dict[Language, list[str]] = {"es": SPANISH, "en": ENGLISH, "pt": PORTUGUESE}


@pytest.mark.parametrize("language", TOLD)
def test_most_messages_tell_their_language_and_hardly_any_a_wrong_one(language: Language) -> None:
    messages = TOLD[language]
    found = {text: language_of(text) for text in messages}
    wrong = [text for text, each in found.items() if each not in (language, None)]
    unsure = [text for text, each in found.items() if each is None]
    assert len(messages) >= 40
    assert len(wrong) <= len(messages) * 0.02, wrong
    assert len(unsure) <= len(messages) * 0.2, unsure


def test_other_languages_numbers_and_signs_tell_none() -> None:
    told = {text: language_of(text) for text in NEITHER if language_of(text)}
    assert len(told) <= len(NEITHER) * 0.1, told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hola, do you speak english? I need help with my order", "en"),  # the most, not the first
        ("Hola, thanks", None),  # as many for one as for the other
        ("tengo quiero puedo hoje obrigado", None),  # no more than half as many again
        ("Graciasss", "es"),
        ("man\u0303ana", "es"),  # a letter and its mark apart
        ("informação" + " 1" * 2000, "pt"),
        ("Tengo una receta: " + "lorem ipsum " * 20, None),  # too few of the words tell
        ("tengo quiero puedo" + " lorem" * 17, "es"),  # just enough
        ("mira https://the.example/what-is-this", None),  # an address is in no language
        ("Aquí por WhatsApp", None),  # its name is of none
        ("OBRIGADO", "pt"),
    ],
)
def test_what_decides(text: str, language: Language | None) -> None:
    assert language_of(text) == language
