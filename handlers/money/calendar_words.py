"""Names of months and of days of the week."""

from collections.abc import Mapping

from handlers.languages import Language

MONTHS: Mapping[Language, str] = {
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
}
WHOLE_MONTHS: Mapping[Language, str] = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "en": "January February March April May June July August September October November December",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
WEEKDAYS: Mapping[Language, str] = {
    "es": "lun mar mié jue vie sáb dom",
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "pt": "seg ter qua qui sex sáb dom",
}
