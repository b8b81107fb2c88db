"use strict";

/** With the files before it: none was left out or changed, and each goes on from the last that still holds. */
async function checkSeries(facts, step) {
  const { body, earlier } = facts;
  const last = earlier[earlier.length - 1];
  if (body.supersedes) {
    const { number, reason, text } = body.supersedes;
    const which = number === body.number - 1 ? `number ${number}` : `numbers ${number} to ${body.number - 1}`;
    step.open("supersedes", `Why ${which} no longer hold: a ${reason}, says the office. ${text}`);
  }
  for (const each of earlier.filter((one) => one.verdict === "wrong")) {
    step.wrong("previous", `Number ${each.body.number}, which it builds on, does not hold: see below.`);
  }
  if (last) {
    followsLast(facts, last, step);
    goesOnFromBasis(facts, step);
  } else if (body.number > 1) {
    step.open("previous", `Anything about number ${body.number - 1} and before: drop the earlier files as well.`);
  } else {
    step.proved("previous", "This is the first of its series.");
  }
  step.open("later", `That no later one replaces number ${body.number}: ask the office which is its last.`);
}

/** The file before this one is of the same office, has the number before, and was not changed since. */
function followsLast({ body, hash }, last, step) {
  const wrong = (problem) => step.wrong("previous", problem);
  const before = last.body;
  if (before.country !== body.country || before.network !== body.network) {
    return wrong(`Number ${before.number} here is another office's.`);
  }
  if (before.number === body.number) {
    const isCopy = last.hash === hash;
    return isCopy ? undefined : wrong(`There are two disclosures of number ${body.number}, and they differ.`);
  }
  if (before.number !== body.number - 1) return wrong(`Number ${body.number - 1} is missing: drop it as well.`);
  if (last.hash !== body.previous.sha256) {
    return wrong(`Number ${before.number} here is not the one that number ${body.number} follows: one was changed.`);
  }
  if (before.signer !== body.signer) {
    step.open("signer-changed", `Why the signing key changed between numbers ${before.number} and ${body.number}.`);
  }
  return step.proved("previous", `It follows number ${before.number}, of which not a byte was changed since.`);
}

/** The disclosures that no later one has superseded, with `body` seen as well. @returns {object[]} their facts */
function stillStanding(body, earlier) {
  let standing = [];
  const withoutSuperseded = ({ supersedes }) =>
    (supersedes ? standing.filter((each) => each.body.number < supersedes.number) : standing);
  for (const each of earlier) {
    standing = [...withoutSuperseded(each.body), each];
  }
  return withoutSuperseded(body);
}

/** The basis is the last disclosure that still holds, as it was published. */
function goesOnFromBasis({ body, earlier, hash }, step) {
  const { basis } = body;
  const standing = stillStanding(body, earlier.filter((each) => each.hash !== hash));
  const last = standing[standing.length - 1];
  if (!last) return;
  const { number, stamp, sats } = last.body;
  if (!basis || basis.number !== number) {
    const isHere = !basis || standing.some((each) => each.body.number === basis.number);
    if (isHere) step.wrong("previous", `It does not go on from number ${number}, the last one that holds.`);
    return;
  }
  const isSame = basis.block === stamp.hash && basis.height === stamp.height && basis.sats === sats;
  if (!isSame || basis.sha256 !== last.hash) {
    step.wrong("previous", `Number ${number} here is not the one that number ${body.number} goes on from.`);
  }
}
