"""The office's hands: files, databases, nodes, meters and public interfaces, each behind a port of the room it serves."""
