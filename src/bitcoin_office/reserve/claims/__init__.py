"""What others say we hold: statements in news texts, found and held against the record and the market."""
