"""The words for days, without accents: those near, each with how far off it is, and those of the week, from Monday."""

NEAR = (
    *(("hoy", 0), ("hoje", 0), ("today", 0)),
    *(("pasado manana", 2), ("depois de amanha", 2), ("day after tomorrow", 2)),
    *(("manana", 1), ("amanha", 1), ("tomorrow", 1)),
)
NAMES = (
    ("lunes", "monday", "segunda"),
    ("martes", "tuesday", "terca"),
    ("miercoles", "wednesday", "quarta"),
    ("jueves", "thursday", "quinta"),
    ("viernes", "friday", "sexta"),
    ("sabado", "saturday"),
    ("domingo", "sunday"),
)
