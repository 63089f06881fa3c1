"""LINE's Messaging API: messages out, files in."""
