"""Partially signed transactions (BIP-174, version 0): what the signers of a proof get, and what they give back."""
