"""The ministry's pages: behind a login, each for the roles that the table of routes names."""
