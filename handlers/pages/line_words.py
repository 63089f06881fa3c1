"""Words of what was paid for, by its line. Each: Spanish, English, Portuguese."""

LINES = {
    "line_twilio.in": ("Twilio: mensajes recibidos", "Twilio: messages in", "Twilio: mensagens recebidas"),
    "line_twilio.out": ("Twilio: mensajes enviados", "Twilio: messages out", "Twilio: mensagens enviadas"),
    "line_twilio.failed": ("Twilio: mensajes rechazados", "Twilio: messages refused", "Twilio: mensagens recusadas"),
    "line_meta.service": ("Meta: respuestas", "Meta: answers", "Meta: respostas"),
    "line_meta.template": ("Meta: plantillas", "Meta: templates", "Meta: modelos de mensagem"),
    "line_meta.free": ("Meta: lo que fue gratis", "Meta: what was free", "Meta: o que foi grátis"),
    "line_openai.input": ("OpenAI: tokens de entrada", "OpenAI: tokens in", "OpenAI: tokens de entrada"),
    "line_openai.cached": ("OpenAI: tokens en caché", "OpenAI: cached tokens", "OpenAI: tokens em cache"),
    "line_openai.output": ("OpenAI: tokens de respuesta", "OpenAI: tokens out", "OpenAI: tokens de resposta"),
    "line_openai.transcription": (
        "OpenAI: segundos de notas de voz",
        "OpenAI: seconds of voice notes",
        "OpenAI: segundos de áudios",
    ),
    "line_openai.search": ("OpenAI: búsquedas en los archivos", "OpenAI: file searches", "OpenAI: buscas nos arquivos"),
    "line_openai.tools": ("OpenAI: herramientas", "OpenAI: calls of tools", "OpenAI: ferramentas"),
    "line_openai.labels.input": (
        "OpenAI: temas de la noche, tokens de entrada",
        "OpenAI: the night's topics, tokens in",
        "OpenAI: assuntos da noite, tokens de entrada",
    ),
    "line_openai.labels.cached": (
        "OpenAI: temas de la noche, tokens en caché",
        "OpenAI: the night's topics, cached tokens",
        "OpenAI: assuntos da noite, tokens em cache",
    ),
    "line_openai.labels.output": (
        "OpenAI: temas de la noche, tokens de respuesta",
        "OpenAI: the night's topics, tokens out",
        "OpenAI: assuntos da noite, tokens de resposta",
    ),
    "line_google.run": (
        "Google: milisegundos de función",
        "Google: function, in ms",
        "Google: milissegundos de função",
    ),
    "line_google.reads": ("Google: documentos leídos", "Google: documents read", "Google: documentos lidos"),
    "line_google.writes": ("Google: documentos escritos", "Google: documents written", "Google: documentos escritos"),
}
