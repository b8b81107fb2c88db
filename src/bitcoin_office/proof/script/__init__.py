"""Running Bitcoin scripts by the rules that BIP-322 asks for, which are stricter than the chain's own.

It never has the last word on its own: what it accepts is accepted only if the engine of a Bitcoin node does so too.
"""
