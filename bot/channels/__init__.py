"""OUTBOUND edges: they put a message into words and hand it to a provider."""
