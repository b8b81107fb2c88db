"""Wiring only: which adapter serves which port, for one office."""
