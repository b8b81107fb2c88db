"""Paying in bitcoin: what remittances come through the wallet, and what that saves."""
