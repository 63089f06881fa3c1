"""Words about calls of tools, by their results. Each: Spanish, English, Portuguese. `str.format` fills them."""

TOOLS = {
    "tool": ("Herramienta {name}", "Tool {name}", "Ferramenta {name}"),
    "tool_done": ("hecho", "done", "feito"),
    "tool_asked": ("preguntó antes", "asked first", "perguntou antes"),
    "tool_raised": ("falló", "failed", "falhou"),
    "tool_wrong_arguments": ("con datos equivocados", "with wrong arguments", "com dados errados"),
    "tool_too_slow": ("tardó demasiado", "took too long", "demorou demais"),
    "tool_too_large": ("resultado demasiado grande", "result too large", "resultado grande demais"),
    "tool_unknown_tool": ("no existe", "does not exist", "não existe"),
    "tool_busy": ("no responde", "does not answer", "não responde"),
    "tool_lost": ("no se sabe si se hizo", "not known whether it was done", "não se sabe se foi feito"),
    "tool_not_run": ("no se hizo", "was not done", "não foi feito"),
    "tool_too_many": ("eran demasiadas", "there were too many", "eram demais"),
}
