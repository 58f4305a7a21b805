// A first-time path through the product in six steps, ticked as they come true.
import { byId, el, icon, keep, redraw, setText } from "/page/dom.js";
import { language, say } from "/page/language.js";

const REMEMBERED = "qabyldau.guide";

const STEPS = [
  {
    name: "book",
    pane: "telegram",
    at: "phone-telegram",
    test: (state) => state.requests.length > 0,
  },
  {
    name: "confirm",
    pane: "staff",
    at: "staff-chat",
    test: (state) => state.requests.some((one) => one.reception_at),
  },
  {
    name: "reply",
    pane: "telegram",
    at: "clock-minute",
    test: (state) => state.requests.some((one) => one.reception_at && one.replied_at),
  },
  {
    name: "clock",
    pane: "timeline",
    at: "clock-next-event",
    test: (state) => state.requests.some((one) => isOver(one, state.now)),
  },
  {
    name: "held",
    pane: "staff",
    at: "staff-chat",
    test: (state) => state.requests.some((one) => OUTCOMES.includes(one.state)),
  },
  {
    name: "survey",
    pane: "telegram",
    at: "phone-telegram",
    test: (state) => state.requests.some(isRated),
  },
];

const OUTCOMES = ["attended", "no_show", "not_held", "consulted"];

// The reception is over once staff are no longer waited with the question about its outcome.
const isOver = (request, now) =>
  request.reception_at &&
  Date.parse(request.reception_at) <= Date.parse(now) &&
  !(request.upcoming ?? []).some((event) => event.kind === "ask_outcome");
const isRated = (request) => (request.events ?? []).some((event) => event.kind === "rate");

/** Wire the guide; `open(pane)` brings a pane to the screen. Returns `show(state)`. */
export function guide(open) {
  const root = byId("guide");
  const toggle = byId("guide-toggle");
  const list = root.querySelector(".guide__steps");
  const done = new Set();

  function set(shown) {
    root.hidden = !shown;
    toggle.setAttribute("aria-expanded", String(shown));
    try {
      localStorage.setItem(REMEMBERED, shown ? "shown" : "hidden");
    } catch {
      // Without a memory the guide simply greets again.
    }
  }
  set(wasShown());
  toggle.addEventListener("click", () => set(root.hidden));
  byId("guide-close").addEventListener("click", () => {
    set(false);
    toggle.focus();
  });

  function point(step) {
    open(step.pane);
    const target = byId(step.at);
    target.classList.remove("is-pointed");
    requestAnimationFrame(() => target.classList.add("is-pointed"));
    target.addEventListener("animationend", () => target.classList.remove("is-pointed"), {
      once: true,
    });
    const first = target.matches("button") ? target : byId("composer", target);
    first?.focus({ preventScroll: true });
  }

  return {
    show(state) {
      for (const step of STEPS) if (step.test(state)) done.add(step.name);
      const next = STEPS.find((step) => !done.has(step.name));
      root.classList.toggle("guide--over", !next);
      setText(root.querySelector(".guide__title"), say(next ? "guide" : "guide_all"));
      keep(
        list,
        STEPS.map((step, index) => ({ ...step, key: step.name, index })),
        (step, old) => {
          const node = old ?? el("li", { "data-testid": "guide-step", "data-step": step.name });
          const ticked = done.has(step.name);
          node.dataset.done = String(ticked);
          node.classList.toggle("is-next", step.name === next?.name);
          redraw(node, `${ticked}${language()}`, () =>
            node.replaceChildren(button(step, ticked, () => point(step))),
          );
          if (step.name === next?.name) node.setAttribute("aria-current", "step");
          else node.removeAttribute("aria-current");
          return node;
        },
      );
    },
  };
}

function button(step, ticked, act) {
  return el(
    "button",
    { type: "button", class: "step", onclick: act },
    el("span", { class: "step__mark" }, ticked ? icon("check") : String(step.index + 1)),
    el("span", { class: "step__words" }, say(`guide_${step.name}`)),
    ticked ? el("span", { class: "aside" }, say("guide_done")) : null,
  );
}

function wasShown() {
  try {
    return localStorage.getItem(REMEMBERED) !== "hidden";
  } catch {
    return true;
  }
}
