"""Proofs that need nobody's word: inclusion in a block, control of a script by a signed message (BIP-322).

Pure: bytes, texts and dates come in as arguments. What only a node can say (that a coin exists, that it is unspent) no
proof here claims.
"""
