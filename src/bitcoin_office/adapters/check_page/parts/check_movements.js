"use strict";

/** The coins that are there, walked through movement by movement, from those of the basis to those of the file. */
class MovementWalk {
  static INTERNAL = new Set(["internal-consolidation", "internal-split", "transfer-between-vaults"]);

  /** @param {Map<string, object>|null} opening coins of the basis by outpoint; null where it is not at hand */
  constructor(facts, opening, step) {
    this.facts = facts;
    this.body = facts.body;
    this.step = step;
    this.knowsOpening = opening !== null;
    this.held = new Map(opening || []);
    this.gone = new Set();
    this.internal = 0;
    this.faults = 0;
    const parts = this.body.movements.flatMap((each) => [...each.inputs, ...each.outputs]);
    this.scripts = new Set([...this.body.coins, ...parts].map((each) => each.script));
  }

  wrong(message) {
    this.faults++;
    this.step.wrong("movements", message);
  }

  take(movement) {
    const { transaction, height, fault } = this.facts.transactions.get(movement.txid);
    const fail = (problem) => this.wrong(`The movement ${movement.txid}: ${problem}.`);
    if (fault) return fail(fault);
    const after = this.body.basis ? this.body.basis.height : -1;
    if (movement.height !== height) fail(`it is at height ${height}`);
    if (height <= after || height > this.body.stamp.height) fail("it is not between the basis and the stamp");
    this.takeInputs(movement, transaction, fail);
    this.takeOutputs(movement, transaction, fail);
    return this.checkSums(movement, transaction, fail);
  }

  takeInputs(movement, transaction, fail) {
    const isCoinbase = Transactions.isCoinbase(transaction);
    const spends = isCoinbase ? [] : transaction.inputs.map((each) => Transactions.outPoint(each.txid, each.index));
    const listed = new Set(movement.inputs.map((each) => each.outpoint));
    const among = spends.filter((each) => listed.has(each));
    const isSame = movement.inputs.every((each, place) => each.outpoint === among[place]);
    if (!isSame || among.length !== movement.inputs.length) {
      fail("it lists inputs that its transaction does not have");
    }
    const hidden = spends.some((each) => this.held.has(each) && !listed.has(each));
    if (hidden) fail("it hides that it spends a coin of the office");
    for (const each of movement.inputs) {
      const held = this.held.get(each.outpoint);
      if (!held && (this.knowsOpening || this.gone.has(each.outpoint))) fail(`${each.outpoint} was not there`);
      if (held && !MovementWalk.same(held, each)) fail(`${each.outpoint} is not as it says`);
      this.held.delete(each.outpoint);
      this.gone.add(each.outpoint);
    }
  }

  takeOutputs(movement, transaction, fail) {
    const listed = new Set();
    for (const each of movement.outputs) {
      listed.add(each.index);
      const made = transaction.outputs[each.index];
      if (made && made.sats === each.sats && Bytes.toHex(made.script) === each.script) {
        this.held.set(`${movement.txid}:${each.index}`, each);
        this.gone.add(`${movement.txid}:${each.index}`);
      } else fail(`its output ${each.index} is not as it says`);
    }
    const hidden = transaction.outputs.some((each, index) =>
      !listed.has(index) && this.scripts.has(Bytes.toHex(each.script)));
    if (hidden) fail("it leaves out an output that is the office's");
  }

  checkSums(movement, transaction, fail) {
    const [spent, received] = [Amounts.sum(movement.inputs), Amounts.sum(movement.outputs)];
    const delta = received - spent;
    if (BigInt(movement.delta_sats) !== delta) fail(`it comes to ${delta} satoshis, not as it says`);
    const isAllOurs = movement.inputs.length > 0 && movement.inputs.length === transaction.inputs.length;
    const unknown = movement.inputs.length ? null : 0;
    const fee = isAllOurs ? Number(spent - Amounts.sum(transaction.outputs)) : unknown;
    if (movement.fee_sats !== fee) fail("its fee is not as it says");
    if (!MovementWalk.INTERNAL.has(movement.class)) return;
    const listed = new Set(movement.outputs.map((each) => each.index));
    const isInternal = isAllOurs && transaction.outputs.every((each, index) => !each.sats || listed.has(index));
    if (isInternal) this.internal++;
    else fail("it is not internal: not all of it is the office's");
  }

