/* The drawing: a sum as one stacked bar below the bracket of its total, or a range a row; and where it can be dragged.
 *
 * A drawing is {far, height, marks, handles}: where its scales end, SVG elements, and for each end that can be moved where
 * it stands and how it moves. The side is 0 for a low end, 1 for a high one, 2 for a single number. While one is dragged,
 * scales and handles stay those of the drawing before. */
window.whatIfDrawing = (function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const EDGE = 16;
  const SIZE = 15;  // of type
  const SMALL = 0.85;  // of that size, for a number that would not fit
  const GRIP = 9;  // half a handle and some air: it must not cover words
  const BRACKET = 40, BAR = { top: 58, height: 46 }, BELOW = 126, LINE = 20;
  const AXIS = BELOW + 8, HEIGHT = AXIS + 50;
  const SIDES = [", low end", ", high end", ""];
  const ROW = { height: 66, text: 18, line: 38, thick: 18 };
  const { writeNumber, writePrinted, writeRange } = whatIfWords;
  const { indicatorOf, contents, shown, rangeOf } = whatIfSum;

  function element(tag, attributes, ...children) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  const text = (words, x, y, kind, anchor = "start") =>
    element("text", { x, y, class: `what-if-${kind}`, "text-anchor": anchor, "font-size": SIZE }, words);
  const rect = (x1, x2, { top, height }, kind) =>
    element("rect", { x: x1, y: top, width: Math.max(0, x2 - x1), height, class: `what-if-${kind}` });
  const path = (d, kind) => element("path", { d, class: `what-if-${kind}` });

  const pen = document.createElement("canvas").getContext("2d");

  function widthOf(words) {
    pen.font = `600 ${SIZE}px "Sectorbook Sans", "Liberation Sans", Arial, sans-serif`;
    return pen.measureText(words).width;
  }

  const longest = (words, room) => words.find((one) => widthOf(one) < room - 10) ?? "";

  /* A text around a place, moved so far that it stays within the drawing. */
  function within(words, x, y, kind, width, edge = EDGE) {
    const half = widthOf(words) / 2;
    return text(words, Math.max(edge + half, Math.min(width - edge - half, x)), y, kind, "middle");
  }

  // --- Scales ------------------------------------------------------------------------------------------------------

  const finite = (ends) => ends.filter(Number.isFinite);

  /* Where a scale ends: beyond all that is printed and set, at a round number. */
  function reach(ends) {
    const far = Math.max(...finite(ends).map(Math.abs)) || 1;
    const step = 10 ** (Math.floor(Math.log10(far)) - 1);
    return whatIf.decimal(Math.ceil((far * 1.06) / step) * step);
  }

  const printedEnds = (view, names) => names.flatMap((name) =>
    whatIfSum.amountsOf(view, name).flatMap(({ low, high }) => [low, high]));

  /* How far an end moves at a time: a power of ten, a whole number of what is counted. */
  function stepOf(isWhole, far) {
    const step = 10 ** Math.floor(Math.log10(far / 100));
    return isWhole ? Math.max(1, step) : step;
  }

  const scale = (far, width) => (value) => EDGE + (value / far) * (width - 2 * EDGE);

  function ticks(far) {
    const rough = far / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough);
    return Array.from({ length: Math.floor(far / step + 1e-9) + 1 }, (_, i) => whatIf.decimal(i * step));
  }

  function axis(view, name, far, toX, width, top) {
    const indicator = indicatorOf(view, name);
    const told = (at) => (at ? `${indicator.before}${writeNumber(at)}${indicator.behind}` : "0");
    const marks = ticks(far).flatMap((at) => [
      path(`M${toX(at)},${top}v6`, "rule"),
      within(told(at), toX(at), top + 22, "tick", width, 0),
    ]);
    return [path(`M${toX(0)},${top}H${toX(far)}`, "rule"), ...marks];
  }

  /* The unit of a scale, and what is pale where something is. */
  function note(unit, ranges, y, width) {
    const isPale = ranges.some(({ low, high }) => low !== high);
    const endings = isPale ? ["pale: how much more it can be", "pale: can be more"] : [""];
    const words = endings.map((ending) => [unit, ending].filter(Boolean).join("; "));
    return text(longest(words, width - EDGE) || words.at(-1), EDGE, y, "tick");
  }

  // --- Handles -----------------------------------------------------------------------------------------------------

  /* The handles of a range that a statement prints: one for a single number, else one for each end. */
  function handlesOf(view, { name, statement }, places, y, { far, width, before }) {
    if (!statement) return [];
    const ends = whatIf.endsOf(statement, view.setting);
    const { natural, label, whole } = indicatorOf(view, name);
    const size = view.sum ? far : reach([...ends, statement.low, statement.high]);
    const shared = { statement, natural, y, far, step: stepOf(whole, size), perUnit: (width - 2 * EDGE) / far };
    const kept = before?.handles.filter((one) => one.statement === statement).map(({ side }) => side);
    return (kept ?? sidesOf(statement, ends)).filter((side) => ends[side % 2] !== null).map((side) => {
      const value = ends[side % 2];
      const told = writePrinted(value, value, indicatorOf(view, name));
      const key = `${statement.id} ${side}`;
      return { ...shared, key, side, value, told, x: places[side % 2], name: `${label}${SIDES[side]}` };
    });
  }

  /* A printed range keeps both its ends where these meet. */
  function sidesOf({ low, high }, ends) {
    return ends[0] === ends[1] && low === high ? [2] : [0, 1];
  }

  // --- A sum -------------------------------------------------------------------------------------------------------

  /* Orange is the opening's claim; what nobody prints is an outline. */
  function kindOf({ isClaim, statement }, i) {
    if (!statement) return "unprinted";
    return isClaim ? "claim" : `part-${i % 4}`;
  }

  /* From left to right what each part is at least, then what it can be more. */
  function stack(parts, far) {
    let at = 0;
    const lows = parts.map(({ low }) => [at, (at += low)]);
    const highs = parts.map(({ low, high }) => [at, (at += Math.max(0, (high ?? far * 2) - low))]);
    return { lows, highs };
  }

  /* What can be written in a part of the bar, clear of the handles at its ends and of what is too much, which is drawn
   * over it: name and amount, else the amount alone, else nothing. */
  function wordsOf(view, { parts, excess, total }, { lows }, toX) {
    const clear = excess === null ? Infinity : toX(total.high);
    return parts.map((part, i) => {
      const [from, to] = lows[i].map((at) => Math.min(clear, toX(at)));
      const start = from + (i && parts[i - 1].statement ? GRIP : 4);
      const room = to - start - (part.statement && to === toX(lows[i][1]) ? GRIP : 4);
      const amount = writePrinted(part.low, part.high, indicatorOf(view, part.name));
      const { label } = indicatorOf(view, part.name);
      const whose = part.isClaim && whatIf.isSet(part.statement, view.setting) ? "as you set it" : "in the opening";
      const name = part.isClaim ? `${label} ${whose}` : label;
      const both = [`${name}: ${amount}`, `${label}: ${amount}`].find((one) => widthOf(one) <= room) ?? "";
      const size = [1, SMALL].find((one) => widthOf(amount) * one <= room) ?? 0;
      return { name, amount, size: both ? 1 : size, words: both || (size ? amount : ""), isNamed: Boolean(both), start, room };
    });
  }

  function segments(parts, words, { lows, highs }, toX) {
    return parts.flatMap((part, i) => {
      const { words: told, size, start, room } = words[i];
      const kind = kindOf(part, i);
      const place = start + Math.min(4, (room - widthOf(told) * size) / 2);
      const written = text(told, place, BAR.top + BAR.height / 2 + 5, `on-${kind}`);
      written.setAttribute("font-size", SIZE * (size || 1));
      return [
        rect(...lows[i].map(toX), BAR, kind),
        rect(...highs[i].map(toX), BAR, `${kind} what-if-more`),
        ...(told ? [written] : []),
      ];
    });
  }

  /* The names that have no room in the bar, each on a line of its own below it, behind a patch of its colour. */
  function key(parts, words, first) {
    return parts.map((part, i) => ({ ...words[i], kind: kindOf(part, i) })).filter(({ isNamed }) => !isNamed)
      .flatMap(({ name, amount, words: told, kind }, i) => {
        const y = BELOW + (first + i) * LINE;
        return [rect(EDGE, EDGE + 11, { top: y - 11, height: 11 }, kind), text(told ? name : `${name}: ${amount}`, EDGE + 18, y, "key")];
      });
  }

  function bracket(view, { total, excess }, toX, width) {
    if (!total.statement) return [];
    const [low, high] = [toX(total.low), total.high === null ? width - EDGE : toX(total.high)];
    const indicator = indicatorOf(view, total.name);
    const told = `${indicator.label}: ${writePrinted(total.low, total.high, indicator)}`;
    const bottom = BAR.top + (excess === null ? BAR.height : 0);
    const end = total.high === null ? [] : [path(`M${high},${BRACKET}V${bottom}`, "limit")];
    return [
      within(told, (low + high) / 2, 16, "total", width),
      path(`M${low},${BRACKET + 14}V${BRACKET}H${high}${total.high === null ? "" : `V${BRACKET + 14}`}`, "bracket"),
      ...end,
    ];
  }

  /* What is too much or missing, marked in the bar and told below it. */
  function misfit(view, drawn, toX, width) {
    const { excess, lack, low, high, total } = drawn;
    const write = (value) => writePrinted(value, value, indicatorOf(view, total.name));
    const below = BELOW;
    if (excess !== null) {
      const [from, to] = [toX(total.high), toX(low)];
      return [rect(from, to, BAR, "excess"), within(`${write(excess)} too much`, to, below, "misfit", width)];
    }
    if (lack === null) return [];
    const [from, to] = [toX(high), toX(total.low)];
    return [rect(from, to, BAR, "lack"), within(`${write(lack)} missing`, (from + to) / 2, below, "misfit", width)];
  }

  function drawSum(view, { bounds }, width, before) {
    const drawn = contents(view, bounds);
    const printed = printedEnds(view, [view.sum.total]);
    const far = before?.far ?? reach([drawn.low, drawn.high, drawn.total.low, drawn.total.high, ...printed]);
    const clamped = scale(far, width);
    const toX = (value) => Math.min(width, clamped(value));
    const { lows, highs } = stack(drawn.parts, far);
    const handles = drawn.parts.flatMap((part, i) =>
      handlesOf(view, part, [toX(lows[i][1]), toX(highs[i][1])], BAR.top + BAR.height / 2, { far, width, before }));
    const places = [toX(drawn.total.low), toX(drawn.total.high ?? far)];
    const words = wordsOf(view, drawn, { lows }, toX);
    const told = Number(drawn.excess !== null || drawn.lack !== null);
    const unnamed = words.filter(({ isNamed }) => !isNamed).length;
    const lower = Math.max(before?.lower ?? 0, (told + unnamed) * LINE);
    const marks = [
      ...segments(drawn.parts, words, { lows, highs }, toX),
      ...key(drawn.parts, words, told),
      ...misfit(view, drawn, toX, width),
      ...bracket(view, drawn, toX, width),
      ...axis(view, drawn.total.name, far, toX, width, AXIS - LINE + lower),
      note(indicatorOf(view, drawn.total.name).in, drawn.parts, AXIS - LINE + lower + 44, width),
    ];
    const ends = handlesOf(view, drawn.total, places, BRACKET, { far, width, before });
    return { far, lower, height: HEIGHT - LINE + lower, marks, handles: [...ends, ...handles] };
  }

  // --- Ranges ------------------------------------------------------------------------------------------------------

  function drawRow(view, { bounds }, range, row, far, { width, before }) {
    const indicator = indicatorOf(view, range.name);
    const toX = (value) => Math.max(0, Math.min(width, scale(far, width)(value ?? far * 2)));
    const [top, bound] = [row * ROW.height, bounds[range.name]];
    const bar = { top: top + ROW.line - ROW.thick / 2, height: ROW.thick };
    const told = `${indicator.label}: ${writePrinted(range.low, range.high, indicator)}`;
    const left = bound && writeRange(bound.low, bound.high, indicator);
    const words = longest([...(left ? [`${told}; possible: ${left}`] : []), told], width) || indicator.label;
    const [low, high] = [toX(range.low), toX(range.high)];
    const below = { top: bar.top + ROW.thick + 3, height: 4 };
    const possible = bound ? [rect(toX(bound.low ?? 0) - 1, toX(bound.high) + 1, below, "possible")] : [];
    const marks = [
      text(words, EDGE, top + ROW.text, "total"),
      rect(toX(0), low, bar, "part-1"),
      rect(low, high, bar, "part-1 what-if-more"),
      ...possible,
    ];
    return { marks, handles: handlesOf(view, range, [low, high], top + ROW.line, { far, width, before }) };
  }

  /* What has one unit has one scale. */
  function drawRanges(view, { bounds }, width, before) {
    const ranges = shown(view).map((name) => rangeOf(view, name, bounds));
    const unitOf = ({ name }) => indicatorOf(view, name).unit;
    const ends = (unit) => ranges.filter((one) => unitOf(one) === unit)
      .flatMap(({ name, low, high }) => [low, high, ...printedEnds(view, [name])]);
    const far = before?.far ?? new Map(ranges.map((one) => [unitOf(one), reach(ends(unitOf(one)))]));
    const rows = ranges.map((one, row) => drawRow(view, { bounds }, one, row, far.get(unitOf(one)), { width, before }));
    const all = (kind) => rows.flatMap((row) => row[kind]);
    const marks = [...all("marks"), note("", ranges, rows.length * ROW.height + 14, width)];
    return { far, height: rows.length * ROW.height + 24, marks, handles: all("handles") };
  }

  /* A view and its answer, so many pixels wide; before is the drawing that is being dragged. */
  function draw(view, answer, width, before = null) {
    return view.sum ? drawSum(view, answer, width, before) : drawRanges(view, answer, width, before);
  }

  /* How an indicator is marked in the drawing. */
  function swatch(view, name) {
    const place = view.sum ? view.sum.parts.indexOf(name) : 1;
    return place < 0 ? "bracket" : kindOf(rangeOf(view, name), place);
  }

  return { draw, element, swatch };
})();
