"""The product's own words: messages, threads and turns. Knows no vendor."""
