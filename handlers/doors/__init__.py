"""HTTP in, HTTP out: routes, a door for each caller (twilio, openai, tick), and answering, which channels share."""
