"""HTTP in, HTTP out: routes, a door for each who calls (twilio, openai, tick), and answering, which channels share."""
