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
 * In here a system is {natural, values, relations, rows}: ends that need no statement, what statements say of amounts and
 * of relations between two, and linear rows {name, element, terms, low, high}: one of each identity, one of each end of a
 * relation, which is their element. */
window.whatIf = (function () {
  "use strict";

  const READINGS = ["printed", "rounding", "all-rounded"];
  const PERCENT = /^([0-9]+(?:\.[0-9]+)?)%$/;
  const INPUT_DIGITS = 12;  // widened ends are decimals again: 3.5 - 0.05 is 3.45
  const RESULT_DIGITS = 9;  // of an indicator's size: a result is rounded there, far above the solver's error
  const SOLVER = { precision: 1e-11, maxPivots: 2000, includeZeroVariables: true };

  const decimal = (value) => Number(value.toPrecision(INPUT_DIGITS)) + 0;

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

  const isHeldIn = (setting) => (one) => isHeld(one, setting);

  /* The ends of a statement under the reading that is set. */
  function readEnds(statement, setting) {
    const ends = widen(statement, endsOf(statement, setting), setting.about ?? "printed");
    return statement.relation ? clip(statement.relation, ends) : ends;
  }

  /* What several statements print alike stands under the first of them. */
  function distinct(made) {
    const found = new Map();
    for (const { name, ...said } of made) {
      const key = JSON.stringify(said);
      if (!found.has(key)) found.set(key, { name, ...said });
    }
    return [...found.values()];
  }

  function valuesOf(model, setting) {
    const held = model.statements.filter(isHeldIn(setting)).filter(({ relation }) => !relation);
    return distinct(held.map((one) => {
      const [low, high] = readEnds(one, setting);
      return { name: one.id, indicator: one.indicator, low, high };
    }));
  }

  function relationsOf(model, setting) {
    const held = model.statements.filter(isHeldIn(setting)).filter(({ relation }) => relation);
    return distinct(held.map((one) => {
      const { base, scale, offset, years, conversion, difference } = one.relation;
      const [low, high] = readEnds(one, setting);
      return { name: one.id, indicator: one.indicator, base, scale, offset, years, conversion, difference, low, high };
    }));
  }

  /* A reading may widen ends beyond what the relation can be; a share is at most the whole also where it is open. */
  function clip({ clipped, number: { natural: [least, most] } }, [low, high]) {
    if (!clipped) return [low, high];
    return [low === null || least === null ? low : Math.max(least, low), Math.min(high ?? Infinity, most ?? Infinity)]
      .map((end) => (end === Infinity ? null : end));
  }

  /* How many times its base an indicator is at a printed number; of a difference, by how much it exceeds it. */
  function factor({ scale, offset, years, conversion, difference }, number) {
    return difference ? scale * number : conversion * (offset + scale * number) ** years;
  }

  function relationRows(relation) {
    return [["low", relation.low], ["high", relation.high]].filter(([, end]) => end !== null).map(([side, end]) => {
      const found = factor(relation, end);
      const [times, constant] = relation.difference ? [relation.conversion, found] : [found, 0];
      const terms = [[relation.indicator, 1], [relation.base, -times]];
      const open = { low: null, high: null };
      return { name: `${relation.name} ${side}`, element: relation.name, terms, ...open, [side]: constant };
    });
  }

  function identityRows(model, setting) {
    const read = model.identities.map((one) => ({ ...one, relation: setting.relations?.[one.id] ?? one.relation }));
    return read.filter(({ relation }) => relation !== "aside").map(({ id, terms, relation }) => (
      { name: id, element: id, terms, low: relation === "=" ? 0 : null, high: 0 }));
  }

  function systemOf(model, setting) {
    const natural = new Map(model.indicators.map((one) => [one.id, one.natural]));
    const relations = relationsOf(model, setting);
    const rows = [...identityRows(model, setting), ...relations.flatMap(relationRows)];
    return { natural, values: valuesOf(model, setting), relations, rows };
  }

  function elementsOf({ values, relations, rows }) {
    const statements = [...values, ...relations].map(({ name }) => name);
    return [...new Set([...statements, ...rows.map(({ element }) => element)])];
  }

  function keeping(system, names) {
    const named = ({ name }) => names.has(name);
    const rows = system.rows.filter(({ element }) => names.has(element));
    return { ...system, values: system.values.filter(named), relations: system.relations.filter(named), rows };
  }

  /* The piece of a system that rows connect to an indicator. */
  function around(system, name) {
    const group = new Set([name]);
    for (let size = 0; size < group.size;) {
      size = group.size;
      for (const { terms } of system.rows) {
        if (terms.some(([term]) => group.has(term))) terms.forEach(([term]) => group.add(term));
      }
    }
    return {
      natural: new Map([...system.natural].filter(([one]) => group.has(one))),
      values: system.values.filter((value) => group.has(value.indicator)),
      relations: system.relations.filter((relation) => group.has(relation.base)),
      rows: system.rows.filter((row) => group.has(row.terms[0][0])),
    };
  }

  /* The system in pieces that share no indicator. */
  function partsOf(system) {
    const parts = [];
    const left = new Set(system.natural.keys());
    for (const name of left) {
      const part = around(system, name);
      for (const one of part.natural.keys()) left.delete(one);
      parts.push(part);
    }
    return parts;
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
    for (const { terms, low, high } of [...system.rows, ...system.rows]) {
      const known = terms.map(([name, times]) => Math.abs(times) * (sizes.get(name) ?? 0));
      const total = Math.max(...known, Math.abs(low ?? 0), Math.abs(high ?? 0));
      for (const [name, times] of total > 0 ? terms : []) {
        if (!sizes.has(name) && times !== 0) sizes.set(name, total / Math.abs(times));
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

  function limitOf(low, high, scaled) {
    if (low === high) return { equal: scaled(low) };
    return low === null ? { max: scaled(high) } : { min: scaled(low) };
  }

  function programOf(system, columns, form) {
    const constraints = system.rows.map((row) => {
      const scale = Math.max(...row.terms.map(([name, times]) => Math.abs(times) * columns.get(name).size));
      const base = row.terms.reduce((sum, [name, times]) => sum + times * columns.get(name).base, 0);
      return { scale, row, limit: limitOf(row.low, row.high, (end) => (end - base) / scale) };
    });
    const entries = new Map([...columns.keys()].map((name) => [name, []]));
    for (const { scale, row } of constraints) {
      row.terms.forEach(([name, times]) => entries.get(name).push([row.name, times / scale]));
    }
    const variables = [...columns].flatMap(([name, { size, ways, width }]) => ways.map((way) => {
      const own = [...entries.get(name), [" form", form.get(name) ?? 0]].map(([row, times]) => [row, times * way * size]);
      return [`${way} ${name}`, width === null ? own : [...own, [` ${name}`, 1]]];
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

  /* Deletion filter: what remains of the elements when each, from the last, goes if it can. Where several can go at once,
   * each of them could. */
  function filtered(system, canGo) {
    let kept = new Set(elementsOf(system));
    const drop = (names) => {
      const fewer = new Set([...kept].filter((name) => !names.includes(name)));
      if (canGo(keeping(system, fewer))) kept = fewer;
      else if (names.length > 1) halves(names).forEach(drop);
    };
    drop(elementsOf(system).reverse());
    return [...kept];
  }

  const halves = (names) => [names.slice(0, names.length / 2), names.slice(names.length / 2)];

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
      const found = lowest(around(fewer, name), form, sizes);
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

  /* What can only be 0 together with the others, though nothing prints it as 0. */
  function onlyAtZero(system, bounds) {
    const printed = new Set(system.values.filter(({ low, high }) => low === 0 || high === 0).map((one) => one.indicator));
    return bounds.filter(([name, found]) => found?.low === 0 && found.high === 0 && !printed.has(name))
      .map(([name]) => name);
  }

  /* {feasible, bounds, clashes, onlyAtZero}: by indicator low, high (null: open), lowBy, highBy; null where its part
   * clashes. */
  function tightest(model, setting = {}) {
    const system = systemOf(model, setting);
    const parts = partsOf(system).map((part) => ({ part, clash: conflictOf(part) }));
    const bounds = parts.flatMap(({ part, clash }) => clash
      ? [...part.natural.keys()].map((name) => [name, null]) : boundsOf(part));
    const clashes = parts.map(({ clash }) => clash).filter(Boolean);
    const zero = onlyAtZero(system, bounds);
    return { feasible: clashes.length === 0, bounds: Object.fromEntries(bounds), clashes, onlyAtZero: zero };
  }

  /* One minimal set of statements and identities that cannot all hold: of those found, the smallest; null without. */
  function conflict(model, setting = {}) {
    const found = partsOf(systemOf(model, setting)).map(conflictOf).filter(Boolean);
    return found.sort((one, other) => one.length - other.length)[0] ?? null;
  }

  /* The corners of what two indicators can be together, anticlockwise; [] where nothing, null where it has no end.
   * A frame, by indicator [low, high], cuts off what lies outside. */
  function region(model, setting, x, y, frame = {}) {
    const pieces = partsOf(systemOf(model, setting)).filter(({ natural }) => natural.has(x) || natural.has(y));
    const inside = Object.entries(frame).map(([indicator, [low, high]]) =>
      ({ name: ` frame ${indicator}`, indicator, low, high }));
    const natural = new Map(pieces.flatMap((part) => [...part.natural]));
    const values = [...pieces.flatMap((part) => part.values), ...inside];
    const [relations, rows] = ["relations", "rows"].map((kind) => pieces.flatMap((part) => part[kind]));
    return cornersOf({ natural, values, relations, rows }, x, y);
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

  return { tightest, conflict, region, readEnds, factor, endsOf, isHeld, decimal };
})();
