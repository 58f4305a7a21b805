// The clock that can be moved and the switches of faults.
import {
  dayAndMonth,
  dayKey,
  dayOf,
  fullDate,
  moment,
  seconds,
  time,
  weekday,
  weekdayIndex,
} from "/page/dates.js";
import { byId, setText } from "/page/dom.js";
import { say, sayEvent } from "/page/language.js";
import { popup } from "/page/popup.js";
import { tell } from "/page/server.js";

/** Build the clock and the switches; returns `show(state)` and `tick()`; `fail()` is told of refusals. */
export function controls(refresh, fail) {
  const clock = byId("clock-now");
  const place = (name) => clock.querySelector(`[data-clock="${name}"]`);
  const moves = [...document.querySelectorAll("[data-move]")];
  const switches = [...document.querySelectorAll("[data-fault]")];
  const faultsButton = byId("faults-open");
  let base = null;

  popup(faultsButton, document.getElementById("faults"));
  for (const button of moves) {
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-busy") === "true") return;
      setBusy(moves, button, true);
      await tell("clock", { move: button.dataset.move }).catch(fail);
      await refresh();
      setBusy(moves, button, false);
    });
  }
  for (const button of switches) {
    button.addEventListener("click", async () => {
      const on = button.getAttribute("aria-checked") !== "true";
      button.setAttribute("aria-checked", String(on));
      await tell("faults", { [button.dataset.fault]: on }).catch(fail);
      refresh();
    });
  }

  // Between two answers of the server the page lets the seconds run by itself.
  function tick() {
    if (!base) return;
    const now = new Date(base.at + performance.now() - base.seen).toISOString();
    clock.setAttribute("datetime", now);
    setText(place("time"), time(now));
    setText(place("seconds"), `:${seconds(now)}`);
    const day = dayOf(dayKey(now));
    setText(place("date"), `${fullDate(day)}, ${weekday(day)}`);
    setText(
      place("short"),
      `${dayAndMonth(day)}, ${say("weekdays_short").split(" ")[weekdayIndex(day)]}`,
    );
  }
  setInterval(tick, 1000);

  return {
    tick,
    show(state) {
      base = { at: Date.parse(state.now), seen: performance.now() };
      tick();
      for (const button of switches) {
        button.setAttribute("aria-checked", String(Boolean(state.faults[button.dataset.fault])));
      }
      faultsButton.classList.toggle("has-news", Object.values(state.faults).some(Boolean));
      const next = nextEvent(state);
      const hint = next
        ? say("next_event_hint", { what: `${sayEvent(next.kind)} — ${moment(next.at)}` })
        : "";
      byId("clock-next-event").title = hint;
    },
  };
}

function setBusy(moves, pressed, busy) {
  pressed.setAttribute("aria-busy", String(busy));
  for (const button of moves) button.classList.toggle("is-waiting", busy && button !== pressed);
}

/** Find the nearest thing that time will bring to any request. */
function nextEvent(state) {
  return state.requests
    .flatMap((request) => request.upcoming ?? [])
    .filter((event) => event.at > state.now)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))[0];
}
