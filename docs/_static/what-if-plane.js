/* What two parts of a whole can be together, drawn as SVG: a plane with a part on each axis. */
window.whatIfPlane = (function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const [WIDTH, HEIGHT] = [400, 270];
  const EDGE = { left: 58, right: 26, top: 26, bottom: 46 };
  const { writeNumber, writeRange } = whatIfWords;

  // --- What is to be drawn -----------------------------------------------------------------------------------------

  const indicatorOf = (model, name) => model.indicators.find((one) => one.id === name);
  const finite = (ends) => ends.filter((end) => end !== null);

  const amountsOf = (model, name) => model.statements.filter((one) => one.indicator === name && !one.relation);

  /* The ends of the held amounts of an indicator, as they are read: each may be open. */
  function readEnds(model, setting, name) {
    return amountsOf(model, name).filter((one) => whatIf.isHeld(one, setting)).map((one) => whatIf.readEnds(one, setting));
  }

  /* The outermost ends; null where open or not printed. */
  function hull(ends) {
    const [lows, highs] = [ends.map(([low]) => low), ends.map(([, high]) => high)];
    const outermost = (all, choose) => (all.length === 0 || all.includes(null) ? null : choose(...all));
    return [outermost(lows, Math.min), outermost(highs, Math.max)];
  }

  /* How far an axis goes: over all that is printed, held or not, and what the reader sets, with some room. */
  function frameOf(model, setting, name, whole) {
    const own = amountsOf(model, name);
    const printed = finite([...own.flatMap((one) => [one.low, one.high]), ...readEnds(model, setting, name).flat()]);
    const ends = printed.length ? printed : [0, ...finite(readEnds(model, setting, whole).flat()), 1].slice(0, 3);
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const room = Math.max((high - low) * 0.25, Math.max(Math.abs(low), Math.abs(high)) * 0.12) || 1;
    const [least, most] = indicatorOf(model, name).natural;
    return [Math.max(low - room, least ?? -Infinity), Math.min(high + room, most ?? Infinity)];
  }

  /* What the lead says of both parts: [x, y], the ends nearest to zero for a range; null where it says nothing. */
  function leadOf(model, part, other) {
    const said = [part, other].map((name) => amountsOf(model, name).find((one) =>
      one.role === "lead" && one.low !== null && one.low === one.high));
    return said.every(Boolean) ? said.map((one) => one.low) : null;
  }

  function contents(model, setting, [part, other, whole]) {
    const frame = Object.fromEntries([part, other].map((name) => [name, frameOf(model, setting, name, whole)]));
    const [x, y, total] = [part, other, whole].map((name) => hull(readEnds(model, setting, name)));
    const corners = whatIf.region(model, setting, part, other, frame) ?? [];
    return { frame: [frame[part], frame[other]], corners, x, y, total, lead: leadOf(model, part, other) };
  }

  // --- Drawing -----------------------------------------------------------------------------------------------------

  function element(tag, attributes, ...children) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  function scale([low, high], [from, to]) {
    return (value) => from + ((value - low) / (high - low)) * (to - from);
  }

  function ticks([low, high]) {
    const rough = (high - low) / 6;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough);
    const count = Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1;
    return Array.from({ length: count }, (_, i) => Number(((Math.ceil(low / step - 1e-9) + i) * step).toPrecision(9)));
  }

  const tickText = (value, { before, behind }) => `${before}${writeNumber(value)}${behind}`;
  const titleOf = ({ label, more }) => (more ? `${label}, ${more}` : label);

  function axes(frame, [across, up], toX, toY) {
    const [left, bottom] = [EDGE.left, HEIGHT - EDGE.bottom];
    const line = { class: "what-if-grid" };
    return [
      ...ticks(frame[0]).flatMap((at) => [
        element("line", { ...line, x1: toX(at), x2: toX(at), y1: EDGE.top, y2: bottom }),
        element("text", { x: toX(at), y: bottom + 17, "text-anchor": "middle" }, tickText(at, across)),
      ]),
      ...ticks(frame[1]).flatMap((at) => [
        element("line", { ...line, x1: left, x2: WIDTH - EDGE.right, y1: toY(at), y2: toY(at) }),
        element("text", { x: left - 7, y: toY(at) + 4, "text-anchor": "end" }, tickText(at, up)),
      ]),
      element("text", { x: (left + WIDTH - EDGE.right) / 2, y: HEIGHT - 8, "text-anchor": "middle" }, titleOf(across)),
      element("text", { x: 4, y: 14 }, `\u2191 ${titleOf(up)}`),
    ];
  }

  /* The range of each part by itself; what is open goes on to the edge of the drawing. */
  function box({ x, y, frame }, toX, toY) {
    const [[x1, x2], [y1, y2]] = [x, y].map(([low, high], i) => [low ?? frame[i][0], high ?? frame[i][1]]);
    if (x1 > x2 || y1 > y2) return [];
    const sides = `M${toX(x1)},${toY(y1)}H${toX(x2)}V${toY(y2)}H${toX(x1)}Z`;  // a rect without height has no outline
    return [element("path", { class: "what-if-alone", d: sides })];
  }

  function wholeLines({ total, frame: [[left, right]] }, toX, toY) {
    const ends = [...new Set(finite(total))];
    return ends.map((end) => element("line", {
      class: "what-if-whole", x1: toX(left), y1: toY(end - left), x2: toX(right), y2: toY(end - right),
    }));
  }

  function possible({ corners }, toX, toY) {
    const points = corners.map(([x, y]) => `${toX(x)},${toY(y)}`).join(" ");
    if (corners.length === 0) return [];
    if (corners.length === 1) {
      const [[x, y]] = corners;
      return [element("circle", { class: "what-if-dot", cx: toX(x), cy: toY(y), r: 6 })];
    }
    return [element("polygon", { class: corners.length === 2 ? "what-if-line" : "what-if-possible", points })];
  }

  function leadMark({ lead }, toX, toY) {
    if (!lead) return [];
    const [x, y] = [toX(lead[0]), toY(lead[1])];
    const points = `${x},${y - 8} ${x + 8},${y} ${x},${y + 8} ${x - 8},${y}`;
    return [element("polygon", { class: "what-if-lead", points })];
  }

  /* In words: what is possible of each part, or that nothing is. */
  function describe(model, [part, other], bounds) {
    const told = [part, other].map((name) => {
      const indicator = indicatorOf(model, name);
      const left = bounds[name] ? ` ${writeRange(bounds[name].low, bounds[name].high, indicator)}` : "";
      return indicator.inside + left;
    });
    return `${bounds[part] ? "What can be true together" : "Nothing can be true together"}: ${told.join(", ")}`;
  }

  /* The drawing of one whole: an SVG element. */
  function draw(model, setting, whole, bounds) {
    const drawn = contents(model, setting, whole);
    const toX = scale(drawn.frame[0], [EDGE.left, WIDTH - EDGE.right]);
    const toY = scale(drawn.frame[1], [HEIGHT - EDGE.bottom, EDGE.top]);
    const clip = `what-if-clip-${whole[2]}`;
    const inside = { x: EDGE.left, y: EDGE.top, width: WIDTH - EDGE.left - EDGE.right };
    const marks = [box, wholeLines, possible, leadMark].flatMap((mark) => mark(drawn, toX, toY));
    return element(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": describe(model, whole, bounds) },
      element("clipPath", { id: clip }, element("rect", { ...inside, height: HEIGHT - EDGE.top - EDGE.bottom })),
      ...axes(drawn.frame, [indicatorOf(model, whole[0]), indicatorOf(model, whole[1])], toX, toY),
      element("g", { "clip-path": `url(#${clip})` }, ...marks),
    );
  }

  return { draw, contents, hull, amountsOf, readEnds };
})();
