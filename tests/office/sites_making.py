"""A made-up programme with four sites of different supply, machines and prices: laid over Pakistan's in tests."""

from pathlib import Path

SITES = """
schema = "bitcoin-office/overlay/1"
[overlay]
id = "several-sites"
title = "Sites that nobody declared"
base = "pk"
source = { title = "Made up for tests", quality = "modelled" }
remove = ["mining.sites.first-phase"]

[sources.made-up]
title = "Made up for tests"
quality = "modelled"

[[mining.sites]]
id = "north"
name = "North"
source = "made-up"
region = "Punjab"
losses = { value = 3, unit = "percent", source = "made-up" }
[[mining.sites.machines]]
id = "new"
model = "antminer-s21-xp"
power = { value = 300, unit = "MW", source = "made-up" }
[[mining.sites.machines]]
id = "old"
model = "antminer-s19-xp"

[[mining.sites]]
id = "south"
name = "South"
source = "made-up"
power = { value = 500_000, unit = "kW", source = "made-up" }
opens = 2027-01-15
months = [12, 1, 2]
tariff = "tariff_mining_high"
[[mining.sites.machines]]
id = "good"
model = "Antminer S21 Pro"

[[mining.sites]]
id = "coalfield"
name = "Coalfield"
source = "made-up"
supply = "plant"
plant = "thar-coal"
power = { value = 400, unit = "MW", source = "made-up" }
[[mining.sites.machines]]
id = "hydro"
model = "antminer-s21-xp-hyd"
life = { value = 3, unit = "years", source = "made-up" }
failures = { value = 6, unit = "percent", source = "made-up" }

[[mining.sites]]
id = "dam"
name = "Own dam"
source = "made-up"
supply = "own"
own_cost = { value = 4, unit = "PKR/kWh", source = "made-up" }
emissions = { value = 24, unit = "g/kWh", source = "made-up" }
power = { value = 50, unit = "MW", source = "made-up" }
"""


def several_sites(folder: Path) -> Path:
    """The overlay as a file."""
    path = folder / "several-sites.toml"
    path.write_text(SITES, encoding="utf-8")
    return path
