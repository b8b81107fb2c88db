"use strict";

/**
 * JSON in its one canonical spelling (RFC 8785, with integers only) and nothing else. The browser's own parser takes
 * white space, repeated keys and rounded numbers, so that a changed file could read the same.
 */
const CanonicalJson = (() => {
  const SHORT_ESCAPES = new Map([
    ['"', '"'], ["\\", "\\"], ["b", "\b"], ["t", "\t"], ["n", "\n"], ["f", "\f"], ["r", "\r"],
  ]);
  const PLAIN = /[^"\\\u0000-\u001f]*/y;
  const KEY = /^[\u0000-\u007f]*$/;
  const INTEGER = /-?(?:0|[1-9][0-9]{0,15})/y;
  const WORDS = [["true", true], ["false", false], ["null", null]];

  /** Walks over the text once. `spans` says where each value of the outermost object starts and ends. */
  class Parser {
    constructor(text, depth) {
      this.text = text;
      this.place = 0;
      this.most = depth;
      this.depth = 0;
      this.spans = new Map();
    }

    fail(problem) {
      throw new Bytes.FormatError(`${problem} (at character ${this.place + 1})`);
    }

    take(character) {
      if (this.text[this.place] !== character) this.fail(`something else where ${character} is expected`);
      this.place++;
    }

    /** What a sticky pattern matches here, taken; an empty text where it does not. */
    match(pattern) {
      pattern.lastIndex = this.place;
      const found = pattern.exec(this.text);
      if (!found) return "";
      this.place += found[0].length;
      return found[0];
    }

    value() {
      const first = this.text[this.place];
      if (first === "{") return this.nested(() => this.object());
      if (first === "[") return this.nested(() => this.array());
      if (first === '"') return this.string();
      for (const [word, meaning] of WORDS) {
        if (this.text.startsWith(word, this.place)) {
          this.place += word.length;
          return meaning;
        }
      }
      return this.integer();
    }

    nested(read) {
      this.depth++;
      if (this.depth > this.most) this.fail(`more than ${this.most} arrays and objects in one another`);
      this.place++;
      const found = read();
      this.depth--;
      return found;
    }

    integer() {
      const written = this.match(INTEGER);
      const number = Number(written);
      const isOneForm = written !== "" && written !== "-0" && !/[0-9.eE+-]/.test(this.text[this.place] || "");
      if (!isOneForm || !Number.isSafeInteger(number)) this.fail("no value in its canonical form");
      return number;
    }

    string() {
      this.take('"');
      let found = this.match(PLAIN);
      while (this.text[this.place] === "\\") {
        this.place++;
        found += this.escaped();
        found += this.match(PLAIN);
      }
      this.take('"');
      return found;
    }

    escaped() {
      const character = this.text[this.place++];
      if (SHORT_ESCAPES.has(character)) return SHORT_ESCAPES.get(character);
      const code = this.text.slice(this.place, this.place + 4);
      const meaning = /^00[01][0-9a-f]$/.test(code) ? String.fromCharCode(parseInt(code, 16)) : "";
      if (character !== "u" || !meaning || "\b\t\n\f\r".includes(meaning)) this.fail("an escape that is not canonical");
      this.place += 4;
      return meaning;
    }

    array() {
      const found = [];
      if (this.text[this.place] !== "]") found.push(this.value());
      while (found.length && this.text[this.place] === ",") {
        this.place++;
        found.push(this.value());
      }
      this.take("]");
      return found;
    }

    object() {
      // Without a prototype no key of the file can stand for something that every object has.
      const found = Object.create(null);
      const isOutermost = this.depth === 1;
      let last = null;
      while (this.text[this.place] !== "}" || last !== null) {
        const key = this.string();
        if (!KEY.test(key)) this.fail("a key beyond ASCII");
        if (last !== null && key <= last) this.fail(`the key "${key}" out of order or a second time`);
        this.take(":");
        const start = this.place;
        found[key] = this.value();
        if (isOutermost) this.spans.set(key, [start, this.place]);
        last = key;
        if (this.text[this.place] !== ",") break;
        this.place++;
      }
      this.take("}");
      return found;
    }
  }

  /**
   * Reads canonical JSON. Throws FormatError. @param {Uint8Array} data @param {number} depth
   * @returns {{value: any, bytesOf: (key: string) => Uint8Array}} the bytes of a value of the outermost object
   */
  function parse(data, depth) {
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
    } catch {
      throw new Bytes.FormatError("not UTF-8");
    }
    const parser = new Parser(text, depth);
    const value = parser.value();
    if (parser.place !== text.length) parser.fail("something behind the end");
    const bytesOf = (key) => new TextEncoder().encode(text.slice(...parser.spans.get(key)));
    return { value, bytesOf };
  }

  /** The canonical bytes of an object of texts. RFC 8785 writes texts as JSON.stringify does. */
  function writeTexts(members) {
    const parts = Object.keys(members).sort().map((key) => `${JSON.stringify(key)}:${JSON.stringify(members[key])}`);
    return new TextEncoder().encode(`{${parts.join(",")}}`);
  }

  return Object.freeze({ parse, writeTexts });
})();
