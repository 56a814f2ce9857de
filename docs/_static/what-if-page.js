/* The page: controls for what the reader may change, and the answers. Runs only where its element is. */
(function () {
  "use strict";

  const app = document.getElementById("what-if-app");
  if (!app) return;

  const { make, indicatorOf, rangeOf, writtenAs, isRelated, relationOf } = whatIfAnswers;
  const at = (id) => document.getElementById(`what-if-${id}`);
  const models = JSON.parse(at("models").textContent);
  const RELATIONS = { "=": "they are equal (=)", "<=": "at most that (\u2264)", aside: "set aside" };
  const ALONE = "Figures that nothing ties to others";
  const state = { model: models[0], setting: untouched() };

  function untouched() {
    return { about: "printed", ends: {}, held: {}, relations: {} };
  }

  const write = (statement, low, high) => whatIfWords.writePrinted(low, high, writtenAs(state, statement));
  const leads = () => state.model.statements.filter((one) => one.role === "lead");

  // --- What is set, in the page's address --------------------------------------------------------------------------

  const writeEnd = (end) => (end === null ? "" : String(end));
  const readEnd = (text) => (text.trim() === "" || !Number.isFinite(Number(text)) ? null : Number(text));

  function writeHash() {
    const { about, ends, held, relations } = state.setting;
    const told = new URLSearchParams({ report: state.model.slug });
    if (about !== "printed") told.set("about", about);
    Object.entries(ends).forEach(([name, range]) => told.set(`range.${name}`, range.map(writeEnd).join(":")));
    Object.entries(held).forEach(([name, is]) => told.set(`held.${name}`, is ? "yes" : "no"));
    Object.entries(relations).forEach(([name, relation]) => told.set(`identity.${name}`, relation));
    const isPlain = [...told].length === 1 && state.model === models[0];
    const address = `${location.pathname}${location.search}${isPlain ? "" : `#${told}`}`;
    try {
      history.replaceState(null, "", address);
    } catch {
      // where a page may not change its address, all else still works
    }
  }

  function readHash() {
    const told = new URLSearchParams(location.hash.slice(1));
    state.model = models.find(({ slug }) => slug === told.get("report")) ?? models[0];
    state.setting = untouched();
    const about = told.get("about") ?? "";
    if (["rounding", "all-rounded"].includes(about) || /^\d+(\.\d+)?%$/.test(about)) state.setting.about = about;
    state.model.statements.forEach(({ id }) => {
      const [range, held] = [told.get(`range.${id}`), told.get(`held.${id}`)];
      if (range?.includes(":")) state.setting.ends[id] = range.split(":", 2).map(readEnd);
      if (["yes", "no"].includes(held)) state.setting.held[id] = held === "yes";
    });
    state.model.identities.forEach(({ id, formulas }) => {
      const relation = told.get(`identity.${id}`);
      if (relation === "aside" || relation in formulas) state.setting.relations[id] = relation;
    });
  }

  // --- Controls ----------------------------------------------------------------------------------------------------

  /* How far a slider goes, and in which steps: a tenth of the printed numbers' step; people and firms are whole. */
  function track(statement) {
    const { natural: [least, most], more } = writtenAs(state, statement);
    const printed = [statement.low, statement.high].filter((end) => end !== null);
    const far = Math.max(...printed.map(Math.abs)) || 1;
    const tenth = (statement.rounded_to || far / 10) / 10;
    const step = more ? Math.max(1, tenth) : tenth;
    return { min: least ?? -2 * far, max: most ?? Math.ceil((2 * far) / step) * step, step };
  }

  function endRow(statement, side) {
    const word = ["Low", "High"][side];
    const field = `what-if-set-${statement.id}-${word.toLowerCase()}`;
    const { min, max, step } = track(statement);
    const { label } = statement;
    const name = `${word} end of ${statement.id}, ${label}`;
    const number = make("input", { type: "number", step: "any", id: field, placeholder: "open" });
    const slider = make("input", { type: "range", min, max, step, "aria-label": `${name}, slider` });
    number.addEventListener("input", () => setEnd(statement, side, readEnd(number.value), false));
    number.addEventListener("change", () => setEnd(statement, side, readEnd(number.value), true));
    slider.addEventListener("input", () => setEnd(statement, side, Number(slider.value), true));
    const hidden = make("span", { class: "what-if-hidden" }, ` of ${statement.id}, ${label}`);
    const caption = make("label", { for: field }, word, " end", hidden);
    return make("div", { class: "what-if-end" }, caption, slider, number);
  }

  /* Sets an end; where it passes the other one, that one goes along, but not while a number is being typed. */
  function setEnd(statement, side, end, pushes) {
    const ends = [...whatIf.endsOf(statement, state.setting)];
    ends[side] = end;
    const passes = ends[0] !== null && ends[1] !== null && ends[0] > ends[1];
    if (passes && pushes) ends[1 - side] = end;
    state.setting.ends[statement.id] = ends;
    const isPrinted = ends[0] === statement.low && ends[1] === statement.high;
    if (isPrinted) delete state.setting.ends[statement.id];
    show();
  }

  function setHeld(statement, is) {
    state.setting.held[statement.id] = is;
    if (is === (statement.role === "core")) delete state.setting.held[statement.id];
    show();
  }

  function setRelation(identity, relation) {
    state.setting.relations[identity.id] = relation;
    if (relation === identity.relation) delete state.setting.relations[identity.id];
    show();
  }

  function statementCard(statement) {
    const held = make("input", { type: "checkbox", id: `what-if-set-${statement.id}-held` });
    held.addEventListener("change", () => setHeld(statement, held.checked));
    const { label } = statement;
    const { in: unit } = writtenAs(state, statement);
    const lead = statement.role === "lead" ? " (the opening)" : "";
    return make(
      "fieldset", { class: "what-if-card", id: `what-if-set-${statement.id}` },
      make("legend", {}, label),
      make("p", {}, `${statement.id}${lead}: `, make("q", {}, statement.printed)),
      make("p", {}, make("small", {}, `${statement.where}; ends in ${unit}`)),
      endRow(statement, 0), endRow(statement, 1),
      make(
        "div", { class: "what-if-foot" },
        make("label", {}, held, " Held", make("span", { class: "what-if-hidden" }, `: ${statement.id}, ${label}`)),
        make("p", { class: "what-if-left" }),
      ),
    );
  }

  function identityCard(identity) {
    const field = `what-if-set-${identity.id}-relation`;
    const choices = [...Object.keys(identity.formulas), "aside"];
    const select = make("select", { id: field }, choices.map((one) => make("option", { value: one }, RELATIONS[one])));
    select.addEventListener("change", () => setRelation(identity, select.value));
    return make(
      "fieldset", { class: "what-if-card", id: `what-if-set-${identity.id}` },
      make("legend", {}, make("small", {}, `Identity ${identity.id}, ${identity.basis}`)),
      make("p", { class: "what-if-formula" }),
      make("p", {}, "It rests on: ", make("q", {}, identity.words), identity.note && `. ${identity.note}.`),
      make("p", {}, make("label", { for: field }, "Read as"), " ", select),
    );
  }

  function buildControls() {
    const coreFirst = [...state.model.statements.filter((one) => one.role === "core"), ...leads()];
    const cards = (wanted) => coreFirst.filter(wanted).map(statementCard);
    const related = (one) => isRelated(state, one.indicator);
    const alone = cards((one) => !related(one));
    at("controls").replaceChildren(
      make("h2", {}, "What is printed"),
      make("p", {}, "Untick a statement to set it aside. An empty field is an open end."), ...cards(related),
      make("h2", {}, "How the figures are tied together"), ...state.model.identities.map(identityCard),
      ...(alone.length ? [make("details", {}, make("summary", {}, ALONE), alone)] : []),
    );
    at("lead-row").hidden = leads().length === 0;
  }

  // --- Answers -----------------------------------------------------------------------------------------------------

  function showControls(bounds) {
    const percent = /^([\d.]+)%$/.exec(state.setting.about);
    at("report").value = state.model.slug;
    at("about").value = percent ? "percent" : state.setting.about;
    at("percent-row").hidden = !percent;
    if (percent && document.activeElement !== at("percent")) at("percent").value = percent[1];
    at("lead").checked = leads().every((one) => whatIf.isHeld(one, state.setting));
    state.model.statements.forEach((one) => showStatement(one, bounds[one.indicator]));
    state.model.identities.forEach((one) => {
      const relation = relationOf(state, one);
      at(`set-${one.id}`).classList.toggle("what-if-aside", relation === "aside");
      const formula = at(`set-${one.id}`).querySelector(".what-if-formula");
      formula.textContent = one.formulas[relation] ?? one.formulas[one.relation];
      at(`set-${one.id}-relation`).value = relation;
    });
  }

  function showStatement(statement, bound) {
    const card = at(`set-${statement.id}`);
    const held = whatIf.isHeld(statement, state.setting);
    at(`set-${statement.id}-held`).checked = held;
    card.classList.toggle("what-if-aside", !held);
    card.classList.toggle("what-if-changed", statement.id in state.setting.ends);
    card.querySelectorAll(".what-if-end").forEach((row, side) => showEnd(row, statement, side));
    const { low, high } = bound ?? {};
    const left = bound ? rangeOf(state, statement.indicator, low, high) : "nothing (a clash)";
    const of = statement.relation ? ` of ${indicatorOf(state, statement.indicator).inside}` : "";
    card.querySelector(".what-if-left").replaceChildren("Leaves ", make("strong", {}, left), of);
  }

  function showEnd(row, statement, side) {
    const end = whatIf.endsOf(statement, state.setting)[side];
    const [slider, number] = row.querySelectorAll("input");
    slider.value = end ?? (side ? slider.max : slider.min);
    slider.setAttribute("aria-valuetext", end === null ? "open" : write(statement, end, end));
    slider.classList.toggle("what-if-open", end === null);
    if (document.activeElement !== number || readEnd(number.value) !== end) number.value = writeEnd(end);
  }

  /* What a clash is made of can be set aside where it is named; the reader then goes on from the sentence on top. */
  function setAside(name) {
    const statement = state.model.statements.find((one) => one.id === name);
    if (statement) setHeld(statement, false);
    else setRelation(state.model.identities.find((one) => one.id === name), "aside");
    at("summary").focus();
  }

  function show() {
    const answer = whatIf.tightest(state.model, state.setting);
    const told = whatIfAnswers.summary(state, answer);
    if (at("summary").textContent !== told) at("summary").textContent = told;
    at("summary").classList.toggle("what-if-no", !answer.feasible);
    showControls(answer.bounds);
    at("results").replaceChildren(...whatIfAnswers.results(state, answer, setAside));
    writeHash();
  }

  function start() {
    readHash();
    buildControls();
    show();
  }

  function choose(slug) {
    state.model = models.find((one) => one.slug === slug);
    state.setting = untouched();
    buildControls();
    show();
  }

  at("jump").addEventListener("click", () => at("results").querySelector("h2").focus());
  at("report").addEventListener("change", () => choose(at("report").value));
  at("reset").addEventListener("click", () => choose(state.model.slug));
  at("lead").addEventListener("change", () => {
    const is = at("lead").checked;  // showing the first one of several held would untick the box
    leads().forEach((one) => setHeld(one, is));
  });
  for (const id of ["about", "percent"]) {
    at(id).addEventListener("input", () => {
      const percent = `${Math.min(100, Math.max(0, Number(Number(at("percent").value).toFixed(3))))}%`;
      state.setting.about = at("about").value === "percent" ? percent : at("about").value;
      show();
    });
  }
  window.addEventListener("hashchange", start);
  app.hidden = false;
  start();
})();
