"use strict";

/** The value is the coins at the stated price, and the books have no more coins than there are. */
async function checkValue({ body }, step) {
  const { valuation, lots, sats } = body;
  if (valuation) {
    const value = Amounts.valueOf(sats, valuation.price_usd_cents);
    if (BigInt(valuation.value_usd_cents) !== value) {
      step.wrong("value", `The value is not ${Amounts.bitcoin(sats)} at the price that is given.`);
    } else {
      const dollars = Amounts.dollars(valuation.value_usd_cents);
      step.proved("value", `${dollars} is ${Amounts.bitcoin(sats)} at the price of ${valuation.on}.`);
      const price = Amounts.dollars(valuation.price_usd_cents);
      step.open("price", `That a bitcoin cost ${price}: the source is \u201c${valuation.source.title}\u201d.`);
    }
  }
  if (!lots.length) return;
  const inLots = Amounts.sum(lots);
  if (inLots > BigInt(sats)) step.wrong("lots", `The lots have ${Amounts.bitcoin(inLots)}, more than the coins.`);
  else step.open("lots", `What the coins cost: the office's books say it, for ${Amounts.bitcoin(inLots)}.`);
}
