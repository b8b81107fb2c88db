"""What an office does: one file a procedure, each ending in entries or a statement."""
