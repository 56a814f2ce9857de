/* What a reader has set: a view {model, setting, sum}, as the page's address has it, and the presets. */
window.whatIfState = (function () {
  "use strict";

  const READINGS = ["rounding", "all-rounded"];
  const PERCENT = /^\d+(\.\d+)?%$/;
  const GROUPS = { 2: "third", 3: "fourth", 4: "fifth" };

  const untouched = () => ({ about: "printed", ends: {}, held: {}, relations: {} });

  /* How the page opens: with what the opening claims, and nothing else beside the report's own figures. */
  function opening(model) {
    return { ...untouched(), held: model.claim ? { [model.claim]: true } : {} };
  }

  // --- Changes -----------------------------------------------------------------------------------------------------

  function setEnds(setting, statement, [low, high]) {
    const isPrinted = low === statement.low && high === statement.high;
    const { [statement.id]: _, ...ends } = setting.ends;
    return { ...setting, ends: isPrinted ? ends : { ...ends, [statement.id]: [low, high] } };
  }

  function setHeld(setting, statement, is) {
    const { [statement.id]: _, ...held } = setting.held;
    return { ...setting, held: is === (statement.role === "core") ? held : { ...held, [statement.id]: is } };
  }

  function setRelation(setting, identity, relation) {
    const { [identity.id]: _, ...relations } = setting.relations;
    return { ...setting, relations: relation === identity.relation ? relations : { ...relations, [identity.id]: relation } };
  }

  // --- The address -------------------------------------------------------------------------------------------------

  const writeEnd = (end) => (end === null ? "" : String(end));
  const readEnd = (text) => (text.trim() === "" || !Number.isFinite(Number(text)) ? null : Number(text));

  /* What stands behind the # of the address: nothing where the page is as it opens, all that is set otherwise. */
  function write(models, { model, setting, sum }) {
    const told = new URLSearchParams({ report: model.slug });
    if (setting.about !== "printed") told.set("about", setting.about);
    Object.entries(setting.ends).forEach(([name, range]) => told.set(`range.${name}`, range.map(writeEnd).join(":")));
    Object.entries(setting.held).forEach(([name, is]) => told.set(`held.${name}`, is ? "yes" : "no"));
    Object.entries(setting.relations).forEach(([name, relation]) => told.set(`identity.${name}`, relation));
    if (sum && sum !== model.sums[0]) told.set("sum", sum.identity);
    const isPlain = model === models[0] && sum === model.sums[0] && isSame(setting, opening(model));
    return isPlain ? "" : told.toString();
  }

  const isSame = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

  function sorted(setting) {
    const inOrder = (all) => Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1));
    return [setting.about, ...["ends", "held", "relations"].map((kind) => inOrder(setting[kind]))];
  }

  function read(models, written) {
    const told = new URLSearchParams(written);
    const model = models.find(({ slug }) => slug === told.get("report")) ?? models[0];
    const sum = model.sums.find(({ identity }) => identity === told.get("sum")) ?? model.sums[0];
    return { model, sum, setting: told.has("report") ? readSetting(model, told) : opening(model) };
  }

  function readSetting(model, told) {
    const setting = untouched();
    const about = told.get("about") ?? "";
    if (READINGS.includes(about) || PERCENT.test(about)) setting.about = about;
    model.statements.forEach(({ id }) => {
      const [range, held] = [told.get(`range.${id}`), told.get(`held.${id}`)];
      if (range?.includes(":")) setting.ends[id] = range.split(":", 2).map(readEnd);
      if (["yes", "no"].includes(held)) setting.held[id] = held === "yes";
    });
    model.identities.forEach(({ id, formulas }) => {
      const relation = told.get(`identity.${id}`);
      if (relation === "aside" || Object.hasOwn(formulas, relation)) setting.relations[id] = relation;
    });
    return setting;
  }

  // --- Presets -----------------------------------------------------------------------------------------------------

  /* What a doubter asks first of a sum: {words, setting} each, from the state that the page opens with. */
  function presets({ model, sum }) {
    const setting = opening(model);
    const rounded = { words: "Everything is rounded", setting: { ...setting, about: "all-rounded" } };
    if (!sum) return [rounded];
    const identity = model.identities.find(({ id }) => id === sum.identity);
    const more = GROUPS[sum.parts.length];
    const words = more ? `There is a ${more} group` : "There are other groups";
    return [...lowered({ model, setting, sum }), { words, setting: setRelation(setting, identity, "<=") }, rounded];
  }

  /* The largest part's partner, so low that the sum just keeps to its total; where it does so anyway, by a tenth. Where
   * only one part is printed, that part. */
  function lowered(view) {
    const { parts, total } = whatIfSum.contents(view);
    const printed = parts.filter((one) => one.statement && one.low > 0)
      .toSorted((one, other) => other.low - one.low);
    const { statement, ...partner } = printed[1] ?? printed[0] ?? {};
    if (!statement) return [];
    const excess = whatIfSum.lowOf(parts) - (total.high ?? Infinity);
    const isFreed = excess > 0 && excess < partner.low;
    const low = whatIf.decimal(isFreed ? partner.low - excess : partner.low * 0.9);
    const high = partner.low === partner.high ? low : partner.high;
    const { less, inside } = whatIfSum.indicatorOf(view, partner.name);
    const words = less || `Lower ${inside}`;
    return [{ words, setting: setEnds(view.setting, statement, [low, high]) }];
  }

  return { opening, setEnds, setHeld, setRelation, readEnd, writeEnd, write, read, isSame, presets };
})();
