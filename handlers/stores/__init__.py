"""What is kept, each written once over the port of documents."""
