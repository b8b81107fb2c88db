"use strict";

/** Tables of vaults, coins and movements. On a narrow screen every row becomes a small card, by its cells' labels. */
const Tables = (() => {
  const MOST_ROWS = 500;

  /** What each vault holds, and how much of it is proved. Broken coins count for nothing. */
  function vaults({ body, control, brokenCoins }) {
    const found = new Map();
    for (const coin of body.coins) {
      if (!found.has(coin.vault)) found.set(coin.vault, { name: coin.vault, coins: 0, sats: 0n, proved: 0n, recovery: 0n });
      const vault = found.get(coin.vault);
      const sats = BigInt(coin.sats);
      vault.coins++;
      vault.sats += sats;
      if (brokenCoins.has(coin.outpoint)) continue;
      const [isPrimary, isRecovery] = [control.primary.has(coin.outpoint), control.recovery.has(coin.outpoint)];
      if (isPrimary || isRecovery) vault.proved += sats;
      if (isRecovery) vault.recovery += sats;
    }
    return [...found.values()];
  }

  /** @param {string} caption @param {string[]} heads @param {string[][]} rows @param {string[]} classes of the columns */
  function table(caption, heads, rows, classes) {
    const { make } = View;
    const head = make("tr", {}, ...heads.map((text, place) => make("th", { scope: "col", class: classes[place] }, text)));
    const body = rows.slice(0, MOST_ROWS).map((cells) => make("tr", {}, ...cells.map((text, place) =>
      make("td", { class: classes[place], "data-label": heads[place] }, text))));
    const found = make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body));
    const more = rows.length - MOST_ROWS;
    if (more > 0) found.append(make("tfoot", {}, make("tr", {}, make("td", { colspan: String(heads.length) }, `and ${Wording.grouped(more)} more`))));
    return found;
  }

  const share = (part, whole) => (part === 0n ? "no" : part === whole ? "all" : Amounts.bitcoin(part));

  function vaultTable(facts) {
    const rows = vaults(facts).map((each) => [
      each.name, Wording.grouped(each.coins), Amounts.bitcoin(each.sats), share(each.proved, each.sats),
      share(each.recovery, each.sats),
    ]);
    const heads = ["Vault", "Coins", "Holds", "Control proved", "Recovery proved"];
    return table("What each vault holds", heads, rows, ["", "number", "number", "", ""]);
  }

  function coinTable({ body, control, brokenCoins }) {
    const proofOf = ({ outpoint }) => {
      if (brokenCoins.has(outpoint)) return "does not hold";
      return control.primary.has(outpoint) || control.recovery.has(outpoint) ? "yes" : "no";
    };
    const rows = body.coins.map((coin) => [
      coin.address || coin.script, Amounts.bitcoin(coin.sats), Wording.grouped(coin.born_height), coin.vault, proofOf(coin),
    ]);
    return table("Every coin", ["Address", "Holds", "Since block", "Vault", "Control proved"], rows, ["code", "number", "number", "", ""]);
  }

  function movementTable({ body }) {
    const rows = body.movements.map((each) => [
      Wording.grouped(each.height), each.class, Amounts.bitcoin(each.delta_sats), each.evidence || "\u2014",
      each.voucher ? "by its hash" : "none", each.txid,
    ]);
    const heads = ["Block", "The office says", "Change", "Because", "Document", "Transaction"];
    return table("Every movement", heads, rows, ["number", "", "number", "", "", "code"]);
  }

  /** The long tables, folded. @returns {HTMLElement[]} */
  function details(facts) {
    const { make } = View;
    const { coins, movements } = facts.body;
    const fold = (title, content) => make("details", {}, make("summary", {}, title), content);
    return [
      fold(`All ${Wording.counted(coins.length, "coin")}`, coinTable(facts)),
      fold(`All ${Wording.counted(movements.length, "movement")}`, movementTable(facts)),
    ];
  }

  return Object.freeze({ vaults, vaultTable, details });
})();
