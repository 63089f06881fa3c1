"""The edge of channels whose requests want no answer, for their doors. Imported only where there is such a channel."""

from collections.abc import Callable

from handlers.conversation.deliver import Deliver
from handlers.doors.by_rest import AnsweringByRest, ReceivesAnyhow
from handlers.wiring.cast import Cast
from handlers.wiring.senders import send_out


def by_rest(cast: Cast, receives: ReceivesAnyhow, age: Callable[[], float], *, leaves: bool = False) -> AnsweringByRest:
    """Who answers by REST. `receives`: who takes the messages of all channels; `leaves`: see AnsweringByRest."""
    return AnsweringByRest(receives, Deliver(send_out(cast)), cast.settings.answer_seconds, age, leaves)
