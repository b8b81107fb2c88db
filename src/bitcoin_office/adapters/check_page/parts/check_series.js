"use strict";

/** With the files before it: none was left out or changed, and each goes on from the last that holds. */
async function checkSeries(facts, step) {
  const { body, earlier } = facts;
  const { previous, basis, supersedes } = body;
  if (supersedes) {
    const which = `number ${supersedes.number} to ${body.number - 1}`;
    step.open("supersedes", `This one replaces ${which}, because of a ${supersedes.reason}: ${supersedes.text}`);
  }
  const twin = earlier.find((each) => each.body.number === body.number && each.hash !== facts.hash);
  if (twin) step.wrong("previous", `There are two disclosures of number ${body.number}, and they differ.`);
  for (const each of earlier.filter((one) => one.verdict === "wrong")) {
    step.wrong("previous", `Number ${each.body.number}, which it builds on, does not hold: see below.`);
  }
  if (!previous) return step.proved("previous", "This is the first of its series.");
  const before = earlier.find((each) => each.body.number === previous.number);
  if (!before) {
    return step.open("previous", `That number ${previous.number} was not changed: drop all earlier files as well.`);
  }
  if (before.hash !== previous.sha256) {
    return step.wrong("previous", `Number ${previous.number} here is not the one that this disclosure goes on from.`);
  }
  if (before.body.country !== body.country || before.body.network !== body.network) {
    return step.wrong("previous", `Number ${previous.number} is another office's.`);
  }
  step.proved("previous", `It goes on from number ${previous.number}, which was not changed since.`);
  return basis ? checkBasis(facts, step) : undefined;
}

/** The basis is the last disclosure that is not superseded, as it was published. */
function checkBasis({ body, earlier }, step) {
  const { basis } = body;
  const superseded = new Set();
  for (const each of [...earlier.map((one) => one.body), body]) {
    if (!each.supersedes) continue;
    for (let number = each.supersedes.number; number < each.number; number++) superseded.add(number);
  }
  const found = earlier.find((each) => each.body.number === basis.number);
  for (let number = basis.number; number < body.number; number++) {
    if (earlier.some((each) => each.body.number === number)) continue;
    return step.open("basis", `That number ${basis.number} is the one to go on from: drop number ${number} as well.`);
  }
  const last = Math.max(0, ...earlier.map((each) => each.body.number).filter((number) => !superseded.has(number)));
  const { stamp, sats } = found.body;
  const isItself = found.hash === basis.sha256 && stamp.hash === basis.block && stamp.height === basis.height;
  if (!isItself || sats !== basis.sats) {
    step.wrong("previous", `Number ${basis.number} is not the basis that is named.`);
  } else if (last !== basis.number) {
    step.wrong("previous", `Number ${last} holds, and this one does not go on from it.`);
  }
  return undefined;
}
