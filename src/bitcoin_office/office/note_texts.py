"""What the office says of a plan besides its figures, in English: each sentence by a code that never changes.

Whoever tells a plan in another language has a sentence of its own for each code, with the same names in braces.
"""

from __future__ import annotations

NOTES: dict[str, str] = {
    "set-by-hand": "Set on the command line, not declared by anybody: {setting}.",
    # The market
    "growth": "Assumed, not fitted: the median price grows {growth} % a year (--drift), give or take {deviation} % in "
    "its log (what the past's own moves leave open; --drift-deviation).",
    "growth-as-asked": "Assumed, not fitted: the median price grows {growth} % a year (--drift), give or take "
    "{deviation} % in its log (as asked; --drift-deviation).",
    "growth-path": "Assumed, not fitted: the median price grows {growth} % a year (the last for all further years; "
    "--drift), give or take {deviation} % in its log (what the past's own moves leave open; --drift-deviation).",
    "growth-path-as-asked": "Assumed, not fitted: the median price grows {growth} % a year (the last for all further "
    "years; --drift), give or take {deviation} % in its log (as asked; --drift-deviation).",
    "drawn-filtered-history": "Futures are drawn by filtered historical simulation: GARCH(1,1), its shocks drawn from "
    "the past's own.",
    "drawn-bootstrap": "Futures are drawn by stationary block bootstrap: stretches of the past's own daily moves.",
    "drawn-gbm": "Futures are drawn by geometric Brownian motion with the past's volatility: for pricing, it knows no "
    "crashes.",
    "drawn-bates": "Futures are drawn by stochastic volatility with jumps (Bates), by moments of the past: for stress.",
    "fitted": "Fitted to {moves} daily moves, {first} to {last}.",
    "fitted-own": "By a fit of your own, to {moves} daily moves, {first} to {last}.",
    "rate-is-dollar": "The country's money is the dollar.",
    "rate-missing": "No rate of {currency} is on file near {day}: values are in dollars only.",
    "rate-fitted": "{currency} for a dollar, fitted to {first} to {last}: {depreciation} % a year in its log, and "
    "{jumps} devaluations a year of {size} % on average; it does not follow bitcoin.",
    "rate-follows": "{currency} for a dollar, fitted to {first} to {last}: {depreciation} % a year in its log, and "
    "{jumps} devaluations a year of {size} % on average; its small moves go with bitcoin's by {correlation}.",
    "together": "Correlations of the plan's chances, as stated: {pairs}; of all other pairs 0.",
    "together-none": "The plan's chances go each by itself: every correlation is 0, as stated or because nothing is on "
    "file.",
    # The reserve
    "no-record": "No record of a reserve is on file: the plan begins with no coin.",
    "no-purchase": "No purchase is on record by {day}: the plan begins with no coin.",
    "begins-with": "The plan begins with the {coins} announced as bought by {day}, at the cost in the books.",
    "daily-after": "Daily purchases after {day}, the last that a source shows, are not among them.",
    "disclosed-then": "Disclosed on {day}: {coins}; the cost of the rest is not on record.",
    "rule-standing": "Rule {rule} is left out: it is {standing}.",
    "rule-lacks": "Rule {rule} is left out: it looks at {lacks}, which is not in the plan.",
    "rule-needs-reserves": "Rule {rule} is left out: the country's other reserves are not in the plan.",
    "rule-needs-mined": "Rule {rule} is left out: coins that the state mines for its reserve are not in the plan.",
    "rule-needs-surplus": "Rule {rule} is left out: the budget's surplus is not in the plan.",
    "rule-no-rate": "Rule {rule} is left out: no rate of {currency} is on file.",
    "rule-no-day": "Rule {rule} is left out: it holds on no day of the plan.",
    "no-reserve": "{country} declares no reserve: nothing is bought or sold.",
    # Budget and arrangement
    "paid-by-treasury": "The treasury pays for purchases and takes what sales bring: reserves stay as they are.",
    "paid-by-central-bank": "Dollars of the reserves pay for purchases: each lowers gross and net reserves by as much.",
    "paid-by-unknown": "Who pays for purchases is not declared; taken here: the treasury (reserve.paid_by).",
    "budget-borrows": "What the budget pays for coins is borrowed at the policy rate of {rate} a year.",
    "budget-pays-power": "As stated, the budget pays {subsidy} of what the miners' tariff lacks of the fuel of the "
    "plants dispatched, losses included, and gets {income} of what mining earns beyond its power.",
    "currency-moves": "Assumed: dollars worth all gross reserves, bought for coins, make the dollar {dearer} % dearer "
    "(currency_sensitivity).",
    "currency-still": "A purchase moves neither bitcoin's price nor the rate of the country's money "
    "(currency_sensitivity).",
    "reserves-carried": "Gross reserves are carried on from {amount} of {day} ({source}): trade, debt service and "
    "repayments to the Fund are not in the plan.",
    "reserves-unknown": "Gross reserves are not on file for that day: there is no level of them in the plan.",
    "adequacy-held": (
        "Reserve adequacy moves with purchases, sales and tranches; in its metric the Fund's money and the programme's "
        "bonds are debt abroad. Exports, broad money, all other debt and gold are held as they are last on file."
    ),
    "review-late": "The {review} of {facility} was due by {day} and is not on file as completed: its tranche is in no "
    "future.",
    "review-no-day": "No day is known for the {review} of {facility}: its tranche is in no future.",
    "facility-unjudged": "No criterion can be judged at the reviews of {facility}: its tranches are in no future.",
    "facility-no-rate": "No sourced rate of {unit} is on file (sdr_rate): tranches of {facility} do not reach "
    "reserves.",
    "facility-judged": "Reviews of {facility} are passed where every criterion that can be judged was kept; one that "
    "is missed is made up half a year later, held against the last limits that are on file.",
    # Bonds and payments
    "bond-no-day": "No day of issue is declared for {bond}: it is issued on the plan's first day.",
    "bond-before": "{bond} was issued on {day}, before the plan: its coins are not in it.",
    "bond-left-out": "{bond} is left out: {why}",
    "bond-not-treasury": "{bond} is not the treasury's: its money is in no primary balance and no debt added.",
    "bond-no-issuer": "Who issues {bond} is not declared; taken here: the treasury ({key}).",
    "bond-budget": (
        "{bond} is sold at its face value. Its coins and works are expenditure of the primary balance, sales of coins "
        "income; coupons and holders' gains are interest below it. What it raises lowers other debt, "
        "what is repaid adds to it."
    ),
    "remittances": "Remittances: {yearly} USD a year, {wallet} % by a bitcoin wallet, both carried on; growth {growth} "
    "a year and a deviation of {deviation} as stated.",
    "remittances-no-sum": "Remittances are in no future: their sum is not on file.",
    "remittances-no-share": "Remittances are in no future: the share that comes by a bitcoin wallet is not on file.",
    "remittances-no-saving": "What the wallet saves is not known: nobody states what sending by it costs "
    "(remittance_wallet_cost).",
    "trust-left-out": "{trust} is not in the futures. Missing: {missing}",
    "trust-assumed": "The flows of {trust} are what the programme states, an assumption: no source publishes them.",
    # What holds for all
    "known-by-then": "Market, record, reviews, figures and parameters end on that day; rules and limits are those now "
    "on file.",
    "gain-means": "A gain is the worth of the coins less what was spent in the plan.",
    "not-compared": "A comparison says what is moved of the arrangement's criteria. It leaves out the reviews "
    "themselves, and pressure of purchases on the country's money; see each programme's plan.",
}
