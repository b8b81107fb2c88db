"""Alembic's folder: the steps by which the database of the books became what it is."""
