"""The market: price, exchange rate, difficulty and hash rate by day, each with its source and its gaps."""
