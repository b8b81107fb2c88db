"use strict";

/** Each block by itself: its header has its hash and its work; the stamp is one of them. Fills `facts.blocks`. */
async function checkBlocks(facts, step) {
  const { body, network } = facts;
  for (const [place, { hash, header, height }] of body.blocks.entries()) {
    await step.progress(place, body.blocks.length);
    const bytes = Bytes.fromHex(header);
    const block = { bytes, hash: Sha256.twice(bytes), root: Headers.merkleRoot(bytes), work: 0n, fault: "" };
    facts.blocks.set(height, block);
    try {
      block.work = Headers.checkWork(bytes, block.hash, network);
      if (Bytes.shown(block.hash) !== hash) throw new Bytes.FormatError("it has another hash than the file says");
    } catch (error) {
      if (!(error instanceof Bytes.FormatError)) throw error;
      block.fault = `the header of the block at height ${height} does not hold`;
      step.wrong("work", `The header at height ${Wording.grouped(height)}: ${error.message}.`);
    }
  }
  checkFloors(facts, step);
  checkStamp(facts, step);
  if (![...facts.blocks.values()].some((block) => block.fault)) {
    const count = Wording.counted(body.blocks.length, "block");
    step.proved("work", `${count}: each header has the proof of work that it asks for.`);
  }
}

/** A block that is far too easy for its height is made up. */
function checkFloors({ blocks, network }, step) {
  for (const [height, block] of blocks) {
    const floor = (network.floors || []).find((each) => height >= each.height);
    if (!floor || block.fault || block.work >= floor.work) continue;
    block.fault = `the block at height ${height} is made up`;
    const [took, least] = [Wording.work(block.work), Wording.work(floor.work)];
    const why = `it took ${took} hashes, where each of Bitcoin's took more than ${least}`;
    step.wrong("work", `The block at height ${Wording.grouped(height)} is made up: ${why}.`);
  }
}

function checkStamp({ body, blocks }, step) {
  const block = blocks.get(body.stamp.height);
  if (Bytes.shown(block.hash) !== body.stamp.hash || Headers.time(block.bytes) !== body.stamp.time) {
    step.wrong("stamp", `The stamp is not the block at height ${Wording.grouped(body.stamp.height)}.`);
    return;
  }
  const size = Wording.work(block.work);
  const height = Wording.grouped(body.stamp.height);
  const made = `made at ${Wording.time(body.stamp.time)} by the miner's clock with about ${size} hashes`;
  step.proved("stamp", `The coins were counted after block ${height}, ${made}.`);
}
