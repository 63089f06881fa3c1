"""What the assistant may do for a customer: functions of the business's own; with their own ports.

A tool's module imports what it needs from here: `from handlers.tools import Caller, CallId, tool`.
"""

from handlers.conversation.calls import Caller
from handlers.tools.options import CallId, tool

__all__ = ["CallId", "Caller", "tool"]
