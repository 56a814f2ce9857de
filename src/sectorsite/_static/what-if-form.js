/* The controls: a row of number fields for each figure that is drawn, and all figures and sums as cards. */
window.whatIfForm = (function () {
  "use strict";

  const { make } = whatIfAnswers;
  const { indicatorOf, relationOf, isLinked, shown, rangeOf } = whatIfSum;
  const { rangeText, writtenAs } = whatIfVerdict;
  const { readEnd, writeEnd } = whatIfState;
  const { writePrinted } = whatIfWords;
  const RELATIONS = { "=": "equal to it (=)", "<=": "at most that (\u2264)", aside: "set aside" };
  const SIDES = [["from", "low end"], ["to", "high end"]];

  const hidden = (words) => make("span", { class: "what-if-hidden" }, words);

  // --- Fields ------------------------------------------------------------------------------------------------------

  /* One end as a number field. While a number is typed it may pass the other end, which it takes along only after that. */
  function field(place, statement, side, name, onEnd) {
    const [word, end] = SIDES[side];
    const id = `what-if-${place}-${statement.id}-${word}`;
    const number = make("input", { type: "number", step: "any", id, placeholder: "open" });
    number.dataset.side = String(side);
    number.addEventListener("input", () => onEnd(statement, side, readEnd(number.value), false));
    number.addEventListener("change", () => onEnd(statement, side, readEnd(number.value), true));
    return make("div", { class: "what-if-field" }, make("label", { for: id }, hidden(`${name}, ${end}: `), word), number);
  }

  function showFields(root, statement, setting) {
    const ends = whatIf.endsOf(statement, setting);
    root.querySelectorAll("input[type=number]").forEach((number) => {
      const end = ends[Number(number.dataset.side)];
      if (document.activeElement !== number || readEnd(number.value) !== end) number.value = writeEnd(end);
    });
  }

  // --- What is drawn -----------------------------------------------------------------------------------------------

  /* Which figures have rows: these are made anew only where others come. */
  const rowsKey = (view) => shown(view).map((name) => `${name} ${rangeOf(view, name).statement?.id}`).join();

  function rows(view, onEnd) {
    return shown(view).map((name) => {
      const { statement, isClaim } = rangeOf(view, name);
      const { label, in: unit } = indicatorOf(view, name);
      const told = isClaim ? `${label}, in the opening` : label;
      const read = make("small", { class: "what-if-read" });
      const kind = whatIfDrawing.swatch(view, name);
      const head = make("legend", {}, make("span", { class: `what-if-swatch what-if-${kind}` }), told);
      const attributes = { class: "what-if-row", "data-name": name };
      if (!statement) return make("fieldset", attributes, head, make("p"));
      const fields = [0, 1].map((side) => field("row", statement, side, told, onEnd));
      const quote = make("p", {}, make("q", {}, statement.printed), make("small", {}, ` ${statement.where}`));
      return make("fieldset", attributes, head, quote,
        make("div", { class: "what-if-fields" }, fields, make("small", {}, unit)), read);
    });
  }

  /* What a reading makes of the ends in the fields; empty where it leaves them. */
  function readAs(view, name, statement) {
    const [printed, read] = [whatIf.endsOf(statement, view.setting), whatIf.readEnds(statement, view.setting)];
    return String(printed) === String(read) ? "" : `Read as ${writePrinted(...read, indicatorOf(view, name))}.`;
  }

  function showRows(root, view, { bounds }) {
    root.querySelectorAll("fieldset").forEach((row) => {
      const { name } = row.dataset;
      const { statement } = rangeOf(view, name);
      if (statement) {
        row.querySelector(".what-if-read").textContent = readAs(view, name, statement);
        return showFields(row, statement, view.setting);
      }
      const bound = bounds[name];
      row.querySelector("p").textContent = `No figure is used for it. ${bound
        ? `Possible: ${rangeText(view, name, bound)}.` : "Nothing is possible as long as the others contradict each other."}`;
      return null;
    });
  }

  // --- All figures -------------------------------------------------------------------------------------------------

  function statementCard(view, statement, { onEnd, onHeld }) {
    const used = make("input", { type: "checkbox", id: `what-if-used-${statement.id}` });
    used.addEventListener("change", () => onHeld(statement, used.checked));
    const { label } = statement;
    const opening = statement.role === "core" ? "" : "In the opening: ";
    return make(
      "fieldset", { class: "what-if-card", id: `what-if-set-${statement.id}` },
      make("legend", {}, label),
      make("p", {}, opening, make("q", {}, statement.printed), make("small", {}, ` ${statement.where}`)),
      make("div", { class: "what-if-fields" }, [0, 1].map((side) => field("set", statement, side, label, onEnd)),
        make("small", {}, writtenAs(view, statement).in)),
      make("label", {}, used, " Use this figure", hidden(`: ${label}, ${statement.printed}`)),
    );
  }

  function identityCard(view, identity, onRelation) {
    const id = `what-if-relation-${identity.id}`;
    const choices = [...Object.keys(identity.formulas), "aside"];
    const select = make("select", { id }, choices.map((one) => make("option", { value: one }, RELATIONS[one])));
    select.addEventListener("change", () => onRelation(identity, select.value));
    const basis = identity.basis === "stated" ? "The article says so: " : "We assume it from the words ";
    return make(
      "fieldset", { class: "what-if-card", id: `what-if-set-${identity.id}` },
      make("legend", { class: "what-if-formula" }),
      make("p", {}, basis, make("q", {}, identity.words), identity.note ? `. ${identity.note}.` : "."),
      make("p", {}, make("label", { for: id }, "The left side is ", hidden(identity.formulas["<="])), " ", select),
    );
  }

  function cards(view, on) {
    const { statements, identities } = view.model;
    const inOrder = statements.toSorted((one, other) => (one.role !== "core") - (other.role !== "core"));
    const made = (wanted) => inOrder.filter(wanted).map((one) => statementCard(view, one, on));
    const alone = made((one) => !isLinked(view, one.indicator));
    return [
      make("h2", {}, "What is printed"),
      make("p", {}, "Untick a figure to set it aside. An empty field is an open end."),
      ...made((one) => isLinked(view, one.indicator)),
      ...(identities.length ? [make("h2", {}, "How the figures are tied together")] : []),
      ...identities.map((one) => identityCard(view, one, on.onRelation)),
      ...(alone.length ? [make("h2", {}, "Figures that nothing ties to others"), ...alone] : []),
    ];
  }

  function showCards(root, view) {
    const at = (id) => root.querySelector(`#${CSS.escape(`what-if-${id}`)}`);
    view.model.statements.forEach((one) => {
      const [card, held] = [at(`set-${one.id}`), whatIf.isHeld(one, view.setting)];
      at(`used-${one.id}`).checked = held;
      card.classList.toggle("what-if-aside", !held);
      card.classList.toggle("what-if-changed", one.id in view.setting.ends);
      showFields(card, one, view.setting);
    });
    view.model.identities.forEach((one) => {
      const relation = relationOf(view, one);
      const card = at(`set-${one.id}`);
      card.classList.toggle("what-if-aside", relation === "aside");
      card.querySelector(".what-if-formula").textContent = one.formulas[relation] ?? one.formulas[one.relation];
      at(`relation-${one.id}`).value = relation;
    });
  }

  return { rows, rowsKey, showRows, cards, showCards };
})();
