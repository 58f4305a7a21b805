"""INBOUND edges: they only translate what a provider sends into `Incoming`."""
