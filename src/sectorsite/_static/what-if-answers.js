/* The answers in full, as elements: what cannot all be true, and a table of what is possible. */
window.whatIfAnswers = (function () {
  "use strict";

  const { writePrinted } = whatIfWords;
  const { named, indicatorOf, relationOf, amountsOf, isLinked } = whatIfSum;
  const { isTighter, reason, rangeText, writtenAs, inWords } = whatIfVerdict;

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => {
      if (typeof value === "string") made.setAttribute(name, value);
      else made[name] = value;
    });
    made.append(...children.flat());
    return made;
  }

  // --- What cannot all be true -------------------------------------------------------------------------------------

  function clashBox(view, clash, setAside) {
    const members = clash.map((name) => make("li", {}, clashMember(view, name), asideButton(view, name, setAside)));
    const why = reason(view, clash);
    return make(
      "div", { class: "what-if-clash" },
      make("h3", {}, clash.length > 1 ? "These cannot all be true" : "This cannot be true"),
      why ? make("p", { class: "what-if-sum" }, `${why}.`) : [],
      make("ul", {}, members),
      clash.length > 1 ? make("p", {}, "Set any one of them aside, and the others can be true together.") : [],
    );
  }

  function clashMember(view, name) {
    const statement = named(view.model.statements, name);
    if (!statement) return clashIdentity(view, named(view.model.identities, name));
    const [low, high] = whatIf.readEnds(statement, view.setting);
    const read = `: ${writePrinted(low, high, writtenAs(view, statement))}, where ${statement.where} prints `;
    return [make("strong", {}, statement.label), read, make("q", {}, statement.printed), ". "];
  }

  function clashIdentity(view, identity) {
    const formula = make("strong", {}, identity.formulas[relationOf(view, identity)]);
    const basis = identity.basis === "stated" ? ", as the words " : ", which we assume from the words ";
    return [formula, basis, make("q", {}, identity.words), identity.basis === "stated" ? " say. " : ". "];
  }

  function asideButton(view, name, setAside) {
    const hidden = make("span", { class: "what-if-hidden" }, `: ${inWords(view, name)}`);
    const button = make("button", { type: "button" }, "Set aside", hidden);
    button.addEventListener("click", () => setAside(name));
    return button;
  }

  // --- Tables ------------------------------------------------------------------------------------------------------

  const HEAD = ["Figure", "Printed", "Possible", "Low end follows from", "High end follows from"];

  function table(view, indicators, bounds, label) {
    const head = make("tr", {}, HEAD.map((one) => make("th", { scope: "col" }, one)));
    const rows = indicators.map(({ id }) => tableRow(view, id, bounds[id]));
    return make(
      "div", { class: "what-if-scroll", tabindex: "0", role: "region", "aria-label": label },
      make("table", { class: "cards" }, make("thead", {}, head), make("tbody", {}, rows)),
    );
  }

  function tableRow(view, id, bound) {
    const isTight = bound && isTighter(view, id, bound);
    const cells = bound
      ? [rangeText(view, id, bound), followsFrom(view, bound.lowBy), followsFrom(view, bound.highBy)]
      : ["none: a contradiction", "", ""];
    return make(
      "tr", { class: isTight ? "what-if-tighter" : "" },
      make("th", { scope: "row" }, indicatorOf(view, id).label),
      [printedOf(view, id), ...cells].map((one, i) => make("td", { "data-label": HEAD[i + 1] }, one)),
    );
  }

  /* What an end follows from: figures, each leading to its row of the ledger, and sums. */
  function followsFrom(view, names) {
    const { model } = view;
    const told = names.map((name) => {
      const identity = named(model.identities, name);
      if (identity) return identity.formulas[relationOf(view, identity)];
      return make("a", { href: `ledger/${model.slug}.html#${name}` }, named(model.statements, name).printed);
    });
    return names.length ? make("span", {}, told.flatMap((one, i) => (i ? ["; ", one] : [one]))) : "nothing";
  }

  function printedOf(view, name) {
    const { setting } = view;
    const amounts = amountsOf(view, name);
    const held = amounts.filter((one) => whatIf.isHeld(one, setting));
    const told = held.map((one) => {
      const ends = setting.ends[one.id];
      return one.printed + (ends ? `, set to ${writePrinted(...ends, indicatorOf(view, name))}` : "");
    });
    return told.join("; ") || (amounts.length ? "set aside" : "nowhere");
  }

  /* All of it, from what cannot all be true to what nothing links to others. */
  function results(view, { bounds, clashes }, setAside) {
    const linked = view.model.indicators.filter(({ id }) => isLinked(view, id));
    const alone = view.model.indicators.filter(({ id }) => !isLinked(view, id));
    return [
      make("h2", {}, "What follows"),
      ...clashes.map((clash) => clashBox(view, clash, setAside)),
      table(view, linked, bounds, "Possible ranges"),
      ...(alone.length ? [make("h3", {}, "Tied to no others"), table(view, alone, bounds, "Other ranges")] : []),
    ];
  }

  return { make, results };
})();
