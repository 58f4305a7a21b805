// A little menu over a button: opens by press, closes by Escape, by choosing and by looking elsewhere.

/** Make `button` open and close `panel`, filled by `draw()` when it opens; returns what closes it. */
export function popup(button, panel, draw = null) {
  const items = () => [...panel.querySelectorAll("button")];

  function set(open) {
    if (!open && panel.contains(document.activeElement)) button.focus({ preventScroll: true });
    if (draw) panel.replaceChildren(...(open ? draw() : []));
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  }

  button.addEventListener("click", () => {
    set(panel.hidden);
    if (!panel.hidden) items()[0]?.focus({ preventScroll: true });
  });
  panel.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = items();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    set(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (!panel.hidden && !panel.contains(event.target) && !button.contains(event.target))
      set(false);
  });
  return () => set(false);
}
