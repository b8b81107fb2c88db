"""A Bitcoin Core or Knots node over its RPC interface, read without a wallet."""
