/* The answers as elements: what follows, what clashes, the planes, the tables. A view is {model, setting}. */
window.whatIfAnswers = (function () {
  "use strict";

  const { listing, writePrinted, writeRange, writeRelated } = whatIfWords;

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => {
      if (typeof value === "string") made.setAttribute(name, value);
      else made[name] = value;
    });
    made.append(...children.flat());
    return made;
  }

  const named = (all, name) => all.find((one) => one.id === name);
  const indicatorOf = ({ model }, name) => named(model.indicators, name);
  const rangeOf = (view, name, low, high) => writeRange(low, high, indicatorOf(view, name));
  const printedRange = (view, name, low, high) => writePrinted(low, high, indicatorOf(view, name));
  const writtenAs = (view, { indicator, relation }) => relation?.number ?? indicatorOf(view, indicator);
  const relationOf = ({ setting }, identity) => setting.relations[identity.id] ?? identity.relation;

  function isRelated({ model }, name) {
    return model.identities.some(({ terms }) => terms.some(([term]) => term === name))
      || model.statements.some(({ indicator, relation }) => relation && [indicator, relation.base].includes(name));
  }

  // --- In a sentence -----------------------------------------------------------------------------------------------

  function nameOf(view, name) {
    const statement = named(view.model.statements, name);
    return statement ? `${name} (${statement.inside})` : `the identity ${name}`;
  }

  function summary(view, { feasible, clashes, bounds, onlyAtZero }) {
    if (!feasible) {
      const told = clashes.map((clash) => `${listing(clash.map((name) => nameOf(view, name)))} clash`);
      return `Not all of this can be true: ${told.join("; ")}.`;
    }
    const tighter = view.model.indicators.filter(({ id }) => isTighter(view, id, bounds[id]));
    const told = tighter.map(({ id, inside }) => `${inside} ${rangeOf(view, id, bounds[id].low, bounds[id].high)}`);
    const follows = told.length ? `Tighter than printed: ${listing(told)}.` : "No printed range gets tighter.";
    const zero = onlyAtZero.map((name) => indicatorOf(view, name).inside);
    const nothing = zero.length ? ` It all fits only at zero: ${listing(zero)} can only be 0, which nothing prints.` : "";
    return `All of this can be true together. ${follows}${nothing}`;
  }

  /* Whether an end lies within the ends of what is printed, as it is read; of a sum that nobody printed it does not. */
  function isTighter({ model, setting }, name, { low, high }) {
    const ends = whatIfPlane.readEnds(model, setting, name);
    if (ends.length === 0) return false;
    const [printedLow, printedHigh] = whatIfPlane.hull(ends);
    const [least, most] = named(model.indicators, name).natural;
    const isAbove = low !== null && low > (printedLow ?? least ?? -Infinity);
    return isAbove || (high !== null && high < (printedHigh ?? most ?? Infinity));
  }

  // --- What clashes ------------------------------------------------------------------------------------------------

  function clashBox(view, clash, setAside) {
    const members = clash.map((name) => make("li", {}, clashMember(view, name), asideButton(name, setAside)));
    return make(
      "div", { class: "what-if-clash" },
      make("h3", {}, clash.length > 1 ? "These cannot all be true" : "This cannot be true"),
      [...clashSum(view, clash), ...clashRelation(view, clash)].map((sum) => make("p", { class: "what-if-sum" }, sum)),
      make("ul", {}, members),
      clash.length > 1 ? make("p", {}, "Without any one of them, the others can hold together.") : [],
    );
  }

  /* The sum that cannot be, where a single identity clashes with statements: "$10m + $9m = $19m, above $18m". */
  function clashSum(view, clash) {
    const identities = clash.map((name) => named(view.model.identities, name)).filter(Boolean);
    const isRelated = clash.some((name) => named(view.model.statements, name)?.relation);
    if (isRelated || identities.length !== 1 || identities[0].terms.some(([, times]) => Math.abs(times) !== 1)) return [];
    const [more, less] = [1, -1].map((sign) => identities[0].terms.filter(([, times]) => times === sign));
    const [fromLow, toHigh] = [side(view, clash, more, 0), side(view, clash, less, 1)];
    if (fromLow.total > toHigh.total) return [`${fromLow.words}, above ${toHigh.words}`];
    const [fromHigh, toLow] = [side(view, clash, more, 1), side(view, clash, less, 0)];
    const isBelow = relationOf(view, identities[0]) === "=" && fromHigh.total < toLow.total;
    return isBelow ? [`${fromHigh.words}, below ${toLow.words}`] : [];
  }

  /* One side of an identity at its low (0) or high (1) ends: the total, and how it comes about. */
  function side(view, clash, terms, end) {
    const ends = terms.map(([name]) => endIn(view, clash, name, end));
    const total = whatIf.decimal(ends.reduce((sum, one) => sum + one, 0));
    const write = (value) => printedRange(view, terms[0][0], value, value);
    return { total, words: terms.length > 1 ? `${ends.map(write).join(" + ")} = ${write(total)}` : write(total) };
  }

  /* What a single relation makes of an amount that is not so: "43% above $143m is $204.49m, above $203m". */
  function clashRelation(view, clash) {
    const related = clash.map((name) => named(view.model.statements, name)).filter((one) => one?.relation);
    if (related.length !== 1 || clash.some((name) => named(view.model.identities, name))) return [];
    const [{ indicator, relation }, ends] = [related[0], whatIf.readEnds(related[0], view.setting)];
    return [0, 1].flatMap((end) => {
      const [number, base] = [ends[end], endIn(view, clash, relation.base, end)];
      const limit = endIn(view, clash, indicator, 1 - end);
      if (number === null || ![base, limit].every(Number.isFinite)) return [];
      const times = whatIf.factor(relation, number);
      const found = whatIf.decimal(relation.difference ? relation.conversion * base + times : times * base);
      if (end === 0 ? found <= limit : found >= limit) return [];
      const [said, made, other] = [[relation.base, base], [indicator, found], [indicator, limit]]
        .map(([name, value]) => rangeOf(view, name, value, value));
      return [`${writeRelated(relation, number, said)} is ${made}, ${end ? "below" : "above"} ${other}`];
    });
  }

  /* The innermost end that the statements of a clash leave an indicator; without one, what needs no statement. */
  function endIn({ model, setting }, clash, name, end) {
    const own = whatIfPlane.amountsOf(model, name).filter((one) => clash.includes(one.id));
    const printed = own.map((one) => whatIf.readEnds(one, setting)[end]);
    const natural = named(model.indicators, name).natural[end];
    const known = [...printed, natural].filter((one) => one !== null);
    return end === 0 ? Math.max(-Infinity, ...known) : Math.min(Infinity, ...known);
  }

  function clashMember(view, name) {
    const statement = named(view.model.statements, name);
    if (!statement) return clashIdentity(view, named(view.model.identities, name));
    const [low, high] = whatIf.readEnds(statement, view.setting);
    const read = ` ${statement.where}, read as ${writePrinted(low, high, writtenAs(view, statement))}. `;
    return [make("strong", {}, `${statement.label}, ${name}: `), make("q", {}, statement.printed), read];
  }

  function clashIdentity(view, identity) {
    const formula = `${identity.formulas[relationOf(view, identity)]}. It rests on `;
    const name = make("strong", {}, `Identity ${identity.id}: `);
    return [name, formula, make("q", {}, identity.words), ` (${identity.basis}). `];
  }

  function asideButton(name, setAside) {
    const hidden = make("span", { class: "what-if-hidden" }, ` ${name}`);
    const button = make("button", { type: "button" }, "Set aside", hidden);
    button.addEventListener("click", () => setAside(name));
    return button;
  }

  // --- Planes ------------------------------------------------------------------------------------------------------

  function drawing(view, whole, bounds) {
    const [part, other, total] = whole.map((name) => indicatorOf(view, name).inside);
    return make(
      "figure", { class: "what-if-plane" },
      make("figcaption", {}, `What ${part} and ${other} can be together, as parts of ${total}`),
      whatIfPlane.draw(view.model, view.setting, whole, bounds),
      legend(view, whole),
    );
  }

  function legend({ model, setting }, whole) {
    const { corners, lead } = whatIfPlane.contents(model, setting, whole);
    const rows = [
      ["possible", corners.length ? "can be true together" : "nothing can be true together"],
      ["alone", "each part by itself"],
      ["whole", "ends of the whole"],
      ...(lead ? [["lead", "the opening"]] : []),
    ];
    const items = rows.map(([kind, words]) => make("li", { class: `what-if-key-${kind}` }, words));
    return make("ul", { class: "what-if-legend" }, items);
  }

  // --- Tables ------------------------------------------------------------------------------------------------------

  const HEAD = ["Indicator", "Printed", "Tightest", "Low end held by", "High end held by"];

  function table(view, indicators, bounds, label) {
    const head = make("tr", {}, HEAD.map((one) => make("th", { scope: "col" }, one)));
    const rows = indicators.map(({ id }) => tableRow(view, id, bounds[id]));
    return make(
      "div", { class: "what-if-scroll", tabindex: "0", role: "region", "aria-label": label },
      make("table", {}, make("thead", {}, head), make("tbody", {}, rows)),
    );
  }

  function tableRow(view, id, bound) {
    const isTight = bound && isTighter(view, id, bound);
    const cells = bound
      ? [rangeOf(view, id, bound.low, bound.high), heldBy(view, bound.lowBy), heldBy(view, bound.highBy)]
      : ["none: a clash", "", ""];
    return make(
      "tr", { class: isTight ? "what-if-tighter" : "" },
      make("th", { scope: "row" }, indicatorOf(view, id).label),
      make("td", {}, printedOf(view, id)), cells.map((one) => make("td", {}, one)),
    );
  }

  /* Statements, each leading to its row of the ledger, and identities by name. */
  function heldBy({ model }, names) {
    const link = (name) => make("a", { href: `ledger/${model.slug}.html#${name}` }, name);
    const told = names.map((name, i) => [i ? ", " : "", named(model.statements, name) ? link(name) : name]);
    return names.length ? make("span", {}, told.flat()) : "nothing";
  }

  function printedOf(view, name) {
    const { model, setting } = view;
    const amounts = whatIfPlane.amountsOf(model, name);
    const held = amounts.filter((one) => whatIf.isHeld(one, setting));
    const told = held.map((one) => {
      const ends = setting.ends[one.id];
      return one.printed + (ends ? `, here ${printedRange(view, name, ...ends)}` : "");
    });
    return told.join("; ") || (amounts.length ? "set aside" : "nowhere");
  }

  /* All of it, from what clashes to what nothing relates to others. */
  function results(view, { bounds, clashes }, setAside) {
    const related = view.model.indicators.filter(({ id }) => isRelated(view, id));
    const alone = view.model.indicators.filter(({ id }) => !isRelated(view, id));
    return [
      make("h2", { tabindex: "-1" }, "What follows"),
      ...clashes.map((clash) => clashBox(view, clash, setAside)),
      make("div", { class: "what-if-planes" }, view.model.wholes.map((whole) => drawing(view, whole, bounds))),
      table(view, related, bounds, "Tightest ranges"),
      ...(alone.length ? [make("h3", {}, "Tied to no others"), table(view, alone, bounds, "Other ranges")] : []),
    ];
  }

  return { make, indicatorOf, rangeOf, printedRange, writtenAs, isRelated, relationOf, summary, results };
})();