  static same(left, right) {
    return left.sats === right.sats && left.script === right.script;
  }

  /** Holds the coins that are left against those of the file. */
  finish() {
    const { coins, basis, movements, sats } = this.body;
    const stated = new Map(coins.map((coin) => [coin.outpoint, coin]));
    for (const [outpoint, held] of this.held) {
      const coin = stated.get(outpoint);
      if (!coin || !MovementWalk.same(coin, held)) this.wrong(`The coin ${outpoint} is there and not among the coins.`);
    }
    for (const coin of coins) {
      if (this.held.has(coin.outpoint)) continue;
      const mayBeBasis = !this.knowsOpening && basis && coin.born_height <= basis.height;
      if (mayBeBasis && !this.gone.has(coin.outpoint)) continue;
      this.facts.brokenCoins.add(coin.outpoint);
      this.wrong(`The coin ${coin.outpoint} (${Amounts.bitcoin(coin.sats)}) does not hold: no movement brought it.`);
    }
    const change = movements.reduce((total, each) => total + BigInt(each.delta_sats), 0n);
    const start = BigInt(basis ? basis.sats : 0);
    if (start + change !== BigInt(sats)) this.wrong("The movements do not come to the sum of the coins.");
  }
}

/** Each movement is what its transaction did, and together they lead to the coins. */
async function checkMovements(facts, step) {
  const { body, earlier } = facts;
  const { basis, movements } = body;
  const before = basis && earlier.find((each) => each.hash === basis.sha256 && each.body.number === basis.number);
  const coinsBefore = before && new Map(before.body.coins.map((coin) => [coin.outpoint, coin]));
  const walk = new MovementWalk(facts, basis ? coinsBefore || null : new Map(), step);
  for (const [place, movement] of movements.entries()) {
    await step.progress(place, movements.length);
    walk.take(movement);
  }
  walk.finish();
  if (!walk.faults) {
    const from = basis ? `the ${Amounts.bitcoin(basis.sats)} of number ${basis.number}` : "nothing";
    step.proved("movements", `${Wording.counted(movements.length, "movement")} lead from ${from} to these coins.`);
  }
  if (walk.internal) {
    step.proved("internal", `${Wording.counted(walk.internal, "internal movement")}: nothing left but the fee.`);
  }
  if (basis && !before) {
    step.open("basis", `That the coins of number ${basis.number} were as its hash says: drop its file as well.`);
  }
  sayClasses(facts, step);
}

/** New coins a block shows by itself; what else came from outside, and why, no transaction can show. */
function sayClasses({ body, transactions }, step) {
  const isMined = ({ class: said, txid }) => {
    const { transaction } = transactions.get(txid);
    return said === "mined" && transaction !== null && Transactions.isCoinbase(transaction);
  };
  const mined = body.movements.filter(isMined);
  if (mined.length) {
    const sats = mined.reduce((sum, each) => sum + BigInt(each.delta_sats), 0n);
    const count = Wording.counted(mined.length, "movement");
    step.proved("mined", `${count}, ${Amounts.bitcoin(sats)}: new coins and fees of blocks.`);
  }
  const outside = body.movements.filter((each) => !MovementWalk.INTERNAL.has(each.class) && !isMined(each));
  const unexplained = outside.filter((each) => each.class === "unexplained");
  const explained = outside.length - unexplained.length;
  if (explained) {
    const vouched = outside.filter((each) => each.voucher !== null).length;
    const count = Wording.counted(explained, "movement");
    step.open("classes", `Why there were ${count}: the office says it, for ${vouched} with the hash of a document.`);
  }
  if (unexplained.length) {
    const sats = unexplained.reduce((sum, each) => sum + BigInt(Math.abs(each.delta_sats)), 0n);
    const count = Wording.counted(unexplained.length, "movement");
    step.open("unexplained", `Why there were ${count} of ${Amounts.bitcoin(sats)}: the office does not say.`);
  }
}
