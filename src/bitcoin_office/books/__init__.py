"""Double-entry books in many commodities: accounts, entries, lots, ledger, statement. Pure: a store keeps them."""
