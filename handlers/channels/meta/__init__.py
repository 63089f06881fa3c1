"""Meta's dialect, for WhatsApp, Messenger and Instagram: read (signed JSON becomes what happened), write (requests)."""
