"""BIP-322: proof of control of a script by a signed message, in its forms *simple*, *full* and *proof of funds*."""
