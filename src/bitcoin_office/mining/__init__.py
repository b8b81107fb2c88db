"""Power, machines and coins: what a mining programme draws, earns, costs and displaces."""
