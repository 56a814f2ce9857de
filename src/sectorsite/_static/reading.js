// Reading mode: code is out of sight until the switch shows it, on this page and the next. Folds open where an address
// leads into them.
"use strict";

const KEY = "sectorbook-show-code";

function remembered() {
  try {
    return localStorage.getItem(KEY) === "yes";
  } catch {
    return false; // storage is switched off
  }
}

function remember(shown) {
  try {
    localStorage.setItem(KEY, shown ? "yes" : "no");
  } catch {
    // it holds for this page only
  }
}

function showCode(shown) {
  document.documentElement.classList.toggle("shows-code", shown);
  for (const fold of document.querySelectorAll("details.code")) fold.open = shown;
}

function work(row) {
  const control = row.querySelector("input");
  control.checked = remembered();
  control.addEventListener("change", () => {
    remember(control.checked);
    showCode(control.checked);
  });
  row.hidden = false;
}

function openFolds() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.scrollIntoView();
}

document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.add("reads");
  const row = document.querySelector(".code-switch");
  if (row) {
    showCode(remembered());
    work(row);
  }
  if (location.hash) openFolds();
  window.addEventListener("hashchange", openFolds);
});
