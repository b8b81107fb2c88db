"use strict";

/** The sidecar links all blocks in one chain. Fills `facts.run` where it holds. */
async function checkHeaders(facts, step) {
  const { body, sidecar, network } = facts;
  const { count, first_height: firstHeight, sha256 } = body.headers;
  if (!sidecar) {
    const heights = Wording.named(body.blocks.map((each) => Wording.grouped(each.height)));
    const what = `That the blocks at heights ${heights} are of one chain`;
    step.open("blocks-not-linked", `${what}: drop the .headers file as well.`);
    return;
  }
  if (sidecar.bytes.length !== count * Headers.HEADER_BYTES || sidecar.sha256 !== sha256) {
    step.wrong("headers", `The headers in ${sidecar.name} are not those that were signed.`);
    return;
  }
  if (!isRangeRight(body, step)) return;
  let run;
  try {
    run = await Headers.link(sidecar.bytes, firstHeight, network, (done, total) => step.progress(done, total));
  } catch (error) {
    if (!(error instanceof Bytes.FormatError)) throw error;
    step.wrong("headers", `The headers are no chain: ${error.message}.`);
    return;
  }
  const has = (height) => height >= firstHeight && height < firstHeight + count;
  const placeOf = (height) => 32 * (height - firstHeight);
  const hashAt = (height) => Bytes.shown(run.hashes.slice(placeOf(height), placeOf(height + 1)));
  const timeAt = (height) => Headers.time(sidecar.bytes.subarray(Headers.HEADER_BYTES * (height - firstHeight)));
  holdAgainstRun(facts, { has, hashAt, timeAt, work: run.work, count }, step);
}

/** From the lowest block, or the basis where that is lower, to the stamp. */
function isRangeRight({ headers, blocks, basis, stamp }, step) {
  const first = Math.min(blocks[0].height, basis ? basis.height : Infinity);
  if (headers.first_height === first && first + headers.count - 1 === stamp.height) return true;
  step.wrong("headers", "The headers do not run from the first block to the stamp.");
  return false;
}

function holdAgainstRun(facts, run, step) {
  const { body, blocks } = facts;
  const foreign = body.blocks.filter((each) => run.hashAt(each.height) !== each.hash);
  for (const { height } of foreign) {
    blocks.get(height).fault ||= `its block is not the one at height ${height}`;
    step.wrong("headers", `The headers have another block at height ${Wording.grouped(height)}.`);
  }
  const { basis } = body;
  if (basis && run.hashAt(basis.height) !== basis.block) {
    step.wrong("headers", `The basis, number ${basis.number}, stands on a block that is not in this chain.`);
  } else if (!foreign.length) {
    const count = Wording.counted(run.count, "header");
    step.proved("headers", `${count} link all blocks in one chain; it took about ${Wording.work(run.work)} hashes.`);
    if (checkKnownBlocks(body.network, run, step)) facts.run = run;
  }
}

/** Blocks that everybody knows: headers that pass through one of them are no invention. */
function checkKnownBlocks(network, run, step) {
  const known = Object.entries(KNOWN_BLOCKS[network]).map(([height, hash]) => [Number(height), hash]);
  const met = known.filter(([height]) => run.has(height));
  const wrong = met.find(([height, hash]) => run.hashAt(height) !== hash);
  if (wrong) {
    step.wrong("anchor", `The block at height ${Wording.grouped(wrong[0])} is not the one that everybody knows.`);
  } else if (met.length) {
    const height = Wording.grouped(Math.max(...met.map(([each]) => each)));
    step.proved("anchor", `The headers pass through block ${height} as everybody knows it.`);
  } else {
    step.open("anchor", "That the heights are right: none of these blocks is one that this page knows.");
  }
  return !wrong;
}
