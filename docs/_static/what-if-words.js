/* How numbers, ranges and identities are written for people: as sectorbook.values.intervals writes them. */
window.whatIfWords = (function () {
  "use strict";

  const DIGITS = 4;

  /* At most four significant digits below the thousands, nearest (a half to the even one), no padding. */
  function writeNumber(value) {
    if (!Number.isFinite(value)) return "open";
    if (value === 0) return "0";
    const places = Math.max(0, DIGITS - 1 - Math.floor(Math.log10(Math.abs(value))));
    const [whole, fraction = ""] = fixed(Math.abs(value), places).split(".");
    const behind = fraction.replace(/0+$/, "");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return `${value < 0 ? "-" : ""}${grouped}${behind && `.${behind}`}`;
  }

  function fixed(value, places) {
    const isHalf = Math.abs((value * 2 ** (places + 1)) % 2) === 1;
    if (!isHalf) return value.toFixed(places);
    const below = Math.floor(value * 10 ** places);
    return ((below + (below % 2)) / 10 ** places).toFixed(places);
  }

  /* A range with its unit on both ends where that is a sign; null is an open end. */
  function writeRange(low, high, indicator) {
    if (low === null && high === null) return "anything";
    const { before, behind, one, more } = indicator;
    const noun = more && ` ${low === 1 && high === 1 ? one : more}`;
    const write = indicator.unit === "calendar_year" ? (end) => fixed(end, 0) : writeNumber;
    const [first, last] = [low, high].map((end) => `${before}${end === null ? "" : write(end)}${behind}`);
    if (high === null) return `at least ${first}${noun}`;
    if (low === null) return `at most ${last}${noun}`;
    return `${first === last ? first : `${first}\u2013${last}`}${noun}`;
  }

  /* What a relation makes of an amount at a printed number, such as "43% above $143m". */
  function writeRelated({ kind, number: written, years }, number, base) {
    const size = writeRange(Math.abs(number), Math.abs(number), written);
    const above = `${size} ${number < 0 ? "below" : "above"} ${base}`;
    if (kind === "times") return `${size} times ${base}`;
    if (kind === "per") return `${size} for each of ${base}`;
    if (kind === "yearly") return `${above}, each year for ${years} years,`;
    return ["share", "percent_of"].includes(kind) ? `${size} of ${base}` : above;
  }

  /* "a, b and c" */
  function listing(items) {
    const all = [...items];
    return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
  }

  return { writeNumber, writeRange, writeRelated, listing };
})();
