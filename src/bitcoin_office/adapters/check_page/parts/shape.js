"use strict";

/** Small checks that put together say which shape a document has. Each throws FormatError, with the path. */
const Shape = (() => {
  // Characters that cannot be seen, or that turn the direction of what follows.
  const HIDDEN = new RegExp(
    "[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff" +
      "\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}]", "u",
  );

  const fail = (path, problem) => {
    throw new Bytes.FormatError(`${path || "the file"}: ${problem}`);
  };

  /** An object of exactly these keys. @param {Object<string, Function>} fields */
  const object = (fields) => (value, path) => {
    const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
    if (!isObject) fail(path, "an object is expected");
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
    if (unknown !== undefined) fail(path, `the key "${unknown}" is unknown`);
    for (const [key, check] of Object.entries(fields)) {
      if (!(key in value)) fail(path, `the key "${key}" is missing`);
      check(value[key], path ? `${path}.${key}` : key);
    }
  };

  /** An array of these. @param {Function} each @param {{least?: number, most: number}} limits */
  const list = (each, { least = 0, most }) => (value, path) => {
    if (!Array.isArray(value)) fail(path, "an array is expected");
    const isWithin = value.length >= least && value.length <= most;
    if (!isWithin) fail(path, `${value.length} elements, where ${least} to ${most} may be`);
    value.forEach((element, place) => each(element, `${path}[${place}]`));
  };

  /** @param {number} least @param {number} most both included */
  const integer = (least, most) => (value, path) => {
    if (typeof value !== "number") fail(path, "an integer is expected");
    if (value < least || value > most) fail(path, `${value} is not within ${least} and ${most}`);
  };

  /** A text that matches. @param {RegExp} pattern @param {string} what it is, for the message */
  const text = (pattern, what) => (value, path) => {
    if (typeof value !== "string" || !pattern.test(value)) fail(path, `${what} is expected`);
  };

  /** A text of so many characters. */
  const length = (least, most) => (value, path) => {
    if (typeof value !== "string") fail(path, "a text is expected");
    // A character beyond U+FFFF is two of JavaScript's: they are told apart only where it matters.
    const size = value.length > most ? Array.from(value).length : value.length;
    if (size < least || size > most) fail(path, `${size} characters, where ${least} to ${most} may be`);
  };

  /** A text that a person wrote and another reads: nothing in it is hidden. */
  const prose = (least, most) => (value, path) => {
    length(least, most)(value, path);
    if (HIDDEN.test(value)) fail(path, "a character that cannot be seen");
  };

  const day = (value, path) => {
    if (typeof value !== "string" || !Message.isDay(value)) fail(path, "a day such as 2026-12-31 is expected");
  };

  /** @param {...string} words */
  const oneOf = (...words) => (value, path) => {
    if (!words.includes(value)) fail(path, `one of ${words.join(", ")} is expected`);
  };

  const orNull = (check) => (value, path) => {
    if (value !== null) check(value, path);
  };

  /** Texts by their characters, which is not the order of JavaScript's own half characters. */
  function compareTexts(left, right) {
    const [a, b] = [Array.from(left), Array.from(right)];
    for (let place = 0; place < Math.min(a.length, b.length); place++) {
      if (a[place] !== b[place]) return a[place].codePointAt(0) - b[place].codePointAt(0);
    }
    return a.length - b.length;
  }

  function compare(left, right) {
    for (let place = 0; place < left.length; place++) {
      const isText = typeof left[place] === "string";
      const order = isText ? compareTexts(left[place], right[place]) : left[place] - right[place];
      if (order) return order;
    }
    return 0;
  }

  /** Elements in strict order, so that none stands twice. @param {(each: any) => (string|number)[]} keys */
  function ordered(items, path, keys) {
    let before = null;
    items.forEach((each, place) => {
      const now = keys(each);
      const order = before === null ? -1 : compare(before, now);
      if (order >= 0) fail(`${path}[${place}]`, order ? "stands in the wrong place" : "stands twice");
      before = now;
    });
  }

  return Object.freeze({ fail, object, list, integer, text, length, prose, day, oneOf, orNull, ordered });
})();
