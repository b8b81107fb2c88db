"""Who may do what: people and their roles, what they did, how often one may try a password, second factors."""
