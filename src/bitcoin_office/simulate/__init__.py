"""Futures: market models, the engine that runs a programme over them, and what came of it."""
