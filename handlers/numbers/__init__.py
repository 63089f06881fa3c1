"""What is counted, day by day, and the figures and reports made of it; with their own ports."""
