"""Market models: how a day's price of bitcoin and of the dollar follows from the day before and from chance."""
