"""Twilio's dialect: read (a signed form becomes a Message), write (a reply becomes TwiML), hints on signatures."""
