// Which pane is on the screen: tabs and swipes on a phone, a switch between phones on a small desktop.
import { say } from "/page/language.js";

const NARROW = "(max-width: 899px)";
const MIDDLE = "(min-width: 900px) and (max-width: 1199px)";

/** Wire the tabs; returns `open(pane)` and `show(state)`, which marks panes with unseen messages. */
export function layout() {
  const area = document.querySelector(".panes");
  const panes = [...area.querySelectorAll("[data-pane]")];
  const buttons = [...document.querySelectorAll("[data-show]")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const newest = new Map();
  const seen = new Map();
  let current = "telegram";

  function isVisible(name) {
    if (matchMedia(NARROW).matches) return name === current;
    if (matchMedia(MIDDLE).matches && (name === "telegram" || name === "sms"))
      return name === area.dataset.phone;
    return true;
  }

  function mark() {
    for (const [name, value] of newest)
      if (isVisible(name) || !seen.has(name)) seen.set(name, value);
    for (const button of buttons) {
      const name = button.dataset.show;
      const shown = button.closest(".tabs") ? name === current : name === area.dataset.phone;
      button.setAttribute("aria-pressed", String(shown));
      const news = newest.has(name) && newest.get(name) !== seen.get(name);
      button.classList.toggle("has-news", news);
      button.title = news ? say("unread") : "";
    }
  }

  function set(name) {
    current = name;
    if (name === "telegram" || name === "sms") area.dataset.phone = name;
    mark();
  }

  function open(name) {
    set(name);
    if (!matchMedia(NARROW).matches) return;
    const pane = panes.find((one) => one.dataset.pane === name);
    area.scrollTo({
      left: pane.offsetLeft - area.offsetLeft,
      behavior: calm.matches ? "auto" : "smooth",
    });
  }

  area.dataset.phone = "telegram";
  for (const button of buttons) button.addEventListener("click", () => open(button.dataset.show));
  let settling = null;
  area.addEventListener(
    "scroll",
    () => {
      clearTimeout(settling);
      settling = setTimeout(() => {
        const at = Math.round(area.scrollLeft / Math.max(1, area.clientWidth));
        if (matchMedia(NARROW).matches && panes[at]) set(panes[at].dataset.pane);
      }, 80);
    },
    { passive: true },
  );
  matchMedia(NARROW).addEventListener("change", () => open(current));
  mark();

  return {
    open,
    show(state) {
      const count = (kind) =>
        state.people
          .filter((person) => person.kind === kind && !person.staff)
          .map((person) => `${person.id}:${person.messages.at(-1)?.id ?? ""}`)
          .join();
      newest.set("telegram", count("telegram"));
      newest.set("sms", count("sms"));
      newest.set("staff", String(state.staff.messages.at(-1)?.id ?? ""));
      newest.set(
        "timeline",
        state.requests.map((request) => `${request.number}:${request.state}`).join(),
      );
      mark();
    },
  };
}
