/* The ends of a drawing as sliders: dragged by pointer or touch, moved by keyboard. */
window.whatIfHandles = (function () {
  "use strict";

  const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

  /* Handles within a box, behind its SVG: onMove(statement, side, value) follows each move, onDone when one is let go. */
  function inside(box, onMove, onDone) {
    const known = new Map();  // by key: the handle as it was drawn last, and its element, which stays while it is moved
    let dragged = null;

    /* What it can be at least and at most: by what it is, else by the scale. */
    const limits = ({ natural, far, value }) => [natural[0] ?? -far, natural[1] ?? Math.max(far, value)];

    /* The step nearest to a value, or the printed end, within the limits. */
    function stepped(handle, value) {
      const { statement: { low, high }, step } = handle;
      const near = [low, high].find((end) => end !== null && Math.abs(end - value) < step / 2);
      const [least, most] = limits(handle);
      return Math.min(Math.max(near ?? whatIf.decimal(Math.round(value / step) * step), least), most);
    }

    function press(key, event) {
      const { handle } = known.get(key);
      const [Home, End] = limits(handle);
      const next = { Home, End }[event.key] ?? handle.value + KEYS[event.key] * handle.step;
      if (Number.isNaN(next)) return;
      event.preventDefault();
      onMove(handle.statement, handle.side, stepped(handle, next));
    }

    /* What is dragged beside a handle moves the next one to its right in the same row. */
    function graspBeside(event) {
      if (event.target.closest(".what-if-handle")) return;
      const { left, top } = box.getBoundingClientRect();
      const [x, y] = [event.clientX - left, event.clientY - top];
      const row = [...known].filter(([, { handle }]) => Math.abs(handle.y - y) < 24)
        .sort(([, one], [, other]) => one.handle.x - other.handle.x);
      const [key] = row.find(([, { handle }]) => handle.x >= x) ?? row.at(-1) ?? [];
      if (key) grasp(key, event);
    }

    function grasp(key, event) {
      if (event.button !== 0) return;
      const { handle, slider } = known.get(key);
      dragged = { key, from: event.clientX, value: handle.value };
      slider.setPointerCapture(event.pointerId);
      slider.classList.add("what-if-grasped");
    }

    function drag(event) {
      if (!dragged) return;
      const { handle } = known.get(dragged.key) ?? {};
      if (!handle) return;
      const value = stepped(handle, dragged.value + (event.clientX - dragged.from) / handle.perUnit);
      if (value !== handle.value) onMove(handle.statement, handle.side, value);
    }

    function letGo() {
      if (!dragged) return;
      known.get(dragged.key)?.slider.classList.remove("what-if-grasped");
      dragged = null;
      onDone();
    }

    function made(key) {
      const slider = document.createElement("div");
      const attributes = { role: "slider", tabindex: "0", class: "what-if-handle" };
      Object.entries(attributes).forEach((pair) => slider.setAttribute(...pair));
      slider.addEventListener("keydown", (event) => press(key, event));
      slider.addEventListener("pointerdown", (event) => grasp(key, event));
      slider.addEventListener("pointermove", drag);
      ["pointerup", "pointercancel", "lostpointercapture"].forEach((kind) => slider.addEventListener(kind, letGo));
      return slider;
    }

    function place(handle) {
      const slider = known.get(handle.key)?.slider ?? made(handle.key);
      known.set(handle.key, { handle, slider });
      const { value, told, name, x, y } = handle;
      const [valuemin, valuemax] = limits(handle);
      const aria = { label: name, valuemin, valuemax, valuenow: value, valuetext: told };
      Object.entries(aria).forEach(([about, words]) => slider.setAttribute(`aria-${about}`, words));
      slider.style.left = `${x}px`;
      slider.style.top = `${y}px`;
      return slider;
    }

    /* Shows these handles, each in the element that it had. */
    function show(handles) {
      const sliders = handles.map(place);
      const keys = handles.map(({ key }) => key);
      for (const [key, { slider }] of known) {
        if (keys.includes(key)) continue;
        slider.remove();
        known.delete(key);
      }
      sliders.forEach((slider, i) => {
        if (box.children[i + 1] !== slider) box.insertBefore(slider, box.children[i + 1] ?? null);  // behind the SVG
      });
    }

    box.addEventListener("pointerdown", graspBeside);
    return { show, isDragged: () => dragged !== null };
  }

  return { inside };
})();
