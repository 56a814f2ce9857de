// The colours that the reader has chosen, set before the page is painted.
"use strict";

(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("mode") || "auto";
    } catch {
      return "auto"; // a browser may refuse to store anything
    }
  }

  function apply() {
    const mode = chosen();
    root.dataset.mode = mode;
    root.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
  }

  function choose(mode) {
    try {
      localStorage.setItem("mode", mode);
      localStorage.setItem("theme", mode);
    } catch {
      // the choice then holds for this page only
    }
    apply();
  }

  function offer() {
    const select = document.getElementById("mode");
    if (!select) return;
    document.getElementById("colours").hidden = false;
    select.value = chosen();
    select.addEventListener("change", () => choose(select.value));
  }

  apply();
  dark.addEventListener("change", apply);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offer);
  else offer();
})();
