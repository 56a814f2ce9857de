// Numbers that tell where they are from: tap, Enter and Space open a note natively (popover); here pointing and
// focus open them too.
"use strict";

const DELAY = 150;
const closing = new WeakMap();
let lastUsed = null;

function noteOf(button) {
  return document.getElementById(button.getAttribute("popovertarget"));
}

function place(button, box) {
  const at = button.getBoundingClientRect();
  const room = document.documentElement.clientWidth - 16;
  const below = at.bottom + 6;
  const fits = below + box.offsetHeight < window.innerHeight;
  box.style.bottom = "auto";
  box.style.left = `${Math.max(16, Math.min(at.left, room - box.offsetWidth))}px`;
  box.style.top = `${fits ? below : Math.max(8, at.top - box.offsetHeight - 6)}px`;
}

function show(button) {
  const box = noteOf(button);
  lastUsed = button;
  stay(box);
  // With its button as source, a press on that is none outside the note.
  if (!box.matches(":popover-open")) box.showPopover({ source: button });
  place(button, box);
}

function stay(box) {
  clearTimeout(closing.get(box));
}

function leave(box) {
  stay(box);
  closing.set(
    box,
    setTimeout(() => box.hidePopover(), DELAY),
  );
}

function attend(button) {
  const box = noteOf(button);
  let openedByFocus = false;
  button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(button));
  button.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave(box));
  button.addEventListener("focus", () => {
    openedByFocus = button.matches(":focus-visible");
    if (openedByFocus) show(button);
  });
  button.addEventListener("blur", (event) => !box.contains(event.relatedTarget) && box.hidePopover());
  button.addEventListener("click", (event) => {
    lastUsed = button;
    if (event.pointerType !== "mouse" && !openedByFocus) return;
    openedByFocus = false;
    event.preventDefault(); // pointing or focus has opened it already: the native toggle would close it
    show(button);
  });
}

function keep(box) {
  box.addEventListener("pointerenter", () => stay(box));
  box.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave(box));
  box.addEventListener("focusout", (event) => {
    const to = event.relatedTarget;
    if (to && to !== lastUsed && !box.contains(to)) box.hidePopover();
  });
  box.addEventListener("toggle", (event) => event.newState === "open" && lastUsed && place(lastUsed, box));
}

function follow() {
  const box = document.querySelector(".origin:popover-open");
  if (box && lastUsed) place(lastUsed, box);
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("button.number").forEach(attend);
  document.querySelectorAll(".origin").forEach(keep);
  document.addEventListener("scroll", follow, { capture: true, passive: true });
});
