/* What a report's statements and identities allow together: tightest ranges, what holds them, a clash, a region.
 *
 * The same as sectorbook's reconciliation, by linear programs in floating point (YALPS). Pure functions of a model, as
 * sectorsite.what_if.model writes it, and a setting, what the reader changed:
 *
 *   about      "printed" | "rounding" | "all-rounded" | "5%"
 *   ends       by statement: [low, high]; null is open
 *   held       by statement: whether it is held; without an entry the core is, the lead is not
 *   relations  by identity: "=" | "<=" | "aside"
 *
 * In here a system is {natural, values, rows}: ends that need no statement, what statements say, identities. */
window.whatIf = (function () {
  "use strict";

  const READINGS = ["printed", "rounding", "all-rounded"];
  const PERCENT = /^([0-9]+(?:\.[0-9]+)?)%$/;
  const INPUT_DIGITS = 12;  // widened ends are decimals again: 3.5 - 0.05 is 3.45
  const RESULT_DIGITS = 9;  // of an indicator's size: a result is rounded there, far above the solver's error
  const SOLVER = { precision: 1e-11, maxPivots: 2000, includeZeroVariables: true };

  const decimal = (value) => Number(value.toPrecision(INPUT_DIGITS)) + 0;
  const without = (set, name) => new Set([...set].filter((one) => one !== name));

  // --- The system, under a reading ---------------------------------------------------------------------------------

  function isHeld(statement, setting) {
    return setting.held?.[statement.id] ?? statement.role === "core";
  }

  function endsOf(statement, setting) {
    return setting.ends?.[statement.id] ?? [statement.low, statement.high];
  }

  function widen(statement, [low, high], about) {
    const percent = PERCENT.exec(about);
    if (!percent && !READINGS.includes(about)) throw new Error(`There is no reading "${about}".`);
    const rounds = about === "all-rounded" || (about === "rounding" && statement.rounded);
    const half = rounds ? statement.rounded_to / 2 : 0;
    const share = percent && statement.about ? Number(percent[1]) / 100 : 0;
    const slack = (end) => half + Math.abs(end) * share;
    return [low === null ? null : decimal(low - slack(low)), high === null ? null : decimal(high + slack(high))];
  }

  function valuesOf(model, setting) {
    const found = new Map();  // a value that several statements print stands under the first of them
    for (const statement of model.statements.filter((one) => isHeld(one, setting))) {
      const [low, high] = widen(statement, endsOf(statement, setting), setting.about ?? "printed");
      const key = JSON.stringify([statement.indicator, low, high]);
      const value = found.get(key) ?? { name: statement.id, indicator: statement.indicator, low, high, printings: [] };
      value.printings.push(statement.id);
      found.set(key, value);
    }
    return [...found.values()];
  }

  function rowsOf(model, setting) {
    const rows = model.identities.map((one) => ({
      name: one.id, terms: one.terms, relation: setting.relations?.[one.id] ?? one.relation,
    }));
    return rows.filter((row) => row.relation !== "aside");
  }

  function systemOf(model, setting) {
    const natural = new Map(model.indicators.map((one) => [one.id, one.natural]));
    return { natural, values: valuesOf(model, setting), rows: rowsOf(model, setting) };
  }

  const elementsOf = (system) => [...system.values, ...system.rows].map((one) => one.name);

  function keeping(system, names) {
    const kept = (one) => names.has(one.name);
    return { natural: system.natural, values: system.values.filter(kept), rows: system.rows.filter(kept) };
  }

  /* The system in pieces that share no indicator. */
  function partsOf(system) {
    const groups = new Map([...system.natural.keys()].map((name) => [name, new Set([name])]));
    for (const { terms } of system.rows) {
      const joined = new Set(terms.flatMap(([name]) => [...groups.get(name)]));
      joined.forEach((name) => groups.set(name, joined));
    }
    return [...new Set(groups.values())].map((group) => ({
      natural: new Map([...system.natural].filter(([name]) => group.has(name))),
      values: system.values.filter((value) => group.has(value.indicator)),
      rows: system.rows.filter((row) => group.has(row.terms[0][0])),
    }));
  }

  /* The range that the values of each indicator leave to it, and which of them hold each end. */
  function heldBy(system) {
    const found = new Map();
    system.natural.forEach(([low, high], name) => found.set(name, { low, high, lowBy: [], highBy: [] }));
    for (const { name, indicator, low, high } of system.values) {
      const held = found.get(indicator);
      take(held, "low", low, name, (end, known) => end > known);
      take(held, "high", high, name, (end, known) => end < known);
    }
    return found;
  }

  function take(held, side, end, name, isTighter) {
    const by = `${side}By`;
    if (end === null) return;
    if (held[side] === null || isTighter(end, held[side])) Object.assign(held, { [side]: end, [by]: [name] });
    else if (end === held[side] && held[by].length) held[by].push(name);
  }

  const isEmpty = ({ low, high }) => low !== null && high !== null && low > high;

  // --- Linear programs ---------------------------------------------------------------------------------------------

  /* How large each indicator is: its largest end, else what its identities make of the others; solved for in these. */
  function sizesOf(system) {
    const sizes = new Map();
    for (const [name, held] of heldBy(system)) {
      const size = Math.max(Math.abs(held.low ?? 0), Math.abs(held.high ?? 0));
      if (size > 0) sizes.set(name, size);
    }
    for (const { terms } of [...system.rows, ...system.rows]) {
      const total = Math.max(...terms.map(([name, times]) => Math.abs(times) * (sizes.get(name) ?? 0)));
      for (const [name, times] of total > 0 ? terms : []) {
        if (!sizes.has(name)) sizes.set(name, total / Math.abs(times));
      }
    }
    return sizes;
  }

  /* YALPS has variables from 0 up: x = base + sum of way * size * variable, with two variables where x has no end. */
  function columnsOf(system, sizes) {
    return new Map([...heldBy(system)].map(([name, { low, high }]) => {
      const size = sizes.get(name) ?? 1;
      const ways = low !== null ? [1] : high !== null ? [-1] : [1, -1];
      const width = low !== null && high !== null ? (high - low) / size : null;
      return [name, { base: low ?? high ?? 0, size, ways, width }];
    }));
  }

  function programOf(system, columns, form) {
    const constraints = system.rows.map((row) => {
      const scale = Math.max(...row.terms.map(([name, times]) => Math.abs(times) * columns.get(name).size));
      const end = -row.terms.reduce((sum, [name, times]) => sum + times * columns.get(name).base, 0) / scale;
      return { scale, row, limit: row.relation === "=" ? { equal: end } : { max: end } };
    });
    const variables = [...columns].flatMap(([name, { size, ways, width }]) => ways.map((way) => {
      const entries = constraints.flatMap(({ scale, row }) => row.terms
        .filter(([term]) => term === name).map(([, times]) => [row.name, (times * way * size) / scale]));
      if (width !== null) entries.push([` ${name}`, 1]);
      return [`${way} ${name}`, [...entries, [" form", way * (form.get(name) ?? 0) * size]]];
    }));
    const widths = [...columns].filter(([, { width }]) => width !== null);
    const limits = [
      ...constraints.map(({ row, limit }) => [row.name, limit]),
      ...widths.map(([name, { width }]) => [` ${name}`, { max: width }]),
    ];
    return { direction: "minimize", objective: " form", constraints: limits, variables };
  }

  /* Should the simplex method go round in circles, another order of the variables leads it elsewhere. */
  function solve(program) {
    const solution = YALPS.solve(program, SOLVER);
    if (solution.status !== "cycled") return solution;
    const turned = { ...program, variables: [...program.variables].reverse() };
    const again = YALPS.solve(turned, { ...SOLVER, checkCycles: true });
    if (again.status === "cycled") throw new Error("The linear program could not be solved.");
    return again;
  }

  /* The least value of a form (a Map: indicator to coefficient): {status, value, point}. */
  function lowest(system, form, sizes = sizesOf(system)) {
    if ([...heldBy(system).values()].some(isEmpty)) return { status: "infeasible" };
    const columns = columnsOf(system, sizes);
    const sum = [...form].reduce((total, [name, times]) => total + Math.abs(times) * columns.get(name).size, 0) || 1;
    const scaled = new Map([...form].map(([name, times]) => [name, times / sum]));
    const { status, variables } = solve(programOf(system, columns, scaled));
    if (status !== "optimal") return { status };
    const found = new Map(variables);
    const point = new Map([...columns].map(([name, { base, size, ways }]) => [
      name, snap(ways.reduce((x, way) => x + way * size * found.get(`${way} ${name}`), base), size),
    ]));
    return { status, point, value: [...form].reduce((total, [name, times]) => total + times * point.get(name), 0) };
  }

  function snap(value, size) {
    const places = RESULT_DIGITS - Math.floor(Math.log10(size));
    return Number(value.toFixed(Math.min(100, Math.max(0, places)))) + 0;
  }

  const isSame = (one, other, size) => Math.abs(one - other) <= 3 * size * 10 ** -RESULT_DIGITS;
  const canHold = (system) => lowest(system, new Map()).status !== "infeasible";

  // --- Answers -----------------------------------------------------------------------------------------------------

  /* Deletion filter: what remains of the elements when each, from the last, goes if it can. */
  function filtered(system, canGo) {
    let kept = new Set(elementsOf(system));
    for (const name of elementsOf(system).reverse()) {
      const fewer = without(kept, name);
      if (canGo(keeping(system, fewer))) kept = fewer;
    }
    return elementsOf(system).filter((name) => kept.has(name));
  }

  function conflictOf(part) {
    return canHold(part) ? null : filtered(part, (fewer) => !canHold(fewer));
  }

  /* One end of an indicator, the low one for way 1, the high one for -1; and the first minimal set that forces it. */
  function endOf(part, name, way, sizes) {
    const held = heldBy(part).get(name);
    const [own, by] = way > 0 ? [held.low, held.lowBy] : [held.high, held.highBy];
    const form = new Map([[name, way]]);
    const { status, value } = part.rows.length ? lowest(part, form, sizes) : { status: "alone" };
    if (status === "unbounded" || (status === "alone" && own === null)) return { value: null, by: [] };
    const size = sizes.get(name) ?? 1;
    if (status === "alone" || (own !== null && isSame(way * value, own, size))) {
      return { value: own, by: by.slice(0, 1) };
    }
    const forces = (fewer) => {
      const found = lowest(fewer, form, sizes);
      return found.status === "optimal" && isSame(found.value, value, size);
    };
    return { value: way * value, by: filtered(part, forces) };
  }

  function boundsOf(part) {
    const sizes = sizesOf(part);
    return [...part.natural.keys()].map((name) => {
      const [low, high] = [endOf(part, name, 1, sizes), endOf(part, name, -1, sizes)];
      return [name, { low: low.value, high: high.value, lowBy: low.by, highBy: high.by }];
    });
  }

  /* {feasible, bounds, clashes}: by indicator low, high (null: open), lowBy, highBy; null where its part clashes. */
  function tightest(model, setting = {}) {
    const parts = partsOf(systemOf(model, setting)).map((part) => ({ part, clash: conflictOf(part) }));
    const bounds = parts.flatMap(({ part, clash }) => clash
      ? [...part.natural.keys()].map((name) => [name, null]) : boundsOf(part));
    const clashes = parts.map(({ clash }) => clash).filter(Boolean);
    return { feasible: clashes.length === 0, bounds: Object.fromEntries(bounds), clashes };
  }

  /* One minimal set of statements and identities that cannot all hold: of those found, the smallest; null without. */
  function conflict(model, setting = {}) {
    const found = partsOf(systemOf(model, setting)).map(conflictOf).filter(Boolean);
    return found.sort((one, other) => one.length - other.length)[0] ?? null;
  }

  /* The corners of what two indicators can be together, anticlockwise; [] where nothing, null where it has no end.
   * A frame, by indicator [low, high], cuts off what lies outside. */
  function region(model, setting, x, y, frame = {}) {
    const around = partsOf(systemOf(model, setting)).filter(({ natural }) => natural.has(x) || natural.has(y));
    const inside = Object.entries(frame).map(([indicator, [low, high]]) =>
      ({ name: ` frame ${indicator}`, indicator, low, high }));
    const natural = new Map(around.flatMap((part) => [...part.natural]));
    const values = [...around.flatMap((part) => part.values), ...inside];
    return cornersOf({ natural, values, rows: around.flatMap((part) => part.rows) }, x, y);
  }

  function cornersOf(part, x, y) {
    const sizes = sizesOf(part);
    const [wide, tall] = [sizes.get(x) ?? 1, sizes.get(y) ?? 1];
    const farthest = (dx, dy) => {
      const { status, point } = lowest(part, new Map([[x, -dx / wide], [y, -dy / tall]]), sizes);
      return status === "optimal" ? [point.get(x) / wide, point.get(y) / tall] : status;
    };
    const start = [[1, 0], [0, 1], [-1, 0], [0, -1]].map((way) => farthest(...way));
    if (start.includes("infeasible")) return [];
    if (start.includes("unbounded")) return null;
    const found = start.flatMap((one, i) => [one, ...between(farthest, one, start[(i + 1) % 4])]);
    return outline(found).map(([a, b]) => [snap(a * wide, wide), snap(b * tall, tall)]);
  }

  /* The corners beyond the straight line from one to the other, in order. */
  function between(farthest, one, other) {
    const [dx, dy] = [other[1] - one[1], one[0] - other[0]];
    const length = Math.hypot(dx, dy);
    if (length < 1e-8) return [];
    const found = farthest(dx / length, dy / length);
    if ((dx * (found[0] - one[0]) + dy * (found[1] - one[1])) / length < 1e-8) return [];
    return [...between(farthest, one, found), found, ...between(farthest, found, other)];
  }

  function outline(points) {
    const near = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]) < 1e-8;
    const apart = points.filter((point, i) => !points.slice(0, i).some((before) => near(before, point)));
    if (apart.length < 3) return apart;
    return apart.filter(([x, y], i) => {
      const [ax, ay] = apart.at(i - 1);
      const [bx, by] = apart[(i + 1) % apart.length];
      return Math.abs((x - ax) * (by - y) - (y - ay) * (bx - x)) > 1e-12;
    });
  }

  return { tightest, conflict, region, widen, endsOf, isHeld, decimal };
})();
