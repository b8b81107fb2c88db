"""The words everyone in the house speaks: units, amounts, rates, periods, sources, observations, findings, errors."""
