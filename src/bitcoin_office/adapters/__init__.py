"""The office's hands: files, databases, nodes and public interfaces, each behind a port of the room it serves."""
