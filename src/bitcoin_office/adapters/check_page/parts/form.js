"use strict";

/** The form of a disclosure: its keys and types, ranges and orders, and fields that must agree. */
const Form = (() => {
  const MAX_BYTES = 64 * 1024 * 1024;
  const MAX_DEPTH = 8;
  const MAX_ITEMS = 100_000;
  const MAX_HEIGHT = 999_999_999;
  const MAX_TEXT = 2_000;
  const MAX_SCRIPT_CHARACTERS = 20_000;
  const MAX_SATS = Transactions.MAX_MONEY_SATS;
  const MAX_U32 = 0xffffffff;
  const MAX_TRANSACTIONS_OF_BLOCK = 16_666;
  const MAX_HEADERS = 2_000_000;

  const { object, list, integer, text, length, prose, day, oneOf, orNull, ordered, fail } = Shape;
  const hash = text(/^[0-9a-f]{64}$/, "a hash of 64 hexadecimal digits");
  const hex = text(/^(?:[0-9a-f]{2})+$/, "hexadecimal in small letters");
  const height = integer(0, MAX_HEIGHT);
  const sats = integer(0, MAX_SATS);
  const number = integer(1, MAX_HEIGHT);
  const vault = text(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, "the name of a vault");
  const money = integer(0, Number.MAX_SAFE_INTEGER);
  const items = (each, least = 0) => list(each, { least, most: MAX_ITEMS });

  function script(value, path) {
    hex(value, path);
    if (value.length > MAX_SCRIPT_CHARACTERS) fail(path, "a script that is too long to be run");
  }

  function outpoint(value, path) {
    text(/^[0-9a-f]{64}:(?:0|[1-9][0-9]{0,9})$/, "an outpoint")(value, path);
    if (indexOf(value) > MAX_U32) fail(path, "an output that no transaction can have");
  }

  const txidOf = (name) => name.slice(0, 64);
  const indexOf = (name) => Number(name.slice(65));

  const movement = object({
    class: oneOf(
      "purchase", "mined", "donation", "dust", "seizure", "internal-consolidation", "internal-split",
      "transfer-between-vaults", "sale", "payment", "mixed", "unexplained",
    ),
    delta_sats: integer(-MAX_SATS, MAX_SATS),
    evidence: prose(0, MAX_TEXT),
    fee_sats: orNull(sats),
    height,
    inputs: items(object({ outpoint, sats, script, vault })),
    outputs: items(object({ index: integer(0, MAX_U32), sats, script, vault })),
    txid: hash,
    voucher: orNull(hash),
  });

  const disclosure = object({
    basis: orNull(object({ block: hash, height, number, sats, sha256: hash })),
    blocks: items(object({ hash, header: text(/^[0-9a-f]{160}$/, "a header of 80 bytes"), height }), 1),
    coins: items(object({
      address: orNull(length(0, 90)), born_height: height, outpoint, sats, script, vault,
    })),
    control: items(object({
      message: length(1, MAX_TEXT),
      proofs: items(object({ commitment: orNull(hash), proof: orNull(length(1, MAX_BYTES)), script }), 1),
    })),
    country: text(/^[a-z]{2}$/, "a country's two small letters"),
    headers: object({ count: integer(1, MAX_HEADERS), first_height: height, sha256: hash }),
    kind: oneOf("record", "training"),
    lots: items(object({
      account: prose(0, MAX_TEXT), acquired_on: day, cost: money, cost_unit: text(/^[A-Z]{3}$/, "a currency"),
      lot: prose(0, MAX_TEXT), sats,
    })),
    made_on: day,
    movements: items(movement),
    network: oneOf(...Object.keys(Networks)),
    number,
    previous: orNull(object({ number, sha256: hash })),
    sats,
    schema: oneOf("bitcoin-office/disclosure/1"),
    scope: oneOf("all", "part"),
    signer: length(0, 200),
    stamp: object({ hash, height, time: integer(0, MAX_U32) }),
    supersedes: orNull(object({ number, reason: oneOf("reorganisation", "correction"), text: prose(0, MAX_TEXT) })),
    transactions: items(object({
      branch: list(hash, { most: Merkle.MAX_DEPTH }), height, position: integer(0, MAX_TRANSACTIONS_OF_BLOCK - 1),
      raw: hex, txid: hash,
    })),
    valuation: orNull(object({
      on: day, price_usd_cents: money, source: object({ title: prose(1, MAX_TEXT), url: prose(0, MAX_TEXT) }),
      value_usd_cents: money,
    })),
  });

  const signed = object({ disclosure, note: length(0, 4_000) });

  const auditorFile = object({
    disclosure: hash,
    proofs: items(object({ message: length(1, MAX_TEXT), proof: length(1, MAX_BYTES), salt: hash, script })),
    schema: oneOf("bitcoin-office/auditor-proofs/1"),
  });

  function checkSeries({ number: own, previous, basis, supersedes, stamp }) {
    if ((previous === null) !== (own === 1) || (previous && previous.number !== own - 1)) {
      fail("previous", `number ${own} must name number ${own - 1} before it`);
    }
    if (basis && (basis.number >= own || basis.height > stamp.height)) fail("basis", "it is not an earlier disclosure");
    if (supersedes && supersedes.number >= own) fail("supersedes", `number ${own} cannot supersede this`);
    if (supersedes && basis && basis.number >= supersedes.number) fail("basis", "it is superseded by this disclosure");
    if (!supersedes && previous && !(basis && basis.number === previous.number)) {
      fail("basis", "nothing is superseded, so that the number before must be the basis");
    }
    if (basis && previous && basis.number === previous.number && basis.sha256 !== previous.sha256) {
      fail("basis.sha256", "the basis and the previous disclosure are the same and have two hashes");
    }
  }

  function checkOrders(body) {
    ordered(body.blocks, "blocks", (each) => [each.height]);
    ordered(body.coins, "coins", (each) => [txidOf(each.outpoint), indexOf(each.outpoint)]);
    ordered(body.transactions, "transactions", (each) => [each.txid]);
    ordered(body.lots, "lots", (each) => [each.account, each.lot]);
    ordered(body.control, "control", (each) => [each.message]);
    body.control.forEach(({ proofs }, place) => {
      const path = `control[${place}].proofs`;
      ordered(proofs, path, (each) => [each.script, each.proof || "", each.commitment || ""]);
      proofs.forEach((each, inner) => {
        if ((each.proof === null) === (each.commitment === null)) {
          fail(`${path}[${inner}]`, "either the proof or the commitment to it must be given");
        }
      });
    });
    body.movements.forEach(({ outputs }, place) => {
      ordered(outputs, `movements[${place}].outputs`, (each) => [each.index]);
    });
  }

  /** Blocks, transactions, coins and movements name one another, and none is there for nothing. */
  function checkReferences(body) {
    const places = new Map(body.transactions.map((each) => [each.txid, [each.height, each.position]]));
    body.movements.forEach(({ txid }, place) => {
      if (!places.has(txid)) fail(`movements[${place}].txid`, "the movement's transaction is not in the file");
    });
    ordered(body.movements, "movements", (each) => places.get(each.txid));
    const ofCoins = body.coins.map((each) => txidOf(each.outpoint));
    const used = new Set([...ofCoins, ...body.movements.map((each) => each.txid)]);
    body.transactions.forEach(({ txid }, place) => {
      if (!used.has(txid)) fail(`transactions[${place}]`, "no coin and no movement needs this transaction");
    });
    const wanted = new Set([...body.transactions.map((each) => each.height), body.stamp.height]);
    const given = body.blocks.map((each) => each.height);
    if (given.length !== wanted.size || !given.every((each) => wanted.has(each))) {
      fail("blocks", "they are not exactly those of the transactions and the stamp");
    }
    if (given[given.length - 1] !== body.stamp.height) fail("blocks", "one lies above the stamp");
  }

  /** Throws FormatError. @param {Uint8Array} data @returns {{body: object, note: string, bytes: Uint8Array}} */
  function readDisclosure(data) {
    if (data.length > MAX_BYTES) fail("", `${data.length} bytes, more than the ${MAX_BYTES} that are read`);
    const { value, bytesOf } = CanonicalJson.parse(data, MAX_DEPTH);
    signed(value, "");
    const body = value.disclosure;
    if ((body.kind === "record") !== (body.network === "main")) fail("kind", "it does not go with the network");
    checkSeries(body);
    checkOrders(body);
    checkReferences(body);
    return { body, note: value.note, bytes: bytesOf("disclosure") };
  }

  /** Throws FormatError. @param {Uint8Array} data @returns {object} */
  function readAuditorFile(data) {
    if (data.length > MAX_BYTES) fail("", `${data.length} bytes, more than the ${MAX_BYTES} that are read`);
    const { value } = CanonicalJson.parse(data, MAX_DEPTH);
    auditorFile(value, "");
    ordered(value.proofs, "proofs", (each) => [each.message, each.script, each.proof]);
    return value;
  }

  return Object.freeze({ readDisclosure, readAuditorFile, txidOf, indexOf });
})();
