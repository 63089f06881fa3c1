"""The sentences about joining a customer's apps. As in texts.py; `str.format` fills them."""

import re
from collections.abc import Sequence

from handlers.conversation.apps import app_name
from handlers.conversation.contact import Channel, Contact
from handlers.languages import Sentence, Spoken

HELP_LINKS = Sentence(  # further lines of the list of commands
    es="- **vincular** para seguir esta conversación en otra app\n- **desvincular** para separarlas otra vez",
    en="- **link** to go on with this conversation in another app\n- **unlink** to separate them again",
    pt="- **vincular** para continuar esta conversa em outro app\n- **desvincular** para separar de novo",
)
CODE = Sentence(  # code
    es="Para seguir esta conversación en otra app, escríbenos esto desde ahí. Tienes 10 minutos.\n\n"
    "**vincular {code}**\n\n"
    "El código sirve una sola vez. No se lo des a nadie, porque da acceso a lo que hablamos.",
    usted="Para seguir esta conversación en otra app, escríbanos esto desde ahí. Tiene 10 minutos.\n\n"
    "**vincular {code}**\n\n"
    "El código sirve una sola vez. No se lo dé a nadie, porque da acceso a lo que hablamos.",
    en="To go on with this conversation in another app, write this to us from there. You have 10 minutes.\n\n"
    "**link {code}**\n\n"
    "The code works once. Don't give it to anybody, since it opens what we said.",
    pt="Para continuar esta conversa em outro app, escreva isto para nós de lá. Você tem 10 minutos.\n\n"
    "**vincular {code}**\n\n"
    "O código vale uma só vez. Não passe para ninguém, porque ele abre o que falamos.",
)
CODE_GONE = Sentence(  # what is kept of that
    es="Aquí había un código para seguir en otra app. Para otro código, escribe **vincular**.",
    usted="Aquí había un código para seguir en otra app. Para otro código, escriba **vincular**.",
    en="Here was a code to go on in another app. For another code, write **link**.",
    pt="Aqui havia um código para continuar em outro app. Para outro código, escreva **vincular**.",
)
JOINED = Sentence(  # apps
    es="Listo, {apps} son ahora una sola conversación. Puedes seguir en cualquiera. Para separarlas otra vez, escribe "
    "**desvincular**.",
    usted="Listo, {apps} son ahora una sola conversación. Puede seguir en cualquiera. "
    "Para separarlas otra vez, escriba **desvincular**.",
    en="Done, {apps} are one conversation now. You can go on in any of them. To separate them again, write **unlink**.",
    pt="Pronto, {apps} agora são uma só conversa. Você pode continuar em qualquer um. Para separar de novo, escreva "
    "**desvincular**.",
)
WRONG = Sentence(
    es="Ese código no vale o ya venció. Para uno nuevo, escribe **vincular** en la otra app.",
    usted="Ese código no vale o ya venció. Para uno nuevo, escriba **vincular** en la otra app.",
    en="That code isn't valid, or it has expired. For a new one, write **link** in the other app.",
    pt="Esse código não vale ou já expirou. Para um novo, escreva **vincular** no outro app.",
)
SAME = Sentence(
    es="Aquí ya es la misma conversación. Escribe el código en la otra app.",
    usted="Aquí ya es la misma conversación. Escriba el código en la otra app.",
    en="This is the same conversation already. Write the code in the other app.",
    pt="Aqui já é a mesma conversa. Escreva o código no outro app.",
)
BUSY = Sentence(
    es="En la otra app todavía te debo una respuesta. Cuando llegue, escribe aquí lo mismo otra vez.",
    usted="En la otra app todavía le debo una respuesta. Cuando llegue, escriba aquí lo mismo otra vez.",
    en="I still owe you an answer in the other app. Once it is there, write the same here again.",
    pt="No outro app ainda devo uma resposta. Quando ela chegar, escreva aqui a mesma coisa de novo.",
)
TICKETS = Sentence(
    es="En las dos apps te atiende una persona. Cuando termine una de las dos, escribe **vincular** otra vez.",
    usted="En las dos apps le atiende una persona. Cuando termine una de las dos, escriba **vincular** otra vez.",
    en="A person is helping you in both apps. Once one of them is done, write **link** again.",
    pt="Nos dois apps uma pessoa está atendendo. Quando uma delas terminar, escreva **vincular** de novo.",
)
FULL = Sentence(
    es="Ya no puedo unir más apps a esta conversación.",
    en="I can't join any more apps to this conversation.",
    pt="Não posso mais juntar apps a esta conversa.",
)
PARTED = Sentence(  # apps, home
    es="Listo, {apps} vuelven a ir por separado. Lo que hablamos hasta ahora queda en {home}.",
    en="Done, {apps} are separate again. What we said until now stays in {home}.",
    pt="Pronto, {apps} voltam a ficar separados. O que falamos até agora fica em {home}.",
)
NOT_JOINED = Sentence(
    es="Aquí no hay otra app unida a esta conversación.",
    en="No other app is joined to this conversation.",
    pt="Nenhum outro app está junto desta conversa.",
)
WITH_PERSON = Sentence(
    es="Mientras te atiende una persona no puedo separarlas. Escribe **desvincular** cuando termine.",
    usted="Mientras le atiende una persona no puedo separarlas. Escriba **desvincular** cuando termine.",
    en="I can't separate them while a person is helping you. Write **unlink** once that is done.",
    pt="Enquanto uma pessoa atende você, não posso separar. Escreva **desvincular** quando terminar.",
)
AND = Sentence(es="y", en="and", pt="e")
SOUNDS_AS_I = re.compile("h?i(?![aeou])", re.IGNORECASE)  # before that Spanish says "e": "Telegram e Instagram"


def named(contacts: Sequence[Contact], spoken: Spoken) -> str:
    """The apps of these contacts: "WhatsApp, SMS y shop.example". Two of one name are told apart by how they end.

    A site's chat is called by its address: "WhatsApp y Web" would be read as WhatsApp Web.
    """
    names = [one.business if one.channel is Channel.WEB else app_name(one.channel) for one in contacts]
    ends = [
        "" if names.count(name) == 1 else f" (…{one.customer[-4:]})" for name, one in zip(names, contacts, strict=True)
    ]
    *first, last = [f"{name}{end}" for name, end in zip(names, ends, strict=True)]
    both = "e" if AND[spoken] == "y" and SOUNDS_AS_I.match(last) else AND[spoken]
    return f"{', '.join(first)} {both} {last}" if first else last
