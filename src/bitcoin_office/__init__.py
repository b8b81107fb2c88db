"""Bitcoin Office: plans, runs and proves a country's Bitcoin programme."""

__version__ = "0.1.0"
