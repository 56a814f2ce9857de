// Numbers that tell where they are from: tap, Enter and Space open a note natively (popover); here pointing and
// focus open them too.
"use strict";

const DELAY = 120;

function note(button) {
  return document.getElementById(button.getAttribute("popovertarget"));
}

function place(button, box) {
  const at = button.getBoundingClientRect();
  const room = document.documentElement.clientWidth - 16;
  const left = Math.min(at.left, room - box.offsetWidth);
  const below = at.bottom + 6;
  const fits = below + box.offsetHeight < window.innerHeight;
  box.style.left = `${Math.max(16, left)}px`;
  box.style.top = `${fits ? below : Math.max(8, at.top - box.offsetHeight - 6)}px`;
}

function show(button) {
  const box = note(button);
  if (box && !box.matches(":popover-open")) box.showPopover({ source: button }); // so that a press on the button is none outside the note
}

function attend(button) {
  const box = note(button);
  let leaving;
  const stay = () => clearTimeout(leaving);
  const leave = () => {
    leaving = setTimeout(() => box.hidePopover(), DELAY);
  };
  button.addEventListener("pointerenter", (event) => {
    stay();
    if (event.pointerType === "mouse") show(button);
    box.onpointerenter = stay;
    box.onpointerleave = leave;
  });
  button.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") leave();
  });
  button.addEventListener("click", (event) => {
    if (event.pointerType !== "mouse") return;
    event.preventDefault(); // pointing has opened it already: the native toggle would close it
    show(button);
  });
  button.addEventListener("focus", () => {
    if (button.matches(":focus-visible")) show(button);
  });
  button.addEventListener("blur", (event) => {
    if (!box.contains(event.relatedTarget)) box.hidePopover();
  });
  box.addEventListener("toggle", (event) => {
    if (event.newState === "open" && lastUsed) place(lastUsed, box);
  });
}

let lastUsed = null;

function begin() {
  for (const kind of ["pointerenter", "focusin", "click"]) {
    document.addEventListener(
      kind,
      (event) => {
        const button = event.target.closest?.("button.number");
        if (button) lastUsed = button;
      },
      true,
    );
  }
  document.querySelectorAll("button.number").forEach(attend);
}

document.addEventListener("DOMContentLoaded", begin);
