// A little menu over a button: opens by press, closes by Escape, by choosing and by looking elsewhere.

/** Make `button` open and close `panel`; returns the function that closes it. */
export function popup(button, panel) {
  const items = () => [...panel.querySelectorAll("button")];

  function set(open) {
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
    button.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!panel.contains(event.target) && !button.contains(event.target)) set(false);
  });
  return () => set(false);
}
