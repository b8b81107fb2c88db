"""Bitcoin's own structures: block, header, transaction, script, address, descriptor. Computes; never fetches.

Hashes are ``bytes`` in the order in which Bitcoin hashes and stores them; ``hashing.shown`` and ``hashing.read_hash``
turn them at the edges into the byte-reversed hex that people and nodes write.
"""
