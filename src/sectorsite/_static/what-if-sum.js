/* What is drawn of a view: the parts of a sum and their total, or the printed ranges of what is linked. */
window.whatIfSum = (function () {
  "use strict";

  const MOST = 10;  // so many ranges are drawn of a report without a sum

  const named = (all, name) => all.find((one) => one.id === name);
  const indicatorOf = ({ model }, name) => named(model.indicators, name);
  const relationOf = ({ setting }, identity) => setting.relations[identity.id] ?? identity.relation;
  const amountsOf = ({ model }, name) => model.statements.filter((one) => one.indicator === name && !one.relation);
  const heldOf = (view, name) => amountsOf(view, name).filter((one) => whatIf.isHeld(one, view.setting));

  function isLinked({ model }, name) {
    return model.identities.some(({ terms }) => terms.some(([term]) => term === name))
      || model.statements.some(({ indicator, relation }) => relation && [indicator, relation.base].includes(name));
  }

  /* The indicators of which something is drawn. */
  function shown(view) {
    if (view.sum) return [...view.sum.parts, view.sum.total];
    return view.model.indicators.map(({ id }) => id).filter((name) => isLinked(view, name) && heldOf(view, name).length)
      .slice(0, MOST);
  }

  /* An indicator as it is drawn: by the opening's claim where that is included, else by what is printed first; where
   * nothing printed is used, by what is possible. */
  function rangeOf(view, name, bounds = {}) {
    const held = heldOf(view, name);
    const statement = named(held, view.model.claim) ?? held[0] ?? null;
    const { low, high } = bounds[name] ?? { low: 0, high: 0 };
    const ends = statement ? whatIf.readEnds(statement, view.setting) : [low, high];
    const isClaim = Boolean(statement) && statement.id === view.model.claim;
    return { name, statement, isClaim, low: ends[0] ?? indicatorOf(view, name).natural[0], high: ends[1] };
  }

  const sumOf = (ends) => whatIf.decimal(ends.reduce((sum, one) => sum + one, 0));
  const lowOf = (parts) => sumOf(parts.map(({ low }) => low));
  const highOf = (parts) => (parts.some(({ high }) => high === null) ? null : sumOf(parts.map(({ high }) => high)));

  /* The parts of the sum, their total, and by how much they are more or less than that: null where they are not. */
  function contents(view, bounds) {
    const parts = view.sum.parts.map((name) => rangeOf(view, name, bounds));
    const total = rangeOf(view, view.sum.total, bounds);
    const relation = relationOf(view, named(view.model.identities, view.sum.identity));
    const [low, high] = [lowOf(parts), highOf(parts)];
    const isKnown = Boolean(total.statement) && relation !== "aside";
    const excess = isKnown && total.high !== null && low > total.high ? whatIf.decimal(low - total.high) : null;
    const isShort = isKnown && relation === "=" && high !== null && high < total.low && parts.every((one) => one.statement);
    return { parts, total, relation, low, high, excess, lack: isShort ? whatIf.decimal(total.low - high) : null };
  }

  return { named, indicatorOf, relationOf, amountsOf, heldOf, isLinked, shown, rangeOf, lowOf, contents };
})();
