"""A training chain inside the program: Bitcoin Core's own consensus library checks every block of it (regtest)."""
