"""Prices, exchange rates, difficulty and hash rate: the tables that come with the office, and public interfaces."""
