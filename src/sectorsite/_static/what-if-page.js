/* The page: what is set, what follows, and who is told of it. Runs only where its element is. */
(function () {
  "use strict";

  const app = document.getElementById("what-if-app");
  if (!app) return;

  const { make, results } = whatIfAnswers;
  const { cards, rows, rowsKey, showCards, showRows } = whatIfForm;
  const { opening, setEnds, setHeld, setRelation, isSame, presets } = whatIfState;
  const { named, indicatorOf, shown } = whatIfSum;
  const at = (id) => document.getElementById(`what-if-${id}`);
  const models = JSON.parse(at("models").textContent);
  const LATER = 200;  // milliseconds until the table of all figures follows
  const svg = whatIfDrawing.element("svg", { role: "img" });
  const handles = whatIfHandles.inside(at("drawing"), (...moved) => moveEnd(...moved, true), () => showDrawing());
  let view = whatIfState.read(models, location.hash.slice(1));
  let shownRows = "", drawing = null, answer = null, waiting = null;

  // --- Changes -----------------------------------------------------------------------------------------------------

  function change(setting) {
    view = { ...view, setting };
    tell("");
    show();
  }

  /* Sets an end, or for side 2 both; where it passes the other one, that one goes along. */
  function moveEnd(statement, side, end, pushes) {
    const ends = side === 2 ? [end, end] : [...whatIf.endsOf(statement, view.setting)];
    ends[side % 2] = end;
    const passes = ends[0] !== null && ends[1] !== null && ends[0] > ends[1];
    if (passes && pushes) ends[1 - side] = end;
    change(setEnds(view.setting, statement, ends));
  }

  /* What a contradiction is made of can be set aside where it is named; the reader then goes on from the verdict. */
  function setAside(name) {
    const statement = named(view.model.statements, name);
    change(statement ? setHeld(view.setting, statement, false)
      : setRelation(view.setting, named(view.model.identities, name), "aside"));
    at("verdict").focus();
  }

  function setReading() {
    const percent = `${Math.min(100, Math.max(0, Number(Number(at("percent").value).toFixed(3))))}%`;
    change({ ...view.setting, about: at("about").value === "percent" ? percent : at("about").value });
  }

  const claim = () => named(view.model.statements, view.model.claim);

  // --- What is shown -----------------------------------------------------------------------------------------------

  function showDrawing() {
    drawing = whatIfDrawing.draw(view, answer, at("drawing").clientWidth, handles.isDragged() ? drawing : null);
    svg.setAttribute("width", at("drawing").clientWidth);
    svg.setAttribute("height", drawing.height);
    svg.setAttribute("aria-label", `${shown(view).map((name) => indicatorOf(view, name).label).join(", ")}, drawn to scale`);
    svg.replaceChildren(...drawing.marks);
    handles.show(drawing.handles);
  }

  function showPresets() {
    const current = document.activeElement?.closest("#what-if-presets button");
    const before = [...at("presets").children].indexOf(current);
    const buttons = presets(view).map(({ words, setting }) => {
      const button = make("button", { type: "button", "aria-pressed": String(isSame(setting, view.setting)) }, words);
      button.addEventListener("click", () => change(setting));
      return button;
    });
    at("presets").replaceChildren(...buttons);
    buttons[before]?.focus();
  }

  function showChoices() {
    const { about } = view.setting;
    const isPercent = about.endsWith("%");
    at("report").value = view.model.slug;
    at("sums-row").hidden = view.model.sums.length < 2;
    if (view.sum) at("sums").value = view.sum.identity;
    at("about").value = isPercent ? "percent" : about;
    at("percent-row").hidden = !isPercent;
    if (isPercent && document.activeElement !== at("percent")) at("percent").value = about.slice(0, -1);
    at("claim-row").hidden = !claim();
    if (claim()) at("claim").checked = whatIf.isHeld(claim(), view.setting);
  }

  function showAll() {
    if (!at("all").open) return;
    showCards(at("controls"), view);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const all = whatIf.tightest(view.model, view.setting);
      at("results").replaceChildren(...results(view, all, setAside));
    }, LATER);
  }

  function show() {
    answer = whatIf.tightest(view.model, view.setting, shown(view));
    const told = whatIfVerdict.verdict(view, answer);
    if (at("verdict").textContent !== told) at("verdict").textContent = told;
    at("verdict").classList.toggle("what-if-no", !answer.feasible);
    if (shownRows !== rowsKey(view)) at("rows").replaceChildren(...rows(view, moveEnd));
    shownRows = rowsKey(view);
    showRows(at("rows"), view, answer);
    showDrawing();
    showPresets();
    showChoices();
    showAll();
    writeAddress();
  }

  function writeAddress() {
    const told = whatIfState.write(models, view);
    try {
      history.replaceState(null, "", `${location.pathname}${location.search}${told && `#${told}`}`);
    } catch {
      // where a page may not change its address, all else still works
    }
  }

  /* Another report, or another sum of it: other controls too. */
  function open(chosen) {
    view = chosen;
    tell("");
    const { model } = view;
    /* A sum goes by its total, which a narrow control has room for; by its formula where two have one total. */
    const option = ({ identity, total }) => {
      const { formulas, relation } = named(model.identities, identity);
      const isOnly = model.sums.filter((one) => one.total === total).length === 1;
      return make("option", { value: identity }, isOnly ? indicatorOf(view, total).label : formulas[relation]);
    };
    at("sums").replaceChildren(...model.sums.map(option));
    at("claim-words").textContent = claim() ? `Include the opening claim, \u201c${claim().printed}\u201d` : "";
    at("controls").replaceChildren(...cards(view, {
      onEnd: moveEnd,
      onHeld: (statement, is) => change(setHeld(view.setting, statement, is)),
      onRelation: (identity, relation) => change(setRelation(view.setting, identity, relation)),
    }));
    shownRows = "";
    show();
  }

  function choose(slug) {
    const model = models.find((one) => one.slug === slug);
    open({ model, sum: model.sums[0], setting: opening(model) });
  }

  // --- Actions -----------------------------------------------------------------------------------------------------

  function tell(words) {
    at("told").textContent = words;
  }

  async function copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      tell("The link is copied.");
    } catch {
      tell("This browser does not let the page copy: take the link from the address bar.");
    }
  }

  async function savePicture() {
    const drawn = whatIfPicture.svg(view, answer, at("verdict").textContent, at("drawing"));
    const name = `what-if-${view.model.slug}.png`;
    await whatIfPicture.save(name, drawn);
    tell(`Saved to your downloads as ${name}.`);
  }

  at("report").addEventListener("change", () => choose(at("report").value));
  at("sums").addEventListener("change", () => {
    open({ ...view, sum: view.model.sums.find(({ identity }) => identity === at("sums").value) });
  });
  at("reset").addEventListener("click", () => change(opening(view.model)));
  at("claim").addEventListener("change", () => change(setHeld(view.setting, claim(), at("claim").checked)));
  at("about").addEventListener("input", setReading);
  at("percent").addEventListener("input", setReading);
  at("all").addEventListener("toggle", showAll);
  at("link").addEventListener("click", copyLink);
  at("save").addEventListener("click", savePicture);
  window.addEventListener("hashchange", () => open(whatIfState.read(models, location.hash.slice(1))));
  at("drawing").append(svg);
  app.hidden = false;
  open(view);
  new ResizeObserver(() => showDrawing()).observe(at("drawing"));
  /* So high is what stays in sight, and so far what one scrolls or tabs to stops below it. */
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--what-if-verdict", `${at("verdict").offsetHeight}px`);
  }).observe(at("verdict"));
})();
