"""Disclosures: what the office publishes about its coins, for anybody to check; see docs/disclosure-format.md."""
