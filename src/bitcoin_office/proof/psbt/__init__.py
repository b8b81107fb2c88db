"""The ceremony of a proof: what a vault's signers get to sign, and what is made of what they give back."""
