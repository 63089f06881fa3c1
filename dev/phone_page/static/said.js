/** What the server says, in Spanish and Portuguese: it speaks English. */

const SAID = [
  [/^an empty message$/, "Un mensaje vacío no se envía.", "Uma mensagem vazia não é enviada."],
  [/^an empty file$/, "El archivo está vacío.", "O arquivo está vazio."],
  [/^enough customers$/, "Ya hay suficientes clientes.", "Já há clientes suficientes."],
  [/^no such customer$/, "Ese cliente no existe.", "Esse cliente não existe."],
  [/^no such app$/, "Esa aplicación no está.", "Esse aplicativo não está."],
  [/^this app has a composer of its own$/, "En esta aplicación se escribe en su propio chat.", "Nesse aplicativo se escreve no chat dele."],
  [/^in this app buttons are below messages$/, "En esta aplicación los botones están debajo de los mensajes.", "Nesse aplicativo os botões ficam embaixo das mensagens."],
  [/^this app sends no places$/, "En esta aplicación no se envían lugares.", "Nesse aplicativo não se enviam lugares."],
  [/^a number is .*$/, "Un número es + y de 7 a 15 cifras.", "Um número é + e de 7 a 15 algarismos."],
  [/^a business number is .*$/, "El número del negocio es + y de 7 a 15 cifras.", "O número do negócio é + e de 7 a 15 algarismos."],
  [/^identity is one of .*$/, "Lo que WhatsApp dice es uno de los tres.", "O que o WhatsApp informa é um dos três."],
  [/^this file is kept no more$/, "Ese archivo ya no se guarda.", "Esse arquivo já não está guardado."],
  [/^this message is kept no more$/, "Ese mensaje ya no se guarda.", "Essa mensagem já não está guardada."],
  [/^this file has been sent already$/, "Ese archivo ya se envió.", "Esse arquivo já foi enviado."],
  [/^more than \d+ bytes$/, "Es demasiado grande.", "É grande demais."],
  [/^too many messages on their way$/, "Hay demasiados mensajes en camino.", "Há mensagens demais a caminho."],
  [/^the function is not ours to restart$/, "La función no se reinicia desde aquí.", "A função não é reiniciada daqui."],
  [/^OpenAI itself answers.*$/, "Contesta OpenAI, y solo su sustituto puede tardar o fallar.", "Responde a OpenAI, e só o substituto pode demorar ou falhar."],
  [/^(\w+) is a text of at most (\d+) characters$/, "«$1» admite hasta $2 caracteres.", "“$1” aceita até $2 caracteres."],
  [/^(\w+) is not Unicode$/, "«$1» no es Unicode.", "“$1” não é Unicode."],
  [/^(\w+) is a number$/, "«$1» es un número.", "“$1” é um número."],
  [/^(\w+) is from (\S+) to (\S+)$/, "«$1» va de $2 a $3.", "“$1” vai de $2 a $3."],
  [/^not (application\/json|JSON|an object)$/, "No es $1.", "Não é $1."],
  [/^(.+) ended with code (\S+) before it answered\.$/, "«$1» terminó con el código $2 antes de contestar.", "“$1” terminou com o código $2 antes de responder."],
  [/^(.+) did not answer within (\d+) seconds\.$/, "«$1» no contestó en $2 segundos.", "“$1” não respondeu em $2 segundos."],
  [/^\w+(Error|Timeout|Protocol)$/, "La función no contestó.", "A função não respondeu."],
  [/^undelivered/, "no entregado", "não entregue"], [/^failed/, "falló", "falhou"],
  [/hung up after (\S+) s/, "Twilio colgó a los $1 s", "a Twilio desligou após $1 s"],
  [/11205: \w+/, "11205: nadie contestó", "11205: ninguém respondeu"],
  [/no TwiML: .*/, "no es TwiML", "não é TwiML"], [/unknown verb/, "verbo desconocido", "verbo desconhecido"],
  [/is no document/, "no es un documento", "não é um documento"],
  [/a message of more than (\d+) characters is not sent/, "un mensaje de más de $1 caracteres no se envía", "uma mensagem de mais de $1 caracteres não é enviada"],
  [/more than (\d+) messages: the rest is not sent/, "más de $1 mensajes: los demás no se envían", "mais de $1 mensagens: as outras não são enviadas"],
  [/the redirect leads elsewhere/, "la redirección lleva a otro sitio", "o redirecionamento leva a outro lugar"],
];

/** The sentence in this language; as it is where there are no words for it. */
export function translated(sentence, language) {
  const column = ["en", "es", "pt"].indexOf(language);
  return column < 1 ? sentence : SAID.reduce((text, row) => text.replace(row[0], row[column]), sentence);
}
