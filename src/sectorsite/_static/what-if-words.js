/* How numbers, ranges and identities are written for people: as sectorbook.values.intervals writes them. */
window.whatIfWords = (function () {
  "use strict";

  const DIGITS = 4;

  /* A number by the digits that it bears; what lies behind them is noise of a computation. */
  const OWN_DIGITS = 14;
  const exact = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(OWN_DIGITS)));

  /* To the nearest, a half away from zero. */
  const nearest = (value) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);

  function decimals(value) {
    return value === 0 ? 0 : Math.max(0, DIGITS - 1 - Math.floor(Math.log10(Math.abs(value))));
  }

  /* Rounded to so many decimals, down, up or to the nearest: as digits. An infinite end stays. */
  function round(value, places, way) {
    return Number.isFinite(value) ? (way(exact(exact(value) * 10 ** places)) / 10 ** places).toFixed(places) : value;
  }

  /* With all digits; to the nearest where these do not end. */
  function asPrinted(value) {
    if (!Number.isFinite(value)) return value;
    const isShort = Math.abs(value - exact(value)) <= 1e-15 * Math.abs(value);
    const places = [...Array(30).keys()].find((one) => Number(value.toFixed(one)) === exact(value));
    return isShort ? exact(value).toFixed(places) : round(value, decimals(value), nearest);
  }

  /* The ends of a computed range: outward, those of a whole count inward, a single number to the nearest. */
  function roundedEnds(low, high, isWhole) {
    if (isWhole) {
      const [least, most] = [round(low, 0, Math.ceil), round(high, 0, Math.floor)];
      return Number(least) <= Number(most) ? [least, most] : [asPrinted(low), asPrinted(high)];
    }
    const ways = exact(low) === exact(high) ? [nearest, nearest] : [Math.floor, Math.ceil];
    return [low, high].map((end, side) => round(end, decimals(end), ways[side]));
  }

  /* Thousands apart, without trailing zeros. */
  function group(digits, separator) {
    const [whole, fraction = ""] = digits.split(".");
    const behind = fraction.replace(/0+$/, "");
    return `${whole.replace(/\B(?=(\d{3})+$)/g, separator)}${behind && `.${behind}`}`;
  }

  const writeNumber = (value) => group(round(value, decimals(value), nearest), ",");

  /* Ends with their unit, on both where that is a sign; an infinite one is open. */
  function join([low, high], { unit, before, behind, one, more }) {
    if (low === -Infinity && high === Infinity) return "anything";
    const noun = more && ` ${Number(low) === 1 && Number(high) === 1 ? one : more}`;
    const separator = unit === "calendar_year" ? "" : ",";
    const sign = (number) => (number.startsWith("-") ? `-${before}${number.slice(1)}` : `${before}${number}`);
    const write = (end) => sign(group(end, separator)) + behind;
    if (high === Infinity) return `at least ${write(low)}${noun}`;
    if (low === -Infinity) return `at most ${write(high)}${noun}`;
    return `${write(low) === write(high) ? write(low) : `${write(low)}\u2013${write(high)}`}${noun}`;
  }

  /* A computed range; null is an open end. */
  function writeRange(low, high, indicator) {
    return join(roundedEnds(low ?? -Infinity, high ?? Infinity, indicator.whole), indicator);
  }

  /* A printed range, or one that is set, with every digit of its ends. */
  function writePrinted(low, high, indicator) {
    return join([asPrinted(low ?? -Infinity), asPrinted(high ?? Infinity)], indicator);
  }

  /* What a relation makes of an amount at a printed number, such as "43% above $143m". */
  function writeRelated({ kind, number: written, years }, number, base) {
    const size = writePrinted(Math.abs(number), Math.abs(number), written);
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

  return { writeNumber, writeRange, writePrinted, writeRelated, listing };
})();
