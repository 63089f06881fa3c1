"""What the assistant may do for a customer: functions of the business's own; with their own ports."""
