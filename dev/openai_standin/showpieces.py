"""Longer answers of the stand-in, a Mexican bakery's: paragraphs for `#long`, every mark for `#markdown`."""

PARAGRAPHS = (
    "Gracias por escribirnos. Abrimos de martes a sábado de siete de la mañana a ocho de la noche, y los "
    "domingos hasta las dos. Los lunes descansamos, pero puedes dejarnos tu mensaje a cualquier hora.",
    "Hacemos envíos a toda la ciudad. El reparto sale dos veces al día, a las nueve y a las cinco, y tu pedido "
    "llega casi siempre en menos de dos horas. Si vives lejos del centro, te avisamos antes de salir.",
    "Puedes pagar en efectivo, con tarjeta o por transferencia. Te damos tu ticket en el momento y, si necesitas "
    "factura, solo mándanos tus datos fiscales. Te llega por correo el mismo día.",
    "Si un pan no te gustó, tráelo el mismo día con tu ticket. Te lo cambiamos por otro o te devolvemos tu dinero. "
    "No hace falta que nos expliques el motivo.",
    "También hacemos pasteles sobre pedido. Cuéntanos qué se te antoja y para cuándo, y te decimos el precio antes "
    "de empezar. Para el pan de muerto y la rosca de Reyes, pide con una semana de anticipación.",
    "Si prefieres hablar con una persona, dilo y te llamamos en cuanto alguien quede libre. Mientras tanto seguimos "
    "por aquí. Que tengas un buen día.",
)

MARKDOWN = """\
# Horario de la panadería

Abrimos **todos los días**, menos los *lunes* y ~~los domingos~~ los días festivos.

## Qué puedes hacer

1. Pedir por aquí:
   - para llevar
   - a domicilio
     - en el centro
     - en otras colonias
2. Preguntar por tu pedido con el código `pedido_de_ana_2`

| Día | Abre | Cierra |
|---|---|---|
| Martes a sábado | 7:00 | 20:00 |
| Domingo | 7:00 | 14:00 |

> En pedidos de más de $500 el envío es gratis.

```python
numero_de_pedido = "A_001"
print(numero_de_pedido)
```

Más en [nuestra página](https://example.com/pan_de_temporada?a=1&b=2)."""
