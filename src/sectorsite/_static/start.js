// The story's stage: one picture beside the text, which shows what belongs to the step that is being read. Without this
// script, and for readers who asked for less motion, each step has its own picture instead.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const story = document.getElementById("story");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const steps = [...story.querySelectorAll(".step")];

  function show() {
    const line = window.innerHeight * (window.innerWidth < 800 ? 0.72 : 0.55);
    const begun = steps.filter((step) => step.getBoundingClientRect().top < line);
    const step = (begun.at(-1) || steps[0]).dataset.step;
    if (story.dataset.now === step) return;
    story.dataset.now = step;
    for (const part of story.querySelectorAll(".stage [data-steps]")) {
      part.classList.toggle("shown", part.dataset.steps.split(" ").includes(step));
    }
  }

  function choose() {
    story.classList.toggle("moving", !still.matches);
    show();
  }

  still.addEventListener("change", choose);
  document.addEventListener("scroll", show, { passive: true });
  window.addEventListener("resize", show);
  choose();
});
