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
      if (["aria-busy", "aria-disabled"].some((name) => button.getAttribute(name) === "true")) return;
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
      showAhead(byId("clock-next-event"), state.about.next_event);
    },
  };
}

function setBusy(moves, pressed, busy) {
  pressed.setAttribute("aria-busy", String(busy));
  for (const button of moves) button.classList.toggle("is-waiting", busy && button !== pressed);
}

/** Say on the button what time will bring next and when; without anything ahead it rests. */
function showAhead(button, next) {
  const what = next ? `${sayEvent(next.kind)} — ${moment(next.at)}` : null;
  button.dataset.kind = next?.kind ?? "";
  button.setAttribute("aria-disabled", String(!next));
  button.title = what ? say("next_event_hint", { what }) : say("next_event_none_hint");
  setText(
    button.querySelector('[data-role="ahead"]'),
    next ? moment(next.at) : say("next_event_none"),
  );
}
