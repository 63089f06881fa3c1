"""One line in the log for each call of a tool: which, how long, how much, how it ended; no content."""

import structlog

from handlers.conversation.calls import Call, Done


def audit(call: Call, done: Done, *, thread: str) -> None:
    """Log a call. `thread`: the thread's alias, since its key can be computed from a number.

    The name of an unknown tool is the model's invention, which may quote the customer: it is left out.
    """
    log = structlog.get_logger().bind(thread=thread, result=done.result, ms=round(done.seconds * 1000))
    tool = None if done.result == "unknown_tool" else call.name
    write = log.info if done.result == "done" else log.warning
    write("called a tool", tool=tool, bytes=len(done.output.encode()), error=done.error or None)
