"use strict";

/** Tables of vaults, coins and movements. On a narrow screen every row becomes a small card, by its cells' labels. */
const Tables = (() => {
  const MOST_ROWS = 500;

  /** What each vault holds, and how much of it is proved. Broken coins count for nothing. */
  function vaults({ body, control, brokenCoins }) {
    const found = new Map();
    for (const { vault: name, outpoint, sats } of body.coins) {
      if (!found.has(name)) found.set(name, { name, coins: 0, sats: 0n, proved: 0n, recovery: 0n });
      const vault = found.get(name);
      vault.coins++;
      vault.sats += BigInt(sats);
      if (brokenCoins.has(outpoint)) continue;
      if (control.primary.has(outpoint)) vault.proved += BigInt(sats);
      if (control.recovery.has(outpoint)) vault.recovery += BigInt(sats);
    }
    return [...found.values()];
  }

  /** @param {string} caption @param {[string, string][]} columns head and class @param {string[][]} rows */
  function table(caption, columns, rows) {
    const { make } = View;
    const head = make("tr", {}, ...columns.map(([name, kind]) => make("th", { scope: "col", class: kind }, name)));
    const cell = (text, place) => make("td", { class: columns[place][1], "data-label": columns[place][0] }, text);
    const body = rows.slice(0, MOST_ROWS).map((cells) => make("tr", {}, ...cells.map(cell)));
    const found = make("table", {}, make("caption", { class: "unseen" }, caption), make("thead", {}, head));
    found.append(make("tbody", {}, ...body));
    const more = rows.length - MOST_ROWS;
    if (more <= 0) return found;
    const rest = make("td", { colspan: String(columns.length) }, `and ${Wording.grouped(more)} more`);
    found.append(make("tfoot", {}, make("tr", {}, rest)));
    return found;
  }

  const share = (part, whole) => (part === 0n ? "no" : part === whole ? "all" : Amounts.bitcoin(part));

  function vaultTable(facts) {
    const columns = [
      ["Vault", "name"], ["Coins", "number"], ["Holds", "number"], ["Control proved", ""], ["Recovery proved", ""],
    ];
    const rows = vaults(facts).map(({ name, coins, sats, proved, recovery }) => [
      name, Wording.grouped(coins), Amounts.bitcoin(sats), share(proved, sats), share(recovery, sats),
    ]);
    return table("What each vault holds", columns, rows);
  }

  function coinTable({ body, control, brokenCoins }) {
    const proofOf = ({ outpoint }) => {
      if (brokenCoins.has(outpoint)) return "does not hold";
      if (control.primary.has(outpoint)) return "yes";
      return control.recovery.has(outpoint) ? "recovery only" : "no";
    };
    const columns = [
      ["Address", "name code"], ["Holds", "number"], ["Since block", "number"], ["Vault", ""], ["Control proved", ""],
    ];
    const rows = body.coins.map((coin) => [
      coin.address || coin.script, Amounts.bitcoin(coin.sats), Wording.grouped(coin.born_height), coin.vault,
      proofOf(coin),
    ]);
    return table("Every coin", columns, rows);
  }

  function movementTable({ body }) {
    const columns = [
      ["Transaction", "name code"], ["Block", "number"], ["Change", "number"], ["The office says", ""], ["Because", ""],
      ["Document", ""],
    ];
    const rows = body.movements.map((each) => [
      each.txid, Wording.grouped(each.height), Amounts.bitcoin(each.delta_sats), each.class, each.evidence || "\u2014",
      each.voucher ? "its hash is given" : "none",
    ]);
    return table("Every movement", columns, rows);
  }

  /** The long tables, folded. @returns {HTMLElement[]} */
  function details(facts) {
    const { make } = View;
    const { coins, movements } = facts.body;
    const fold = (title, content) => make("details", {}, make("summary", {}, title), content);
    return [
      fold(Wording.counted(coins.length, "coin"), coinTable(facts)),
      fold(Wording.counted(movements.length, "movement"), movementTable(facts)),
    ];
  }

  return Object.freeze({ vaults, vaultTable, details });
})();
