/* The verdict as a sentence: whether all of it can be true, and why not. */
window.whatIfVerdict = (function () {
  "use strict";

  const { listing, writePrinted, writeRange, writeRelated } = whatIfWords;
  const { named, indicatorOf, relationOf, amountsOf, heldOf, shown, contents } = whatIfSum;
  const MOST = 3;  // so many ranges are told in a sentence

  const rangeText = (view, name, { low, high }) => writeRange(low, high, indicatorOf(view, name));
  const amountText = (view, name, value) => writePrinted(value, value, indicatorOf(view, name));
  const insideOf = (view, name) => indicatorOf(view, name).inside;
  const writtenAs = (view, { indicator, relation }) => relation?.number ?? indicatorOf(view, indicator);

  // --- What cannot all be true -------------------------------------------------------------------------------------

  /* Why some statements and sums cannot all be true, where it is a single sum or relation; else nothing. */
  function reason(view, clash) {
    const related = clash.map((name) => named(view.model.statements, name)).filter((one) => one?.relation);
    const identities = clash.map((name) => named(view.model.identities, name)).filter(Boolean);
    if (related.length + identities.length !== 1) return "";
    return identities.length ? reasonOfSum(view, clash, identities[0]) : reasonOfRelation(view, clash, related[0]);
  }

  /* "$10m + $9m = $19m, but revenue can be $18m at most" */
  function reasonOfSum(view, clash, identity) {
    if (identity.terms.some(([, times]) => Math.abs(times) !== 1)) return "";
    const [more, less] = [1, -1].map((sign) => identity.terms.filter(([, times]) => times === sign));
    const [fromLow, toHigh] = [sideOf(view, clash, more, 0), sideOf(view, clash, less, 1)];
    if (fromLow.total > toHigh.total) return `${fromLow.summed}, but ${toHigh.told} can be ${toHigh.words} at most`;
    const [fromHigh, toLow] = [sideOf(view, clash, more, 1), sideOf(view, clash, less, 0)];
    const isBelow = relationOf(view, identity) === "=" && fromHigh.total < toLow.total;
    return isBelow ? `${fromHigh.summed}, but ${toLow.told} can be no less than ${toLow.words}` : "";
  }

  /* One side of a sum at its low (0) or high (1) ends: the total, how it comes about, and of what it is. */
  function sideOf(view, clash, terms, end) {
    const ends = terms.map(([name]) => endIn(view, clash, name, end));
    const total = whatIf.decimal(ends.reduce((sum, one) => sum + one, 0));
    const write = (value) => amountText(view, terms[0][0], value);
    const told = listing(terms.map(([name]) => insideOf(view, name)));
    const counted = terms.filter(([name], i) => ends[i] !== 0 || amountsOf(view, name).some(({ id }) => clash.includes(id)));
    const added = counted.map(([name]) => write(endIn(view, clash, name, end))).join(" + ");
    const alone = `${write(total)} for ${listing(counted.map(([name]) => insideOf(view, name)))}`;
    return { total, told, words: write(total), summed: counted.length > 1 ? `${added} = ${write(total)}` : alone };
  }

  /* "43% above $143m is $204.49m, but revenue can be $203m at most" */
  function reasonOfRelation(view, clash, statement) {
    const { indicator, relation } = statement;
    const ends = whatIf.readEnds(statement, view.setting);
    const found = [0, 1].flatMap((end) => {
      const [number, base] = [ends[end], endIn(view, clash, relation.base, end)];
      const limit = endIn(view, clash, indicator, 1 - end);
      if (number === null || ![base, limit].every(Number.isFinite)) return [];
      const times = whatIf.factor(relation, number);
      const made = whatIf.decimal(relation.difference ? relation.conversion * base + times : times * base);
      if (end === 0 ? made <= limit : made >= limit) return [];
      const write = (name, value) => rangeText(view, name, { low: value, high: value });
      const can = end ? `no less than ${write(indicator, limit)}` : `${write(indicator, limit)} at most`;
      const told = writeRelated(relation, number, write(relation.base, base));
      return [`${told} is ${write(indicator, made)}, but ${insideOf(view, indicator)} can be ${can}`];
    });
    return found[0] ?? "";
  }

  /* The innermost end that the statements of a clash leave an indicator; without one, what needs no statement. */
  function endIn(view, clash, name, end) {
    const own = amountsOf(view, name).filter((one) => clash.includes(one.id));
    const printed = own.map((one) => whatIf.readEnds(one, view.setting)[end]);
    const known = [...printed, indicatorOf(view, name).natural[end]].filter((one) => one !== null);
    return end === 0 ? Math.max(-Infinity, ...known) : Math.min(Infinity, ...known);
  }

  function inWords(view, name) {
    const statement = named(view.model.statements, name);
    const identity = named(view.model.identities, name);
    if (identity) return identity.formulas[relationOf(view, identity)];
    const ends = view.setting.ends[name];
    const told = ends ? writePrinted(...ends, writtenAs(view, statement)) : `\u201c${statement.printed}\u201d`;
    return `${told} for ${statement.inside}`;
  }

  function cannot(view, clashes) {
    const { sum } = view;
    const clash = clashes.find((one) => sum && one.includes(sum.identity)) ?? clashes[0];
    const why = reason(view, clash);
    const isEased = sum && clash.includes(sum.identity) && contents(view).relation === "<=" && contents(view).excess;
    const eased = isEased ? " Another group would only add to it." : "";
    const others = clashes.length - 1;
    const more = others ? ` ${others === 1 ? "One more contradiction" : `${others} more contradictions`} below.` : "";
    if (why) return `This cannot all be true: ${why}.${eased}${more}`;
    return `These cannot all be true: ${clash.map((name) => inWords(view, name)).join("; ")}.${more}`;
  }

  // --- What can be true --------------------------------------------------------------------------------------------

  /* Whether an end lies within the ends of what is printed, as it is read; of a sum that nobody printed it does not. */
  function isTighter(view, name, { low, high }) {
    const ends = heldOf(view, name).map((one) => whatIf.readEnds(one, view.setting));
    if (ends.length === 0) return false;
    const [least, most] = indicatorOf(view, name).natural;
    const lows = ends.map(([end]) => end ?? least ?? -Infinity);
    const highs = ends.map(([, end]) => end ?? most ?? Infinity);
    return (low !== null && low > Math.min(...lows)) || (high !== null && high < Math.max(...highs));
  }

  function assumption({ setting: { about } }) {
    if (about === "printed") return "A";
    if (about === "rounding") return "With numbers taken as rounded where they say so, a";
    if (about === "all-rounded") return "If every number was rounded, a";
    return `Within ${about} where it says \u201cabout\u201d, a`;
  }

  function just(view) {
    const { parts, total, low, excess, relation } = contents(view);
    if (excess !== null || relation === "aside" || low !== total.high || parts.some((one) => one.low === 0)) return "";
    const told = parts.map((one) => amountText(view, one.name, one.low)).join(" + ");
    return `${told} is ${amountText(view, total.name, low)}, the most that ${insideOf(view, total.name)} can be`;
  }

  function can(view, { bounds, onlyAtZero }) {
    if (onlyAtZero.length) {
      const told = listing(onlyAtZero.map((name) => insideOf(view, name)));
      return `${assumption(view)}ll of this fits only if nothing is left of ${told}, which no figure says.`;
    }
    const exactly = view.sum ? just(view) : "";
    if (exactly) return `${assumption(view)}ll of this can be true, but only just: ${exactly}.`;
    const isNews = (name) => bounds[name] && (heldOf(view, name).length === 0 || isTighter(view, name, bounds[name]));
    const tighter = shown(view).filter(isNews);
    const told = tighter.slice(0, MOST).map((name) => `${rangeText(view, name, bounds[name])} for ${insideOf(view, name)}`);
    const more = tighter.length > MOST ? [`${tighter.length - MOST} more narrower ranges`] : [];
    const leaves = told.length ? ` That leaves ${listing([...told, ...more])}.` : " No printed range gets narrower.";
    return `${assumption(view)}ll of this can be true together.${leaves}`;
  }

  const verdict = (view, answer) => (answer.feasible ? can(view, answer) : cannot(view, answer.clashes));

  return { verdict, reason, isTighter, writtenAs, rangeText, inWords };
})();
