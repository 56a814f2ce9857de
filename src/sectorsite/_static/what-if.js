/* What a report's statements and identities allow together: tightest ranges, what holds them, what cannot all be true.
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
  const ROUNDS = 8;  // so often ends are followed through all rows before programs are solved
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

  const isSet = (statement, setting) => Object.hasOwn(setting.ends ?? {}, statement.id);

  /* The ends of a statement under the reading that is set; a reader's own are taken as they are. */
  function readEnds(statement, setting) {
    const widened = widen(statement, endsOf(statement, setting), setting.about ?? "printed");
    const ends = isSet(statement, setting) ? endsOf(statement, setting) : widened;
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

  /* Without the indicators of which it says nothing. */
  function pruned(system) {
    const inRows = system.rows.flatMap(({ terms }) => terms.map(([name]) => name));
    const said = new Set([...system.values.map(({ indicator }) => indicator), ...inRows]);
    return { ...system, natural: new Map([...system.natural].filter(([name]) => said.has(name))) };
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

  function canHold(system) {
    if (system.rows.length === 0) return ![...heldBy(system).values()].some(isEmpty);
    return lowest(system, new Map()).status !== "infeasible";
  }

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

  /* What one side of a row leaves each of its indicators, given the ends of the others; way 1 is the high side. */
  function leavesEach({ element, terms, low, high }, way, ends) {
    const limit = way > 0 ? high : low;
    if (limit === null) return [];
    const least = terms.map(([name, times]) => {
      const { value, by } = ends.get(name)[way * times > 0 ? 0 : 1];
      return { value: times === 0 ? 0 : way * times * value, by };
    });
    return terms.map(([name, times], k) => {
      const others = least.filter((_, i) => i !== k);
      const room = way * limit - others.reduce((sum, { value }) => sum + value, 0);
      const by = [element, ...others.flatMap((one) => one.by)];
      return { name, side: way * times > 0 ? 1 : 0, value: room / (way * times), by };
    }).filter(({ value }) => Number.isFinite(value));
  }

  /* Elements that contradict each other, found by following ends from row to row: the fewest of the first round that finds
   * some; null where none does. */
  function suspects(part) {
    const sizes = sizesOf(part);
    const noise = (name) => 1e-9 * (sizes.get(name) ?? 1);
    let ends = new Map([...heldBy(part)].map(([name, { low, high, lowBy, highBy }]) => [name, [
      { value: low ?? -Infinity, by: lowBy.slice(0, 1) }, { value: high ?? Infinity, by: highBy.slice(0, 1) },
    ]]));
    for (let round = 0; round < ROUNDS; round += 1) {
      const empty = [...ends].filter(([name, [low, high]]) => low.value > high.value + noise(name))
        .map(([, sides]) => new Set(sides.flatMap(({ by }) => by)));
      if (empty.length) return empty.sort((one, other) => one.size - other.size)[0];
      const tighter = part.rows.flatMap((row) => [1, -1].flatMap((way) => leavesEach(row, way, ends)));
      ends = tightened(ends, tighter, noise);
    }
    return null;
  }

  function tightened(ends, tighter, noise) {
    const found = new Map(ends);
    for (const { name, side, value, by } of tighter) {
      const own = found.get(name);
      const gain = side ? own[1].value - value : value - own[0].value;
      if (gain > noise(name)) found.set(name, own.with(side, { value, by: [...new Set(by)] }));
    }
    return found;
  }

  function conflictOf(part) {
    const cannot = (system) => !canHold(pruned(system));
    const found = suspects(part);
    const few = found && keeping(part, found);
    if (few && cannot(few)) return filtered(few, cannot);
    return canHold(part) ? null : filtered(part, cannot);
  }

  /* One end of an indicator, the low one for way 1, the high one for -1; `by` is what its own statements hold. */
  function endOf(part, name, way, sizes) {
    const held = heldBy(part).get(name);
    const [own, by] = way > 0 ? [held.low, held.lowBy] : [held.high, held.highBy];
    const isFixed = part.rows.length === 0 || (own !== null && held.low === held.high);
    const { status, value } = isFixed ? { status: "alone" } : lowest(part, new Map([[name, way]]), sizes);
    if (status === "unbounded" || (status === "alone" && own === null)) return { value: null, by: [] };
    const isOwn = status === "alone" || (own !== null && isSame(way * value, own, sizes.get(name) ?? 1));
    return isOwn ? { value: own, by: by.slice(0, 1) } : { value: way * value, by: null };
  }

  /* The first minimal set that forces an end, where its own statements do not. */
  function forcedBy(part, name, way, sizes, { value, by }) {
    const forces = (fewer) => {
      const found = lowest(around(fewer, name), new Map([[name, way]]), sizes);
      return found.status === "optimal" && isSame(found.value, way * value, sizes.get(name) ?? 1);
    };
    return by ?? filtered(part, forces);
  }

  function boundOf(part, name, sizes, isExplained) {
    const ends = [1, -1].map((way) => endOf(part, name, way, sizes));
    const [low, high] = ends.map(({ value }) => value);
    if (!isExplained) return { low, high };
    const [lowBy, highBy] = [1, -1].map((way, side) => forcedBy(part, name, way, sizes, ends[side]));
    return { low, high, lowBy, highBy };
  }

  /* What can only be 0 together with the others, though nothing prints it as 0. What is above 0 in some solution is not:
   * first in any one, then in that with the largest sum of what is left. */
  function onlyAtZero(part) {
    if (part.rows.length === 0) return [];
    const sizes = sizesOf(part);
    const printed = part.values.filter(({ low, high }) => low === 0 || high === 0).map(({ indicator }) => indicator);
    const atZero = (names, form) => {
      const { status, point } = lowest(part, form, sizes);
      return status === "optimal" ? names.filter((name) => point.get(name) === 0) : names;
    };
    const largest = (names) => new Map(names.map((name) => [name, -1 / (sizes.get(name) ?? 1)]));
    let left = atZero([...part.natural.keys()].filter((name) => !printed.includes(name)), new Map());
    for (let before = null; left.length && left.length !== before;) {
      before = left.length;
      left = atZero(left, largest(left));
    }
    return left.filter((name) => [-1, 1].every((way) => endOf(part, name, way, sizes).value === 0));
  }

  /* {feasible, bounds, clashes, onlyAtZero}: by indicator low, high (null: open), lowBy, highBy; null where its part
   * clashes. Where only some ranges are wanted, it is sooner: the others are left out, and so is what holds an end. */
  function tightest(model, setting = {}, wanted = null) {
    const parts = partsOf(systemOf(model, setting)).map((part) => ({ part, clash: conflictOf(part) }));
    const bounds = parts.flatMap(({ part, clash }) => {
      const sizes = sizesOf(part);
      const names = [...part.natural.keys()].filter((name) => wanted?.includes(name) ?? true);
      return names.map((name) => [name, clash ? null : boundOf(part, name, sizes, !wanted)]);
    });
    const clashes = parts.map(({ clash }) => clash).filter(Boolean);
    const zero = parts.flatMap(({ part, clash }) => (clash ? [] : onlyAtZero(part)));
    return { feasible: clashes.length === 0, bounds: Object.fromEntries(bounds), clashes, onlyAtZero: zero };
  }

  /* One minimal set of statements and identities that cannot all hold: of those found, the smallest; null without. */
  function conflict(model, setting = {}) {
    const found = partsOf(systemOf(model, setting)).map(conflictOf).filter(Boolean);
    return found.sort((one, other) => one.length - other.length)[0] ?? null;
  }

  return { tightest, conflict, readEnds, factor, endsOf, isSet, isHeld, decimal };
})();
